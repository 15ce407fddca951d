# SPDX-License-Identifier: Apache-2.0
"""What stands between an item's id and its end: which field each line belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reqtrace.diagnostic import Diagnostic
from reqtrace.ident import ID, KIND
from reqtrace.item import Block, Item, Status
from reqtrace.read import near_misses
from reqtrace.read.draft import Draft
from reqtrace.read.entries import Entries, state_needs, state_tags
from reqtrace.read.keywords import Keyword, KeywordLine, is_alone_or_valued, is_unknown, marked, misspelt, recognise
from reqtrace.read.structure import RST, Dialect
from reqtrace.span import Span

_BULLET = re.compile(r"\s*[-*+](?:\s|$)")
_KIND_ENTRY = re.compile(rf"\s{{0,3}}[-*+]\s+`?({KIND})`?\s*$")
_FURTHER_NEEDS = re.compile(rf"(?:[-*+]\s+|,\s*)?`?{KIND}`?(?:\s*,\s*`?{KIND}`?)*,?")
"""What below needs on one line was meant for more of them, where it is indented or begins with a sign."""
_ID_ENTRY = re.compile(rf"\s{{0,3}}[-*+]\s+`?{ID}`?(?:\W|$)")
_COLONLESS = {"Covers": _ID_ENTRY, "Depends": _ID_ENTRY, "Needs": _KIND_ENTRY}
"""What may be meant for a keyword though it has no colon, and what must stand below it then."""
_LONGEST = max(map(len, _COLONLESS))
_STATUSES = {status.value: status for status in Status}


# [impl->dsn~silence_where_all_is_well~1]
class Fields:
    """The fields of one item under way."""

    def __init__(
        self, draft: Draft, lines: Sequence[str], file: str, diagnostics: list[Diagnostic], dialect: Dialect = RST
    ) -> None:
        self.draft = draft
        self.lines = lines
        self.file = file
        self.diagnostics = diagnostics
        self.dialect = dialect
        self.section: Keyword | None = None
        """The keyword whose lines are being read; None where the next prose begins the description."""
        self.entries: Entries | None = None
        """The list being read, where `section` is the keyword of one."""
        self.rests = False
        """Whether a list on one line went before: prose may follow, but what is merely shown begins no description."""
        self.text_start: int | None = None

    @property
    def in_text(self) -> bool:
        """Whether prose is under way, rather than a list or nothing."""
        return self.section is not None and self.entries is None

    def text(self, index: int, line: str, begins_block: bool) -> bool:
        """Read a line that begins in column 1; true where the line below it, if there is one, belongs to it."""
        if ":" in line:
            stated = recognise(line)
            if stated:
                return self._keyword(index, line, stated)
            odd = True
        else:
            odd = (len(line) <= _LONGEST and line in _COLONLESS) or not line.isascii()
        if odd and self._nearly_keyword(index, line, begins_block):
            return True
        if self.entries and not self._leaves_needs(index, line):
            self.entries.read(index, line)
            return True
        self._begin_text(index)
        return not _BULLET.match(line)

    def indented(self, index: int, line: str) -> bool:
        """Read a line that does not begin in column 1; true as for `text`."""
        stated = recognise(line.lstrip()) if ":" in line else None
        near = stated is not None and is_alone_or_valued(stated)
        if stated and near:
            self.diagnostics.append(near_misses.indented_keyword(stated, self.place(index, line)))
        elif ":" in line and self.entries is None and (meant := marked(line.lstrip(), "-*+")):
            self.diagnostics.append(near_misses.misspelt_keyword(line, meant, self.place(index, line)))
        if self.entries is None or self._leaves_needs(index, line):
            self._begin_text(index)
            return False
        if near:
            self.entries.skip(index)
        else:
            self.entries.read(index, line)
        return True

    def shown(self, index: int) -> None:
        """Read a line that a reader of the page sees: text, where text may stand."""
        if self.section or not self.rests:
            self._begin_text(index)

    def hidden(self, index: int) -> None:
        """Read a line of code or of a comment: text, but none that begins a description."""
        if self.section:
            self._begin_text(index)

    def code(self, block: Block) -> None:
        """Note a code block that begins here."""
        self.draft.blocks.append(block)

    def off(self, index: int) -> None:
        """Leave out a line that is not to be read."""
        self._end_text(index)

    def finish(self, index: int) -> Item:
        """The item, which ends before line `index`."""
        self._end_section(index)
        return self.draft.finish(self.lines, index)

    def place(self, index: int, text: str) -> Span:
        """Where `text`, without the blanks around it, stands on a line."""
        text = text.strip()
        return Span(self.file, index + 1, self.lines[index].index(text) + 1, max(len(text), 1))

    def _begin_text(self, index: int) -> None:
        """Let prose begin here, or go on."""
        if self.text_start is None and self.entries is None:
            self.section = self.section or Keyword.DESCRIPTION
            self.text_start = index

    def _end_text(self, index: int) -> None:
        if self.section and self.text_start is not None:
            self.draft.texts[self.section].append(range(self.text_start, index))
        self.text_start = None

    def _end_section(self, index: int) -> None:
        self._end_text(index)
        if self.entries:
            self.entries.close()
        self.entries = self.section = None

    def _leaves_needs(self, index: int, line: str) -> bool:
        """End a list of needs where a blank line went before, if the format says so; an entry behind it is told."""
        if not (self.dialect.blank_ends_needs and self.section is Keyword.NEEDS and self.draft.needs):
            return False
        if self.lines[index - 1].strip():
            return False
        if kind := _KIND_ENTRY.match(line):
            self.diagnostics.append(near_misses.late_need(kind[1], self.place(index, kind[1])))
        self._end_section(index)
        self.rests = True
        return True

    def _as_text(self, index: int) -> bool:
        """Take a line that something was said about for text; in a list it is passed over."""
        if self.entries and not self._leaves_needs(index, self.lines[index]):
            self.entries.skip(index)
        else:
            self._begin_text(index)
        return True

    def _keyword(self, index: int, line: str, stated: KeywordLine) -> bool:
        """Begin the field that `stated` names; true where the line below belongs to this one."""
        if stated.keyword is Keyword.STATUS:
            return self._status(index, stated)
        if stated.value and not stated.keyword.takes_line:
            self.diagnostics.append(near_misses.text_after_keyword(stated, self.place(index, line)))
            return self._as_text(index)
        self._end_section(index)
        if stated.value:
            self._one_line(index, stated)
            return False
        self.section = stated.keyword
        if stated.keyword.lists:
            self.entries = Entries(stated.keyword, self.draft, self.file, self.diagnostics)
        return True

    def _one_line(self, index: int, stated: KeywordLine) -> None:
        """Read a list that stands on the line of its keyword."""
        self.rests = True
        if stated.keyword is Keyword.NEEDS:
            place = Span(self.file, index + 1, stated.start + 1)
            self.diagnostics.extend(state_needs(self.draft, stated.value, place))
        else:
            state_tags(self.draft, stated.value)
        if stated.value.endswith(","):
            comma = Span(self.file, index + 1, stated.start + len(stated.value))
            self.diagnostics.append(near_misses.unfinished_list(stated, comma))
        elif stated.keyword is Keyword.NEEDS:
            self._further_needs(index + 1)

    def _further_needs(self, index: int) -> None:
        """Say where the line below needs on one line seems to hold more of them."""
        line = self.lines[index] if index < len(self.lines) else ""
        text = line.strip()
        if text and not line[0].isalpha() and _FURTHER_NEEDS.fullmatch(text):
            self.diagnostics.append(near_misses.further_needs(text, self.place(index, text)))

    def _status(self, index: int, stated: KeywordLine) -> bool:
        """Read a status, which precedes all text; true where the line below belongs to this one."""
        span = Span(self.file, index + 1, stated.start + 1, max(len(stated.value), 1))
        if not self.in_text and not self.draft.texts:
            if stated.value in _STATUSES:
                self._end_section(index)
                self.draft.status = _STATUSES[stated.value]
                return False
            self.diagnostics.append(near_misses.bad_status(stated.value, span))
        elif stated.value.lower() in _STATUSES:
            self.diagnostics.append(near_misses.late_status(stated.value, self.draft.id, span))
        elif self.entries:
            self.entries.read(index, self.lines[index])
            return True
        return self._as_text(index)

    def _nearly_keyword(self, index: int, line: str, begins_block: bool) -> bool:
        """Say where a line nearly is a keyword's; true where it was taken for text on that account."""
        meant = misspelt(line, begins_block) or self._lacks_colon(index, line)
        if meant is None and self.entries is None:
            meant = marked(line, "-*+>")
        if meant:
            self.diagnostics.append(near_misses.misspelt_keyword(line, meant, self.place(index, line)))
            return self._as_text(index)
        if begins_block and is_unknown(line):
            self.diagnostics.append(near_misses.unknown_keyword(line, self.place(index, line)))
        return False

    def _lacks_colon(self, index: int, line: str) -> KeywordLine | None:
        """The keyword that `line` would be with a colon, where the entries of its list stand below it."""
        entry = _COLONLESS.get(line)
        if entry is None:
            return None
        below = next((each for each in self.lines[index + 1 : index + 3] if each.strip()), "")
        return recognise(f"{line}:") if entry.match(below) else None
