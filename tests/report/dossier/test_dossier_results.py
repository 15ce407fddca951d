# SPDX-License-Identifier: Apache-2.0
"""What the certification report says of test cases: results with their criteria, logs, records of inspections."""

from __future__ import annotations

import json

from msgspec.structs import replace
from reading import read, rows, tables
from samples import BOOTS, CONFIG, REFUSED, id_of, project
from stated import INSPECTED, stated

from reqtrace.evidence import Case, Inspection, Origin, Outcome
from reqtrace.provenance import Provenance
from reqtrace.report.dossier import attention, inspections, logs, results, traceability
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.results import criteria
from reqtrace.report.material import Material
from reqtrace.report.report_json import report_json

MATERIAL = Material(project(), CONFIG, Provenance(tool="reqtrace 1.0"))
LEDGER = Ledger(MATERIAL)
(ONE,) = (entry.item.digest for entry in stated("`Case~one~1`\n").view.entries)
"""The digest of a test case without a word."""


# [utest->dsn~failure_names_its_criterion~1]
def test_a_failed_case_names_the_violated_criterion_what_was_seen_and_where() -> None:
    told = {case.id: case for case in results.test_results(LEDGER).cases}["Case~refuse_irq~1"]
    assert told.violation == results.Violation(
        scenario="the second is refused",
        criterion='Then domain "b" is not created: EBUSY',
        observed='domain "b" runs\nIRQ 34 is routed to it',
        file="cases/hide.rst",
        line=43,
    )
    (table,) = tables(results.section(LEDGER, results.test_results(LEDGER)).blocks)
    (row,) = [row for row in rows(table) if "refuse_irq" in row]
    assert row == (
        "[Two domains, one interrupt] / Case~refuse_irq~1 | ✕ failed | - [Refuse a second owner] / extent not stated "
        '| requirements-based / derivation not stated | violated: Then domain "b" is not created: EBUSY '
        '/ domain "b" runs\nIRQ 34 is routed to it / the second is refused, cases/hide.rst:43'
    )


def test_criteria_are_what_a_scenario_demands() -> None:
    assert [step.text for step in criteria(REFUSED)] == [
        'Then domain "b" is not created: EBUSY',
        'And domain "a" runs',
    ]
    assert [step.text for step in criteria(BOOTS)] == ['Then domain "a" runs']


def test_a_case_that_passed_states_its_criteria() -> None:
    told = {case.id: case for case in results.test_results(LEDGER).cases}["Case~hide_on~1"]
    assert (told.outcome, told.criteria, told.violation) == ("passed", ('Then domain "a" runs',), None)


def test_invariants_that_broke_without_a_step_noticing_are_told() -> None:
    broken = replace(BOOTS, broken=("I-8: a domain reaches only what it is permitted",))
    ledger = Ledger(stated("`Case~one~1`\n", cases=[Case(id_of("Case~one~1"), ONE, Outcome.PASSED, (broken,))]))
    told = results.test_results(ledger)
    assert (told.cases[0].outcome, told.cases[0].broken_invariants) == ("passed", broken.broken)
    (table,) = tables(results.section(ledger, told).blocks)
    assert rows(table)[0].endswith("1 criterion in 1 scenario, 3 steps / 1 invariant broke, and no step noticed")
    (file,) = logs.section(ledger, logs.test_logs(ledger)).below
    assert read(file.below[0].blocks)[1] == (
        'Scenarios: - ✓ passed boot (3 steps): Then domain "a" runs; '
        "broken, and no step noticed: I-8: a domain reaches only what it is permitted"
    )


def test_what_could_not_be_executed_did_not_run() -> None:
    told = results.test_results(LEDGER)
    assert read(results.section(LEDGER, told).blocks)[1] == (
        "5 test cases: 2 passed, 1 failed, 1 ended in an error, 1 could not be executed."
    )


def test_a_result_of_another_text_is_not_a_result() -> None:
    ledger = Ledger(stated("`Case~one~1`\n", cases=[Case(id_of("Case~one~1"), "another", Outcome.PASSED)]))
    told = results.test_results(ledger)
    assert (told.figures.passed, told.figures.stale, told.figures.not_run) == (0, 1, 0)
    assert (told.cases[0].outcome, told.cases[0].current) == ("stale", False)


# [utest->dsn~logs_of_every_step~1]
def test_the_log_of_every_step_is_in_the_data() -> None:
    told = json.loads(report_json(MATERIAL))["test_logs"]
    (log,) = [case for case in told["cases"] if case["id"] == "Case~refuse_irq~1"]
    assert [scenario["outcome"] for scenario in log["scenarios"]] == ["passed", "failed"]
    assert log["scenarios"][1]["steps"] == [
        {"text": "When the host boots", "outcome": "passed", "message": "", "line": 42},
        {
            "text": 'Then domain "b" is not created: EBUSY',
            "outcome": "failed",
            "message": 'domain "b" runs\nIRQ 34 is routed to it',
            "line": 43,
        },
        {"text": 'And domain "a" runs', "outcome": "skipped", "message": "", "line": 44},
    ]
    (tree,) = log["scenarios"][1]["trees"]
    assert told["trees"][tree["sha256"]] == '/dts-v1/;\n/ { model = "qemu-virt"; };\n'


def test_people_read_what_failed_in_full_and_of_what_passed_the_criteria() -> None:
    (file,) = logs.section(LEDGER, logs.test_logs(LEDGER)).below
    assert (file.key, file.title) == ("test_logs_1", "cases/hide.rst")
    below = {each.key: each for each in file.below}
    assert read(below["Case.refuse_irq.1"].blocks)[1] == (
        'Scenarios: - ✓ passed boot (3 steps): Then domain "a" runs '
        "/ ✕ failed the second is refused (3 steps) / - ✓ passed When the host boots "
        '/ - ✕ failed Then domain "b" is not created: EBUSY: domain "b" runs\nIRQ 34 is routed to it (line 43) '
        '/ - – skipped And domain "a" runs / d1 a created / d2 b created'
    )


RESULT = Origin("build/ctest.xml", "a" * 64, "hide", "ctest", "2026-11-20T08:00:00Z", "c" * 40, 12)


def test_a_result_from_elsewhere_stands_with_its_file_and_why_it_does_not_count() -> None:
    old = Origin("build/old.xml", "b" * 64, "hide", line=3, setback="it is of another commit")
    case = Case(id_of("Case~one~1"), "", Outcome.BLOCKED, message="it is of another commit", origins=(RESULT, old))
    told = results.test_results(Ledger(stated("`Case~one~1`\n", cases=[case]))).cases[0]
    assert [(each.file, each.sha256, each.counts, each.setback) for each in told.results_from_elsewhere] == [
        ("build/ctest.xml", "a" * 64, True, ""),
        ("build/old.xml", "b" * 64, False, "it is of another commit"),
    ]
    ledger = Ledger(stated("`Case~one~1`\n", cases=[case]))
    (file,) = logs.section(ledger, logs.test_logs(ledger)).below
    (log,) = file.below
    assert (
        "Results from elsewhere: ✓ passed hide in build/ctest.xml:12 (ctest, 2026-11-20T08:00:00Z, commit "
        "cccccccccccc) / ✓ passed hide in build/old.xml:3 / does not count: it is of another commit"
    ) in read(log.blocks)


INSPECTION = """
    Hide the IOMMU
    --------------
    `SSR~hide~1`

    Needs: Insp

    Read the code
    -------------
    `Insp~code~1`

    Covers:
     - SSR~hide~1

    Read nothing
    ------------
    `Insp~none~1`

    Covers:
     - SSR~hide~1
"""


# [utest->dsn~inspections_name_who_approved~1]
def test_an_inspection_that_its_author_approved_is_refused() -> None:
    record = Inspection(
        "inspections.toml",
        "d" * 64,
        7,
        "code review 2.1",
        Outcome.PASSED,
        "Ada",
        "Ada",
        "2026-11-20",
        "e" * 64,
        setback="Ada wrote it, and can not approve it",
    )
    ledger = Ledger(stated(INSPECTION, config=INSPECTED, records={"code": record}))
    told = inspections.inspections(ledger)
    (code,) = [item for item in told.items if item.id == "Insp~code~1"]
    assert (code.shown, code.records[0].counts) == ("blocked", False)
    (table,) = tables(inspections.section(ledger, told).blocks)
    assert rows(table) == [
        "[Hide the IOMMU] / SSR~hide~1 | inspection | ○ unverified | see what covers it",
        "[Read the code] / Insp~code~1 | inspection | ○ blocked | ✓ passed code review 2.1 in inspections.toml:7 "
        "/ by Ada, approved by Ada, 2026-11-20 / does not count: Ada wrote it, and can not approve it",
        "[Read nothing] / Insp~none~1 | inspection | ○ not run | no record",
    ]


def test_what_needs_a_person_says_what_is_missing_before_why() -> None:
    ledger = Ledger(stated("Hide\n----\n`SSR~hide~1`\n\nNeeds: Case, Insp\n"))
    told = attention.attention(ledger)
    assert [(each.id, each.missing) for each in told.items] == [("SSR~hide~1", ("Case", "Insp"))]
    (table,) = tables(attention.section(ledger, told).blocks)
    assert rows(table) == [
        "[Hide] / SSR~hide~1 | ○ unverified | - no Case covers it / - no Insp covers it | safety.rst:3"
    ]


# [utest->dsn~chain_in_both_directions~1]
def test_every_link_is_told_from_both_ends() -> None:
    told = traceability.traceability(LEDGER)
    down = {(trace.id, link.id) for trace in told.down for link in trace.links if link.condition.good}
    up = {(link.id, trace.id) for trace in told.up for link in trace.links if link.condition.good}
    assert down == up
    assert ("SSR~hide~1", "Case~refuse_twice~1") in down
    section = traceability.section(LEDGER, told)
    assert [each.landscape for each in section.below] == [True, True]
    (table,) = tables(section.below[0].blocks)
    assert "[Map registers] / SSR~map~1 | ○ unverified | - ○ blocked [Map by hand]" in rows(table)
