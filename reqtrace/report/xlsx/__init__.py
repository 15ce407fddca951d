# SPDX-License-Identifier: Apache-2.0
"""All tables of a project as one workbook (ECMA-376), which spreadsheets open."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.report.material import Material
from reqtrace.report.tables import workbook
from reqtrace.report.xlsx.package import packed

__all__ = ["documents"]


def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """``matrix.xlsx``: a sheet for each table; the same input gives the same bytes."""
    yield "matrix.xlsx", packed(workbook(material), material.view.title, material.provenance)
