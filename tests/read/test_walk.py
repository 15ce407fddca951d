# SPDX-License-Identifier: Apache-2.0
"""Which files a walk finds below a folder, and which it leaves out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reqtrace.catalogue import Code
from reqtrace.read.walk import Place, entry_filter, walk


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with five files, from which commands are given."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git" / "info").mkdir(parents=True)
    (tmp_path / ".git" / "x.c").touch()
    for path in ("a.c", "docs/b.c", "docs/sub/c.c", "docs/sub/d.c", "docs/sub/deep/e.c"):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True, parents=True)
        file.touch()
    return tmp_path


ALL = "a b c d e"


def found(*paths: str, exclude: tuple[str, ...] = (), gitignore: bool = True) -> str:
    """The names of the files found, without their folders and ends."""
    _, places, diagnostics = walk(paths, exclude, lambda name: name.endswith(".c"), gitignore=gitignore)
    assert [each for each in diagnostics if each.code is not Code.LEFT_OUT] == []
    return " ".join(sorted(place.name.rpartition("/")[2].removesuffix(".c") for place in places))


def test_without_patterns_all_is_found_but_what_is_hidden(tree: Path) -> None:
    assert found(".") == found(str(tree)) == ALL


@pytest.mark.parametrize(
    ("file", "patterns", "expected"),
    [
        (".gitignore", "sub/\n", "a b"),
        (".gitignore", "*.c\n!/docs/sub/*.c\n", "c d"),
        (".gitignore", "/docs/sub/*\n!d.c\n", "a b d"),
        (".gitignore", "/c.c\n/sub\n", ALL),
        (".gitignore", "docs/**\n!docs/sub/\n!c.c\n", "a c"),
        ("docs/.gitignore", "a.c\n/c.c\n/sub/d.c\n", "a b c e"),
        ("docs/sub/.gitignore", "c.c\ndeep\n", "a b d"),
        (".git/info/exclude", "[cd].c\n", "a b e"),
    ],
)
def test_what_git_ignores_is_left_out(tree: Path, file: str, patterns: str, expected: str) -> None:
    (tree / file).write_text(patterns)
    assert found(".") == expected
    assert found(".", gitignore=False) == ALL


def test_a_deeper_file_decides_and_the_repositorys_own_last(tree: Path) -> None:
    (tree / ".git/info/exclude").write_text("*.c\n")
    (tree / ".gitignore").write_text("!a.c\n!c.c\n!d.c\n")
    (tree / "docs/sub/.gitignore").write_text("c.c\n")
    assert found(".") == "a d"


def test_files_above_the_folder_count_up_to_the_root_of_the_repository(tree: Path) -> None:
    (tree / ".gitignore").write_text("/docs/sub/c.c\n/c.c\n")
    (tree / "docs/.gitignore").write_text("deep\n")
    assert found("docs/sub") == "d"
    (tree / "docs/.git").touch()
    assert found("docs/sub") == "c d"


def test_where_there_is_no_repository_nothing_above_the_folder_counts(tree: Path) -> None:
    (tree / ".git").rename(tree / "other")
    (tree / ".gitignore").write_text("*.c\n")
    assert (found("."), found("docs")) == ("", "b c d e")


def test_what_is_named_is_read_whatever_git_ignores(tree: Path) -> None:
    (tree / ".gitignore").write_text("docs\n/a.c\n")
    assert (found("."), found("docs", "a.c"), found("docs/sub/c.c")) == ("", ALL, "c")


def test_a_repository_within_another_has_its_own_patterns_only(tree: Path) -> None:
    (tree / ".gitignore").write_text("c.c\nd.c\n")
    (tree / "docs/sub/.git/info").mkdir(parents=True)
    (tree / "docs/sub/.git/info/exclude").write_text("/d.c\n")
    assert found(".") == "a b c e"


def test_a_link_is_no_folder_to_git(tree: Path) -> None:
    (tree / "elsewhere").mkdir()
    (tree / "elsewhere" / "f.c").touch()
    (tree / "docs" / "link").symlink_to("../elsewhere")
    (tree / ".gitignore").write_text("/elsewhere\nlink/\n")
    assert found(".") == f"{ALL} f"
    (tree / ".gitignore").write_text("/elsewhere\nlink\n")
    assert found(".") == ALL


def test_an_ignore_file_that_is_no_file_is_not_opened(tree: Path) -> None:
    os.mkfifo(tree / ".gitignore")
    (tree / "docs" / ".gitignore").mkdir()
    (tree / "docs/sub/.gitignore").symlink_to("patterns")
    (tree / "docs/sub/patterns").write_text("*.c\n")
    assert (found("."), found("docs/sub"), found("docs/sub/deep")) == (ALL, "c d e", "e")


def test_an_ignore_file_that_can_not_be_read_is_named(unprivileged: Path) -> None:
    (unprivileged / "a.c").touch()
    (unprivileged / ".gitignore").touch(mode=0)
    _, places, (problem,) = walk([str(unprivileged)], (), lambda name: name.endswith(".c"))
    assert [place.name for place in places] == ["a.c"]
    assert (problem.code, problem.message) == (Code.UNREADABLE_FILE, ".gitignore can not be read: Permission denied")
    assert problem.help == "nothing is ignored by it"


def test_an_ignore_file_without_end_is_not_believed(tree: Path) -> None:
    (tree / ".gitignore").write_text("*.c\n" * (1 << 18) + "x")
    _, places, (problem,) = walk(["."], (), lambda name: name.endswith(".c"))
    assert len(places) == 5
    assert problem.message == ".gitignore can not be read: it is larger than 1048576 bytes"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("sub", "a b"),
        ("docs/*", "a"),
        ("**/sub", "a b"),
        ("**/docs/**/c.c", "a b d e"),
        ("docs/**/[be].c", "a c d"),
        ("doc**/b.c", "a c d e"),
        ("*", ""),
        ("b", ALL),
    ],
)
@pytest.mark.usefixtures("tree")
def test_two_stars_in_an_excluded_path_are_any_folders_or_none(pattern: str, expected: str) -> None:
    assert found(".", exclude=(pattern,)) == expected
    assert found(".", exclude=("nothing", pattern)) == expected


def test_a_file_with_two_names_is_read_once_by_the_name_that_is_named(tree: Path) -> None:
    os.link(tree / "docs/b.c", tree / "0.c")
    _, places, _ = walk([".", "docs/b.c"], (), lambda name: name.endswith(".c"))
    assert Place("docs/b.c", "docs/b.c", named=True) in places
    assert len(places) == 5


@pytest.mark.parametrize(
    ("name", "exclude", "expected"),
    [
        ("d/x.c", (), True),
        ("d/x.o", (), False),
        ("d/x.c", ("d",), False),
        ("a/d/x.c", ("d",), False),
        ("a\\d\\x.c", ("a/d",), False),
        ("a/d/x.c", ("a/d/",), False),
        ("a/d/x.c", ("x.c",), False),
        ("a/d/x.c", ("**/d/*.c",), False),
        ("a/d/x.c", ("d/x.c", "a/x.c"), True),
        (".git/x.c", (), False),
        ("a/.git/x.c", (), False),
        ("../x.c", (), True),
        ("./x.c", (), True),
        ("a/.x.c", (), True),
        ("a/.#x.c", (), False),
    ],
)
def test_an_entry_of_an_archive_is_left_out_as_in_a_folder(name: str, exclude: tuple[str, ...], expected: bool) -> None:
    assert entry_filter(exclude, lambda name: name.endswith(".c"))(name) is expected


def noted(*paths: str, exclude: tuple[str, ...] = (), gitignore: bool = True) -> list[str]:
    _, _, diagnostics = walk(paths, exclude, lambda name: name.endswith(".c"), gitignore=gitignore)
    return [f"{each.code} {each.severity} {each.span}: {each.message}" for each in diagnostics]


# [utest->dsn~ignored_as_git_ignores~1]
def test_what_is_left_out_by_patterns_is_noted_once(tree: Path) -> None:
    (tree / ".gitignore").write_text("deep\n/a.c\n*.o\n/docs/b.c\n/gone\n*.d\n")
    for name in ("x.o", ".hidden.o", "docs/f.c", "docs/g.d"):
        (tree / name).touch()
    assert noted(".") == [
        "RT010 note a.c: not read: 2 files and 1 folder ignored by git (a.c, docs/b.c, docs/sub/deep/)"
    ]
    assert noted(".", exclude=("[bcf].c",)) == [
        "RT010 note a.c: not read: 1 file and 1 folder ignored by git (a.c, docs/sub/deep/); "
        "3 files fitting `exclude` (docs/b.c, docs/f.c, docs/sub/c.c)"
    ]
    assert noted(".", exclude=("docs", "?.o"), gitignore=False) == [
        "RT010 note docs: not read: 1 folder fitting `exclude` (docs/)"
    ]
    assert noted(".", exclude=("?.c",), gitignore=False) == [
        "RT010 note a.c: not read: 6 files fitting `exclude` (a.c, docs/b.c, docs/f.c and 3 more)"
    ]


def test_where_all_is_read_that_would_be_nothing_is_noted(tree: Path) -> None:
    (tree / ".gitignore").write_text("*.o\n/docs/b.c\n/docs/sub\n")
    (tree / "x.o").touch()
    (tree / ".venv").mkdir()
    (tree / "l.o").symlink_to("x.o")
    assert noted(".", "docs/b.c", "docs/sub", exclude=(".venv", "*.o")) == []
    (tree / "l").symlink_to("docs")
    assert noted("docs/b.c", "docs/sub", ".", exclude=("l",)) == [
        "RT010 note l: not read: 1 folder fitting `exclude` (l/)"
    ]


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_a_file_whose_names_end_differently_is_read_by_both(tree: Path, link: Callable[[Path, Path], None]) -> None:
    for name in ("0.txt", "z.TXT", "z.c"):
        link(tree / "docs/b.c", tree / "docs" / name)
    _, places, _ = walk(["docs"], (), lambda name: name.lower().endswith((".c", ".txt")))
    assert [place.name for place in places if "sub" not in place.name] == ["0.txt", "b.c"]


def test_a_file_elsewhere_is_read_by_two_links_that_end_differently(tree: Path) -> None:
    for name in ("z.c", "z.txt", "y.c"):
        (tree / "docs/sub/deep" / name).symlink_to(tree / "a.c")
    _, places, _ = walk(["docs/sub/deep"], (), lambda name: name.endswith((".c", ".txt")))
    assert [place.name for place in places] == ["e.c", "y.c", "z.txt"]


def test_places_stand_in_the_order_of_their_names(tree: Path) -> None:
    (tree / "docs-too").mkdir()
    (tree / "docs-too" / "f.c").touch()
    _, places, _ = walk(["."], (), lambda name: name.endswith(".c"))
    names = [place.name for place in places]
    assert names == sorted(names)
    assert names[:3] == ["a.c", "docs-too/f.c", "docs/b.c"]


BUILT = "# Sphinx build info version 1\n# This file records the configuration.\n"


# [utest->dsn~built_pages_are_no_sources~1]
@pytest.mark.parametrize(
    ("files", "left_out"),
    [
        ({".buildinfo": BUILT}, True),
        ({".buildinfo": BUILT, "readme.rst": ""}, True),
        ({".buildinfo": "# Built by hand\n"}, False),
        ({".buildinfo/x": BUILT}, False),
        ({".doctrees/environment.pickle": ""}, True),
        ({".doctrees/environment.pickle": "", "conf.py": ""}, False),
        ({".doctrees/environment.pickle": "", "index.rst": ""}, False),
        ({".doctrees/environment.pickle": "", "Index.MD": ""}, False),
        ({".doctrees/index.doctree": ""}, False),
        ({"environment.pickle": ""}, False),
    ],
)
def test_a_folder_that_sphinx_filled_is_left_out_with_a_note(tree: Path, files: dict[str, str], left_out: bool) -> None:
    for name, text in files.items():
        file = tree / "docs/sub" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    note = "RT010 note docs/sub: not read: 1 folder built by Sphinx (docs/sub/)"
    assert found(".", gitignore=False) == ("a b" if left_out else ALL)
    assert noted(".") == ([note] if left_out else [])
    assert found("docs/sub") == "c d e"
    assert noted("docs/sub", ".") == []


def test_a_link_to_a_folder_that_sphinx_filled_is_left_out_too(tree: Path) -> None:
    (tree / "docs/sub/.buildinfo").write_text(BUILT)
    (tree / "l").symlink_to("docs/sub")
    assert noted("l", "a.c") == []
    (tree / "m").mkdir()
    (tree / "m/l").symlink_to("../docs/sub")
    assert noted("m", "a.c") == ["RT010 note m/l: not read: 1 folder built by Sphinx (m/l/)"]


def test_of_what_python_leaves_behind_nothing_is_noted(tree: Path) -> None:
    (tree / ".gitignore").write_text("__pycache__/\n")
    (tree / "docs" / "__pycache__").mkdir()
    assert noted(".") == []


def test_folders_that_are_filled_while_walking_are_left_out_where_they_lie_and_no_others_of_their_name(
    tree: Path,
) -> None:
    (tree / "docs/deep").mkdir()
    (tree / "docs/deep/f.c").touch()
    (tree / "a_link").symlink_to(tree / "docs/sub/deep")
    outputs = (str(tree / "docs/sub/deep"), "gone")
    base, places, said = walk(("docs", "."), (), lambda name: name.endswith(".c"), outputs=outputs)
    assert [place.name for place in places] == ["a.c", "docs/b.c", "docs/deep/f.c", "docs/sub/c.c", "docs/sub/d.c"]
    assert (base, said) == (".", ())
    assert [place.name for place in walk(("docs/sub/deep",), (), lambda _: True, outputs=outputs)[1]] == ["e.c"]
