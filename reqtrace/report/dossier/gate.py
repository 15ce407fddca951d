# SPDX-License-Identifier: Apache-2.0
"""What the project demands of itself, what was reached, and by how much that falls short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Badge, Block, Cell, Column, Paragraph, Row, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import code, listed
from reqtrace.report.sheets.cells import plain, sentence
from reqtrace.report.view import CHIPS
from reqtrace.trace.gate import Threshold

KEY: Final = "gate"


class Demand(Struct, frozen=True, gc=False):
    """One demand; `short` is by how much it is missed, and empty where it is met."""

    setting: str
    words: str
    demanded: str
    reached: str
    short: str
    met: bool


class Gate(Struct, frozen=True, gc=False):
    """All demands; `met` is None where there is none."""

    met: bool | None
    demands: tuple[Demand, ...]


def gate(ledger: Ledger) -> Gate:
    """What the project demands, and what it reached."""
    demands = tuple(map(_demand, ledger.material.gate))
    return Gate(all(each.met for each in demands) if demands else None, demands)


def _demand(each: Threshold) -> Demand:
    return Demand(each.setting, each.words, each.demanded, each.reached, each.short, each.met)


# [impl->dsn~demands_in_the_report~1]
def section(_ledger: Ledger, told: Gate) -> Section:
    """A row for every demand, those that are missed first."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(told)))


def _blocks(told: Gate) -> Iterator[Block]:
    if told.met is None:
        yield sentence("The project demands nothing of itself beyond that nothing is wrong.")
        return
    missed = sum(not each.met for each in told.demands)
    yield sentence(f"{missed} of {len(told.demands)} demands are missed." if missed else "Every demand is met.")
    columns = (
        Column("demand", "Demand", 34),
        Column("setting", "Setting", 20),
        Column("demanded", "Demanded", 12),
        Column("reached", "Reached", 18),
        Column("short", "Short by", 16),
    )
    rows = map(_row, sorted(told.demands, key=lambda each: each.met))
    yield listed(KEY, columns, rows, "demand", "Nothing is demanded.")


def _row(told: Demand) -> Row:
    words = Cell((Paragraph((Words(told.words),)),))
    short = plain("met") if told.met else Cell((Paragraph((Badge(CHIPS["failed"]), Words(f" {told.short}"))),))
    return Row((words, code(told.setting), plain(told.demanded), plain(told.reached), short))
