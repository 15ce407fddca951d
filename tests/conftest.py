# SPDX-License-Identifier: Apache-2.0
"""What several tests share: real input beside the checkout, and golden files."""

from __future__ import annotations

import os
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
