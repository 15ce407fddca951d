# SPDX-License-Identifier: Apache-2.0
"""The columns that a table of items can have, and the table that is made of some of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from reqtrace.item import Status
from reqtrace.report.block import Badge, Bullets, Cell, Column, Identity, Line, Paragraph, Source, Table, Words
from reqtrace.report.query import Choice
from reqtrace.report.sheets.cells import (
    OBSERVED,
    coverers,
    gap_in_words,
    heading,
    link,
    named,
    plain,
    row,
    sentence,
    squares,
    verdict,
)
from reqtrace.report.sheets.chosen import restriction
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import Entry, Neighbour, View

CHOOSING: Final = frozenset({"kinds", "tags", "status", "verdict", "filter", "sort"})
"""The options that say which items are wanted, and in which order."""

_STATUSES: Final = MappingProxyType({status: float(place) for place, status in enumerate(Status)})


class Aspect(Struct, frozen=True):
    """A column: its heading, its share of the width, what stands in it, and that in a sentence.

    The heading is empty where it depends on what is shown.
    """

    title: str
    width: int
    cell: Callable[[Entry, View], Cell]
    meaning: str
    number: bool = False


def table(view: View, wish: Wish, entries: Sequence[Entry], keys: Sequence[str], noun: str = "") -> Table:
    """A table of `entries` with the columns that are wished for or, where none is, those called `keys`.

    `noun` is what one row is; where it is not said, it is found out.
    """
    said = noun or _noun(entries)
    chosen = [key for key in dict.fromkeys(wish.columns or keys) if key in ASPECTS] or keys
    aspects = [ASPECTS[key] for key in chosen]
    return Table(
        wish.name,
        tuple(column(key, view, said) for key in chosen),
        tuple(row(entry, [aspect.cell(entry, view) for aspect in aspects]) for entry in entries),
        wish.caption,
        said,
        nothing(view, wish.choice, said),
    )


def column(key: str, view: View, noun: str) -> Column:
    """The column of that key, with its heading; a verdict's names the qualifier, and an item's what one row is."""
    aspect = ASPECTS[key]
    titles = {"verdict": heading(view), "item": noun.capitalize()}
    return Column(key, titles.get(key, aspect.title), aspect.width, aspect.number)


def nothing(view: View, choice: Choice, noun: str, *also: str) -> str:
    """What is said where no item is to be shown; `also` are further words that restrict them."""
    said = "; ".join(filter(None, (restriction(choice), *also)))
    if not said:
        return f"No {noun} is here."
    judged = "verdict" in choice.where or not OBSERVED.isdisjoint((*choice.verdicts, *also))
    executed = " No test case was executed." if judged and view.evidence is None else ""
    return f"No {noun} is to be shown: {said}.{executed}"


def _noun(entries: Sequence[Entry]) -> str:
    kinds = {entry.executable for entry in entries}
    return "item" if len(kinds) != 1 else "test case" if kinds == {True} else "requirement"


def _item(entry: Entry, _view: View) -> Cell:
    return named(entry)


def _verdict(entry: Entry, _view: View) -> Cell:
    return verdict(entry)


def _id(entry: Entry, _view: View) -> Cell:
    return Cell((Paragraph((Identity(entry.id),)),))


def _title(entry: Entry, _view: View) -> Cell:
    return Cell((Paragraph((link(entry),)),))


def _kind(entry: Entry, _view: View) -> Cell:
    return plain(entry.kind_title)


def _status(entry: Entry, _view: View) -> Cell:
    """In plain words: a chip that says "approved" could be taken for a verdict."""
    return Cell((sentence(entry.item.status.value),), _STATUSES[entry.item.status])


def _revision(entry: Entry, _view: View) -> Cell:
    return Cell((sentence(str(entry.id.revision)),), float(entry.id.revision))


def _covers(entry: Entry, _view: View) -> Cell:
    """What an item covers, by title; a link in a bad condition with that."""
    shown = (Bullets(tuple(map(_reference, entry.covers))),) if entry.covers else ()
    return Cell(shown, float(len(entry.covers)))


def _reference(neighbour: Neighbour) -> Line:
    target = link(neighbour)
    return (target,) if neighbour.condition.good else (Badge(neighbour.chip), Words(" "), target)


def _cases(entry: Entry, view: View) -> Cell:
    cases = entry.cases
    return Cell((squares(cases, view),) if cases else (), float(len(cases)))


def _missing(entry: Entry, _view: View) -> Cell:
    """The kinds that should cover an item and do not, and why the project accepts what it accepts."""
    lines = (*map(sentence, entry.missing), *(Paragraph(gap_in_words(gap)) for gap in entry.gaps))
    return Cell(lines, float(len(lines)))


def _tags(entry: Entry, _view: View) -> Cell:
    return plain(", ".join(entry.item.tags))


def _needs(entry: Entry, _view: View) -> Cell:
    return plain(", ".join(need.kind for need in entry.item.needs))


def _place(entry: Entry, _view: View) -> Cell:
    return Cell((Paragraph((Source(entry.item.span),)),))


ASPECTS: Final[Mapping[str, Aspect]] = MappingProxyType(
    {
        "item": Aspect("", 40, _item, "The title, as a link to where the item is described, and below it the id."),
        "id": Aspect("Id", 30, _id, "The id, with kind, name and revision."),
        "title": Aspect("Title", 40, _title, "The title, as a link to where the item is described."),
        "kind": Aspect("Kind", 15, _kind, "What the project calls items of this kind."),
        "status": Aspect("Status", 12, _status, "How far the author says that the item has come."),
        "revision": Aspect("Revision", 10, _revision, "The number at the end of the id.", number=True),
        "verdict": Aspect(
            "", 20, _verdict,
            "What the item is worth: its verdict, the outcome of a test case or, where nothing was executed, its "
            "coverage; the heading says on what that rests.",
        ),
        "covers": Aspect("Covers", 30, _covers, "The items that it covers; a link that is not in order says so."),
        "covered-by": Aspect(
            "Covered by", 30, coverers,
            "The items that cover it, a square with the worth of each; below, what is missing or accepted to be.",
        ),
        "cases": Aspect("Test cases", 20, _cases, "The test cases that cover it, a square with the outcome of each."),
        "missing": Aspect(
            "Missing", 30, _missing,
            "The kinds that it needs and that nothing provides; of what the project accepts to be missing, why.",
        ),
        "tag": Aspect("Tags", 20, _tags, "Its tags."),
        "needs": Aspect("Needs", 15, _needs, "The kinds that should cover it."),
        "file": Aspect("Written in", 30, _place, "File and line, linked to the repository where that is configured."),
    }
)  # fmt: skip
"""Every column by its key: the word by which a filter asks for the same, where it can."""
MEANINGS: Final[Mapping[str, str]] = MappingProxyType({key: aspect.meaning for key, aspect in ASPECTS.items()})
"""What stands in every column of a table of items, in a sentence."""
