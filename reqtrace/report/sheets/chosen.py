# SPDX-License-Identifier: Apache-2.0
"""Which items the figures of a sheet are of, and how that is said, so that nobody takes a part for the whole."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from msgspec.structs import replace

from reqtrace.ident import ItemId
from reqtrace.report.block import Block, Bullets
from reqtrace.report.query import Choice, choose, objections
from reqtrace.report.sheets.cells import link, sentence
from reqtrace.report.view import Entry, View

_WORDS = (("kinds", "kind"), ("tags", "tag"), ("statuses", "status"), ("verdicts", "verdict"))


def chosen(entries: Sequence[Entry], choice: Choice) -> tuple[Entry, ...]:
    """The items chosen, in the order of `entries`: what they are sorted by are columns of a sheet's own."""
    return choose(entries, replace(choice, sort=()))


def misfits(view: View, choice: Choice) -> tuple[str, ...]:
    """What in a choice, but for the order, fits nothing in the project."""
    return objections(view, replace(choice, sort=()))


def restriction(choice: Choice) -> str:
    """What was chosen, in words; nothing where that is everything."""
    said = [f"{word} {', '.join(found)}" for name, word in _WORDS if (found := getattr(choice, name))]
    return "; ".join((*said, f"filter {choice.where}") if choice.where else said)


def unjudged(entries: Iterable[Entry], judged: Container[ItemId]) -> Iterator[Block]:
    """The requirements of which a table can say nothing, though they are requirements; nothing where there is none."""
    if found := silent(entries, judged):
        yield sentence("Nothing can be said of these, which need nothing and which no test case covers:")
        yield Bullets(tuple((link(entry),) for entry in found))


def silent(entries: Iterable[Entry], judged: Container[ItemId]) -> list[Entry]:
    """The requirements of which nothing can be said, for they need nothing and no test case covers them."""
    return [entry for entry in entries if entry.verdict and not entry.rejected and entry.id not in judged]
