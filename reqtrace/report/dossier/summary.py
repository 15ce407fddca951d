# SPDX-License-Identifier: Apache-2.0
"""How things stand, in one sentence and in figures: by kind, and by safety integrity level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Severity
from reqtrace.report.block import Block, Paragraph, Weight, Words
from reqtrace.report.dossier.coverage import LevelFigures, figures, level_table
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.sheets.cells import sentence
from reqtrace.report.sheets.coverage import fill
from reqtrace.report.sheets.summary import remarks
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View

KEY: Final = "summary"


class KindFigures(Struct, frozen=True, gc=False):
    """The items of a kind, counted; `shown` says how many show which word."""

    kind: str
    title: str
    test_cases: bool
    items: int
    covered: int
    defects: int
    shown: Mapping[str, int]


class Summary(Struct, frozen=True, gc=False):
    """The answer, what kind of answer that is, and the figures; `sound` where nothing at all is wrong."""

    answer: str
    meaning: str
    sound: bool
    errors: int
    warnings: int
    need_attention: int
    kinds: tuple[KindFigures, ...]
    levels: tuple[LevelFigures, ...]


def summary(ledger: Ledger) -> Summary:
    """How things stand."""
    view = ledger.view
    return Summary(
        view.answer,
        view.meaning,
        view.sound,
        len(view.of_severity(Severity.ERROR)),
        len(view.of_severity(Severity.WARNING)),
        len(view.attention),
        tuple(
            KindFigures(
                tally.kind,
                tally.title,
                tally.executable,
                tally.items,
                tally.covered,
                tally.defects,
                {chip.word: count for chip, count in tally.parts},
            )
            for tally in view.tallies
        ),
        tuple(figures(level, ledger) for level in ledger.levels),
    )


def section(ledger: Ledger, told: Summary) -> Section:
    """The answer and what it is worth, a row for every kind, and a row for every integrity level."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(ledger.view, told)))


def _blocks(view: View, told: Summary) -> Iterator[Block]:
    yield Paragraph((Words(told.answer, Weight.STRONG), Words(f" {told.meaning}")))
    yield from remarks(view)
    if told.need_attention:
        yield sentence(f"Items that need a person: {told.need_attention}. The next section has each of them.")
    yield from fill(view, Wish(KEY))
    yield level_table(KEY, told.levels, view.qualifier)
