# SPDX-License-Identifier: Apache-2.0
"""Decides which page describes which item: those of one file stand together, as far as a page does not grow too big."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct

from reqtrace.report.view import Entry, View

_SMALL: Final = 20_000
"""About how many characters a page has at least, where there is more of its kind: small files share one."""
_MANY: Final = 60
"""How many pages of requirements, or of test cases, there are about at most before more files share one."""
_LARGE: Final = 300_000
"""About how many characters a page has at most, unless one item alone has more."""


class Home(Struct, frozen=True):
    """A page that describes items of one kind: its name, what it is called, and the items in their order."""

    name: str
    title: str
    entries: tuple[Entry, ...]


class Homes(Struct, frozen=True):
    """All pages that describe items, requirements and test cases each in the order of the documents."""

    requirements: tuple[Home, ...]
    trials: tuple[Home, ...]
    by_anchor: Mapping[str, str]
    """The name of the page of every item, by the item's anchor."""


# [impl->dsn~pages_stay_small~1]
def homes(view: View) -> Homes:
    """The pages of all items; the same items have the same pages, whatever becomes of them."""
    requirements = tuple(_pages(view.rows, "r"))
    trials = tuple(_pages(view.trials, "c"))
    by_anchor = {entry.anchor: home.name for home in (*requirements, *trials) for entry in home.entries}
    return Homes(requirements, trials, by_anchor)


def _pages(entries: Sequence[Entry], letter: str) -> Iterator[Home]:
    """The pages, called after `letter` and numbered: kinds and files may be called what no file can be."""
    pages = list(_split(entries))
    titles = [_title(page) for page in pages]
    parts, seen = Counter(titles), Counter[str]()
    for number, (page, title) in enumerate(zip(pages, titles, strict=True), 1):
        seen[title] += 1
        part = f", part {seen[title]} of {parts[title]}" if parts[title] > 1 else ""
        yield Home(f"{letter}{number}.html", f"{title}{part}", tuple(page))


def _split(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    sizes = [_size(entry) for entry in entries]
    small = max(_SMALL, sum(sizes) // _MANY)
    for _, of_kind in groupby(zip(entries, sizes, strict=True), key=lambda sized: sized[0].id.kind):
        page: list[Entry] = []
        size = 0
        for _, of_file in groupby(of_kind, key=lambda sized: sized[0].item.span.file):
            together = list(of_file)
            if page and (size >= small or size + sum(each for _, each in together) > _LARGE):
                yield page
                page, size = [], 0
            for entry, each in together:
                if page and size + each > _LARGE:
                    yield page
                    page, size = [], 0
                page.append(entry)
                size += each
        if page:
            yield page


def _size(entry: Entry) -> int:
    """About how many characters an item takes; markup counts as much as it was seen to."""
    item = entry.item
    size = 900 + len(item.description) + len(item.rationale) + len(item.comment)
    size += 200 * (len(entry.covers) + len(entry.covered_by) + len(entry.reasons))
    size += sum(len(block.text) for block in item.blocks)
    for scenario in entry.case.scenarios if entry.case else ():
        size += sum(200 + len(step.text) + len(step.message) for step in scenario.steps)
        size += sum(12 + len(event) for event in scenario.events)
        size += sum(120 + len(tree.text) for tree in scenario.trees)
    return size


def _title(entries: Sequence[Entry]) -> str:
    """The kind, and the files; the first and the last where there are many."""
    files = list(dict.fromkeys(_files(entries)))
    where = files[0] if len(files) == 1 else f"{files[0]} to {files[-1]}"
    return f"{entries[0].kind_title}: {where}"


def _files(entries: Iterable[Entry]) -> Iterator[str]:
    return (entry.item.span.file for entry in entries)
