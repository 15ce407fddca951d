# SPDX-License-Identifier: Apache-2.0
"""Which files are ignored: just those that git ignores."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reqtrace.read.ignore import Ignoring
from reqtrace.read.patterns import Patterns

SEGMENTS = ("a", "b", "ab", "foo", "fooa", "b.a", "é", "a b", "a ", "*", "[a", "]", "-", "\\", "#", "!", ".x", "\t")
TOKENS = (
    *("a", "b", "foo", "é", ".", "/", "/", "*", "**", "***", "?", "!", "#", " ", "\\ ", "\t", "-", "]", "\\", "\\a"),
    *(
        "[ab]",
        "[!a]",
        "[^b]",
        "[a-c]",
        "[c-a]",
        "[]a]",
        "[a\\]]",
        "[a-",
        "[a",
        "[[:]",
        "[[:alpha:]]",
        "[[:x:]]",
        "[a/b]",
    ),
)
PATTERNS = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=7).map("".join)


def ignored(patterns: Iterable[str], paths: Iterable[str]) -> list[str]:
    """The paths, with a slash at the end of those of folders, that are ignored from the top of a tree."""
    top = Ignoring().extended(Patterns("\n".join(patterns).encode()))
    return [path for path in paths if reached(top, path)]


def reached(here: Ignoring, path: str) -> bool:
    *folders, name = path.removesuffix("/").split("/")
    for folder in folders:
        if here.ignores(folder, folder=True):
            return True
        here = here.within(folder)
    return here.ignores(name, folder=path.endswith("/"))


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["b"], ["b", "a/b", "a/b/c/"]),
        (["/b"], ["b"]),
        (["c/"], ["a/b/c/"]),
        (["a/b"], ["a/b", "a/b/c/"]),
        (["*", "!a/", "!d"], ["b", "a/b", "a/b/c/"]),
        (["a/*", "!a/d"], ["a/b", "a/b/c/"]),
        (["a/", "!a/d"], ["a/b", "a/d", "a/b/c/"]),
        (["a/**", "!a/d"], ["a/b", "a/b/c/"]),
        (["a/**/c"], ["a/b/c/"]),
        (["**/d"], ["d", "a/d"]),
        (["# b", "", "\\#", "d  "], ["d", "a/d"]),
        (["[!a-c]\r"], ["d", "a/d"]),
        (["*d", "?", "!??"], ["b", "d", "a/b", "a/d", "a/b/c/"]),
        (["*d", "!d", "c"], ["a/b/c/"]),
        (["b", "!b", "b", "*d", "!*d"], ["b", "a/b", "a/b/c/"]),
        (["b", "[a", "d\\"], ["b", "a/b", "a/b/c/"]),
    ],
)
def test_what_a_pattern_fits(patterns: list[str], expected: list[str]) -> None:
    assert ignored(patterns, ["b", "d", "a/b", "a/d", "a/b/c/"]) == expected


def test_a_mark_of_byte_order_is_no_part_of_a_pattern() -> None:
    assert reached(Ignoring().extended(Patterns(b"\xef\xbb\xbfb\n")), "b")


def test_bytes_that_are_no_text_fit_themselves() -> None:
    here = Ignoring().extended(Patterns(b"\xff?\n"))
    assert (here.ignores(os.fsdecode(b"\xffa"), folder=False), here.ignores("ÿa", folder=False)) == (True, False)


def test_the_file_in_the_deepest_folder_decides() -> None:
    top = Ignoring().extended(Patterns(b"*.c\n/x\n"))
    below = top.within("sub").extended(Patterns(b"!a.c\n/y\n"))
    names = ("a.c", "b.c", "x", "y")
    assert [name for name in names if top.ignores(name, folder=False)] == ["a.c", "b.c", "x"]
    assert [name for name in names if below.ignores(name, folder=False)] == ["b.c", "y"]


@pytest.fixture(scope="module")
def repository() -> Iterator[Path]:
    """A repository in which git can be asked."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)  # noqa: S607 - whichever git there is
        yield Path(folder)


def asked(repository: Path, patterns: Iterable[str], paths: Iterable[str]) -> list[str]:
    """The paths that git says it ignores."""
    (repository / ".gitignore").write_text("\n".join(patterns), encoding="utf-8")
    command = ["git", "-C", str(repository), "check-ignore", "-z", "--stdin", "--no-index"]
    asking = subprocess.run(command, input="\0".join(paths).encode(), capture_output=True, check=False)
    return [path for path in asking.stdout.decode().split("\0") if path]


# [utest->dsn~ignored_as_git_ignores~1]
@settings(max_examples=60)
@given(
    st.lists(PATTERNS.filter(lambda pattern: pattern.strip(" !/")), min_size=1, max_size=5),
    st.sets(st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4).map("/".join), min_size=1, max_size=40),
)
def test_git_says_the_same(repository: Path, patterns: list[str], paths: set[str]) -> None:
    files = sorted(paths)
    assert ignored(patterns, files) == asked(repository, patterns, files)


# [utest->dsn~ignored_as_git_ignores~1]
@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("a/**/" * 20 + "b", "a/" * 2000 + "c"),
        ("*a" * 20 + "b", "a" * 255 + "c"),
        ("**/" + "*a" * 20 + "b", "aaaaaaaaaaaaaaaaaaaaaaaa/" * 160 + "c"),
        ("**/a*/" * 20 + "**/a*b/c", "aa/" * 1300 + "c"),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    here = Ignoring().extended(Patterns(pattern.encode()))
    before = time.process_time()
    assert not here.ignores(path, folder=False)
    assert time.process_time() - before < 1
