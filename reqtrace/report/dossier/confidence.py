# SPDX-License-Identifier: Apache-2.0
"""How far one may rely on the tool: what it is used for, what could go wrong there, and what would notice that."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.report.block import Column, Row
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import plain, sentence

KEY: Final = "tool_confidence"


class Malfunction(Struct, frozen=True, gc=False):
    """A use of the tool, how it could mislead there, what of the tool works against that, and what the user can do."""

    use: str
    malfunction: str
    measure: str
    remains: str


class ToolConfidence(Struct, frozen=True, gc=False):
    """What could go wrong; `statement` says what this analysis is and is not."""

    statement: str
    malfunctions: tuple[Malfunction, ...]


STATEMENT: Final = (
    "reqtrace is not qualified. This is what its authors know of how it could mislead; how much confidence a use of it "
    "needs depends on that use, and whoever answers for it has to judge that."
)
MALFUNCTIONS: Final[tuple[Malfunction, ...]] = ()


def tool_confidence() -> ToolConfidence:
    """The analysis as it stands; it is the same in every report."""
    return ToolConfidence(STATEMENT, MALFUNCTIONS)


def section(told: ToolConfidence) -> Section:
    """A row for everything that could go wrong."""
    columns = (
        Column("use", "Use", 18),
        Column("malfunction", "What could go wrong", 26),
        Column("measure", "What works against it", 32),
        Column("remains", "What stays with the user", 24),
    )
    rows = (
        Row((plain(each.use), plain(each.malfunction), plain(each.measure), plain(each.remains)))
        for each in told.malfunctions
    )
    table = listed(KEY, columns, rows, "malfunction", "Nothing is known.")
    return Section(KEY, "Confidence in the tool", told, (sentence(told.statement), table), landscape=True)
