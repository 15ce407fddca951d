# SPDX-License-Identifier: Apache-2.0
"""Every verdict says what it rests on itself, in every form of the report."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from reading import read, rows, tables
from samples import CONFIG, id_of
from stated import INSPECTED, stated

from reqtrace.evidence import Case, Inspection, Origin, Outcome, Scenario
from reqtrace.report.dossier import attention, coverage, inspections, results
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.material import Material
from reqtrace.report.tables import Facts
from reqtrace.report.tables.items import requirements
from reqtrace.report.view import View

TEXT = """
    Inspected
    ---------
    `SSR~inspected~1`

    Needs: Insp

    Read the code
    -------------
    `Insp~code~1`

    Covers:
     - SSR~inspected~1

    Executed
    --------
    `SSR~executed~1`

    Needs: Case

    Boot
    ----
    `Case~boot~1`

    Covers:
     - SSR~executed~1

    Tested on a board
    -----------------
    `SSR~board~1`

    Needs: Case

    On the board
    ------------
    `Case~board~1`

    Covers:
     - SSR~board~1

    Of all three
    ------------
    `PRQ~all~1`

    Needs: SSR

    Both
    ----
    `SSR~both~1`

    Needs: Case, Insp

    Covers:
     - PRQ~all~1

    Boot twice
    ----------
    `Case~twice~1`

    Covers:
     - SSR~both~1

    Read it
    -------
    `Insp~read~1`

    Covers:
     - SSR~both~1

    Nothing
    -------
    `SSR~nothing~1`

    Needs: Case
"""
RECORD = Inspection(
    "inspections.toml", "d" * 64, 7, "code review", Outcome.PASSED, "Ada", "Grace", "2026-11-20", "e" * 64
)
RESULT = Origin("build/board.xml", "a" * 64, "board", outcome=Outcome.PASSED)
TOGETHER = "model, required; results from 1 file, 2 inspections"


def mixed() -> Material:
    board = stated(TEXT, config=INSPECTED).view.by_id[id_of("Case~board~1")][0].item
    on_board = Case(board.id, board.digest, Outcome.PASSED, origins=(RESULT,))
    return stated(
        TEXT,
        config=INSPECTED,
        records={"code": RECORD, "read": RECORD},
        cases=[on_board],
        elsewhere="results from 1 file, 2 inspections",
        boot="passed",
        twice="passed",
    )


def grounds(view: View) -> Mapping[str, str]:
    return {entry.id.name: view.grounds(entry) for entry in view.entries}


# [utest->dsn~verdict_says_its_own_grounds~1]
def test_a_verdict_is_qualified_by_what_is_beneath_it_alone() -> None:
    assert grounds(mixed().view) == {
        "inspected": "inspection",
        "code": "inspection",
        "executed": "model, required",
        "boot": "model, required",
        "board": "results from elsewhere",
        "all": "model, required; inspection",
        "both": "model, required; inspection",
        "twice": "model, required",
        "read": "inspection",
        "nothing": "model, required",
    }


def test_one_qualifier_serves_all_where_nothing_counts_but_what_was_executed() -> None:
    view = stated(TEXT, config=INSPECTED, boot="passed").view
    assert not view.mixed
    assert set(grounds(view).values()) == {"model, required"}


def test_what_does_not_count_is_no_ground() -> None:
    old = replace(RESULT, setback="it is of another commit")
    item = stated(TEXT, config=INSPECTED).view.by_id[id_of("Case~boot~1")][0].item
    case = Case(item.id, item.digest, Outcome.PASSED, (Scenario("", Outcome.PASSED, ()),), origins=(old,))
    view = stated(TEXT, config=INSPECTED, cases=[case], elsewhere="results from 1 file").view
    assert grounds(view)["executed"] == "model, required"


# [utest->dsn~verdict_says_its_own_grounds~1]
def test_results_of_any_commit_are_said_to_be_so_and_nothing_else_is() -> None:
    items = stated(TEXT, config=INSPECTED).view.by_id
    board = items[id_of("Case~board~1")][0].item
    case = Case(board.id, board.digest, Outcome.PASSED, origins=(RESULT,))
    told = "results from 1 file, of any commit, 1 inspection"
    view = stated(TEXT, config=INSPECTED, records={"code": RECORD}, cases=[case], elsewhere=told).view
    assert grounds(view)["board"] == "results from elsewhere, of any commit"
    assert grounds(view)["code"] == "inspection"


def test_a_circle_of_links_has_an_end() -> None:
    text = "`SSR~a~1`\n\nCovers: SSR~b~1\n\nNeeds: SSR\n\n`SSR~b~1`\n\nCovers: SSR~a~1\n\nNeeds: SSR\n"
    view = stated(text.replace("Covers: ", "Covers:\n - "), elsewhere="1 inspection").view
    assert grounds(view) == {"a": "model, required", "b": "model, required"}


# [utest->dsn~verdict_says_its_own_grounds~1]
def test_people_and_programs_read_it_at_every_verdict() -> None:
    ledger = Ledger(mixed())
    (table,) = tables(inspections.section(ledger, inspections.inspections(ledger)).blocks)
    assert [column.title for column in table.columns] == ["Item", "Method", "Verdict", "Record"]
    assert rows(table)[0].split(" | ")[2] == "✓ verified / inspection"
    told = {each.id: each.rests_on for each in inspections.inspections(ledger).items}
    assert told["Insp~code~1"] == "inspection"
    covered = coverage.verification_coverage(ledger).levels[0].requirements
    assert {each.id: each.rests_on for each in covered}["SSR~board~1"] == "results from elsewhere"
    outcomes = {each.id: each.rests_on for each in results.test_results(ledger).cases}
    assert (outcomes["Case~board~1"], outcomes["Case~boot~1"]) == ("results from elsewhere", "model, required")
    section = coverage.section(ledger, coverage.verification_coverage(ledger))
    cards = {each.key: read(each.blocks)[0] for each in section.below[0].below}
    assert "(inspection)" in cards["SSR.inspected.1"]
    assert TOGETHER not in str(cards)


# [utest->dsn~verdict_says_its_own_grounds~1]
def test_tables_have_a_column_for_it() -> None:
    grid = requirements(Facts(mixed()))
    titles = [column.title for column in grid.columns]
    assert titles[titles.index("Verdict") + 1] == "Rests on"
    told = {row[1]: row[titles.index("Rests on")] for row in grid.rows}
    assert told["SSR~inspected~1"] == "inspection"
    assert told["SSR~board~1"] == "results from elsewhere"


# [utest->dsn~tables_are_one_workbook~1]
def test_a_requirement_that_others_refine_is_verified_through_these() -> None:
    grid = requirements(Facts(stated(TEXT, config=CONFIG)))
    place = [column.title for column in grid.columns].index("Method")
    assert {row[1]: row[place] for row in grid.rows}["PRQ~all~1"] == "through what refines it"


def test_what_needs_a_person_says_it_too() -> None:
    ledger = Ledger(mixed())
    (wanting,) = attention.attention(ledger).items
    assert (wanting.id, wanting.shown) == ("SSR~nothing~1", "unverified")
