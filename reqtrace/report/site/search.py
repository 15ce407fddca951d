# SPDX-License-Identifier: Apache-2.0
"""The index that the search page of a report looks through, as scripts, for a page from disk can read nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, starmap
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from reqtrace.report.sheets.cells import OBSERVED
from reqtrace.report.site.chapters import Chapter
from reqtrace.report.site.homes import Homes
from reqtrace.report.site.item import VERDICTS
from reqtrace.report.site.words import style
from reqtrace.report.view import Chip, Entry, View, printable

_LARGE: Final = 400_000
"""About how many bytes of words, and of what can be found, a script has at most, unless one item alone has more."""
_SIGNS: Final = ((0x100, 0x250), (0x4E00, 0xD7A4), (0x20000, 0xE0000))
"""The ranges of characters of which each stands for a word, the shorter ones first."""


_T = TypeVar("_T")


class Found(Struct, frozen=True, array_like=True):
    """Something that can be found: its title, its id, its page and kind and chip by their numbers, and its text.

    A text is a sign for every word of it, since most words are said again and again. The last is its anchor where that
    does not follow from its id.
    """

    title: str
    id: str
    page: int
    kind: int
    chip: int
    text: str
    anchor: str = ""


class _Numbers:
    """Gives what is said again and again a number."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, word: str) -> int:
        """The number of a word, from 0."""
        return self.known.setdefault(word, len(self.known))


# [impl->dsn~search_looks_everywhere~1]
class Index:
    """All that can be found, in the order of the report: requirements, test cases, findings, sections."""

    def __init__(self, view: View, homes: Homes, chapters: Sequence[Chapter]) -> None:
        self._homes = homes
        self._qualifier = "" if view.mixed else view.qualifier
        self._pages, self._kinds = _Numbers(), _Numbers()
        self._chips: dict[tuple[Chip, str], int] = {}
        entries = (*view.rows, *view.trials)
        texts = [_text(entry) for entry in entries]
        often = [word for word, _ in Counter(chain.from_iterable(texts)).most_common()]
        signs = map(chr, chain.from_iterable(starmap(range, _SIGNS)))
        self._words = dict(zip(often, signs, strict=False))
        self._signs = dict.fromkeys(often, "") | self._words
        self._found = [
            *map(self._item, entries, texts),
            *self._findings(view),
            *(self._section(chapter) for chapter in chapters),
        ]

    def scripts(self) -> Iterator[bytes]:
        """The scripts, each a call with a part of the words and of what can be found; the first has what all need."""
        words = list(_split(self._words, len))
        found = list(_split(self._found, lambda each: 3 * len(each.text) + len(each.title) + len(each.id) + 20))
        parts = max(len(words), len(found))
        common = {
            "parts": parts,
            "pages": list(self._pages.known),
            "kinds": list(self._kinds.known),
            "chips": [
                (f"{chip.word} ({resting})" if resting else chip.word, style(chip), chip.word in VERDICTS)
                for chip, resting in self._chips
            ],
            "qualifier": printable(self._qualifier),
            "signs": _SIGNS,
        }
        for place in range(parts):
            known, entries = words[place : place + 1], found[place : place + 1]
            mine = {"part": place + 1, "words": " ".join(chain(*known)), "found": list(chain(*entries))}
            said = (common if place == 0 else {}) | mine
            yield b"reqtraceIndex(" + msgspec.json.encode(said) + b");\n"

    def _item(self, entry: Entry, words: Iterable[str]) -> Found:
        id_, anchor = str(entry.id), entry.anchor
        resting = entry.resting if entry.chip.word in OBSERVED else ""
        return Found(
            printable(entry.title),
            id_,
            self._pages.of(self._homes.by_anchor[anchor]),
            self._kinds.of(printable(entry.kind_title)),
            self._chips.setdefault((entry.chip, resting), len(self._chips)),
            "".join(map(self._signs.__getitem__, words)),
            "" if anchor == id_.replace("~", ".") else anchor,
        )

    def _findings(self, view: View) -> Iterator[Found]:
        page, kind = self._pages.of("findings.html"), self._kinds.of("Finding")
        for finding in view.matrix.findings.values() if view.matrix else ():
            yield Found(printable(finding.title), printable(finding.name), page, kind, -1, "", "-")

    def _section(self, chapter: Chapter) -> Found:
        name = chapter.elsewhere[0][0] if chapter.elsewhere else f"{chapter.key}.html"
        return Found(chapter.title, chapter.key, self._pages.of(name), self._kinds.of("Section"), -1, "", "-")


def _text(entry: Entry) -> list[str]:
    """The words of an item, as they are written."""
    item = entry.item
    texts = [item.description, item.rationale, item.comment, *item.tags, *(block.text for block in item.blocks)]
    if entry.failure:
        texts.append(entry.failure.message)
    return printable(" ".join(texts)).replace("`", "").replace("**", "").split()


def _split(values: Iterable[_T], size_of: Callable[[_T], int]) -> Iterator[list[_T]]:
    part: list[_T] = []
    size = 0
    for each in values:
        one = size_of(each) + 1
        if part and size + one > _LARGE:
            yield part
            part, size = [], 0
        part.append(each)
        size += one
    if part:
        yield part
