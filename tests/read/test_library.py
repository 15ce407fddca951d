# SPDX-License-Identifier: Apache-2.0
"""Which files are read, under which names, and what is said of those that can not be."""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from reqtrace.diagnostic import Diagnostic
from reqtrace.read.library import Library, read
from reqtrace.report.diagnostics import render

ITEM = "`req~{name}~1`\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three documents in two folders, from which commands are given."""
    monkeypatch.chdir(tmp_path)
    for path in ("docs/b.rst", "docs/sub/a.RST", "docs/sub/c.rst"):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(ITEM.format(name=file.stem))
    (tmp_path / "docs" / "notes.docx").write_text("`req~notes~1`\n")
    return tmp_path


def files(library: Library) -> list[str]:
    return [item.span.file for item in library.items]


def shown(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{each.code} {each.span}: {each.message} | {each.way_out}" for each in diagnostics]


# [utest->dsn~reader_is_the_single_truth~1]
@pytest.mark.parametrize(
    ("paths", "base", "expected"),
    [
        (["docs"], "docs", ["b.rst", "sub/a.RST", "sub/c.rst"]),
        (["./docs/"], "docs", ["b.rst", "sub/a.RST", "sub/c.rst"]),
        (["."], ".", ["docs/b.rst", "docs/sub/a.RST", "docs/sub/c.rst"]),
        (["docs/sub/c.rst"], "docs/sub", ["c.rst"]),
        (["docs/sub", "docs/b.rst"], "docs", ["b.rst", "sub/a.RST", "sub/c.rst"]),
        (["docs/b.rst", "docs/sub/c.rst"], "docs", ["b.rst", "sub/c.rst"]),
        (["docs", "docs/sub", "docs/b.rst", "docs"], "docs", ["b.rst", "sub/a.RST", "sub/c.rst"]),
        (["docs/sub/../b.rst"], "docs", ["b.rst"]),
    ],
)
@pytest.mark.usefixtures("tree")
def test_names_are_relative_to_the_folder_traced(paths: list[str], base: str, expected: list[str]) -> None:
    library, diagnostics = read(paths)
    assert (library.base, files(library), diagnostics) == (base, expected, ())
    assert sorted(library.sources) == expected


def test_an_absolute_path_gives_the_same_names(tree: Path) -> None:
    assert files(read([str(tree / "docs")])[0]) == files(read(["docs"])[0])
    assert files(read([str(tree / "docs" / "sub"), "docs/b.rst"])[0]) == files(read(["docs"])[0])


# [utest->dsn~what_is_named_is_read~1]
@pytest.mark.parametrize("pattern", ["sub", "sub/", "s*", "sub/*", "*.[Rr][Ss][Tt]"])
@pytest.mark.usefixtures("tree")
def test_what_fits_a_pattern_is_left_out(pattern: str) -> None:
    left = [] if "." in pattern else ["b.rst"]
    assert files(read(["docs"], [pattern])[0]) == left


# [utest->dsn~what_is_named_is_read~1]
@pytest.mark.usefixtures("tree")
def test_what_is_named_is_read_though_it_fits_a_pattern() -> None:
    assert files(read(["docs/sub", "docs/b.rst"], ["sub", "b.rst"])[0]) == ["b.rst", "sub/a.RST", "sub/c.rst"]


def test_hidden_folders_and_locks_of_editors_are_left_out(tree: Path) -> None:
    (tree / "docs" / ".git").mkdir()
    (tree / "docs" / ".git" / "x.rst").write_text(ITEM.format(name="x"))
    (tree / "docs" / ".#b.rst").symlink_to("nobody@nowhere")
    library, diagnostics = read(["docs"])
    assert (files(library), diagnostics) == (["b.rst", "sub/a.RST", "sub/c.rst"], ())


# [utest->dsn~each_file_once_in_order~1]
def test_links_lead_to_what_is_read_once_under_its_own_name(tree: Path) -> None:
    (tree / "docs" / "a-link.rst").symlink_to("sub/c.rst")
    (tree / "docs" / "a-loop").symlink_to("..")
    (tree / "docs" / "sub" / "loop").symlink_to(".")
    (tree / "elsewhere").mkdir()
    (tree / "elsewhere" / "d.rst").write_text(ITEM.format(name="d"))
    (tree / "docs" / "outside").symlink_to(tree / "elsewhere")
    library, diagnostics = read(["docs"])
    assert diagnostics == ()
    assert sorted(str(item.id) for item in library.items) == ["req~a~1", "req~b~1", "req~c~1", "req~d~1"]
    assert files(library)[-1] == "sub/c.rst"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dosc", "RT001 dosc: dosc does not exist | did you mean docs?"),
        ("docs/sbu/a.RST", "RT001 docs/sbu/a.RST: docs/sbu/a.RST does not exist | did you mean docs/sub?"),
        ("docs/sub/cc.rst", "RT001 docs/sub/cc.rst: docs/sub/cc.rst does not exist | did you mean docs/sub/c.rst?"),
        ("docs/b.rst/x", "RT001 docs/b.rst/x: docs/b.rst/x does not exist | "),
        ("", 'RT001 "": "" does not exist | '),
        ("a\0b", "RT001 a\N{REPLACEMENT CHARACTER}b: a\N{REPLACEMENT CHARACTER}b does not exist | "),
        ("x" * 5000, f"RT001 {'x' * 5000}: {'x' * 5000} does not exist | "),
    ],
)
@pytest.mark.usefixtures("tree")
def test_a_missing_path(path: str, expected: str) -> None:
    mend = (
        "Correct the path where it is named: on the command line, in `paths` of the configuration, or in "
        "`reqtrace_paths` of a `conf.py`."
    )
    library, diagnostics = read([path, "docs"])
    assert shown(diagnostics) == [expected + mend if expected.endswith("| ") else expected]
    assert files(library) == ["b.rst", "sub/a.RST", "sub/c.rst"]


# [utest->dsn~each_file_once_in_order~1]
def test_what_is_no_regular_file_is_named_and_the_rest_is_read(tree: Path) -> None:
    os.mkfifo(tree / "docs" / "pipe.rst")
    (tree / "docs" / "gone.rst").symlink_to("nowhere.rst")
    (tree / "docs" / "round.rst").symlink_to("round.rst")
    (tree / "docs" / "round.docx").symlink_to("round.docx")
    os.mkfifo(tree / "docs" / "pipe.docx")
    library, diagnostics = read(["docs"])
    mend = "Give read permission, or exclude the file in the configuration."
    assert shown(diagnostics) == [
        f"RT002 gone.rst: gone.rst can not be read: No such file or directory | {mend}",
        f"RT002 pipe.rst: pipe.rst can not be read: it is no regular file | {mend}",
        f"RT002 round.rst: round.rst can not be read: Too many levels of symbolic links | {mend}",
    ]
    assert files(library) == ["b.rst", "sub/a.RST", "sub/c.rst"]


def test_what_may_not_be_read_is_named_and_the_rest_is_read(unprivileged: Path) -> None:
    for name in ("a", "b"):
        (unprivileged / f"{name}.rst").write_text(ITEM.format(name=name))
    (unprivileged / "sub").mkdir(mode=0)
    (unprivileged / "b.rst").chmod(0)
    library, diagnostics = read([str(unprivileged)])
    assert files(library) == ["a.rst"]
    assert [f"{each.span}: {each.message}" for each in diagnostics] == [
        "b.rst: b.rst can not be read: Permission denied",
        "sub: sub can not be read: Permission denied",
    ]


@pytest.mark.usefixtures("tree")
def test_a_named_file_of_another_format() -> None:
    library, diagnostics = read(["docs/notes.docx", "docs/b.rst"])
    assert shown(diagnostics) == [
        "RT005 notes.docx: notes.docx is of a format that is not read | "
        "what is read: documents (.rst, .md), specobject XML (.oreqm, .xml), source files, archives (.zip)"
    ]
    assert files(library) == ["b.rst"]


def test_a_folder_without_items(tree: Path) -> None:
    (tree / "empty").mkdir()
    mend = "Check the path; an item begins with its id alone on a line, `kind~name~1`."
    assert shown(read(["empty/"])[1]) == [f"RT006 empty: no item was found in empty | {mend}"]
    assert [str(each.code) for each in read(["empty", "docs/notes.docx", "gone"])[1]] == ["RT005", "RT001"]
    assert [str(each.code) for each in read([])[1]] == ["RT006"]


def test_bytes_that_are_no_text_are_named_and_the_rest_is_read(tree: Path) -> None:
    (tree / "docs" / "b.rst").write_bytes(b"\xef\xbb\xbf`req~b~1`\r\n\r\nGr\xfc\xdfe\r\rNeeds: dsn\r\n")
    library, diagnostics = read(["docs/b.rst"])
    assert [str(each.code) for each in diagnostics] == ["RT003"]
    assert library.sources["b.rst"] == "`req~b~1`\n\nGr\ufffd\ufffde\n\nNeeds: dsn\n"
    assert [need.span.line for need in library.items[0].needs] == [5]


def test_a_name_that_is_no_text_can_be_shown(tree: Path) -> None:
    (tree / "docs" / os.fsdecode(b"\xff.rst")).write_text("`req~x~1`\n")
    library, _ = read(["docs"])
    assert "\N{REPLACEMENT CHARACTER}.rst" in files(library)


@pytest.mark.usefixtures("tree")
def test_reading_twice_gives_the_same() -> None:
    first, second = read(["docs"]), read(["docs"])
    assert first[1] == second[1]
    assert tuple(first[0].items) == tuple(second[0].items)
    assert (first[0].outline, first[0].inputs) == (second[0].outline, second[0].inputs)


OURS = {
    "index.html": '<!doctype html>\n<meta charset="utf-8">\n<meta name="generator" content="reqtrace 1.0">\n',
    "1.js": 'reqtraceIndex({"parts":1,"found":[]});\n',
    "trace.json": '{\n  "schema": "reqtrace-trace/1",\n',
    "packed.json": '{"schema":"reqtrace-run/1",',
    "results.json": '{"$schema": "x", "runs": [{"tool": {"driver": {"name": "reqtrace"}}}]}\n',
    "junit.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by reqtrace -->\n',
    "log.txt": "error[RT201]: a covers b, which does not exist\n   --> a.c:1:3\n",
}


# [utest->dsn~answers_are_no_sources~1]
@pytest.mark.parametrize("file", OURS)
def test_an_answer_of_ours_is_no_source(tmp_path: Path, file: str) -> None:
    (tmp_path / "good.rst").write_text("`req~good~1`\n")
    # oft:off
    tag = "// [impl->req~good~1]"
    # oft:on
    (tmp_path / file).write_text(f"{OURS[file]}\n{tag}\n")
    with ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr(file, f"{OURS[file]}\n{tag}\n")
    assert list(read([str(tmp_path)])[0].inputs) == ["good.rst"]
    (tmp_path / file).write_text(f"{tag}\n{' ' * 5000}.{OURS[file]}\n")
    assert list(read([str(tmp_path)])[0].inputs) == sorted(["good.rst", file])


def test_what_is_told_of_a_near_miss_covers_nothing_when_it_is_kept(tmp_path: Path) -> None:
    # oft:off
    (tmp_path / "a.c").write_text("// [impl => dsn~x~1]\n")
    # oft:on
    (tmp_path / "r.rst").write_text("`dsn~x~1`\nNeeds: impl\n")
    library, diagnostics = read([str(tmp_path)])
    told = "\n".join(render(each, library.sources, library.base).plain for each in diagnostics)
    assert "[impl->" in told
    (tmp_path / "log.txt").write_text(f"$ reqtrace trace\n{told}\n")
    assert len(read([str(tmp_path)])[0].items) == 1


def test_what_is_excluded_is_so_in_an_archive_too(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        for number, name in enumerate(("a.rst", "d/b.rst", "e/c.rst", ".git/d.rst")):
            archive.writestr(name, f"`req~n{number}~1`\n")
    assert list(read([str(tmp_path)], ["d"])[0].inputs) == ["a.zip!a.rst", "a.zip!e/c.rst"]
