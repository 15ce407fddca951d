# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import EVIDENCE, ITEMS, OBSERVED, id_of, item, project, sound_project

from reqtrace.evidence import Evidence, Outcome
from reqtrace.item import Status
from reqtrace.report.view import CHIPS, Entry, Tone, View, chip
from reqtrace.trace.verdict import Verdict


def entry(view: View, text: str) -> Entry:
    return view.by_id[id_of(text)][0]


# [utest->dsn~view_is_computed_once~1]
def test_the_answer_is_one_sentence_with_the_qualifier() -> None:
    assert project().answer == "1 of 5 requirements is verified (model, required); 2 failed, 2 are unverified."
    assert project(evidence=None).answer == "4 of 11 items are defective."
    assert sound_project().answer == "The only requirement is verified (model, required)."
    assert project([], None, ()).answer == "No item was found."


def test_the_meaning_says_what_a_verdict_is_worth() -> None:
    assert project().meaning == (
        "“Verified (model, required)” says that a requirement is consistent and that its test cases can judge: all of "
        "them were executed on the reference model in profile required, which behaves as the requirements demand, and "
        "passed. It says nothing about a particular Xen."
    )
    assert "imitates xen-4.17" in project(evidence=Evidence("model", "xen-4.17", EVIDENCE.cases)).meaning
    assert "executed on xen-qemu" in project(evidence=Evidence("xen-qemu", "arm64", ())).meaning
    assert "nothing is verified" in project(evidence=None).meaning


def test_rows_are_requirements_by_kind_in_the_order_of_the_documents() -> None:
    assert [str(row.id) for row in project().rows] == [
        "PRQ~device~1",
        "SSR~hide~1",
        "SSR~refuse~2",
        "SSR~map~1",
        "SSR~quit~1",
        "SSR~old~1",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("PRQ~device~1", "✕ failed"),
        ("SSR~hide~1", "✓ verified"),
        ("SSR~refuse~2", "✕ failed"),
        ("SSR~map~1", "○ unverified"),
        ("SSR~old~1", "– rejected"),
        ("Case~hide_on~1", "✓ passed"),
        ("Case~refuse_irq~1", "✕ failed"),
        ("Case~map_prose~1", "○ blocked"),
        ("Case~lost~1", "! error"),
    ],
)
def test_an_item_shows_what_was_observed_or_concluded(text: str, shown: str) -> None:
    assert str(entry(project(), text).chip) == shown


def test_a_case_that_was_not_run_or_whose_text_changed_says_so() -> None:
    assert str(entry(project(evidence=Evidence("model", "required", ())), "Case~hide_on~1").chip) == "○ not run"
    changed = [item(str(each.id), "a.rst:1", "Changed") if each.id.name == "hide_on" else each for each in ITEMS]
    assert str(entry(project(changed), "Case~hide_on~1").chip) == "○ stale"


def test_without_evidence_an_item_shows_how_it_is_covered() -> None:
    view = project(evidence=None)
    assert str(entry(view, "SSR~quit~1").chip) == "✕ uncovered"
    assert str(entry(view, "Case~lost~1").chip) == "✕ defective"
    assert entry(view, "SSR~quit~1").verdict is None
    assert entry(view, "SSR~quit~1").missing == ("Case",)


def test_what_needs_a_person_comes_gravest_first_and_inherited_faults_last() -> None:
    assert [str(each.id) for each in project().attention] == [
        "SSR~refuse~2",
        "SSR~map~1",
        "SSR~quit~1",
        "Case~lost~1",
        "PRQ~device~1",
    ]
    assert entry(project(), "PRQ~device~1").inherits
    assert sound_project().attention == ()


def test_a_reason_leads_to_the_step_that_failed() -> None:
    links, reason = entry(project(), "SSR~refuse~2").reasons
    assert (str(links.id), links.text) == ("SSR~refuse~2", "its links are defective")
    assert (str(reason.id), reason.text, str(reason.span)) == (
        "Case~refuse_irq~1",
        'domain "b" runs',
        "cases/hide.rst:43:6",
    )
    assert reason.step == 'Then domain "b" is not created: EBUSY'


def test_neighbours_are_in_the_order_of_the_documents_with_the_chip_of_the_other_end() -> None:
    found = entry(project(), "SSR~refuse~2").covered_by
    assert [(str(each.id), each.chip.word, each.condition.value) for each in found] == [
        ("Case~refuse_irq~1", "failed", "covered-shallow"),
        ("Case~refuse_twice~1", "passed", "covered-shallow"),
        ("Case~lost~1", "covered-outdated", "covered-outdated"),
    ]


def test_tallies_count_each_kind() -> None:
    told = [(each.kind, each.items, each.covered, each.defects) for each in project().tallies]
    assert told == [("PRQ", 1, 0, 1), ("SSR", 5, 3, 2), ("Case", 5, 5, 1)]
    assert [(part.word, count) for part, count in project().tallies[1].parts] == [
        ("verified", 1),
        ("failed", 1),
        ("unverified", 2),
        ("rejected", 1),
    ]


def test_items_of_one_id_keep_apart() -> None:
    twins = [item("SSR~a~1", "a.rst:1"), item("SSR~a~1", "b.rst:1")]
    view = project(twins, None)
    assert [each.anchor for each in view.entries] == ["SSR.a.1", "SSR.a.1-2"]
    assert [str(each.twins[0].span) for each in view.entries] == ["b.rst:1:2", "a.rst:1:2"]


def test_sound_means_no_defect_no_error_and_no_failed_case() -> None:
    assert sound_project().sound
    assert not project().sound
    assert not project(evidence=None).sound
    assert not project([], None, ()).defects
    hurt = Evidence("model", "required", tuple(each for each in EVIDENCE.cases if each.outcome is Outcome.FAILED))
    healthy = [item("Case~refuse_irq~1", "a.rst:1")]
    assert not project(healthy, hurt, ()).sound
    assert not project(healthy, Evidence("model", "required", ()), OBSERVED[:1]).sound


def test_a_rejected_item_wants_nothing() -> None:
    view = project()
    assert entry(view, "SSR~old~1").missing == ()
    assert entry(view, "SSR~old~1") not in view.attention
    assert entry(view, "SSR~old~1").item.status is Status.REJECTED


def test_a_word_has_one_tone_and_every_tone_word_and_glyph_can_be_told_apart_without_colour() -> None:
    assert chip(Verdict.FAILED) == chip(Outcome.FAILED)
    for shown in CHIPS.values():
        assert shown.word
        assert shown.glyph
        assert shown.ascii.isascii()
    good = {shown.glyph for shown in CHIPS.values() if shown.tone is Tone.OK}
    assert good.isdisjoint(shown.glyph for shown in CHIPS.values() if shown.tone is not Tone.OK)


# [utest->dsn~view_is_computed_once~1]
@given(st.permutations(ITEMS))
def test_the_order_in_which_items_are_read_does_not_matter(items: list) -> None:
    assert project(items) == project()
