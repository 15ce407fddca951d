# SPDX-License-Identifier: Apache-2.0
"""How things stand: the answer and what it means, what needs a person, what is accepted to be missing, the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from reqtrace.catalogue import Severity
from reqtrace.report.block import Badge, Block, Bullets, Cell, Column, Line, Paragraph, Row, Table, Weight, Words
from reqtrace.report.sheets.cells import badge, counting, gap_in_words, link, plain, sentence, soft
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import Chip, Entry, Tally, View, counted, misfit
from reqtrace.report.view.noticing import shortfall
from reqtrace.trace.verdict import Verdict

_SAID: Final = {Verdict.FAILED.value: "failed", Verdict.UNVERIFIED.value: "is unverified"}
"""What is said of another item where its verdict is the reason."""
_MOST: Final = 20
"""How many items that need a person a summary names; the matrix has them all."""


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """The answer, what it means, what needs a person, and how many items of each kind are how."""
    return (
        Paragraph((Words(view.answer, Weight.STRONG), Words(f" {view.meaning}"))),
        *remarks(view),
        *_attention(view),
        *_excused(view.excused),
        *_figures(view, wish),
    )


def object_to(_view: View, _wish: Wish) -> tuple[str, ...]:
    """Nothing: a summary is of the whole project."""
    return ()


def remarks(view: View) -> Iterator[Block]:
    """What else one has to know before one relies on the answer: complaints, and test cases that notice too little."""
    yield from _complaints(view)
    yield from _noticing(view)


def _complaints(view: View) -> Iterator[Block]:
    """How much else is wrong than the answer speaks of: an input may be lacking."""
    found = [
        counted(len(said), severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
        if (said := view.of_severity(severity))
    ]
    if found:
        yield sentence(f"reqtrace complains of {' and '.join(found)}.")


def _noticing(view: View) -> Iterator[Block]:
    """That test cases notice too little, where that was measured: what is verified by them says less then."""
    if view.adequacy is not None and (short := shortfall(view.adequacy)):
        yield sentence(short)


def _attention(view: View) -> Iterator[Block]:
    if view.attention:
        yield Bullets(tuple(tuple(_wanting(entry, view)) for entry in view.attention[:_MOST]))
    if len(view.attention) > _MOST:
        yield soft(f"{len(view.attention) - _MOST} more need a person.")


def _wanting(entry: Entry, view: View) -> Line:
    """What an item is worth, its title, and the first reason."""
    steps = (reason.text for reason in entry.reasons if reason.step)
    objections = (each.message for each in entry.objections)
    why = next(chain(steps, map(misfit, entry.misfits), objections, _beneath(entry)), "")
    shown: Line = (badge(entry.chip, view.grounds(entry)), Words(" "), link(entry))
    return (*shown, Words(f": {why}", Weight.SOFT)) if why else shown


def _beneath(entry: Entry) -> Iterator[str]:
    """The reasons of an item, first those that are as grave as its verdict; of another item it is said which."""
    verdict = entry.verdict.value if entry.verdict else ""
    for reason in sorted(entry.reasons, key=lambda reason: reason.text != verdict):
        yield f"{reason.id} {_SAID[reason.text]}" if reason.text in _SAID else reason.text


def _excused(excused: Sequence[Entry]) -> Iterator[Block]:
    """What the project accepts to be missing, all of it."""
    if excused:
        yield sentence("Gaps that the project accepts:")
        yield Bullets(tuple((link(entry), Words(": "), *gap_in_words(gap)) for entry in excused for gap in entry.gaps))


def _figures(view: View, wish: Wish) -> Iterator[Block]:
    if view.tallies:
        columns = (
            Column("kind", "Kind", 35),
            Column("items", "Items", 12, number=True),
            Column("verdict", counting(view), 40),
            Column("defects", "Defects", 13, number=True),
        )
        rows = tuple(Row(tuple(_cells(tally))) for tally in view.tallies)
        yield Table(f"{wish.name}-figures", columns, rows, wish.caption, noun="kind")


def _cells(tally: Tally) -> Iterator[Cell]:
    yield plain(tally.title)
    yield Cell((sentence(str(tally.items)),), tally.items)
    yield Cell((Paragraph(tuple(_parts(tally.parts))),))
    yield Cell((sentence(str(tally.defects)),), tally.defects)


def _parts(parts: Sequence[tuple[Chip, int]]) -> Iterator[Badge | Words]:
    for number, (shown, count) in enumerate(parts):
        if number:
            yield Words(" ")
        yield Badge(shown, count=count)


SUMMARY: Final = Sheet("summary", fill, object_to, frozenset({"caption"}))
