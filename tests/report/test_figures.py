# SPDX-License-Identifier: Apache-2.0
"""How things stand as figures that stand alone."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import project
from tabled import harmful, material

from reqtrace.evidence import Outcome
from reqtrace.report.bars import WIDTH, Bar, Figure, drawn
from reqtrace.report.figures import documents
from reqtrace.report.material import Material
from reqtrace.report.view import chip
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.verdict import Verdict

NAMES = ["kinds", "levels", "completeness", "versions", "adequacy"]


def words(stuff: Material, name: str) -> list[str]:
    """What one reads in a figure, line by line."""
    tree = ElementTree.fromstring(dict(documents(stuff))[f"figures/{name}.svg"])
    return ["".join(each.itertext()) for each in tree.iter() if each.tag.endswith("}text")]


# [utest->dsn~figures_stand_alone~1]
def test_every_figure_is_a_file_that_needs_no_other() -> None:
    found = dict(documents(material()))
    assert list(found) == [f"figures/{name}.svg" for name in NAMES]
    for content in found.values():
        text = content.decode()
        tree = ElementTree.fromstring(text)
        assert tree.tag == "{http://www.w3.org/2000/svg}svg"
        assert "<script" not in text
        assert "url(" not in text
        assert text.count("http") == 1  # the name space


def test_a_figure_says_in_words_what_its_bars_show() -> None:
    assert words(material(), "kinds") == [
        "Items by kind",
        "model, required",
        "Product requirement",
        "1 item: ✕ failed 1 (100 %)",
        "Safety requirement",
        "5 items: ✓ verified 1 (20 %), ✕ failed 1 (20 %), ○ unverified 2 (40 %), – rejected",
        "1 (20 %)",
        "Test case",
        "5 items: ✓ passed 2 (40 %), ✕ failed 1 (20 %), ! error 1 (20 %), ○ blocked 1 (20",
        "%)",
        "Passthrough · commit 0123456789ab",
    ]


def test_levels_that_nobody_states_are_a_group_of_their_own() -> None:
    shown = words(material(), "levels")
    assert shown[2] == "not stated"


def test_completeness_is_shown_by_its_words() -> None:
    view = project()
    found = {entry.id: Completeness.IN_PART for entry in view.rows}
    assert "5 requirements: ◐ in part 5 (100 %)" in words(material(view, completeness=found), "completeness")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("versions", "Profiles were not compared."),
        ("adequacy", "What the test cases notice was not measured."),
    ],
)
def test_what_was_not_measured_is_said(name: str, said: str) -> None:
    assert said in words(material(), name)


def test_without_an_execution_nothing_is_called_verified() -> None:
    shown = words(material(project(evidence=None)), "kinds")
    assert shown[1] == "links alone: no test case was executed"
    assert not any("verified" in line for line in shown)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert list(documents(material())) == list(documents(material()))


@given(st.text(max_size=40))
def test_no_text_of_an_author_breaks_a_figure(text: str) -> None:
    for _, content in documents(harmful(text)):
        ElementTree.fromstring(content)


@given(st.text(st.characters(codec=None), max_size=40))
def test_no_text_at_all_breaks_a_figure(text: str) -> None:
    ElementTree.fromstring(drawn(Figure(text, text, (Bar(text, ((chip(Outcome.PASSED), 1),), text),), text), text))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_parts_fill_the_bar_and_none_is_invisible(numbers: list[int]) -> None:
    parts = tuple((chip(each), number) for each, number in zip([*Verdict, *Outcome], numbers, strict=False))
    tree = ElementTree.fromstring(drawn(Figure("t", "", (Bar("b", parts, "item"),), ""), ""))
    boxes = [each for each in tree.iter() if each.tag.endswith("}rect")][1:]
    assert len(boxes) == len(numbers)
    assert all(float(each.get("width", "0")) >= 1 for each in boxes)
    right = max(float(each.get("x", "0")) + float(each.get("width", "0")) for each in boxes)
    assert WIDTH - 22 <= right <= WIDTH - 20
