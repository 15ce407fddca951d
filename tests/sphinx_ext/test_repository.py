# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from reqtrace_sphinx import repository

FIRST, SECOND = "0123456789abcdef0123456789abcdef01234567", "89abcdef" * 5


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "files",
    [
        {".git/HEAD": f"{FIRST}\n"},
        {".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": f"{FIRST}\n"},
        {
            ".git/HEAD": "ref: refs/heads/main\n",
            ".git/packed-refs": f"# pack\n{SECOND} refs/tags/main\n{FIRST} refs/heads/main\n",
        },
        {".git": "gitdir: of/it\n", "of/it/HEAD": f"{FIRST}\n"},
        {
            ".git": "gitdir: all/worktrees/it\n",
            "all/worktrees/it/HEAD": "ref: refs/heads/main\n",
            "all/worktrees/it/commondir": "../..\n",
            "all/refs/heads/main": f"{FIRST}\n",
        },
    ],
    ids=["detached", "loose", "packed", "submodule", "worktree"],
)  # fmt: skip
def test_the_commit_is_found_wherever_git_keeps_it(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    (tmp_path / "docs/deep").mkdir(parents=True)
    assert repository.root(tmp_path / "docs/deep") == tmp_path
    assert repository.commit(tmp_path) == FIRST


@pytest.mark.parametrize(
    "files",
    [
        {},
        {".git/HEAD": "ref: refs/heads/new\n"},
        {".git/HEAD": "ref: refs/heads/\0\n"},
        {".git/HEAD": "<script>\n"},
        {".git": "nothing\n"},
    ],
)
def test_where_there_is_no_commit_there_is_none(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    assert repository.commit(tmp_path) == ""
