# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace trace --since`` as a gate: what it can not see, it does not let pass in silence."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reqtrace.cli import main

if TYPE_CHECKING:
    import conftest

Answer = tuple[int, str, str]
Run = Callable[..., Answer]

SAFE = "`req~a~1`\n\nThe device shall never explode while somebody is near.\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"


@pytest.fixture
def reqtrace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command, run where the test stands."""

    def run(*words: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["reqtrace", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, said.out, said.err

    yield run
    gc.enable()  # a trace makes do without


# [utest->dsn~half_a_base_is_none~1]
def test_a_base_with_a_link_loop_lets_nothing_pass(history: conftest.Repository, reqtrace: Run) -> None:
    (history.folder / "b.rst").symlink_to("b.rst")
    first = history.commit({"a.rst": SAFE})[:12]
    (history.folder / "b.rst").unlink()
    for words in (("trace", "--since", "HEAD", "-q"), ("diff", "HEAD", ".", "-q", "--no-run")):
        code, _, err = reqtrace(*words)
        assert code == 2
        assert f"error[RT016]: HEAD ({first}) was not read in full, so nobody knows all that changed since: " in err


# [utest->dsn~half_a_base_is_none~1]
def test_a_base_of_which_git_keeps_only_pointers_lets_nothing_pass(history: conftest.Repository, reqtrace: Run) -> None:
    first = history.commit({"a.rst": SAFE, "b.rst": POINTER})[:12]
    history.write({"b.rst": SAFE.replace("~a~", "~b~")})
    code, _, err = reqtrace("trace", "--since", "HEAD", "-q")
    assert code == 2
    why = "b.rst is not looked at: git only keeps where it is stored (LFS)"
    assert f"HEAD ({first}) was not read in full, so nobody knows all that changed since: {why}" in err
    assert reqtrace("trace", "--since", "HEAD", "-q", "a.rst") == (0, "", "")


# [utest->dsn~half_a_base_is_none~1]
def test_a_link_that_git_lost_lets_nothing_pass(history: conftest.Repository, reqtrace: Run) -> None:
    (history.folder / "docs").mkdir()
    (history.folder / "docs/a.rst").symlink_to("../text/a.rst")
    history.commit({"text/a.rst": SAFE})
    lost = history.git("rev-parse", "HEAD:docs/a.rst")
    (history.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()
    history.write({"text/a.rst": SAFE.replace("never", "often")})
    for words in (("trace", "--since", "HEAD", "-q", "docs"), ("diff", "HEAD", ".", "-q", "--no-run", "docs")):
        code, _, err = reqtrace(*words)
        assert code == 2
        assert "error[RT016]: docs/a.rst can not be looked at: git does not have all of it here" in err


def test_what_is_told_and_lets_pass(history: conftest.Repository, reqtrace: Run) -> None:
    config = '[kinds.req]\nmethod = "inspection"\n'
    first = history.commit({"reqtrace.toml": config, "a.rst": SAFE, "b.rst": "`req~b~1`\n\nBe |fast|.\n"})[:12]
    history.write({"a.rst": SAFE.replace("~a~", "~z~").replace("never", "always")})
    history.write({"reqtrace.toml": config.replace("inspection", "assumption of use")})
    for words in (("trace", "--since", "HEAD", "-q"), ("diff", "HEAD", ".", "-q", "--no-run")):
        code, _, err = reqtrace(*words)
        assert code == 0
        assert "warning[RT221]: req~z~1 seems to be req~a~1 under another name" in err
        assert "warning[RT222]: a part of req~b~1 stands elsewhere and was not compared" in err
        message = f"kinds.req.method is assumption of use, and was inspection in HEAD ({first})"
        assert f"warning[RT223]: the configuration has changed: {message}" in err
    history.write({"a.rst": ""})
    assert f"warning[RT220]: req~a~1 is gone: it was there in HEAD ({first})" in reqtrace("trace", "--since", "HEAD")[2]
    assert "RT220" not in reqtrace("diff", "HEAD", ".", "--no-run")[2]


def test_settings_alone_are_not_nothing(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"a.rst": SAFE})
    history.write({"reqtrace.toml": '[kinds.req]\nmethod = "assumption of use"\n'})
    code, out, err = reqtrace("diff", "HEAD", ".", "--no-run")
    assert code == 0
    assert "Nothing changed" not in out
    assert "warning[RT223]" in err
