# SPDX-License-Identifier: Apache-2.0
"""Markdown: which role each line plays, found by a scan that knows the block structure.

What CommonMark sees as code or HTML is never an item's. The scan differs from it on purpose where OpenFastTrace does: a
heading stands in column 1, and a row of three signs or more below a line makes one of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Block, Item
from reqtrace.read import near_misses
from reqtrace.read.assembly import assemble
from reqtrace.read.keywords import recognise
from reqtrace.read.markdown_blocks import (
    BREAK,
    CODE_INDENT,
    DEFINITION,
    FOOTNOTE,
    ITEM,
    NARROW_HEADING,
    TAB,
    UNDERLINE,
    begins_list,
    columns,
    fence,
    heading,
    html,
    interrupts,
    is_anchor,
    is_nearly_fence,
    is_table,
)
from reqtrace.read.markdown_extents import (
    end_of_fence,
    end_of_front_matter,
    end_of_hidden,
    end_of_html,
    end_of_quote,
    end_of_table,
    switches,
)
from reqtrace.read.structure import ID_LIKE, MARKDOWN, Role, Structure, lines_of
from reqtrace.span import Span

_QUOTE = re.compile(r"\s*> ?")
_DEEP_ENTRY = re.compile(r"\s*[-*+]\s")
_MARKS = " \t-*+"
_SIGNS = frozenset("`'\"´~:.{")
"""What a line may begin with, behind the marks of lists, that was meant to begin code."""
_SHORT = 3
"""A row shorter than this makes a heading on the page, and none to OpenFastTrace."""
_DEEPEST = 20
"""How many quotes may be nested before code inside them is no longer looked for; so for entries on one line."""


def read_markdown(text: str, file: str) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...]]:
    """The items of a document in Markdown, in the order they stand there, and what nearly was one."""
    lines = lines_of(text)
    return assemble(lines, scan(lines, file), file)


# [impl->dsn~markdown_by_its_block_structure~1]
def scan(lines: Sequence[str], file: str, depth: int = 0) -> Structure:
    """Give every line of a document, or of a quote nested `depth` times in others, its role."""
    scanner = _Scanner(lines, file, depth)
    scanner.scan()
    return Structure(
        tuple(scanner.roles),
        scanner.titles,
        scanner.blocks,
        scanner.unended,
        frozenset(scanner.nearly_code),
        dialect=MARKDOWN,
        remarks=tuple(scanner.remarks),
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
        self.remarks: list[Diagnostic] = []
        self.unended: int | None = None
        self.paragraph: int | None = None
        """The line on which the paragraph under way begins; None where none is."""
        self.lazy = False
        """Whether the paragraph under way is a quote's or a table's, so that no row makes a heading of it."""
        self.beginnings: Mapping[str, Callable[[int, int, str], bool]] = {
            **dict.fromkeys("#", self._heading),
            **dict.fromkeys("`~", self._fence),
            **dict.fromkeys("<", self._html),
            **dict.fromkeys(">", self._quote),
            **dict.fromkeys("[", self._definition),
            **dict.fromkeys("_-*+0123456789", self._entry),
        }
        """What may begin with a sign, at a column of a line."""
        self.margins: list[int] = []
        """The columns at which the text of every open entry of a list begins, the innermost last."""

    def scan(self) -> None:
        """Walk through the document, construct by construct."""
        roles, lines = self.roles, self.lines
        count = len(lines)
        if not self.depth and (end := end_of_front_matter(lines)):
            self._extend(Role.HIDDEN, end_of_hidden(lines, 0, end))
        while (index := len(roles)) < count:
            line = lines[index]
            if not line or line.isspace():
                roles.append(Role.BLANK)
                self.paragraph = None
            elif "oft:off" in line and switches(line, on=False):
                self._off(index)
            elif line[0].isalpha() and not (self.margins or self.lazy):
                self._prose(index, line, 0)
            else:
                self._line(index, line)

    def _extend(self, role: Role, end: int) -> bool:
        """Give `role` to all lines before `end` that have none yet; no paragraph is under way behind them."""
        self.roles.extend([role] * (end - len(self.roles)))
        self.paragraph = None
        return True

    def _place(self, index: int) -> Span:
        """Where the text of a line stands."""
        line = self.lines[index]
        text = line.strip()
        return Span(self.file, index + 1, line.index(text) + 1, len(text))

    def _off(self, start: int) -> None:
        """Skip to the line that switches reading on again."""
        self.margins.clear()
        for index in range(start + 1, len(self.lines)):
            if switches(self.lines[index], on=True):
                self._extend(Role.OFF, index + 1)
                return
        self._extend(Role.OFF, len(self.lines))
        self.unended = start

    def _line(self, index: int, line: str) -> None:
        """A line that is not blank: the beginning of a block, or text."""
        indent = columns(line)
        content = line.lstrip()
        if self.margins and indent < self.margins[-1]:
            if self.paragraph is not None and not interrupts(content):
                self._text(index, Role.INDENTED if indent else Role.TEXT)
                return
            while self.margins and indent < self.margins[-1]:
                self.margins.pop()
            self.paragraph = None
        self.lazy = self.lazy and self.paragraph is not None
        base = self.margins[-1] if self.margins else 0
        if indent - base >= CODE_INDENT:
            self._deep(index, line)
        elif (begins := self.beginnings.get(content[0])) is None or not begins(index, indent, content):
            self._prose(index, line, indent)

    def _deep(self, index: int, line: str) -> None:
        """A line indented so far that it is code, or goes on with a paragraph."""
        if self.paragraph is not None:
            self._prose(index, line, CODE_INDENT)
            return
        self._nearly_code(index, line)
        if _DEEP_ENTRY.match(line) and self._lists(index):
            self.roles.append(Role.INDENTED)
        else:
            self.roles.append(Role.SHOWN)

    def _lists(self, index: int) -> bool:
        """Whether the line above, or the one before blank ones, begins a list of the item, or is a deep entry."""
        above = next((each for each in range(index - 1, -1, -1) if self.lines[each].strip()), index)
        if self.roles[above : above + 1] == [Role.INDENTED]:
            return _DEEP_ENTRY.match(self.lines[above]) is not None
        stated = recognise(self.lines[above]) if above < index else None
        return stated is not None and stated.keyword.lists and not stated.value

    def _definition(self, index: int, _column: int, content: str) -> bool:
        """The target of links or the text of a footnote, by a label in brackets."""
        if self.paragraph is not None:
            return False
        if DEFINITION.match(content):
            return self._extend(Role.HIDDEN, index + 1)
        return FOOTNOTE.match(content) is not None and self._extend(Role.SHOWN, index + 1)

    def _heading(self, index: int, column: int, content: str) -> bool:
        """A line that begins with hashes: a heading in column 1, of an entry of a list, or nearly one."""
        title = heading(content)
        if title is None and not column and self.paragraph is None and NARROW_HEADING.match(content):
            self.remarks.append(near_misses.narrow_heading(content.strip(), self._place(index)))
            title = heading(f"# {content.lstrip('#')}")
        if title is None:
            return False
        if column and not self.margins:
            self.remarks.append(near_misses.indented_heading(content.strip(), self._place(index)))
        if not column:
            self.titles[index] = title
        return self._extend(Role.INDENTED if column else Role.HEADING, index + 1)

    def _fence(self, index: int, column: int, content: str) -> bool:
        """A block of code between two fences; one without an end goes on as long as what it stands in."""
        opening = fence(content)
        if opening is None:
            return False
        margin = self.margins[-1] if self.margins else 0
        end, closed = end_of_fence(self.lines, index, opening, margin)
        self.blocks[index] = opening.block(self.lines, index, end - closed, column, self.file)
        if not closed:
            self.remarks.append(near_misses.unclosed(opening.mark, opening.mark, self._place(index)))
        return self._extend(Role.CODE, end)

    def _html(self, index: int, _column: int, content: str) -> bool:
        """A block of HTML; what stands in column 1 of one that a blank line ends was perhaps meant otherwise."""
        if is_anchor(content):
            return self._extend(Role.HIDDEN, index + 1)
        block = html(content, self.paragraph is not None)
        if block is None:
            return False
        end = end_of_html(self.lines, index, block, self.margins[-1] if self.margins else 0)
        if block.end is not None:
            if not block.ends(self.lines[end - 1]):
                opening = content.split(maxsplit=1)[0]
                self.remarks.append(near_misses.unclosed(opening, block.end, self._place(index)))
            if block.hidden:
                return self._extend(Role.HIDDEN, end_of_hidden(self.lines, index, end))
        self._extend(Role.SHOWN, index + 1)
        return self._extend(Role.SHOWN if block.end is not None else Role.RAW, end)

    def _quote(self, index: int, _column: int, _content: str) -> bool:
        """Lines behind `>`: text that is no item's, but code may stand in it."""
        end = end_of_quote(self.lines, index)
        marks = [_QUOTE.match(line) for line in self.lines[index:end]]
        widths = [mark.end() if mark else 0 for mark in marks]
        body = [line[width:] for line, width in zip(self.lines[index:end], widths, strict=True)]
        inner = _Scanner(body if self.depth < _DEEPEST else (), self.file, self.depth + 1)
        inner.scan()
        self.roles += [
            Role.SHOWN if role in (Role.CODE, Role.SHOWN, Role.HIDDEN) else Role.INDENTED for role in inner.roles
        ]
        self.nearly_code.update(each + index for each in inner.nearly_code)
        for start, block in inner.blocks.items():
            self.blocks[start + index] = replace(block, span=_moved(block.span, index, widths))
        self.remarks += [replace(each, span=_moved(each.span, index, widths)) for each in inner.remarks]
        self._extend(Role.INDENTED, end)
        if inner.paragraph is not None:
            self.paragraph, self.lazy = index, True
        return True

    def _entry(self, index: int, column: int, content: str) -> bool:
        """An entry of a list, with the entries that begin on its line and the code that does, or a rule."""
        if BREAK.match(content):
            return self._extend(Role.SHOWN, index + 1)
        found = ITEM.match(content)
        if found is None or (self.paragraph is not None and not self.lazy and not begins_list(content)):
            return False
        role = Role.INDENTED if self.lines[index][0] in " \t" else Role.TEXT
        for _ in range(_DEEPEST):
            column += len(found[1])
            rest = content[found.end() :]
            content = rest.lstrip(" \t")
            blanks = len((" " * (column % TAB) + rest[: len(rest) - len(content)]).expandtabs(TAB)) - column % TAB
            self.margins.append(column + (blanks if content and blanks <= CODE_INDENT else 1))
            column += blanks
            further = ITEM.match(content) if blanks <= CODE_INDENT and not BREAK.match(content) else None
            if further is None:
                break
            found = further
        self.paragraph = None
        if content[:3] in ("```", "~~~") and self._fence(index, column, content):
            return True
        self._text(index, role)
        if not content or content[0] in "#>":
            self.paragraph = None
        if not content and not "".join(self.lines[index + 1 : index + 2]).strip():
            self.margins.pop()
        return True

    def _prose(self, index: int, line: str, indent: int) -> None:
        """A line of text, unless it begins a table or is a heading by the row below it."""
        below = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        if "|" in below and is_table(line, below):
            self._extend(Role.SHOWN, end_of_table(self.lines, index))
            self.paragraph, self.lazy = index, True
        elif below[:1] in ("-", "=") and not (self.margins or self.lazy) and UNDERLINE.match(below):
            self._underlined(index, line, indent, below.rstrip())
        else:
            self._text(index, Role.INDENTED if indent else Role.TEXT)

    def _underlined(self, index: int, line: str, indent: int, row: str) -> None:
        """A line with a row below it: a heading in column 1, unless it is an id or a field, or the row is short."""
        if indent:
            self.remarks.append(near_misses.indented_heading(line.strip(), self._place(index)))
            self.roles += (Role.INDENTED, Role.SHOWN)
        elif len(row) < _SHORT:
            self.remarks.append(near_misses.short_row(line.strip(), row, self._place(index)))
            self.roles += (Role.TEXT, Role.SHOWN)
        elif ID_LIKE.match(line):
            self.roles += (Role.TEXT, Role.SHOWN)
        elif recognise(line):
            self.remarks.append(near_misses.field_as_heading(line.strip(), self._place(index)))
            self.roles += (Role.TEXT, Role.ADORNMENT)
        else:
            if self.paragraph is not None:
                self.remarks.append(near_misses.paragraph_as_heading(line.strip(), self._place(index)))
            self.titles[index] = line.strip()
            self.roles += (Role.HEADING, Role.ADORNMENT)
        self.paragraph = None

    def _text(self, index: int, role: Role) -> None:
        """A line of a paragraph."""
        self._nearly_code(index, self.lines[index])
        self.roles.append(role)
        if self.paragraph is None:
            self.paragraph = index

    def _nearly_code(self, index: int, line: str) -> None:
        """Note a line that was meant to begin a block of Gherkin."""
        if ("::" in line or line.lstrip(_MARKS)[:1] in _SIGNS) and is_nearly_fence(line, self.lines, index + 1):
            self.nearly_code.add(index)


def _moved(span: Span, index: int, widths: Sequence[int]) -> Span:
    """The place on the page of a place in a quote that begins on line `index`, behind marks of `widths`."""
    line = min(span.line, len(widths))
    return Span(span.file, span.line + index, span.column + widths[line - 1], span.length)
