# SPDX-License-Identifier: Apache-2.0
"""From the roles of lines to items: where an item begins and ends, whatever the format of its document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.ident import ID, KIND, ItemId
from reqtrace.item import Item, Reference
from reqtrace.read import near_misses, sections
from reqtrace.read.directives import is_gherkin
from reqtrace.read.draft import Draft
from reqtrace.read.entries import Entries
from reqtrace.read.fields import Fields
from reqtrace.read.keywords import is_alone_or_valued, recognise
from reqtrace.read.structure import Role, Structure
from reqtrace.span import Span

_ID_LINE = re.compile(rf"`?({ID})`?(.*)")
_ID_ALONE = re.compile(rf"\s*`?({ID})`?\s*$")
_ANCHOR = re.compile(r"\s*(?:<a\s[^>]*>\s*</a>|<!--.*-->)?\s*$")
_FORWARD = re.compile(rf"\s{{0,3}}({KIND})\s*-->\s*({KIND}(?:\s*,\s*{KIND})*)\s*:\s*`?({ID})`?\s*$")
_LOOKALIKE = re.compile(
    r"`[A-Za-z][^`]*~[^`]*`?\s*$"  # in backticks, whatever it is
    r"|[A-Za-z][^\s`~]*~[^\s`]+\s*$"  # one word
    r"|[A-Za-z]+\s*~\s*[\w.-]+\s*~\s*[\w.]*\s*$"  # blanks around the tildes
)
_LETTERS = re.compile(KIND)
_PARTS = (".inc", ".txt")
"""How files are called that are there to be included, and may hold items wherever that is."""


# [impl->dsn~items_from_roles~1]
def assemble(lines: Sequence[str], structure: Structure, file: str) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...]]:
    """The items that `lines` make, in their order, and the diagnostics, by place."""
    assembly = _Assembly(lines, structure, file)
    assembly.assemble()
    return tuple(assembly.items), in_order(assembly.diagnostics)


class _Assembly:
    """Items under way; every line that is not blank is handed to the method for its role."""

    def __init__(self, lines: Sequence[str], structure: Structure, file: str) -> None:
        self.lines = lines
        self.structure = structure
        self.file = file
        self.items: list[Item] = []
        self.diagnostics: list[Diagnostic] = []
        self.title = ""
        self.fields: Fields | None = None
        self.held_by = -2
        """The last line that holds the next one: below it, without a blank line between, no item begins."""
        self.refused = False
        """Whether something was said about the id of this section: what stands below it is not complained about."""
        self.surveyed = 0
        """The end of the last section that was searched for an item's fields."""

    def assemble(self) -> None:
        """Read all lines."""
        take: Mapping[Role, Callable[[int, str], None]] = {
            Role.HEADING: self._heading,
            Role.ADORNMENT: self._adornment,
            Role.TEXT: self._text,
            Role.INDENTED: self._indented,
            Role.SHOWN: self._shown,
            Role.QUOTED: self._quoted,
            Role.RAW: self._raw,
            Role.CODE: self._code,
            Role.HIDDEN: self._hidden,
            Role.OFF: self._off,
        }
        blank, directives = Role.BLANK, {*self.structure.nearly_code, *self.structure.includes}
        for index, (line, role) in enumerate(zip(self.lines, self.structure.roles, strict=True)):
            if role is not blank:
                take[role](index, line)
                if index in directives:
                    self._directive(index, line)
        self._end_item(len(self.lines))
        structure = self.structure
        self.diagnostics.extend(structure.remarks)
        unended = structure.unended
        if unended is not None:
            self.diagnostics.append(near_misses.reading_off(self._span(unended, "oft:off"), structure.dialect))

    def _span(self, index: int, text: str) -> Span:
        """Where `text`, without the blanks around it, stands on a line."""
        text = text.strip()
        return Span(self.file, index + 1, self.lines[index].index(text) + 1, len(text))

    def _end_item(self, index: int) -> None:
        if self.fields:
            self.items.append(self.fields.finish(index))
        self.fields = None

    def _heading(self, index: int, line: str) -> None:
        self._end_item(index)
        self.refused = False
        self.title = self.structure.titles[index]
        if "~" in line:
            self._dressed_id(index, line)

    def _adornment(self, index: int, _line: str) -> None:
        self._end_item(index)

    def _text(self, index: int, line: str) -> None:
        begins_block = self.held_by != index - 1
        if "~" in line and self._id(index, line, begins_block):
            return
        self.title = ""
        if self.fields is None:
            self.held_by = index
            if ":" in line and not self.refused:
                self._field_without_item(index, line)
        elif self.fields.text(index, line, begins_block):
            self.held_by = index

    def _indented(self, index: int, line: str) -> None:
        if "-->" in line and self._forward(index, line):
            return
        if "~" in line and not _ID_ALONE.match(line):
            self._dressed_id(index, line)
        self.title = ""
        if "~" in line and not (self.fields and self.fields.entries) and (alone := _ID_ALONE.match(line)):
            before = self.structure.roles[index - 1] if index else Role.BLANK
            if before not in (Role.TEXT, Role.INDENTED):
                self.refused = self.refused or self.fields is None
                self.diagnostics.append(near_misses.indented_id(alone[1], self._span(index, alone[1])))
        if self.fields and self.fields.indented(index, line):
            self.held_by = index

    def _shown(self, index: int, _line: str) -> None:
        self.title = ""
        self._block(index)
        if self.fields:
            if self.fields.entries:
                self._aside(index, self.fields.entries)
            self.fields.shown(index)

    def _quoted(self, index: int, line: str) -> None:
        id_ = _ID_LINE.match(line)
        if id_:
            self.diagnostics.append(near_misses.id_in_literal(id_[1], self._span(index, id_[1])))
        self._shown(index, line)

    def _raw(self, index: int, line: str) -> None:
        id_ = _ID_LINE.match(line) if "~" in line else None
        stated = recognise(line) if self.fields and ":" in line else None
        if id_ and _ANCHOR.match(id_[2]):
            self.diagnostics.append(near_misses.lost_in_html(id_[1], self._span(index, id_[1])))
        elif stated and is_alone_or_valued(stated):
            self.diagnostics.append(near_misses.lost_in_html(f"'{stated.spelling}:'", self._span(index, line)))
        self._shown(index, line)

    def _code(self, index: int, _line: str) -> None:
        self.title = ""
        self._block(index)
        if self.fields:
            self.fields.hidden(index)

    def _block(self, index: int) -> None:
        block = self.structure.blocks.get(index)
        if block and self.fields:
            self.fields.code(block)
        elif block and is_gherkin(block.language, block.text.split("\n")):
            self.diagnostics.append(near_misses.gherkin_without_item(self._span(index, self.lines[index])))

    def _directive(self, index: int, line: str) -> None:
        """Say where a directive does not bring what it seems to."""
        if index in self.structure.nearly_code:
            place = self._span(index, line)
            self.diagnostics.append(near_misses.nearly_code(line.strip(), place, self.structure.dialect))
        brought = self.structure.includes.get(index)
        if brought and brought.gherkin:
            self.diagnostics.append(near_misses.gherkin_elsewhere(brought.file, self._span(index, line)))
        elif brought and (self.fields or brought.file.endswith(_PARTS)):
            self.diagnostics.append(near_misses.not_included(brought.file, self._span(index, line)))

    def _hidden(self, index: int, _line: str) -> None:
        if self.fields:
            if self.fields.entries:
                self._aside(index, self.fields.entries)
            self.fields.hidden(index)

    def _aside(self, index: int, entries: Entries) -> None:
        """Say where a block in a list, which is no part of it, is lost; each is looked at once, as a whole."""
        roles, structure = self.structure.roles, self.structure
        role = roles[index]
        if roles[index - 1] is role:
            return
        end = next((each for each in range(index, len(roles)) if roles[each] is not role), len(roles))
        known = (structure.blocks, structure.nearly_code, structure.includes)
        if not any(each in places for each in range(index, end) for places in known):
            entries.pass_by(index, self.lines[index:end], role is Role.HIDDEN, structure.dialect)

    def _off(self, index: int, _line: str) -> None:
        if self.fields:
            self.fields.off(index)

    def _id(self, index: int, line: str, begins_block: bool) -> bool:
        """Begin an item where one begins; say so where one nearly does."""
        found = _ID_LINE.match(line)
        if found is None:
            if "-->" in line and self._forward(index, line):
                return True
            if begins_block and not (self.fields and self.fields.entries) and _LOOKALIKE.match(line):
                self.refused = self.refused or self.fields is None
                self.diagnostics.append(near_misses.malformed_id(line.strip(), self._span(index, line)))
            elif self._dressed_id(index, line) and self.fields and self.fields.entries:
                self.fields.entries.skip(index)
                return True
            return False
        if not begins_block:
            alone = _ANCHOR.match(found[2]) is not None
            if self.fields and self.fields.entries and not (alone and self.fields.entries.foreign):
                return False
            self.diagnostics.append(near_misses.id_in_prose(found[1], alone, self._span(index, found[1])))
            if not alone:
                return False
        self._begin_item(index, found)
        return True

    def _begin_item(self, index: int, found: re.Match[str]) -> None:
        self._end_item(index)
        title, self.title = self.title, ""
        span = Span(self.file, index + 1, found.start(1) + 1, len(found[1]))
        id_ = ItemId.parse(found[1])
        self.refused = id_ is None
        if id_ is None:
            self.diagnostics.append(near_misses.too_large(found[1], span))
            return
        self.fields = Fields(
            Draft(id_, span, title, index), self.lines, self.file, self.diagnostics, self.structure.dialect
        )
        if not _ANCHOR.match(found[2]):
            rest = found[2].strip()
            place = Span(self.file, index + 1, found.end() - len(found[2].lstrip()) + 1, len(rest))
            self.diagnostics.append(near_misses.text_after_id(id_, rest, place))

    def _forward(self, index: int, line: str) -> bool:
        """Make the item that a forward stands for, unless text is under way."""
        found = _FORWARD.match(line)
        if found is None:
            return False
        place = self._span(index, line)
        if self.fields and self.fields.in_text:
            self.diagnostics.append(near_misses.forward_in_text(line.strip(), self.fields.draft.id, place))
            return False
        self._end_item(index)
        self.title = ""
        span = Span(self.file, index + 1, found.start(3) + 1, len(found[3]))
        target = ItemId.parse(found[3])
        if target is None:
            self.diagnostics.append(near_misses.too_large(found[3], span))
            return True
        draft = Draft(ItemId(found[1], target.name, target.revision), place, "", index, forwards=True)
        draft.covers.append(Reference(target, span))
        for kind in _LETTERS.finditer(line, found.start(2), found.end(2)):
            draft.need(kind[0], Span(self.file, index + 1, kind.start() + 1, len(kind[0])))
        self.items.append(draft.finish(self.lines, index + 1))
        return True

    def _dressed_id(self, index: int, line: str) -> bool:
        """Say where other signs around an id keep it from beginning an item; true where it was said."""
        if self.refused:
            return False
        inside = self.fields is not None
        below_heading = bool(self.title) and not inside
        dressed = sections.dressed_id(self.lines, self.structure.roles, index, below_heading, inside)
        if dressed:
            self.refused = not inside
            self.diagnostics.append(near_misses.dressed_id(line.strip(), dressed, inside, self._span(index, line)))
        return dressed is not None

    def _field_without_item(self, index: int, line: str) -> None:
        """Say where fields are no item's: once of a section that has an item's shape, else of every list."""
        stated = recognise(line)
        if stated is None:
            return
        if index >= self.surveyed:
            section = sections.survey(self.lines, self.structure.roles, index)
            self.surveyed = section.end
            if section.is_shaped:
                self.refused = True
                first = section.fields[0][0]
                place = self._span(first, self.lines[first])
                self.diagnostics.append(near_misses.section_without_id(section.keywords, place))
                return
        if stated.keyword in sections.CITING and sections.has_content(self.lines, index, stated):
            self.diagnostics.append(near_misses.list_without_item(stated, self._span(index, line)))
