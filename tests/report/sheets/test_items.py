# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from reading import heads, read, rows, tables
from samples import accepting, project
from written import written

from reqtrace.report.block import Paragraph, Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.columns import ASPECTS, MEANINGS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View

VIEW = project()
EVERYTHING = Choice()
TEXT = """\
    Hide the IOMMU
    --------------
    `SSR~hide~1`

    Status: proposed

    Tags: arm64, iommu

    Covers:
     - PRQ~gone~1

    Needs: Case

    Nothing to find
    ---------------
    `Case~nothing~1`

    Covers:
     - SSR~hide~1
    """


def table(view: View, *columns: str, choice: Choice = EVERYTHING, caption: str = "") -> Table:
    (found,) = tables(SHEETS["table"].fill(view, Wish("here", choice, columns, caption)))
    return found


def listed(choice: Choice = EVERYTHING, view: View = VIEW, caption: str = "") -> list[str]:
    return read(SHEETS["list"].fill(view, Wish("here", choice, caption=caption)))


def test_a_list_says_what_each_item_is_worth_and_on_what_that_rests() -> None:
    assert listed(Choice(kinds=("SSR",))) == [
        "- ✓ verified (model, required) [Hide the IOMMU]",
        "- ✕ failed (model, required) [Refuse a second owner]",
        "- ○ unverified (model, required) [Map registers]",
        "- ○ unverified (model, required) [quit]",
        "- – rejected [Give interrupts in turn]",
    ]


def test_a_list_has_requirements_before_test_cases() -> None:
    assert [line.split("[")[1] for line in listed()] == [f"{each.title}]" for each in (*VIEW.rows, *VIEW.trials)]


def test_a_list_begins_with_its_caption() -> None:
    assert listed(Choice(tags=("iommu",)), caption="On IOMMUs") == [
        "On IOMMUs",
        "- ✓ verified (model, required) [Hide the IOMMU]",
    ]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(tags=("x86",)), "No item is to be shown: tag x86."),
        (Choice(kinds=("SSR",), where="tag = x86"), "No item is to be shown: kind SSR; filter tag = x86."),
        (Choice(verdicts=("justified",)), "No item is to be shown: verdict justified."),
    ],
)
def test_where_nothing_fits_that_is_said_and_why(choice: Choice, said: str) -> None:
    assert listed(choice) == [said]
    assert table(VIEW, choice=choice).nothing == said
    assert table(VIEW, choice=choice).rows == ()


def test_where_there_is_nothing_at_all_that_is_said() -> None:
    assert listed(view=project([], None, ())) == ["No item is here."]
    assert table(project([], None, ())).nothing == "No item is here."


@pytest.mark.parametrize("choice", [Choice(verdicts=("failed",)), Choice(where="verdict = failed")])
def test_that_nothing_failed_is_not_said_of_what_was_not_executed(choice: Choice) -> None:
    (said,) = listed(choice, project(evidence=None))
    assert said.endswith("failed. No test case was executed.")


def test_a_table_shows_item_verdict_and_what_covers_it() -> None:
    shown = table(written(TEXT, nothing="failed"), caption="All there is")
    assert (shown.name, shown.caption, shown.noun) == ("here", "All there is", "item")
    assert heads(shown) == ["Item", "Verdict (model, required)", "Covered by"]
    assert rows(shown) == [
        "[Hide the IOMMU] / SSR~hide~1 | ✕ failed | <✕ Nothing to find: failed>",
        "[Nothing to find] / Case~nothing~1 | ✕ failed | ",
    ]
    assert [(row.kind, row.status, row.verdict) for row in shown.rows] == [
        ("SSR", "proposed", "failed"),
        ("Case", "approved", "failed"),
    ]


def test_a_table_shows_whatever_is_known_of_an_item() -> None:
    shown = table(written(TEXT), *ASPECTS, choice=Choice(kinds=("SSR",)))
    assert dict(zip(heads(shown), rows(shown)[0].split(" | "), strict=True)) == {
        "Requirement": "[Hide the IOMMU] / SSR~hide~1",
        "Id": "SSR~hide~1",
        "Title": "[Hide the IOMMU]",
        "Kind": "Safety requirement",
        "Status": "proposed",
        "Revision": "1",
        "Verdict (model, required)": "○ unverified",
        "Covers": "- ✕ orphaned PRQ~gone~1",
        "Covered by": "<○ Nothing to find: not run>",
        "Test cases": "<○ Nothing to find: not run>",
        "Missing": "",
        "Tags": "arm64, iommu",
        "Needs": "Case",
        "Written in": "safety.rst:3",
    }


def test_columns_stand_as_they_are_named_each_once() -> None:
    assert heads(table(VIEW, "status", "id", "status")) == ["Status", "Id"]


@pytest.mark.parametrize(
    ("kinds", "noun"),
    [(("PRQ", "SSR"), "requirement"), (("Case",), "test case"), ((), "item"), (("SSR", "Case"), "item")],
)
def test_a_row_is_called_what_it_is(kinds: tuple[str, ...], noun: str) -> None:
    shown = table(VIEW, choice=Choice(kinds=kinds))
    assert shown.noun == noun
    assert heads(shown)[0] == noun.capitalize()


def test_no_column_of_verdicts_is_without_its_qualifier() -> None:
    assert heads(table(VIEW, "verdict")) == ["Verdict (model, required)"]
    assert heads(table(project(evidence=None), "verdict")) == ["Coverage"]


def test_status_is_no_chip_that_could_be_taken_for_a_verdict() -> None:
    (row, *_) = table(VIEW, "status").rows
    (block,) = row.cells[0].blocks
    assert isinstance(block, Paragraph)
    assert [type(each).__name__ for each in block.line] == ["Words"]


def test_missing_says_what_is_accepted_and_why() -> None:
    shown = rows(table(accepting(of=()), "missing", choice=Choice(where="name = second")))
    assert shown == ["Case"]
    (gap,) = rows(table(accepting(), "missing", choice=Choice(where="name = second")))
    assert gap.startswith("no Case covers it: The board has no second IOMMU. (accepted by Ada on 2026-01-10")


def test_cells_are_sorted_by_what_they_count() -> None:
    shown = table(VIEW, "covered-by", "cases", "covers", "missing", "revision", choice=Choice(where="name = refuse"))
    assert [cell.order for cell in shown.rows[0].cells] == [3, 3, 1, 0, 2]
    assert [column.key for column in shown.columns if column.number] == ["revision"]


def test_an_order_that_is_wanted_is_kept() -> None:
    names = [row.split(" / ")[0] for row in rows(table(VIEW, choice=Choice(kinds=("SSR",), sort=("-title",))))]
    assert names[:2] == ["[Refuse a second owner]", "[quit]"]


def test_a_list_shows_the_parts_that_are_wanted_and_names_those_that_need_it() -> None:
    wish = Wish("l", Choice(where="name = hide"), columns=("id", "verdict", "kind", "tag", "covered-by", "file"))
    (line,) = read(SHEETS["list"].fill(VIEW, wish))
    assert line == (
        "- SSR~hide~1 ✓ verified (model, required); kind: Safety requirement; tags: arm64, iommu; "
        "covered by: <✓ Nothing to find: passed> <✓ Two domains, one device: passed>; written in: safety.rst:12"
    )
    (line,) = read(SHEETS["list"].fill(VIEW, Wish("l", Choice(where="name = refuse"), columns=("item", "missing"))))
    assert line == "- [Refuse a second owner] SSR~refuse~2; missing: none"


@pytest.mark.parametrize("key", ASPECTS)
def test_a_list_can_show_whatever_a_table_can(key: str) -> None:
    shown = read(SHEETS["list"].fill(VIEW, Wish("l", columns=(key,))))
    assert len(shown) == len(VIEW.entries)
    assert all(len(line) > 2 for line in shown)


@pytest.mark.parametrize("name", ["list", "table", "uncovered", "matrix"])
def test_every_sheet_objects_to_what_fits_nothing(name: str) -> None:
    sheet = SHEETS[name]
    assert sheet.object_to(VIEW, Wish("here", Choice(kinds=("SRS",)))) == (
        "no item is of kind 'SRS'; did you mean SSR?",
    )
    assert sheet.object_to(VIEW, Wish("here")) == ()
    assert {"kinds", "tags", "status", "verdict", "filter", "sort", "caption"} <= sheet.options
    assert sheet.columns == MEANINGS
