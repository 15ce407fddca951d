# SPDX-License-Identifier: Apache-2.0
"""The comparison of profiles as a document for machines: one JSON object."""

from __future__ import annotations

import msgspec

from reqtrace.report.view import View
from reqtrace.trace.versions import Cell, Matrix, Showing

MATRIX_SCHEMA = "reqtrace-matrix/1"

Value = str | int | bool | list["Value"] | dict[str, "Value"]
"""What stands in an object."""


# [impl->dsn~json_as_specified~1]
def matrix_json(view: View) -> str:
    """How every requirement stands in every profile; the same input gives the same bytes."""
    if view.matrix is None:
        raise ValueError("no profiles were compared")
    matrix = view.matrix
    content: dict[str, Value] = {
        "schema": MATRIX_SCHEMA,
        "target": matrix.target,
        "profiles": list(matrix.profiles),
        "ok": view.sound,
        "findings": {
            finding.name: {"title": finding.title, "consequence": finding.consequence.value}
            for finding in matrix.findings.values()
        },
        "requirements": {str(id_): _row(matrix, cells) for id_, cells in matrix.rows.items()},
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def _row(matrix: Matrix, cells: tuple[Cell, ...]) -> Value:
    return {profile: _cell(cell) for profile, cell in zip(matrix.profiles, cells, strict=True)}


def _cell(cell: Cell) -> Value:
    told: dict[str, Value] = {
        "verdict": cell.standing.value,
        "findings": list(cell.findings),
        "hidden": list(cell.hidden),
        "cases": [_case(showing) for showing in cell.showings],
    }
    reasons: list[Value] = [{"id": str(id_), "message": text} for id_, text in cell.reasons]
    return told | ({"reasons": reasons} if reasons else {})


def _case(showing: Showing) -> Value:
    return {
        "id": str(showing.id),
        "verdict": showing.standing.value,
        "findings": list(showing.findings),
        "hidden": list(showing.hidden),
        "step": showing.step,
        "message": showing.message,
        "file": showing.span.file,
        "line": showing.span.line,
    }
