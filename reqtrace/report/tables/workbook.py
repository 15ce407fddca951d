# SPDX-License-Identifier: Apache-2.0
"""All tables of a project in the order in which one reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from reqtrace.report.material import Material
from reqtrace.report.tables.comparisons import adequacy, changes, suspects, versions
from reqtrace.report.tables.conclusions import diagnostics, gaps, gate, inputs, kinds, levels, summary
from reqtrace.report.tables.facts import Facts
from reqtrace.report.tables.grid import Grid
from reqtrace.report.tables.items import cases, requirements
from reqtrace.report.tables.matrix import matrix

GRIDS: Final[tuple[Callable[[Facts], Grid], ...]] = (
    summary,
    levels,
    kinds,
    gate,
    matrix,
    requirements,
    cases,
    versions,
    adequacy,
    gaps,
    diagnostics,
    changes,
    suspects,
    inputs,
)


# [impl->dsn~tables_are_one_workbook~1]
def workbook(material: Material) -> Iterator[Grid]:
    """Every table, one after the other; one that was not measured or has no row is there, and says so."""
    facts = Facts(material)
    return (make(facts) for make in GRIDS)
