# SPDX-License-Identifier: Apache-2.0
"""The machine-readable answers: one JSON object for a trace, a run, or what is explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from reqtrace.catalogue import Code, Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Outcome, Scenario
from reqtrace.report.material import Material
from reqtrace.report.view import Entry, View
from reqtrace.trace.inspectable import inspectable
from reqtrace.trace.justification import Gap
from reqtrace.trace.verdict import Verdict

if TYPE_CHECKING:
    from reqtrace.hypervisor.findings import Finding
    from reqtrace.scenario.steps.sentence import Sentence

TRACE_SCHEMA = "reqtrace-trace/1"
RUN_SCHEMA = "reqtrace-run/1"
EXPLAIN_SCHEMA = "reqtrace-explain/1"

Value = str | int | bool | list["Value"] | dict[str, "Value"]
"""What stands in an object; the order of its keys is that of the specification."""


# [impl->dsn~json_as_specified~1]
def trace_json(view: View) -> str:
    """What was read and how it is covered, whether or not anything was executed; items by id.

    The same input gives the same bytes.
    """
    diagnostics = [each for each in view.diagnostics if not each.code.of_execution]
    ok = not view.defects and all(each.severity is not Severity.ERROR for each in diagnostics)
    kinds: dict[str, Value] = {
        tally.kind: {"items": tally.items, "defects": tally.defects}
        for tally in sorted(view.tallies, key=lambda tally: tally.kind)
    }
    return _document(
        {
            "schema": TRACE_SCHEMA,
            "summary": {"items": len(view.entries), "defects": view.defects, "ok": ok, "kinds": kinds},
            "items": [_item(entry) for entry in view.entries],
            "diagnostics": [_diagnostic(each) for each in diagnostics],
        }
    )


# [impl->dsn~json_as_specified~1]
def run_json(view: View) -> str:
    """What was executed, what came of it, and what that verifies; `view` must hold evidence."""
    if view.evidence is None:
        raise ValueError("nothing was executed")
    cases = view.evidence.cases
    summary: dict[str, Value] = {"cases": len(cases)}
    for outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.BLOCKED):
        summary[outcome.value] = sum(case.outcome is outcome for case in cases)
    return _document(
        {
            "schema": RUN_SCHEMA,
            "target": view.evidence.target,
            "profile": view.evidence.profile,
            "summary": summary,
            "cases": [_case(view.by_id[case.id][0], case) for case in cases],
            "requirements": _requirements(view),
            "diagnostics": [_diagnostic(each) for each in view.diagnostics],
        }
    )


# [impl->dsn~formats_are_a_table~1]
def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """``trace.json`` and, where test cases were executed, ``run.json``."""
    yield "trace.json", trace_json(material.view).encode()
    if material.view.evidence is not None:
        yield "run.json", run_json(material.view).encode()


def item_json(view: View, entries: Sequence[Entry]) -> str:
    """All that is known of one item, as it stands in a trace and in a run; several entries are duplicates."""
    return _document(
        {
            "schema": EXPLAIN_SCHEMA,
            "items": [_item(entry) for entry in entries],
            "cases": [_case(entry, entry.case) for entry in entries if entry.case],
            "target": view.evidence.target if view.evidence else "",
            "profile": view.evidence.profile if view.evidence else "",
            "digests": [entry.item.digest for entry in entries],
            "to_record": [
                inspectable(entry.item, lambda id_: (each.item for each in view.by_id.get(id_, ())))
                for entry in entries
            ],
            "verdicts": [entry.verdict.value if entry.verdict else "" for entry in entries],
            "reasons": [
                {"id": str(reason.id), "message": reason.text} for entry in entries for reason in entry.reasons
            ],
        }
    )


def code_json(code: Code) -> str:
    """What the catalogue says of a code."""
    said: dict[str, Value] = {
        "code": code.value,
        "severity": code.severity.value,
        "title": code.summary,
        "meaning": code.meaning,
        "example": code.example,
        "help": code.mend,
    }
    return _document({"schema": EXPLAIN_SCHEMA, **said})


def finding_json(finding: Finding, lacking: Sequence[str]) -> str:
    """What is known of a finding, and what the rules demand that a Xen with it does not have."""
    from reqtrace.hypervisor.findings import FINDINGS, PROFILES  # noqa: PLC0415 - no trace needs the model

    known = FINDINGS[finding]
    said: dict[str, Value] = {
        "finding": finding.value,
        "severity": known.severity.value,
        "title": known.title,
        "source": known.source,
        "affects": list(known.affects),
        "amends": list(map(str, known.amends)),
        "consequence": known.consequence.value,
        "profiles": [profile for profile in PROFILES if finding in PROFILES[profile]],
        "lacking": list(lacking),
    }
    return _document({"schema": EXPLAIN_SCHEMA, **said})


def sentence_json(sentence: Sentence) -> str:
    """What a sentence of the vocabulary means, and an example of it."""
    said: dict[str, Value] = {
        "keyword": sentence.keyword.value,
        "sentence": sentence.expression,
        "meaning": sentence.meaning,
        "parameters": [{"type": role.type, "example": role.value} for role in sentence.roles],
        "follows": sentence.follows.value,
        "example": sentence.example,
    }
    return _document({"schema": EXPLAIN_SCHEMA, **said})


def _document(content: dict[str, Value]) -> str:
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def _item(entry: Entry) -> Value:
    """One item with the keys of the specification.

    What the project accepts to be missing follows, and only where there is some: the objects of everybody who accepts
    nothing stay as they are specified.
    """
    item = entry.item
    told: dict[str, Value] = {
        "id": str(item.id),
        "kind": item.id.kind,
        "name": item.id.name,
        "revision": item.id.revision,
        "title": item.title,
        "status": item.status.value,
        "description": item.description,
        "rationale": item.rationale,
        "comment": item.comment,
        "tags": list(item.tags),
        "needs": [need.kind for need in item.needs],
        "covers": [str(reference.id) for reference in item.covers],
        "depends": [str(reference.id) for reference in item.depends],
        "forwards": item.forwards,
        "file": item.span.file,
        "line": item.span.line,
        "shallow": "covered" if entry.coverage.shallow else "uncovered",
        "deep": entry.coverage.deep.value,
        "missing": list(entry.coverage.missing),
        "defect": entry.coverage.defect,
        "links": [{"condition": condition.value, "id": str(id_)} for condition, id_ in entry.links],
    }
    return told | ({"justified": [_gap(gap) for gap in entry.gaps]} if entry.gaps else {})


def _gap(gap: Gap) -> Value:
    said = gap.justification
    return {
        "kind": gap.kind,
        "reason": said.reason,
        "owner": said.owner,
        "date": said.date.isoformat(),
        "expires": said.expires.isoformat(),
    }


def _diagnostic(diagnostic: Diagnostic) -> Value:
    span = diagnostic.span
    notes: list[Value] = []
    for note in diagnostic.notes:
        told: dict[str, Value] = {"message": note.text}
        if note.span:
            told |= {"file": note.span.file, "line": note.span.line, "column": note.span.column}
        notes.append(told)
    return {
        "code": str(diagnostic.code),
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "help": diagnostic.way_out,
        "notes": notes,
    }


def _case(entry: Entry, case: Case) -> Value:
    told: dict[str, Value] = {
        "id": str(case.id),
        "title": entry.item.title,
        "file": entry.item.span.file,
        "line": entry.item.span.line,
        "covers": [str(reference.id) for reference in entry.item.covers],
        "tags": list(entry.item.tags),
        "verdict": case.outcome.value,
        "message": case.message,
        "digest": case.digest,
        "scenarios": [_scenario(scenario) for scenario in case.scenarios],
    }
    return told | _elsewhere(case)


def _elsewhere(case: Case) -> dict[str, Value]:
    """What was observed elsewhere, where anything was; `setback` says why something does not count."""
    found: dict[str, Value] = {}
    if case.origins:
        found["results"] = [
            {
                "name": origin.name,
                "verdict": origin.outcome.value,
                "message": origin.message,
                "file": origin.file,
                "line": origin.line,
                "sha256": origin.digest,
                "tool": origin.tool,
                "date": origin.date,
                "commit": origin.commit,
                "setback": origin.setback,
            }
            for origin in case.origins
        ]
    if case.inspections:
        found["inspections"] = [
            {
                "checklist": each.checklist,
                "verdict": each.outcome.value,
                "author": each.author,
                "approver": each.approver,
                "date": each.date,
                "digest": each.text,
                "note": each.note,
                "file": each.file,
                "line": each.line,
                "sha256": each.digest,
                "setback": each.setback,
            }
            for each in case.inspections
        ]
    return found


def _scenario(scenario: Scenario) -> Value:
    return {
        "name": scenario.name,
        "verdict": scenario.outcome.value,
        "steps": [
            {"text": step.text, "verdict": step.outcome.value, "message": step.message, "line": step.span.line}
            for step in scenario.steps
        ],
        "events": list(scenario.events),
        "trees": [{"name": tree.name, "text": tree.text} for tree in scenario.trees],
    }


def _requirements(view: View) -> dict[str, Value]:
    """The verdict of every requirement that is not rejected; the worst where several have one id."""
    order = list(Verdict)
    worst: dict[str, Verdict] = {}
    for entry in view.entries:
        if entry.verdict and not entry.executable and not entry.rejected:
            key = str(entry.id)
            worst[key] = max(worst.get(key, entry.verdict), entry.verdict, key=order.index)
    return {key: verdict.value for key, verdict in worst.items()}
