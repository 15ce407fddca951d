# SPDX-License-Identifier: Apache-2.0
"""The catalogue of codes, and diagnostics as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reqtrace.catalogue import Code, Form, Severity
from reqtrace.config import Config, load
from reqtrace.diagnostic import Diagnostic, Names, in_order, nearest
from reqtrace.pipeline import Execution, conclude
from reqtrace.scenario.on_model import Model
from reqtrace.span import Span

NUMBERS = [code.value for code in Code]


def test_numbers_are_unique_and_ordered() -> None:
    assert len(set(NUMBERS)) == len(NUMBERS) == len(Code.__members__)
    assert sorted(NUMBERS) == NUMBERS


# [utest->dsn~catalogue_of_codes~1]
@pytest.mark.parametrize("code", Code, ids=str)
def test_every_entry_is_complete(code: Code) -> None:
    assert re.fullmatch(r"RT[0-5]\d\d", code.value)
    assert str(code) == code.value
    assert re.fullmatch(r"[A-Za-z].*[^.]", code.summary)
    assert re.fullmatch(r"[A-Z`].*\.", code.meaning)
    assert re.fullmatch(r"[A-Z`].*\.", code.mend)
    assert code.example.strip()


FILES = {Form.RST: "example.rst", Form.MARKDOWN: "example.md", Form.SOURCE: "example.c", Form.XML: "example.oreqm"}


# [utest->dsn~catalogue_of_codes~1]
@pytest.mark.parametrize("code", [code for code in Code if code.form in FILES], ids=str)
def test_what_is_given_as_an_example_is_one(code: Code, tmp_path: Path) -> None:
    (tmp_path / FILES[code.form]).write_text(code.example + "\n", encoding="utf-8")
    execution = Execution(Model(), "required") if code.of_execution else None
    conclusion = conclude([str(tmp_path)], Config(), execution)
    assert code in {diagnostic.code for diagnostic in conclusion.diagnostics}


@pytest.mark.parametrize("code", [code for code in Code if code.form is Form.TOML], ids=str)
def test_a_configuration_that_is_given_as_an_example_is_one(code: Code) -> None:
    _, diagnostics = load(code.example, "pyproject.toml")
    assert [diagnostic.code for diagnostic in diagnostics] == [code]


def test_what_can_be_wrong_with_a_document_is_shown_by_one() -> None:
    in_words = {code.value for code in Code if code.form is Form.WORDS}
    # These speak of archives, of dates, of settings and of what was before, which a short text can not show.
    excused = {"RT127", "RT128", *(f"RT{number}" for number in range(211, 225))}
    assert {number for number in in_words if number[2] in "12"} <= excused


def test_misuse_is_an_error_of_the_call_or_an_input() -> None:
    misuse = {code for code in Code if code.misuse}
    assert {
        Code.MISSING_PATH,
        Code.UNREADABLE_FILE,
        Code.BAD_CONFIGURATION,
        Code.UNKNOWN_FORMAT,
        Code.NOTHING_READ,
    } <= misuse
    assert misuse.isdisjoint({Code.UNDECODABLE_TEXT, Code.REVISION_TOO_LARGE, Code.ORPHANED})


def test_reading_decides_an_exit_code_where_an_item_or_a_scenario_is_lost() -> None:
    errors = {code for code in Code if str(code).startswith("RT1") and code.severity is Severity.ERROR}
    lost = {Code.REVISION_TOO_LARGE, Code.BROKEN_XML, Code.REFUSED_XML, Code.BROKEN_ARCHIVE, Code.REFUSED_ENTRY}
    unexecuted = {Code.LOST_GHERKIN, Code.NEARLY_CODE, Code.UNCLOSED_BLOCK, Code.LOST_IN_HTML}
    assert errors == lost | unexecuted | {Code.DAMAGED_DUMP}


def test_the_way_out_is_the_help_or_else_the_mend_of_the_catalogue() -> None:
    plain = Diagnostic(Code.ORPHANED, "a covers b, which does not exist", Span("a.rst", 3, 5))
    assert plain.way_out == Code.ORPHANED.mend
    assert Diagnostic(plain.code, plain.message, plain.span, (), "did you mean c?").way_out == "did you mean c?"


def test_a_project_may_decide_how_much_a_complaint_weighs() -> None:
    plain = Diagnostic(Code.BAD_DEPENDENCY, "a depends on b, which does not exist", Span("a.rst", 3, 5))
    assert plain.severity is Severity.WARNING
    assert replace(plain, weight=Severity.ERROR).severity is Severity.ERROR


def test_a_span_prints_as_others_read_it() -> None:
    assert str(Span("a/b.rst", 3, 5, 9)) == "a/b.rst:3:5"
    assert str(Span("a/b.rst")) == "a/b.rst"
    assert str(Span("a/b.rst", 3, 5).below("docs/")) == "docs/a/b.rst:3:5"
    assert str(Span("/a/b.rst", 3, 5).below("docs")) == "/a/b.rst:3:5"


diagnostics = st.builds(
    Diagnostic,
    st.sampled_from(list(Code)),
    st.sampled_from(["x", "y"]),
    st.builds(Span, st.sampled_from(["a", "b"]), st.integers(0, 2), st.integers(0, 2)),
)


# [utest->dsn~diagnostics_are_data~1]
@given(st.lists(diagnostics))
def test_order_is_by_place_then_code_and_each_is_said_once(said: list[Diagnostic]) -> None:
    ordered = in_order(said)
    assert set(ordered) == set(said)
    assert len(ordered) == len(set(said))
    assert in_order(reversed(ordered)) == ordered
    assert [each.span for each in ordered] == sorted(each.span for each in ordered)


@pytest.mark.parametrize(
    ("word", "expected"), [("hide_iomu", "hide_iommu"), ("hide_iommu", "hide_iommu"), ("zzz", None), ("", None)]
)
def test_the_nearest_known_word(word: str, expected: str | None) -> None:
    assert nearest(word, {"hide_iommu", "assign_pci", "map_mmio"}) == expected


def test_of_two_words_equally_near_the_choice_is_always_the_same() -> None:
    assert nearest("ab", ["abc", "abd"]) == nearest("ab", ["abd", "abc"])


def test_an_id_is_like_another_only_where_its_name_is() -> None:
    known = Names(["XenSSR~uncovered~1", "XenSSR~hide_iommu~1"])
    assert known.nearest("XenSSR~nope~1") is None
    assert known.nearest("XenSSR~hide_iomu~1") == "XenSSR~hide_iommu~1"
    assert known.nearest("XenSRS~hide_iommu~2") == "XenSSR~hide_iommu~1"
    assert known.nearest("XenSSR~uncoverd") == "XenSSR~uncovered~1"
