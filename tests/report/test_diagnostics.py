# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.report.diagnostics import plain, render
from reqtrace.span import Span

SAFETY = "`XenSSR~b~1`\n\nCovers:\n - `XenSSR~a~1`\n"


def shown(line: str, column: int, length: int = 1) -> list[str]:
    """The line as it is quoted, and the marks below it."""
    diagnostic = Diagnostic(Code.LOST_TEXT, "text", Span("a.rst", 1, column, length))
    sources = {"a.rst": line}
    assert plain(diagnostic, sources) == render(diagnostic, sources).plain
    return plain(diagnostic, sources).splitlines()[3:5]


# [utest->dsn~line_is_shown_with_its_mark~1]
def test_the_whole() -> None:
    diagnostic = Diagnostic(
        Code.OUTDATED,
        "XenSSR~a~1 is cited, but XenSSR~a~2 is current",
        Span("passthrough/safety.rst", 4, 5, 10),
        (Note("the current revision is here", Span("passthrough/product.rst", 9, 1)),),
        "review what changed, then cite the new revision",
    )
    assert render(diagnostic, {"passthrough/safety.rst": SAFETY}).plain == (
        "error[RT202]: XenSSR~a~1 is cited, but XenSSR~a~2 is current\n"
        " --> passthrough/safety.rst:4:5\n"
        "  |\n"
        "4 |  - `XenSSR~a~1`\n"
        "  |     ^^^^^^^^^^\n"
        "  = note: the current revision is here (passthrough/product.rst:9)\n"
        "  = help: review what changed, then cite the new revision\n"
    )


def test_the_folder_as_typed_stands_before_the_names_of_what_was_read() -> None:
    sources = {"a.rst": "x", "b.rst": "y"}
    diagnostic = Diagnostic(Code.DUPLICATE, "two", Span("a.rst", 1, 1), (Note("here", Span("b.rst", 1, 1)),))
    lines = render(diagnostic, sources, "../reqs/").plain.splitlines()
    assert lines[1] == " --> ../reqs/a.rst:1:1"
    assert lines[5] == "  = note: here (../reqs/b.rst:1)"


def test_a_file_that_could_not_be_read_is_named_below_the_folder_and_a_path_that_is_missing_as_typed() -> None:
    unread = Diagnostic(Code.UNREADABLE_FILE, "x", Span("sub/a.rst"))
    assert " --> reqs/sub/a.rst\n" in render(unread, {}, "reqs").plain
    missing = Diagnostic(Code.MISSING_PATH, "x", Span("requirments"))
    assert " --> requirments\n" in render(missing, {}, "reqs").plain


def test_without_a_line_there_is_no_excerpt_and_the_catalogue_knows_the_way_out() -> None:
    assert render(Diagnostic(Code.MISSING_PATH, "reqs does not exist", Span("reqs")), {}).plain == (
        "error[RT001]: reqs does not exist\n"
        " --> reqs\n"
        "  = help: Correct the path where it is named: on the command line, in `paths` of the configuration, "
        "or in `reqtrace_paths` of a `conf.py`.\n"
    )


def test_the_gutter_is_as_wide_as_the_number() -> None:
    diagnostic = Diagnostic(Code.LOST_TEXT, "text", Span("a.rst", 100, 1))
    assert render(diagnostic, {"a.rst": "x\n" * 100}).plain.splitlines()[:5] == [
        "warning[RT117]: text",
        "   --> a.rst:100:1",
        "    |",
        "100 | x",
        "    | ^",
    ]


def test_tabs_are_four_blanks_wide() -> None:
    assert shown("\t- id\tx", 7) == ["1 |     - id    x", "  |             ^"]


def test_wide_characters_are_two_cells_wide() -> None:
    assert shown("設備 `x`", 4, 3) == ["1 | 設備 `x`", "  |      ^^^"]
    assert shown("a 設備", 3, 2) == ["1 | a 設備", "  |   ^^^^"]


def test_a_mark_beyond_the_end_of_the_line_is_one_wide() -> None:
    assert shown("ab", 3, 9) == ["1 | ab", "  |   ^"]
    assert shown("abc", 2, 99) == ["1 | abc", "  |  ^^"]
    assert shown("", 1) == ["1 |", "  | ^"]


def test_a_line_that_does_not_exist_is_not_shown() -> None:
    assert "|" not in render(Diagnostic(Code.LOST_TEXT, "t", Span("a.rst", 9, 1)), {"a.rst": "x\n"}).plain


def test_a_very_long_line_is_cut_around_its_place() -> None:
    quoted, marks = shown("x" * 500 + "HERE" + "y" * 500, 501, 4)
    assert len(quoted) < 160
    assert quoted.startswith("1 | …x")
    assert quoted.endswith("y…")
    assert quoted[marks.index("^") :].startswith("HERE")
    assert marks.count("^") == 4


def test_lines_of_a_message_after_the_first_are_indented() -> None:
    plain = render(Diagnostic(Code.CASE_FAILED, "one\ntwo", Span("a.rst"), (), "do\nthis"), {}).plain
    assert plain == "error[RT306]: one\n    two\n --> a.rst\n  = help: do\n          this\n"


def test_control_characters_do_not_reach_the_terminal() -> None:
    evil = "\x1b]0;title\x07 \x9b31m \u202eabc"
    diagnostic = Diagnostic(Code.LOST_TEXT, evil, Span("a\x1b.rst", 1, 1), (Note(evil),), evil)
    plain = render(diagnostic, {"a\x1b.rst": evil}).plain
    assert not set(plain) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert plain.startswith("warning[RT117]: ␛]0;title␇ \ufffd31m \ufffdabc\n")


def test_colours_are_a_matter_of_the_console() -> None:
    assert render(Diagnostic(Code.LOST_TEXT, "t", Span("a.rst")), {}).spans


# [utest->dsn~line_is_shown_with_its_mark~1]
@given(st.text(st.characters(exclude_characters="\n"), max_size=200), st.integers(1, 250), st.integers(0, 300))
@example("\t", 1, 0)
def test_marks_never_reach_beyond_the_line_and_are_at_least_one(line: str, column: int, length: int) -> None:
    quoted, marks = shown(line, column, length)
    prefix = "1 | "
    assert "^" in marks
    text = quoted[len(prefix) :] if quoted.startswith(prefix) else ""
    assert marks.count("^") <= max(cell_len(text), 1)
