# SPDX-License-Identifier: Apache-2.0
"""What documents say of gaps that the project accepts: never that they are covered or verified."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from rich.console import Console
from samples import BOOTS, GAPS, REFUSED, accepting, case, id_of, item, project, sound_project
from site_pages import Site

from reqtrace.evidence import Case
from reqtrace.item import Item, Status
from reqtrace.report import text
from reqtrace.report.json import trace_json
from reqtrace.report.view import Entry, View

Golden = Callable[[str, str], None]
PASSED = case("Case~hide_on~1", BOOTS)
FAILED = case("Case~hide_on~1", REFUSED)
WRONG = item("SSR~wrong~1", "safety.rst:32", covers="PRQ~gone~1")
OLD = item("SSR~old~1", "safety.rst:42", needs="Case", status=Status.REJECTED)
CASE_OF_SECOND = item("Case~second~1", "cases/hide.rst:34", covers="SSR~second~1")


def entry(view: View, name: str) -> Entry:
    return view.by_id[id_of(name)][0]


def names(entries: tuple[Entry, ...]) -> list[str]:
    return [str(each.id) for each in entries]


def spoken(show: Callable[..., None], *about: object) -> str:
    stream = io.StringIO()
    show(Console(file=stream, width=80), *about)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("items", "answer"),
    [
        (GAPS, "2 of 4 items are covered; the project accepts that 2 are not."),
        ((*GAPS, OLD), "2 of 4 items are covered; the project accepts that 2 are not; 1 more is rejected."),
        ((*GAPS, WRONG), "1 of 5 items is defective; the project accepts that 2 more are not covered."),
        (GAPS[2:3], "1 of 1 item is defective."),
        ((item("SSR~second~1", "a.rst:1", needs="Case"),), "The only item is not covered, which the project accepts."),
        ((OLD,), "No item is to be covered; 1 is rejected."),
        ((OLD, GAPS[3]), "1 of 2 items is defective."),
        ((OLD, item("SSR~a~1", "a.rst:1")), "The only item is covered; 1 more is rejected."),
    ],
)
def test_only_what_is_covered_is_said_to_be_covered(items: tuple[Item, ...], answer: str) -> None:
    assert accepting(items).answer == answer


@pytest.mark.parametrize(
    ("cases", "answer"),
    [
        ([PASSED], "1 of 3 requirements is verified (model, required); 2 are unverified, which the project accepts."),
        (
            [FAILED],
            "No requirement is verified (model, required); 2 failed, 1 is unverified, which the project accepts.",
        ),
        ([], "No requirement is verified (model, required); 3 are unverified, 1 of which the project accepts."),
    ],
)
def test_only_what_is_verified_is_said_to_be_verified(cases: list[Case], answer: str) -> None:
    assert accepting(cases=cases).answer == answer


def test_an_accepted_gap_needs_no_person_but_stays_unverified() -> None:
    view = accepting(cases=[PASSED])
    assert view.sound
    assert names(view.attention) == []
    assert names(view.excused) == ["SSR~second~1"]
    assert str(entry(view, "SSR~second~1").chip) == "○ unverified"
    assert [each.accepted for each in view.rows] == [True, False, True]


def test_without_evidence_it_shows_as_justified_and_so_does_what_is_above_it() -> None:
    assert [str(each.chip) for each in accepting().rows] == ["○ justified", "✓ covered", "○ justified"]


def test_a_gap_hides_no_defect() -> None:
    defective = item("SSR~second~1", "safety.rst:22", covers="PRQ~gone~1", needs="Case")
    view = accepting((defective,))
    assert str(entry(view, "SSR~second~1").chip) == "✕ defective"
    assert names(view.attention) == names(view.excused) == ["SSR~second~1"]
    assert not view.sound


def test_a_gap_hides_no_case_that_failed_nor_one_that_was_not_run() -> None:
    assert names(accepting(cases=[FAILED]).attention) == ["SSR~hide~1", "PRQ~root~1"]
    assert names(accepting(cases=[]).attention) == ["SSR~hide~1", "PRQ~root~1"]


def test_a_gap_beside_hides_not_that_no_case_verifies_it() -> None:
    lonely = item("SSR~second~1", "safety.rst:22", needs="doc")
    assert names(accepting((*GAPS[:2], GAPS[3], lonely), [PASSED]).attention) == ["SSR~second~1"]


def test_a_case_that_did_not_pass_below_an_accepted_gap_needs_a_person() -> None:
    twofold = item("SSR~second~1", "safety.rst:22", covers="PRQ~root~1", needs="Case doc")
    view = accepting((*GAPS[:2], twofold, GAPS[3], CASE_OF_SECOND), [PASSED])
    assert names(view.attention) == ["SSR~second~1", "PRQ~root~1"]


def test_a_trace(golden: Golden) -> None:
    golden("terminal/trace-accepted.txt", spoken(text.show_trace, accepting()))


def test_a_run(golden: Golden) -> None:
    golden("terminal/run-accepted.txt", spoken(text.show_run, accepting(cases=[PASSED])))


def test_one_item() -> None:
    view = accepting()
    shown = spoken(text.show_item, view, entry(view, "SSR~second~1"))
    assert (
        "Accepted gaps\n"
        "  no Case covers it: The board has no second IOMMU.\n"
        "  accepted by Ada on 2026-01-10, holds until 2027-06-30\n"
    ) in shown


def test_json_tells_accepted_gaps_where_there_are_some() -> None:
    items = {each["id"]: each for each in json.loads(trace_json(accepting()))["items"]}
    root, second = items["PRQ~root~1"], items["SSR~second~1"]
    assert second["justified"] == [
        {
            "kind": "Case",
            "reason": "The board has\n  no second IOMMU.",
            "owner": "Ada",
            "date": "2026-01-10",
            "expires": "2027-06-30",
        }
    ]
    assert (second["missing"], second["shallow"], second["deep"], second["defect"]) == (
        [],
        "uncovered",
        "justified",
        False,
    )
    assert (root["shallow"], root["deep"]) == ("covered", "justified")
    assert "justified" not in root


def test_the_first_page_has_a_section_for_them_that_names_all_that_an_assessor_asks_for() -> None:
    site = Site(accepting(cases=[PASSED]))
    assert site.front.ids["gaps"].text == (
        "Accepted gaps 1 What is missing here is accepted by the project for the time being. It is neither covered nor "
        "verified. unverified (model, required)Hide the second SSR~second~1No Case covers it: The board has no second "
        "IOMMU.accepted by Ada on 2026-01-10, holds until 2027-06-30"
    )
    order = [each.attributes.get("id") for each in site.front.root.every("section") if each.attributes.get("id")]
    assert order[:2] == ["attention", "gaps"]
    (why,) = site.item("SSR.second.1").every("p", "why")
    assert why.text == (
        "No Case covers it, which the project accepts: The board has no second IOMMU. (accepted by Ada on 2026-01-10, "
        "holds until 2027-06-30)."
    )


def test_the_first_page_says_that_nothing_needs_a_person_only_with_the_gaps() -> None:
    assert "Nothing: what is not verified is accepted by the project, as below." in wanting(accepting(cases=[PASSED]))
    assert "Nothing: what is not covered is accepted by the project, as below." in wanting(accepting())


def wanting(view: View) -> str:
    return Site(view).front.ids["attention"].text


def test_where_nothing_is_accepted_nothing_is_said_of_it() -> None:
    for view in (project(), project(evidence=None), sound_project()):
        assert "accepted by" not in Site(view).front.root.text
        assert '"justified"' not in trace_json(view)
