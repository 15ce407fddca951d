# SPDX-License-Identifier: Apache-2.0
"""What spreadsheets show of a project, as grids of plain values: one grid for each sheet."""

from reqtrace.report.tables.facts import Facts
from reqtrace.report.tables.grid import Column, Grid, Look, Value
from reqtrace.report.tables.matrix import matrix
from reqtrace.report.tables.workbook import workbook

__all__ = ["Column", "Facts", "Grid", "Look", "Value", "matrix", "workbook"]
