# SPDX-License-Identifier: Apache-2.0
"""reStructuredText: which role each line plays, found by a scan that knows the block structure.

Where docutils sees a literal block, a code block, a comment, the body of a directive or a table, so does the scan. It
differs from docutils on purpose in one thing: what it can not place is text, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Block, Item
from reqtrace.read.assembly import assemble
from reqtrace.read.blocks import CODE_DIRECTIVES, TAB, code_block, dedent, end_of_body, indentation
from reqtrace.read.directives import include, is_nearly_code
from reqtrace.read.structure import ID_LIKE, SWITCH, Include, Role, Structure, lines_of
from reqtrace.span import Span

_ROW = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*$")
_SIMPLE_TABLE = re.compile(r"\s*=+(?: +=+)+\s*$")
_SIMPLE_BORDER = re.compile(r"\s*=+[ =]*$")
_GRID_TABLE = re.compile(r"\s*\+-[-+]+-\+\s*$")
_MARKUP = re.compile(r"(\s*(?:[-*+]\s+)*)\.\.(?:\s+(.*?))?\s*$")
_DIRECTIVE = re.compile(r"(\w+(?:[-._+:]\w+)*) ?::(?:\s+(.*))?$")
_LIST_MARK = re.compile(r"\s*(?:(?:[-*+•‣⁃]|\(?(?:\d+|[A-Za-z#]|[ivxlcdmIVXLCDM]+)[.)])\s+)+")
_BULLET = re.compile(r"[-*+•‣⁃](?:\s|$)")
_NO_TITLE = re.compile(r"(?:[-*+•‣⁃]|\.\.|\||__|>>>)(?:\s|$)")
_QUOTE = re.compile(r"[!-/:-@\[-`{-~]")
_LITERAL_DIRECTIVES = frozenset({"parsed-literal", "raw", "math"})
_DEEPEST = 20
"""How many directives may be nested before code inside them is no longer looked for."""
_SHORT = 4
"""A row shorter than this and than the text above it makes a heading only where an item's id follows."""


def read_rst(text: str, file: str) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...]]:
    """The items of a document in reStructuredText, in the order they stand there, and what nearly was one."""
    lines = lines_of(text)
    return assemble(lines, scan(lines, file), file)


# [impl->dsn~line_roles_from_block_structure~1]
def scan(lines: Sequence[str], file: str, depth: int = 0) -> Structure:
    """Give every line of a document, or of a body nested `depth` times in others, its role."""
    scanner = _Scanner(lines, file, depth)
    scanner.scan()
    nearly_code = frozenset(scanner.nearly_code)
    return Structure(
        tuple(scanner.roles), scanner.titles, scanner.blocks, scanner.unended, nearly_code, scanner.includes
    )


class _Scanner:
    """A scan under way: the roles found so far; the next line is the one after them."""

    def __init__(self, lines: Sequence[str], file: str, depth: int) -> None:
        self.lines = lines
        self.file = file
        self.depth = depth
        self.roles: list[Role] = []
        self.titles: dict[int, str] = {}
        self.blocks: dict[int, Block] = {}
        self.nearly_code: set[int] = set()
        self.includes: dict[int, Include] = {}
        self.unended: int | None = None
        self.overlined: set[str] = set()
        self.begun = False
        self.block_end = 0

    def scan(self) -> None:
        """Walk through the document, construct by construct."""
        roles, lines, text = self.roles, self.lines, Role.TEXT
        count = len(lines)
        while (index := len(roles)) < count:
            line = lines[index]
            if not line or line.isspace():
                roles.append(Role.BLANK)
            elif "oft:off" in line and (switch := SWITCH.search(line)) and switch[1] == "off":
                self._off(index)
            elif line[0].isalnum():
                below = lines[index + 1][:1] if index + 1 < count else ""
                if "::" in line or "~" in line or not (not below or below.isalnum() or below.isspace()):
                    self._text(index, line)
                else:  # what nearly every line of prose is: nothing about it is of interest
                    roles.append(text)
            elif line[0].isspace():
                self._construct(index, line) or self._paragraph_line(index, line, Role.INDENTED)
            else:
                self._construct(index, line) or self._row(index, line) or self._text(index, line)

    def _extend(self, role: Role, end: int) -> bool:
        """Give `role` to all lines before `end` that have none yet."""
        self.roles.extend([role] * (end - len(self.roles)))
        return True

    def _off(self, start: int) -> None:
        """Skip to the line that switches reading on again."""
        for index in range(start + 1, len(self.lines)):
            switch = SWITCH.search(self.lines[index])
            if switch and switch[1] == "on":
                self._extend(Role.OFF, index + 1)
                return
        self._extend(Role.OFF, len(self.lines))
        self.unended = start

    def _continues(self, index: int) -> bool:
        """Whether the line before `index` is prose in column 1, so that one there continues its paragraph."""
        return index > 0 and self.roles[-1] is Role.TEXT and not _BULLET.match(self.lines[index - 1])

    def _text(self, index: int, line: str) -> bool:
        """A line of text in column 1: a heading where a row stands below it, else prose."""
        self.begun = self.begun or "~" in line
        below = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        if not below or below[0].isalnum() or below[0].isspace() or not _ROW.match(below):
            return self._paragraph_line(index, line, Role.TEXT)
        if self._continues(index) or _NO_TITLE.match(line) or not self._underlines(index, line, below.rstrip()):
            return self._paragraph_line(index, line, Role.TEXT)
        if ID_LIKE.match(line):
            self.roles += (Role.TEXT, Role.SHOWN)
        else:
            self.titles[index] = line.strip()
            self.roles += (Role.HEADING, Role.ADORNMENT)
        return True

    def _underlines(self, index: int, line: str, row: str) -> bool:
        """Whether `row` is long enough below `line`; a short one counts where the heading is an item's."""
        if len(row) >= _SHORT or len(line.rstrip()) <= len(row):
            return True
        following = (self.lines[each] for each in range(index + 2, len(self.lines)))
        return ID_LIKE.match(next((each for each in following if each.strip()), "")) is not None

    def _paragraph_line(self, index: int, line: str, role: Role) -> bool:
        """A line of text, together with the literal block that it announces."""
        self.roles.append(role)
        if "::" in line or line.lstrip().startswith("."):
            self._nearly_code(index, end_of_body(self.lines, index + 1, indentation(line)))
        if "::" in line and line.rstrip().endswith("::"):
            self._literal(index, line)
        return True

    def _nearly_code(self, index: int, end: int) -> None:
        """Note a line that was meant to begin a block of Gherkin, which ends before line `end`."""
        if is_nearly_code(self.lines[index], self.lines[index + 1 : end]):
            self.nearly_code.add(index)

    def _literal(self, index: int, line: str) -> None:
        """The literal block below a paragraph that ends in ``::``: indented, or quoted by a sign before each line."""
        start = index + 1
        while start < len(self.lines) and not self.lines[start].strip():
            start += 1
        if start in (index + 1, len(self.lines)):
            return
        mark = _LIST_MARK.match(line)
        base = len(mark[0].expandtabs(TAB)) if mark else indentation(line)
        first = self.lines[start]
        sign = first.lstrip()[0]
        if indentation(first) > base:
            self._extend(Role.BLANK, start)
            self._extend(Role.SHOWN, end_of_body(self.lines, start, base))
        elif indentation(first) == base and _QUOTE.match(sign):
            self._extend(Role.BLANK, start)
            end = start
            while end < len(self.lines) and self.lines[end].lstrip().startswith(sign):
                end += 1
            self._extend(Role.QUOTED, end)

    def _construct(self, index: int, line: str) -> bool:
        """Explicit markup, a table or a line block, if one begins here."""
        stripped = line.lstrip()
        match stripped[0]:
            case "=":
                return _SIMPLE_TABLE.match(line) is not None and self._simple_table(index, line)
            case "+":
                return _GRID_TABLE.match(line) is not None and self._extend(Role.SHOWN, self._end_of_block(index))
            case "|":
                return stripped[1:2] in ("", " ") and self._extend(Role.SHOWN, self._end_of_block(index))
            case "_":
                return stripped.startswith("__ ") and self._extend(Role.HIDDEN, index + 1)
        markup = _MARKUP.match(line) if ".." in line else None
        return markup is not None and self._markup(index, len(markup[1].expandtabs(TAB)), markup[2] or "")

    def _end_of_block(self, index: int) -> int:
        """The index of the next blank line, or behind the last one; looked for once in every block."""
        if index >= self.block_end:
            while index < len(self.lines) and self.lines[index].strip():
                index += 1
            self.block_end = index
        return self.block_end

    def _simple_table(self, index: int, top: str) -> bool:
        """A table whose columns are marked by rows of ``=``; it ends at a row of equal length before a blank line."""
        if self._continues(index):
            return False
        borders = 0
        for end in range(index + 1, len(self.lines)):
            if not _SIMPLE_BORDER.match(self.lines[end]):
                continue
            if len(self.lines[end].strip()) != len(top.strip()):
                return False
            borders += 1
            if borders == 2 or not "".join(self.lines[end + 1 : end + 2]).strip():  # noqa: PLR2004 - head and bottom
                return self._extend(Role.SHOWN, end + 1)
        return False

    def _markup(self, index: int, base: int, rest: str) -> bool:
        """Explicit markup whose dots are indented by `base` columns: directive, comment, target, footnote."""
        if not rest and not "".join(self.lines[index + 1 : index + 2]).strip():
            return self._extend(Role.HIDDEN, index + 1)
        end = end_of_body(self.lines, index + 1, base)
        if rest.startswith("_"):
            return self._extend(Role.HIDDEN, min(end, self._end_of_block(index)))
        if rest.startswith("["):
            return self._body(index, end)
        directive = _DIRECTIVE.match(rest)
        name = directive[1].lower() if directive else ""
        if name not in CODE_DIRECTIVES:
            self._nearly_code(index, end)
        if directive is None:
            return self._extend(Role.HIDDEN, self._until_switch(index, end))
        if name in CODE_DIRECTIVES:
            self.blocks[index] = code_block(self.lines, index, end, directive[2] or "", self.file)
            return self._extend(Role.CODE, end)
        brought = include(name, directive[2] or "", self.lines[index + 1 : end])
        if brought:
            self.includes[index] = brought
        return self._extend(Role.SHOWN, end) if name in _LITERAL_DIRECTIVES else self._body(index, end)

    def _body(self, index: int, end: int) -> bool:
        """A directive or footnote whose body is text like that of the page; no item begins in it, but code may."""
        margin, body = dedent(self.lines[index + 1 : end] if self.depth < _DEEPEST else ())
        inner = scan(body, self.file, self.depth + 1) if body else Structure((), {}, {})
        self.nearly_code.update(each + index + 1 for each in inner.nearly_code)
        self.includes.update((each + index + 1, brought) for each, brought in inner.includes.items())
        for start, block in inner.blocks.items():
            place = Span(self.file, block.span.line + index + 1, block.span.column + margin)
            self.blocks[start + index + 1] = replace(block, span=place)
        return self._extend(Role.SHOWN, end)

    def _until_switch(self, index: int, end: int) -> int:
        """The first line of a comment that switches reading, or `end`."""
        return next((each for each in range(index + 1, end) if SWITCH.search(self.lines[each])), end)

    def _row(self, index: int, line: str) -> bool:
        """A row of signs in column 1: above a heading, around a table of one column, or a transition."""
        if not _ROW.match(line) or self._continues(index):
            return False
        row, end = line.rstrip(), self._end_of_block(index)
        if end == index + 1:
            return self._extend(Role.SHOWN, end)
        same = [each for each in range(index + 1, end) if self.lines[each].rstrip() == row] if row[0] == "=" else []
        if same and (same != [index + 2] or not self._is_title(self.lines[index + 1].strip(), row)):
            return self._extend(Role.SHOWN, same[-1] + 1)
        below = self.lines[index + 2].rstrip() if index + 2 < end else ""
        if not _ROW.match(below) or below[0] != row[0]:
            return False
        if ID_LIKE.match(self.lines[index + 1]):
            self.roles += (Role.SHOWN, Role.TEXT, Role.SHOWN)
        else:
            self.titles[index + 1] = self.lines[index + 1].strip()
            self.roles += (Role.ADORNMENT, Role.HEADING, Role.ADORNMENT)
            self.overlined.add(row[0])
        return True

    def _is_title(self, text: str, row: str) -> bool:
        """Whether one line between two rows of ``=`` is a heading rather than a table of one column and one row.

        docutils takes it for a heading always. A heading's rows are about as long as its text; else it is one where
        headings of this style went before, or nothing did that such a table could belong to.
        """
        return len(row) <= len(text) + _SHORT - 1 or row[0] in self.overlined or not (self.titles or self.begun)
