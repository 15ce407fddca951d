# SPDX-License-Identifier: Apache-2.0
"""What several tests share: real input beside the checkout, and golden files."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLDEN = Path(__file__).resolve().parent / "golden"
NOBODY = 65534

# How long an example takes says something about the machine, not about the code.
settings.register_profile("reqtrace", deadline=None)
settings.load_profile("reqtrace")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="renew the files of tests/golden from what is made now"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Holds a text against the file of that name in tests/golden; with --update-golden, writes the file."""

    def hold(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{path.name} differs; renew it with --update-golden"

    return hold


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real input in {SHARED}, which is not part of the project")
    return SHARED


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of one's own, while not even the superuser may do what its permissions forbid."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(os.getuid())


class Repository:
    """A git repository that a test writes; its commits are a minute apart, from midnight on 1 January 2026 in UTC."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds = 1767225600
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        """What git says, without any settings of whoever runs the tests."""
        date = f"{self.seconds} +0000"
        names = {f"GIT_{role}_{what}": "A" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL", "DATE")}
        own = names | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        settings = ("-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false")
        command = ["git", *settings, "-C", str(self.folder), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=inherited | own).stdout.strip()

    def write(self, files: dict[str, str]) -> None:
        """Write files, without telling git."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, files: dict[str, str] | None = None) -> str:
        """Write files, commit all there is, and say the hash."""
        self.write(files or {})
        self.seconds += 60
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "A change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty git repository, in which the test stands."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Repository(folder)
