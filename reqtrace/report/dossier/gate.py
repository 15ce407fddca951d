# SPDX-License-Identifier: Apache-2.0
"""What the project demands of itself, what was reached, and by how much that falls short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Badge, Block, Cell, Column, Paragraph, Row
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import code, listed
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.cells import plain, sentence
from reqtrace.report.view import Reached, chip, counted
from reqtrace.trace.gate import Threshold

KEY: Final = "gate"


class Demand(Struct, frozen=True, gc=False):
    """One demand; `short` is by how much it is missed, and empty where it is not. What was not measured is not met."""

    setting: str
    words: str
    demanded: str
    reached: str
    short: str
    measured: bool
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
    return Demand(each.setting, each.words, each.demanded, each.reached, each.short, each.measured, each.met)


# [impl->dsn~demands_in_the_report~1]
def section(_ledger: Ledger, told: Gate) -> Section:
    """A row for every demand, those that are missed first."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(told)))


def _blocks(told: Gate) -> Iterator[Block]:
    if told.met is None:
        yield sentence("The project demands nothing of itself beyond that nothing is wrong.")
        return
    yield sentence(_in_words(told))
    columns = (
        Column("reached", "Reached", 12),
        Column("demand", "Demand", 32),
        Column("setting", "Setting", 20),
        Column("demanded", "Demanded", 12),
        Column("figures", "Figures", 24),
    )
    rows = map(_row, sorted(told.demands, key=lambda each: each.met))
    yield listed(KEY, columns, rows, "demand", "Nothing is demanded.")


def _in_words(told: Gate) -> str:
    """How many demands are missed, and how many were not measured, which meets nothing."""
    states = [reached(each) for each in told.demands]
    missed, silent = states.count(Reached.MISSED), states.count(Reached.NOT_MEASURED)
    if not missed and not silent:
        return "Every demand is met." if len(states) > 1 else "The only demand is met."
    said = [f"{missed} missed"] if missed else []
    said += [f"{silent} not measured"] if silent else []
    return f"Of {counted(len(states), 'demand')}, {' and '.join(said)}."


def reached(demand: Demand) -> Reached:
    """What became of a demand."""
    return Reached.of(measured=demand.measured, met=demand.met)


def _row(told: Demand) -> Row:
    shown = chip(reached(told))
    figures = plain(told.reached, *([f"{told.short}"] if told.short else []))
    badge = Cell((Paragraph((Badge(shown),)),), rank(shown))
    return Row((badge, plain(told.words), code(told.setting), plain(told.demanded), figures), verdict=shown.word)
