# SPDX-License-Identifier: Apache-2.0
"""Which sections serve which demands of the standards for functional safety, and what stays with the user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Bullets, Cell, Chapter, Column, Row
from reqtrace.report.dossier.demands import DEMANDS, StandardDemand
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import plain, sentence, soft

KEY: Final = "standards"
DISCLAIMER: Final = (
    "This table says where to look. It claims no conformity: what a standard demands of a project, at which level, and "
    "whether the evidence is enough, whoever answers for safety decides."
)


class Standards(Struct, frozen=True, gc=False):
    """All demands of the standards that one might look for here, those that are not served too."""

    disclaimer: str
    demands: tuple[StandardDemand, ...]


def standards() -> Standards:
    """The table as it stands; it is the same in every report."""
    return Standards(DISCLAIMER, DEMANDS)


# [impl->dsn~standards_are_mapped~1]
def section(told: Standards) -> Section:
    """A row for every demand."""
    columns = (
        Column("clause", "Standard and clause", 16),
        Column("demand", "What it asks for", 22),
        Column("sections", "Sections", 16),
        Column("gives", "What the report gives", 26),
        Column("remains", "What stays with the user", 20),
    )
    rows = (_row(each, TITLES) for each in told.demands)
    table = listed(KEY, columns, rows, "demand", "There is no demand.")
    return Section(KEY, TITLES[KEY], told, (sentence(told.disclaimer), table), landscape=True)


def _row(told: StandardDemand, titles: Mapping[str, str]) -> Row:
    where = plain(told.standard, told.clause)
    lines = tuple((Chapter(key, titles[key]),) for key in told.sections)
    sections = Cell((Bullets(lines),) if lines else (soft("none"),))
    return Row((where, plain(told.demand), sections, plain(told.gives), plain(told.remains)))
