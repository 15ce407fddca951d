# SPDX-License-Identifier: Apache-2.0
"""What test cases notice as a document for machines: one JSON object."""

from __future__ import annotations

import msgspec

from reqtrace.report.view import View
from reqtrace.trace.adequacy import TARGET, Adequacy, Detection, Row, Survivor

ADEQUACY_SCHEMA = "reqtrace-adequacy/1"

Value = str | int | float | bool | list["Value"] | dict[str, "Value"]
"""What stands in an object."""


# [impl->dsn~json_as_specified~1]
def adequacy_json(view: View) -> str:
    """What the cases of every requirement notice; the same input gives the same bytes."""
    if view.adequacy is None:
        raise ValueError("no test case was put to the test")
    found = view.adequacy
    content: dict[str, Value] = {
        "schema": ADEQUACY_SCHEMA,
        "target": found.survey.target,
        "profile": found.survey.profile,
        "ok": view.sound,
        "summary": _summary(found),
        "findings": dict(found.findings.items()),
        "findings_without_requirement": {
            name: _detection(Detection(name, by)) for name, by in found.elsewhere.items() if name in found.findings
        },
        "requirements": {str(id_): _row(row) for id_, row in found.rows.items()},
        "survivors": [_survivor(each) for each in found.survivors],
        "needless_reasons": list(found.needless),
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def _summary(found: Adequacy) -> Value:
    return {
        "findings": len(found.findings),
        "findings_detected": sum(found.findings.values()),
        "mutants": len(found.survey.changes),
        "mutants_noticed": len(found.noticed),
        "share": round(found.share, 4),
        "target": TARGET,
        "unexplained": len(found.unexplained),
    }


def _row(row: Row) -> Value:
    return {
        "verdict": row.verdict.value,
        "reasons": [{"id": str(id_), "message": text} for id_, text in row.reasons],
        "findings": {each.finding: _detection(each) for each in row.findings},
        "mutants": {
            "asked": len(row.asked),
            "mattering": len(row.mattering),
            "noticed": {name: sense.value for name, sense in row.noticed.items()},
            "unnoticed": [name for name in row.mattering if name not in row.noticed],
        },
    }


def _detection(detection: Detection) -> Value:
    return {
        "detected": bool(detection.by),
        "cases": [{"id": str(id_), "by": sense.value} for id_, sense in detection.by],
    }


def _survivor(survivor: Survivor) -> Value:
    change = survivor.change
    return {
        "mutant": change.name,
        "rule": change.rule,
        "way": change.way,
        "meaning": change.meaning,
        "source": change.source,
        "asked_by": survivor.asked_by,
        "mattered_to": survivor.mattered_to,
        "reason": survivor.reason,
    }
