# SPDX-License-Identifier: Apache-2.0
"""What git says of a folder, whatever that folder is."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reqtrace.diagnostic import Diagnostic
from reqtrace.read.git import (
    Commit,
    Repository,
    absence,
    commit,
    merge_base,
    repository,
    resolve,
    unversioned,
)

if TYPE_CHECKING:
    import conftest


def found(folder: Path) -> Repository:
    opened = repository(folder)
    assert isinstance(opened, Repository)
    return opened


def message(answer: str | Diagnostic) -> str:
    assert isinstance(answer, Diagnostic)
    assert answer.code.misuse
    return answer.message


def test_the_commit_that_is_checked_out(history: conftest.Repository) -> None:
    hash_ = history.commit({"docs/a.rst": "a"})
    date = datetime(2026, 1, 1, 0, 1, tzinfo=UTC)
    assert commit(history.folder) == commit(history.folder / "docs") == Commit(hash_, date, dirty=False)
    assert not absence(history.folder)


@pytest.mark.parametrize("change", ["changed", "staged", "removed"])
def test_what_was_changed_is_dirty(history: conftest.Repository, change: str) -> None:
    history.commit({"a.rst": "a"})
    history.write({"a.rst": "b"})
    if change == "staged":
        history.git("add", "a.rst")
    if change == "removed":
        (history.folder / "a.rst").unlink()
    now = commit(history.folder)
    assert now is not None
    assert now.dirty


# [utest->dsn~contents_are_held_against_the_commit~1]
def test_no_setting_hides_what_was_changed(history: conftest.Repository) -> None:
    history.git("config", "core.trustctime", "false")
    history.git("config", "core.checkStat", "minimal")
    history.write({"a.rst": "shall work"})
    file, long_ago = history.folder / "a.rst", 1_000_000_000
    os.utime(file, (long_ago, long_ago))
    history.commit({})
    history.write({"a.rst": "shall fail"})
    os.utime(file, (long_ago, long_ago))
    assert not history.git("status", "--porcelain")
    assert unversioned(history.folder, [str(file)]) == (str(file),)
    history.write({"a.rst": "shall work"})
    assert unversioned(history.folder, [str(file)]) == ()


def test_ends_of_lines_that_git_converts_are_no_change(history: conftest.Repository) -> None:
    history.commit({".gitattributes": "*.rst text eol=crlf\nbig.txt filter=lfs\n", "a.rst": "a\n", "big.txt": "small"})
    history.write({"a.rst": "a\r\n", "big.txt": "large"})
    files = [str(history.folder / name) for name in ("a.rst", "big.txt")]
    assert unversioned(history.folder, files) == ()
    history.write({"a.rst": "b\r\n"})
    assert unversioned(history.folder, files) == (files[0],)


def test_a_file_that_git_does_not_know_is_no_change_but_unversioned(history: conftest.Repository) -> None:
    history.commit({"a.rst": "a", ".gitignore": "*.log\n"})
    history.write({"new.rst": "b", "c.log": "c"})
    now = commit(history.folder)
    assert now is not None
    assert not now.dirty
    files = ["a.rst", "new.rst", "c.log", "/etc/passwd", ".git/config"]
    assert unversioned(history.folder, files) == ("new.rst", "c.log", "/etc/passwd", ".git/config")


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_was_told_not_to_look_at_is_unversioned(history: conftest.Repository, flag: str) -> None:
    history.commit({"a.rst": "a", "b.rst": "b"})
    history.git("update-index", flag, "a.rst")
    history.write({"a.rst": "changed in silence"})
    assert unversioned(history.folder, ["a.rst", "b.rst"]) == ("a.rst",)


def test_a_link_counts_as_what_it_leads_to(history: conftest.Repository, tmp_path: Path) -> None:
    (tmp_path / "outside.rst").write_text("x")
    (history.folder / "in.rst").symlink_to("a.rst")
    (history.folder / "out.rst").symlink_to(tmp_path / "outside.rst")
    history.commit({"a.rst": "a"})
    assert unversioned(history.folder, ["in.rst", "out.rst"]) == ("out.rst",)


def test_submodules(history: conftest.Repository, tmp_path: Path) -> None:
    inner = type(history)(_made(tmp_path / "inner"))
    inner.commit({"deep.rst": "deep"})
    history.git("submodule", "--quiet", "add", str(inner.folder), "sub")
    history.commit({"a.rst": "a"})
    assert unversioned(history.folder, ["sub/deep.rst"]) == ()
    (history.folder / "sub/deep.rst").write_text("changed")
    now = commit(history.folder)
    assert now is not None
    assert now.dirty


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_second_worktree(history: conftest.Repository, tmp_path: Path) -> None:
    first = history.commit({"a.rst": "a"})
    history.git("worktree", "add", "-q", "--detach", str(tmp_path / "other"), first)
    history.commit({"a.rst": "b"})
    now = commit(tmp_path / "other")
    assert now is not None
    assert (now.hash, now.dirty) == (first, False)


def test_a_repository_of_sha256(tmp_path: Path, history: conftest.Repository) -> None:
    shutil.rmtree(history.folder / ".git")
    history.git("init", "-q", "-b", "main", "--object-format=sha256")
    hash_ = history.commit({"a.rst": "a"})
    now = commit(history.folder)
    assert now is not None
    assert (now.hash, len(hash_)) == (hash_, 64)
    assert resolve(found(history.folder), "main") == hash_


def test_where_nothing_is_checked_out(
    history: conftest.Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert commit(history.folder) is None
    assert absence(history.folder) == "its repository has no commit yet"
    history.commit({"a.rst": "a"})
    history.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    bare = "nothing is checked out there: it is a bare repository, or git's own folder"
    assert absence(tmp_path / "bare") == absence(history.folder / ".git") == bare
    assert commit(tmp_path / "bare") is None
    assert absence(tmp_path) == "it lies in no git repository"
    assert unversioned(tmp_path, ["a"]) == ("a",)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert absence(history.folder) == "git is not installed"


def test_nothing_that_was_configured_is_executed(history: conftest.Repository, tmp_path: Path) -> None:
    history.commit({"a.rst": "a", ".gitattributes": "* filter=evil diff=evil\n"})
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/executed\ncat\n")
    program.chmod(0o755)
    for setting in (
        "core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "diff.evil.textconv", "diff.evil.command",
        "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "gpg.program", "core.editor",
    ):  # fmt: skip
        history.git("config", setting, str(program))
    history.git("config", "filter.evil.required", "true")
    history.git("config", "log.showSignature", "true")
    (history.folder / "a.rst").write_text("b")
    now = commit(history.folder)
    assert now is not None
    assert now.dirty
    assert unversioned(history.folder, ["a.rst"]) == ()
    assert isinstance(resolve(found(history.folder), "HEAD"), str)
    assert not (tmp_path / "executed").exists()


def test_what_a_hook_was_told_is_not_what_is_asked(
    history: conftest.Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hash_ = history.commit({"a.rst": "a"})
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    now = commit(history.folder)
    assert now is not None
    assert (now.hash, now.dirty) == (hash_, False)


# [utest->dsn~git_is_only_asked~1]
@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        ("nothing", "nothing can not be looked at: git knows no such commit"),
        ("--all", "--all can not be looked at: that is no revision"),
        ("--output=x", "--output=x can not be looked at: that is no revision"),
        ("", "'' can not be looked at: that is no revision"),
        ("a\nb", r"'a\nb' can not be looked at: that is no revision"),
        ("HEAD^{tree}", "HEAD^{tree} can not be looked at: git knows no such commit"),
    ],
)
def test_a_revision_that_is_none(history: conftest.Repository, revision: str, expected: str) -> None:
    history.commit({"a.rst": "a"})
    assert message(resolve(found(history.folder), revision)) == expected


def test_revisions(history: conftest.Repository) -> None:
    opened = found(history.folder)
    assert message(resolve(opened, "HEAD")) == "HEAD can not be looked at: the repository has no commit yet"
    first = history.commit({"a.rst": "a"})
    history.git("tag", "-a", "-m", "A release", "v1")
    history.git("checkout", "-q", "-b", "side")
    history.commit({"b.rst": "b"})
    history.git("checkout", "-q", "main")
    history.commit({"c.rst": "c"})
    assert resolve(opened, "v1") == resolve(opened, first[:8]) == merge_base(opened, "side") == first


def test_a_replaced_commit_is_seen_as_it_was(history: conftest.Repository) -> None:
    first = history.commit({"a.rst": "a"})
    second = history.commit({"a.rst": "b"})
    history.git("replace", second, first)
    now = commit(history.folder)
    assert now is not None
    assert now.date == datetime(2026, 1, 1, 0, 2, tzinfo=UTC)


def test_what_is_missing_in_a_shallow_clone(history: conftest.Repository, tmp_path: Path) -> None:
    first = history.commit({"a.rst": "a"})
    history.commit({"a.rst": "b"})
    history.git("clone", "-q", "--depth", "1", f"file://{history.folder}", str(tmp_path / "shallow"))
    answer = resolve(found(tmp_path / "shallow"), first)
    assert message(answer) == f"{first} can not be looked at: git knows no such commit"
    assert isinstance(answer, Diagnostic)
    assert answer.help == (
        "only the newest commits are here: fetch the others with `git fetch --unshallow` (`fetch-depth: 0` in CI)"
    )


def test_histories_that_share_nothing(history: conftest.Repository) -> None:
    history.commit({"a.rst": "a"})
    history.git("checkout", "-q", "--orphan", "other")
    history.commit({"b.rst": "b"})
    expected = "main can not be looked at: it shares no commit with what is checked out"
    assert message(merge_base(found(history.folder), "main")) == expected
