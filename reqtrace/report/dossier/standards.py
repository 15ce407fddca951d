# SPDX-License-Identifier: Apache-2.0
"""Which sections serve which demands of the standards for functional safety, and what stays with the user."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.report.block import Bullets, Cell, Column, Row, Words
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import plain, sentence

KEY: Final = "standards"


class StandardDemand(Struct, frozen=True, gc=False):
    """What a standard asks for, in our words; the sections that serve it, by key; and what stays with the user."""

    standard: str
    clause: str
    demand: str
    sections: tuple[str, ...]
    gives: str
    remains: str


class Standards(Struct, frozen=True, gc=False):
    """All demands that the report serves in part or in whole."""

    disclaimer: str
    demands: tuple[StandardDemand, ...]


DISCLAIMER: Final = (
    "This table says where to look. It claims no conformity: what a standard demands of a project, at which level, and "
    "whether the evidence is enough, whoever answers for safety decides."
)
DEMANDS: Final[tuple[StandardDemand, ...]] = ()


def standards() -> Standards:
    """The table as it stands; it is the same in every report."""
    return Standards(DISCLAIMER, DEMANDS)


def section(told: Standards) -> Section:
    """A row for every demand."""
    columns = (
        Column("clause", "Clause", 16),
        Column("demand", "What it asks for", 26),
        Column("sections", "Sections", 18),
        Column("gives", "What the report gives", 22),
        Column("remains", "What stays with the user", 18),
    )
    table = listed(KEY, columns, map(_row, told.demands), "demand", "There is no demand.")
    return Section(KEY, "Standards", told, (sentence(told.disclaimer), table), landscape=True)


def _row(told: StandardDemand) -> Row:
    sections = Cell((Bullets(tuple((Words(each.replace("_", " ")),) for each in told.sections)),))
    where = plain(told.standard, told.clause)
    return Row((where, plain(told.demand), sections, plain(told.gives), plain(told.remains)))
