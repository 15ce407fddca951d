# SPDX-License-Identifier: Apache-2.0
"""How far every kind of item has come: a bar, the share that is verified, passed or covered, and the defects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from reqtrace.evidence import Outcome
from reqtrace.report.block import Bar, Block, Cell, Column, Row, Table
from reqtrace.report.sheets.arrange import arranged, misnamed
from reqtrace.report.sheets.cells import counting, plain, sentence, soft
from reqtrace.report.sheets.chosen import chosen, misfits, restriction
from reqtrace.report.sheets.columns import CHOOSING
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import Entry, Tally, View, counted, percent, tally
from reqtrace.trace.coverage import Deep
from reqtrace.trace.verdict import Verdict

_COLUMNS: Final = MappingProxyType(
    {
        "kind": "What the project calls items of a kind.",
        "items": "How many there are; of how many, where only some are chosen.",
        "verdict": "A bar of what they are worth, with the number of each word.",
        "share": (
            "How many of those that count are verified, passed or, where nothing was executed, covered; below, what is "
            "left out or accepted."
        ),
        "defects": "How many have a link or something else in them that is not in order.",
    }
)


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """A row for every kind, with the figures of the items chosen and no others."""
    entries = chosen(view.entries, wish.choice)
    limits = restriction(wish.choice)
    columns = (
        Column("kind", "Kind", 25),
        Column("items", "Items", 12, number=True),
        Column("verdict", counting(view), 30),
        Column("share", f"Share ({view.qualifier})" if view.qualifier else "Share", 23, number=True),
        Column("defects", "Defects", 10, number=True),
    )
    rows = tuple(
        _row(mine, each, view) if mine else _none_of(each)
        for each in view.tallies
        if each.kind in (wish.choice.kinds or (each.kind,))
        for mine in ([entry for entry in entries if entry.id.kind == each.kind],)
    )
    title = wish.caption or "Items of each kind"
    caption = f"{title}, of the chosen items only ({limits})" if limits else wish.caption
    table = Table(wish.name, columns, rows, caption, noun="kind", nothing="No item is chosen.")
    return (arranged(table, wish),)


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the wish fits nothing here."""
    return (*misfits(view, wish.choice), *misnamed(wish, tuple(_COLUMNS)))


def _row(entries: Sequence[Entry], whole: Tally, view: View) -> Row:
    mine, word = tally(entries), _best(entries, view)
    judged = [entry for entry in entries if not (entry.rejected or entry.assumed)]
    good = sum(entry.chip.word == word for entry in judged)
    told = f"{percent(good, len(judged))} {word}" if judged else "none to judge"
    share = good / len(judged) if judged else -1.0
    items = f"{mine.items}" if mine.items == whole.items else f"{mine.items} of {whole.items}"
    return Row(
        (
            plain(mine.title),
            Cell((sentence(items),), mine.items),
            Cell((Bar(mine.parts),), share),
            Cell((sentence(told), soft(", ".join(_numbers(entries, good, len(judged), whole)))), share),
            Cell((sentence(f"{mine.defects}"),), mine.defects),
        ),
        mine.kind,
    )


# [impl->dsn~figures_do_not_flatter~1]
def _none_of(whole: Tally) -> Row:
    """A kind of which nothing is chosen: it is there all the same, lest what is chosen look like everything."""
    none = Cell((sentence("none chosen"),), -1.0)
    items = Cell((sentence(f"0 of {whole.items}"),), 0.0)
    return Row((plain(whole.title), items, none, none, Cell((sentence("0"),), 0.0)), whole.kind)


def _best(entries: Sequence[Entry], view: View) -> str:
    """The word of the best that items of a kind can be; where a verdict can be had, coverage is not enough."""
    if view.evidence is None:
        return Deep.COVERED.value
    if all(entry.executable for entry in entries):
        return Outcome.PASSED.value
    return Verdict.VERIFIED.value if any(entry.verdict for entry in entries) else Deep.COVERED.value


def _numbers(entries: Sequence[Entry], good: int, judged: int, whole: Tally) -> Iterator[str]:
    """What is behind a share: what it is of, and what it leaves out or counts as open."""
    yield f"{good} of {judged}" if len(entries) == whole.items else f"{good} of the {judged} chosen"
    if accepted := sum(entry.accepted for entry in entries):
        yield f"{accepted} open, which the project accepts"
    if rejected := sum(entry.rejected for entry in entries):
        yield f"{rejected} rejected and not counted"
    if assumed := len(entries) - judged - rejected:
        yield f"{counted(assumed, 'assumption')} of use apart"


COVERAGE: Final = Sheet(
    "coverage",
    fill,
    object_to,
    CHOOSING | {"columns", "caption"},
    _COLUMNS,
)
