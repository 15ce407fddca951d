# SPDX-License-Identifier: Apache-2.0
"""What the certification report rests on: scope, versions, adequacy, gate, changes, standards, the tool, its origin."""

from __future__ import annotations

import dataclasses
import datetime
import json

from comparison import HEAD, OLD, REQUIRED, compared, noticing
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from reading import read, rows, tables
from samples import CONFIG, id_of, project
from stated import stated

from reqtrace.catalogue import Code
from reqtrace.config import Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Finding
from reqtrace.provenance import Provenance
from reqtrace.report.block import Literal, Table
from reqtrace.report.dossier import (
    adequacy,
    changes,
    confidence,
    findings,
    gate,
    reproduction,
    scope,
    standards,
    summary,
    versions,
)
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.material import Absence, Companion, Material
from reqtrace.report.report_json import report_json
from reqtrace.report.schemas import schema
from reqtrace.report.view import View
from reqtrace.span import Span
from reqtrace.trace.change import Change, Direction, Edit, FieldChange, ItemChange, Suspect
from reqtrace.trace.gate import Threshold
from reqtrace.trace.verdict import Verdict

KNOWN = Provenance(tool="reqtrace 1.0")


def ledger(view: View, **also: object) -> Ledger:
    return Ledger(replace(Material(view, CONFIG, KNOWN), **also))


def test_the_scope_says_what_was_executed_and_what_was_not() -> None:
    told = scope.scope(ledger(project()))
    assert (told.target, told.profile, told.files, told.adequacy_measured) == ("model", "required", 2, False)
    assert read(scope.section(ledger(project()), told).blocks)[1:10] == [
        "Project: Passthrough",
        "Executed on: model, profile required",
        "Results from elsewhere: none",
        "Versions compared: none",
        "Adequacy of the test cases: not measured",
        "Baseline: none was named",
        "Files read: 2 files below .",
        "Left out: by the configuration: nothing / what git ignores: left out",
        "Items: 11 items",
    ]


def test_the_summary_has_figures_by_kind_and_by_level() -> None:
    told = summary.summary(ledger(project()))
    assert told.answer == "1 of 5 requirements is verified (model, required); 2 failed, 2 are unverified."
    assert [(kind.kind, kind.items, kind.shown) for kind in told.kinds][1] == (
        "SSR",
        5,
        {"verified": 1, "unverified": 2, "failed": 1, "rejected": 1},
    )
    assert [(level.level, level.requirements, level.verified) for level in told.levels] == [("not stated", 6, 1)]


def test_versions_that_were_not_compared_are_said_to_be_not_compared() -> None:
    told = versions.versions(ledger(project()))
    assert not told.compared
    assert read(versions.section(ledger(project()), told).blocks) == [
        "No versions of Xen were compared, so nothing is said here of how they differ."
    ]


def test_every_requirement_stands_in_every_version_with_its_findings() -> None:
    view = compared(REQUIRED, OLD, HEAD)
    told = versions.versions(ledger(view))
    assert told.profiles == ("required", "xen-4.17", "xen-head")
    assert all(len(each.standings) == len(told.profiles) for each in told.requirements)
    shown = {name for each in told.requirements for standing in each.standings for name in standing.findings}
    known = findings.findings(ledger(view))
    assert shown <= {each.name for each in known.findings}
    assert all(set(each.seen_in) <= set(each.known_in) for each in known.findings)


def test_what_reqtrace_complains_of_is_open() -> None:
    told = findings.findings(ledger(project()))
    assert ("RT306", "cases/hide.rst", 43) in [(each.code, each.file, each.line) for each in told.complaints]
    below = findings.section(ledger(project()), told).below
    assert [each.key for each in below] == ["findings_complaints", "findings_execution", "findings_gate"]


def test_complaints_stand_by_what_they_are_about() -> None:
    gate = Diagnostic(Code.GATE_MISSED, "too little", Span("reqtrace.toml", 3))
    view = project()
    view = dataclasses.replace(view, diagnostics=(*view.diagnostics, gate))
    below = findings.section(ledger(view), findings.findings(ledger(view))).below
    codes = [{row.split(" | ")[1][:3] for table in tables(each.blocks) for row in rows(table)} for each in below]
    assert codes == [{"RT2"}, {"RT3"}, {"RT4"}]


def test_findings_that_concern_nothing_here_are_counted_and_not_listed() -> None:
    view = compared(REQUIRED, OLD, HEAD)
    assert view.matrix is not None
    known = dict(view.matrix.findings)
    foreign = Finding("D-99", "something else", affects=(id_of("SSR~of_others~1"),))
    matrix = replace(
        view.matrix, findings={**known, "D-99": foreign}, versions={**view.matrix.versions, "D-99": ("xen-head",)}
    )
    view = dataclasses.replace(view, matrix=matrix)
    told = findings.findings(ledger(view))
    assert "D-99" in {each.name for each in told.findings}
    blocks = findings.section(ledger(view), told).blocks
    (table,) = tables(blocks)
    assert not any("D-99" in row for row in rows(table))
    assert len(rows(table)) > 0
    assert any("no requirement of this project" in line for line in read(blocks))


def test_adequacy_that_was_measured_has_its_figures() -> None:
    view = noticing()
    told = adequacy.adequacy(ledger(view))
    assert view.adequacy is not None
    assert (told.measured, told.enough) == (True, view.adequacy.sound)
    assert told.broken_rules == len(view.adequacy.survey.changes)
    assert told.noticed == len(view.adequacy.noticed)
    assert [each.name for each in told.unnoticed] == [each.change.name for each in view.adequacy.survivors]


MISSED = Threshold(
    "gate.verified.SSR", "SSR items are verified", "at least 95 %", "25 % (1 of 4)", "70 % (3 items) too few"
)
MET = Threshold("gate.stale", "results are stale", "at most 0", "0")
SILENT = Threshold("gate.adequacy", "changes are noticed", "at least 90 %", "nothing was measured", measured=False)


# [utest->dsn~demands_in_the_report~1]
def test_a_demand_that_is_missed_comes_first_and_says_by_how_much() -> None:
    told = gate.gate(ledger(project(), gate=(MET, MISSED, SILENT)))
    assert told.met is False
    words, table = gate.section(ledger(project()), told).blocks
    assert read([words]) == ["Of 3 demands, 1 missed and 1 not measured."]
    assert isinstance(table, Table)
    assert rows(table) == [
        "✕ missed | SSR items are verified | gate.verified.SSR | at least 95 % | 25 % (1 of 4) "
        "/ 70 % (3 items) too few",
        "○ not measured | changes are noticed | gate.adequacy | at least 90 % | nothing was measured",
        "✓ met | results are stale | gate.stale | at most 0 | 0",
    ]


def test_what_was_not_measured_meets_no_demand() -> None:
    assert gate.gate(ledger(project(), gate=(SILENT,))).met is False


CHANGE = Change(
    "v1",
    "abcdef0",
    (
        ItemChange(
            id_of("SSR~hide~1"), id_of("SSR~hide~1"), "Hide the IOMMU", (Edit.RELABELLED,), Span("safety.rst", 12)
        ),
        ItemChange(
            id_of("SSR~map~1"),
            id_of("SSR~map~1"),
            "Map registers",
            (Edit.REWRITTEN,),
            Span("safety.rst", 32),
            (FieldChange("description", "Map.", "Map it."),),
            ("covers PRQ~device~1",),
            (),
            Verdict.VERIFIED,
            Verdict.UNVERIFIED,
        ),
    ),
    (
        Suspect(
            id_of("Case~map_prose~1"), "Map by hand", Direction.DOWN, id_of("SSR~map~1"), Span("cases/hide.rst", 94)
        ),
    ),
    (id_of("Case~map_prose~1"),),
    {},
)


# [utest->dsn~changes_in_the_report~1]
def test_changes_since_the_baseline_begin_with_those_that_must_not_be() -> None:
    known = ledger(project(), change=CHANGE)
    told = changes.changes(known)
    assert told.change is not None
    assert (told.change.before, told.change.after, told.change.ok) == ("v1", "abcdef0", False)
    blocks = changes.section(known, told).blocks
    (table,) = tables(blocks)
    assert rows(table) == [
        "✕ rewritten / its text was changed and its revision was not: raise the revision, then review what cites it "
        "| [Map registers] / SSR~map~1 / safety.rst:32 "
        "| + covers PRQ~device~1 / Text: / - Map. / + Map it. | ✓ verified → ○ unverified",
        "– relabelled | [Hide the IOMMU] / SSR~hide~1 / safety.rst:12 |  | –",
    ]
    assert read(blocks)[3:] == [
        "To be reviewed, for they were written for something else than what they now cover:",
        "- [Map by hand] covers [Map registers]",
        "Test cases to be executed again:",
        "- [Map by hand]",
    ]


def test_a_report_with_changes_fits_the_published_schema() -> None:
    told = json.loads(report_json(replace(Material(project(), CONFIG, KNOWN), change=CHANGE)))
    assert told["changes"]["change"]["schema"] == "reqtrace-change/1"
    assert list(Draft202012Validator(json.loads(schema("report"))).iter_errors(told)) == []


def test_no_baseline_is_said() -> None:
    told = changes.changes(ledger(project()))
    assert read(changes.section(ledger(project()), told).blocks) == [
        "No baseline was named, so nothing is said here of what changed."
    ]


# [utest->dsn~standards_are_mapped~1]
def test_every_section_that_a_standard_is_served_by_exists_and_something_always_stays() -> None:
    demands = standards.standards().demands
    assert {key for demand in demands for key in demand.sections} <= set(TITLES)
    assert all(demand.gives and demand.remains for demand in demands)
    assert [demand.gives.startswith("Nothing") for demand in demands if not demand.sections] == [True, True]
    assert {"ISO 26262-8:2018", "ISO 26262-6:2018", "IEC 61508-3:2010", "DO-178C"} <= {
        demand.standard for demand in demands
    }
    (table,) = tables(standards.section(standards.standards()).blocks)
    assert len(table.rows) == len(demands)


def test_every_malfunction_has_a_measure_and_nobody_claims_a_qualification() -> None:
    told = confidence.tool_confidence()
    assert told.statement.startswith("reqtrace is not qualified.")
    assert all(each.measure and each.remains for each in told.malfunctions)


ORIGIN = Provenance(
    tool="reqtrace 1.0",
    commit="c" * 40,
    dirty=True,
    date=datetime.datetime(2026, 11, 20, 8, 0, tzinfo=datetime.UTC),
    command=("reqtrace", "report"),
    packages=(("msgspec", "0.19"),),
)


# [utest->dsn~origin_in_the_report~1]
def test_the_origin_says_what_is_not_known_and_that_files_were_changed() -> None:
    told = reproduction.reproduction(Ledger(stated("`SSR~a~1`\n", provenance=ORIGIN)))
    shown = read(reproduction.section(ledger(project()), told).blocks)
    assert f"Commit: {'c' * 40}" in shown
    assert "State of the files: changed since the commit, so that the commit alone does not give this report" in shown
    assert "Date: 2026-11-20T08:00:00+00:00, 1795161600 seconds after the beginning of 1970" in shown
    assert "Called in: the top of the repository" in shown
    assert "Platform: not known" in shown
    assert [(each.file, each.sha256) for each in told.inputs] == [("safety.rst", "0" * 64)]


# [utest->dsn~report_is_repeated_on_its_day~1]
def test_the_commands_are_such_as_one_can_type() -> None:
    typed = ("reqtrace", "report", "--results", "build/*.xml", "--", "-odd")
    known = ledger(
        project(), provenance=replace(ORIGIN, today=datetime.date(2026, 11, 21), command=typed, folder="a b/c")
    )
    told = reproduction.reproduction(known)
    assert told.commands == (
        f"git checkout --detach {'c' * 40}",
        "cd 'a b/c'",
        "SOURCE_DATE_EPOCH=1795161600 REQTRACE_TODAY=2026-11-21 "
        "reqtrace report -o ../../../again --results 'build/*.xml' -- -odd",
    )
    assert Literal("\n".join(told.commands)) in reproduction.section(known, told).blocks
    bare = ledger(project(), provenance=Provenance(tool="reqtrace 1.0", command=("reqtrace", "bundle")))
    assert reproduction.reproduction(bare).commands == ("reqtrace bundle -o ../again.zip",)


def test_what_the_report_consists_of_and_lacks_is_said() -> None:
    companion = Companion("report.json", "the certification report as data", Format.JSON)
    known = ledger(project(), companions=(companion,), absent=(Absence(Format.PDF, "typst is not installed"),))
    shown = read(reproduction.section(known, reproduction.reproduction(known)).blocks)
    assert "- report.json: the certification report as data" in shown
    assert "- pdf: typst is not installed" in shown
