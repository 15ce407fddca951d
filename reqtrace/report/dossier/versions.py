# SPDX-License-Identifier: Apache-2.0
"""How every requirement stands in each version that was compared, and by which findings."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.sheets.versions import fill
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view.deviations import comparison, rows
from reqtrace.trace.versions import Cell, Standing

KEY: Final = "versions"


class VersionStanding(Struct, frozen=True, gc=False):
    """How a requirement stands in a profile; `hidden` findings would show if others did not keep them from it."""

    profile: str
    standing: Standing
    findings: tuple[str, ...]
    hidden: tuple[str, ...]


class VersionsOfRequirement(Struct, frozen=True, gc=False):
    """A requirement in every profile."""

    id: str
    title: str
    standings: tuple[VersionStanding, ...]


class Versions(Struct, frozen=True, gc=False):
    """The profiles that were compared, none where that was not done, and every requirement that can be judged."""

    compared: bool
    target: str | None
    profiles: tuple[str, ...]
    answer: str
    requirements: tuple[VersionsOfRequirement, ...]


def versions(ledger: Ledger) -> Versions:
    """How every requirement stands in each profile."""
    matrix = ledger.view.matrix
    if matrix is None:
        return Versions(compared=False, target=None, profiles=(), answer="", requirements=())
    return Versions(
        compared=True,
        target=matrix.target,
        profiles=matrix.profiles,
        answer=comparison(matrix),
        requirements=tuple(
            VersionsOfRequirement(
                str(row.entry.id),
                row.entry.title,
                tuple(_standing(profile, cell) for profile, cell in zip(matrix.profiles, row.cells, strict=True)),
            )
            for row in rows(ledger.view, matrix)
        ),
    )


def _standing(profile: str, cell: Cell) -> VersionStanding:
    return VersionStanding(profile, cell.standing, cell.findings, cell.hidden)


def section(ledger: Ledger, told: Versions) -> Section:
    """A row for every requirement, and the figures of every version."""
    return Section(KEY, TITLES[KEY], told, fill(ledger.view, Wish(KEY)), landscape=told.compared)
