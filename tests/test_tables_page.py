# SPDX-License-Identifier: Apache-2.0
"""The page on tables and figures names every column of the matrix, every sheet and every figure."""

from __future__ import annotations

import re
from pathlib import Path

from reqtrace.config import Config
from reqtrace.provenance import Provenance
from reqtrace.report import figures
from reqtrace.report.material import Material
from reqtrace.report.tables import Facts, matrix, workbook
from reqtrace.report.view import view
from reqtrace.trace.conclusions import trace

PAGE = (Path(__file__).parents[1] / "requirements" / "reqtrace" / "reference" / "tables.rst").read_text("utf-8")
TRACED = trace(())
EMPTY = Material(
    view=view(title="", graph=TRACED.graph, coverage=(), diagnostics=(), config=Config()),
    config=Config(),
    provenance=Provenance(tool=""),
)


def test_every_column_of_the_matrix_is_described() -> None:
    cells = ", ".join(re.findall(r"^   \* - (.+)$", PAGE, re.MULTILINE))
    named = {word.strip().lower() for part in cells.replace(":", ",").split(",") for word in (part.split("(")[0],)}
    columns = {column.title.removeprefix("Covered by: ").lower() for column in matrix(Facts(EMPTY)).columns}
    assert columns - {"coverage"} <= named
    assert "*Coverage*" in PAGE


def test_every_sheet_and_every_figure_is_named_in_its_order() -> None:
    (sheets,) = re.findall(r"A sheet for each table: (.+?)\. Each", PAGE, re.DOTALL)
    assert re.findall(r"\*(.+?)\*", " ".join(sheets.split())) == [grid.name for grid in workbook(EMPTY)]
    named = re.findall(r"``(\w+\.svg)``", PAGE)
    assert [f"figures/{name}" for name in named] == [name for name, _ in figures.documents(EMPTY)]
