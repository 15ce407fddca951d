# SPDX-License-Identifier: Apache-2.0
"""The lists of an item: what Covers, Depends, Needs and Tags hold, and what in them belongs to no entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reqtrace.diagnostic import Diagnostic
from reqtrace.ident import ID, KIND, ItemId
from reqtrace.item import Reference
from reqtrace.read import near_misses
from reqtrace.read.draft import Draft
from reqtrace.read.keywords import Keyword
from reqtrace.read.structure import Dialect
from reqtrace.span import Span

_BULLET = re.compile(r"(\s{0,3})[-*+](?:\s+|$)(.*)")
_DEEP_BULLET = re.compile(r"\s{4,}[-*+]\s")
_CITED = re.compile(rf"(?<![\w~.-])({ID})(?![\w~])")
_KIND = re.compile(r"[A-Za-z]+")
_WORD = re.compile(r"\w+")
_FOOTNOTE = re.compile(r"\[[\w.-]+\]\s")
"""How a note of the page, ``[1] …``, is written by hand: not the item's, though nothing separates them."""
_PART = re.compile(r"[^,\s](?:[^,]*[^,\s])?")

# Patterns for what hardly a document holds are compiled when one does.
_SILENT = (
    r"\s*(?:\||\.\.)\s+(?:\[[\w.#*-]+\]\s|_"
    r"|(?:class|codeauthor|contents|default-role|highlight|index|meta|raw|role|rst-class|sectionauthor|tags|toctree)\s?::)"
)
"""What is no text of an item wherever it stands: labels, notes, and directives that speak of the page."""
_ID_ENTRY = rf"(?:[-*+]\s+)?`?{ID}`?"
_KIND_ENTRY = rf"(?:[-*+]\s+)?`?{KIND}`?(?:\s*,\s*{KIND})*"


class Entries:
    """The list below one keyword of an item, under way; what it says goes into `draft`."""

    def __init__(self, keyword: Keyword, draft: Draft, file: str, diagnostics: list[Diagnostic]) -> None:
        self.keyword = keyword
        self.draft = draft
        self.file = file
        self.diagnostics = diagnostics
        self.margin: int | None = None
        """How far the bullet of the entry under way is indented; None where there is no entry."""
        self.idle: tuple[str, Span] | None = None
        """The entry under way as long as it has cited nothing."""
        self.lost_at = -2

    @property
    def foreign(self) -> bool:
        """Whether an id can be no entry of this list."""
        return self.keyword not in (Keyword.COVERS, Keyword.DEPENDS)

    def read(self, index: int, line: str) -> None:
        """Read one line of the list: an entry, more of it, or something that belongs to none."""
        bullet = _BULLET.match(line)
        if bullet:
            self.close()
            self.margin = bullet.end(1)
            self._enter(index, bullet[2].rstrip(), bullet.start(2))
        elif self._goes_on(line):
            self._cite(index, line, 0)
        else:
            self._lose(index, line)

    def close(self) -> None:
        """End the entry under way; one that cites nothing was meant to."""
        if self.idle:
            self.diagnostics.append(near_misses.entry_without_id(self.keyword, *self.idle))
        self.idle = self.margin = None

    def skip(self, index: int) -> None:
        """Pass over a line that something else was said about already."""
        self.close()
        self.lost_at = index

    def pass_by(self, index: int, block: Sequence[str], hidden: bool, dialect: Dialect) -> None:
        """Say where a block that begins on a line, and belongs to no field, seems to hold what somebody misses."""
        if dialect.blank_ends_needs:
            lost = self._deep_entry(block)
        elif re.match(_SILENT, block[0]):
            lost = None
        elif hidden or self._goes_on(block[0]):
            cites = (each for each, line in enumerate(block) if "~" in line and _CITED.search(line))
            lost = None if self.foreign else next(cites, None)
        else:
            lost = next((each for each, line in enumerate(block) if any(map(str.isalnum, line))), None)
        if lost is not None:
            line = block[lost]
            text = line.strip()
            span = Span(self.file, index + lost + 1, line.index(text) + 1, len(text))
            cited = None if self.foreign else _CITED.search(line)
            mend = f"write ' - `{cited[0]}`' if it is an entry" if cited else "begin it with a bullet if it is an entry"
            mend += ", in column 1 or up to three blanks further in; if not, move it below 'Comments:'"
            self.diagnostics.append(near_misses.lost_text(self.keyword, span, mend))

    def _deep_entry(self, block: Sequence[str]) -> int | None:
        """The first line of code by its indentation that was meant for an entry, where such a line may be code."""
        if self.foreign and (self.keyword is not Keyword.NEEDS or self.draft.needs):
            return None
        entry = re.compile(_KIND_ENTRY if self.foreign else _ID_ENTRY)
        return next((each for each, line in enumerate(block) if entry.fullmatch(line.strip())), None)

    def _goes_on(self, line: str) -> bool:
        """Whether a line without a bullet is more of the entry under way: of one that may cite, and further in."""
        if self.margin is None or self.foreign:
            return False
        return len(line) - len(line.lstrip()) > self.margin and not _DEEP_BULLET.match(line)

    def _enter(self, index: int, text: str, start: int) -> None:
        match self.keyword:
            case Keyword.NEEDS:
                self.diagnostics.extend(state_needs(self.draft, text, Span(self.file, index + 1, start + 1)))
            case Keyword.TAGS:
                state_tags(self.draft, text)
            case _:
                length = max(len(text), 1)
                self.idle = (text, Span(self.file, index + 1, start + 1 if text else start, length))
                self._cite(index, text, start)

    def _cite(self, index: int, text: str, start: int) -> None:
        """Note every id in `text`, each once."""
        cited = self.draft.covers if self.keyword is Keyword.COVERS else self.draft.depends
        seen: set[ItemId] = set()
        for found in _CITED.finditer(text) if "~" in text else ():
            self.idle = None
            span = Span(self.file, index + 1, start + found.start() + 1, len(found[0]))
            id_ = ItemId.parse(found[0])
            if id_ is None:
                self.diagnostics.append(near_misses.too_large(found[0], span))
            elif id_ not in seen:
                seen.add(id_)
                cited.append(Reference(id_, span))

    def _lose(self, index: int, line: str) -> None:
        """Say once of each paragraph that it is no entry."""
        self.close()
        if self.lost_at != index - 1 and not _FOOTNOTE.match(line):
            text = line.strip()
            span = Span(self.file, index + 1, line.index(text) + 1, len(text))
            self.diagnostics.append(near_misses.lost_text(self.keyword, span, self._mend(line)))
        self.lost_at = index

    def _mend(self, line: str) -> str:
        if _DEEP_BULLET.match(line):
            return "indent the bullet by three blanks at most"
        if not self.foreign:
            if cited := _CITED.search(line):
                return f"write ' - `{cited[0]}`', or put a blank line before it if an item begins here"
        elif _KIND.fullmatch(line.strip()):
            return f"write ' - {line.strip()}'"
        return "begin it with a bullet, or move it below 'Comments:'"


def state_needs(draft: Draft, value: str, place: Span) -> Iterator[Diagnostic]:
    """Note the kinds in `value`, which stands at `place`, separated by commas; a kind no item can have is named."""
    for part in _PART.finditer(value):
        text = part[0]
        span = Span(place.file, place.line, place.column + part.start(), len(text))
        if _KIND.fullmatch(text):
            draft.need(text, span)
        elif text[0] == "`" and _KIND.fullmatch(text.strip("`")):
            draft.need(text.strip("`"), span)
            yield near_misses.quoted_need(text, text.strip("`"), span)
        else:
            if _WORD.fullmatch(text):
                draft.need(text, span)
            yield near_misses.bad_need(text, span)


def state_tags(draft: Draft, value: str) -> None:
    """Note the tags in `value`, separated by commas."""
    draft.tags.extend(part[0] for part in _PART.finditer(value))
