# SPDX-License-Identifier: Apache-2.0
"""What can be shown of a project, each as blocks that every format lays out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reqtrace.report.sheets.adequacy import ADEQUACY
from reqtrace.report.sheets.coverage import COVERAGE
from reqtrace.report.sheets.diagnostics import DIAGNOSTICS
from reqtrace.report.sheets.findings import FINDINGS
from reqtrace.report.sheets.graph import GRAPH
from reqtrace.report.sheets.items import LIST, TABLE
from reqtrace.report.sheets.matrix import MATRIX
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.summary import SUMMARY
from reqtrace.report.sheets.tree import TREE
from reqtrace.report.sheets.uncovered import UNCOVERED
from reqtrace.report.sheets.versions import VERSIONS

SHEETS: Final[Mapping[str, Sheet]] = MappingProxyType(
    {
        sheet.name: sheet
        for sheet in (
            SUMMARY,
            MATRIX,
            LIST,
            TABLE,
            UNCOVERED,
            TREE,
            GRAPH,
            COVERAGE,
            VERSIONS,
            FINDINGS,
            ADEQUACY,
            DIAGNOSTICS,
        )
    }
)
"""Every sheet by its name."""
