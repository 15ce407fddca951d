# SPDX-License-Identifier: Apache-2.0
"""Lines that begin a block in Markdown: how each kind is told, by CommonMark 0.31 and GitHub's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reqtrace.item import Block
from reqtrace.read.directives import is_gherkin, is_nearly_code
from reqtrace.span import Span

TAB = 4
"""Columns between tab stops, as CommonMark has them."""
CODE_INDENT = 4
"""Columns by which a line is indented that is code, rather than text or the beginning of a block."""

NARROW_HEADING = re.compile(r"#{1,6}[^\W\d_].*$")
"""A heading to OpenFastTrace, and to no other reader."""
UNDERLINE = re.compile(r"(?:-+|=+)\s*$")
BREAK = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$")
ITEM = re.compile(r"([-*+]|\d{1,9}[.)])(?=[ \t]|$)")
DEFINITION = re.compile(r"\[[^\]\[^][^\]\[]*\]:\s*\S")
FOOTNOTE = re.compile(r"\[\^[^\]\[\s]+\]:")

_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_ANCHOR = re.compile(r"(?:<a\s[^<>]*>(?:\s*</a>)?\s*)++$", re.IGNORECASE)
_RAW = re.compile(r"<(script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE)
_RAW_END = re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)
_ELEMENT = re.compile(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|"
    r"dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|"
    r"main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|"
    r"title|tr|track|ul)(?:\s|/?>|$)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"""<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*+\s*/?>\s*$"""
    r"|</[A-Za-z][A-Za-z0-9-]*\s*>\s*$"
)
_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))
_DECLARATION = re.compile(r"<![A-Za-z]")
_CELL = re.compile(r"\s*:?-+:?\s*$")
_DIRECTIVES = ("{code-block}", "{code}", "{sourcecode}")
_OPTION = re.compile(r":[\w-]+:(?:\s|$)")
_MARKS = r"[\s>]*(?:[-*+]\s+|\d{1,9}[.)]\s+)*+"
_NEARLY = re.compile(_MARKS + r"(?:(?:[`'\"´~]{1,4}|:{3,})\s*\{?\.?|\{code(?:-block)?\}\s+)([A-Za-z]+)\W*$")
_DIRECTIVE = re.compile(_MARKS + r"\.\.\s+(?:code-block|code|sourcecode)::\s*([A-Za-z]*)\s*$", re.IGNORECASE)
_LEVELS = 6
"""How deep headings may be."""
_NEAR = 6
"""How many lines below a line that nearly begins code must show that it is Gherkin."""


def columns(line: str) -> int:
    """The columns before the first character of `line` that is no blank."""
    if line[:1] not in (" ", "\t"):
        return 0
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blanks.expandtabs(TAB)) if "\t" in blanks else len(blanks)


def dedent(line: str, width: int) -> str:
    """The line without the blanks in its first `width` columns."""
    indent = columns(line)
    if not indent:
        return line
    return " " * (indent - width) + line.lstrip(" \t") if indent > width else line.lstrip(" \t")


@dataclass(frozen=True, slots=True)
class Fence:
    """The line that opens a block of code: the signs of it, and what stands behind them."""

    mark: str
    words: str

    @property
    def language(self) -> str:
        """The language of the code: the first word, or what the directive in its place says."""
        first, _, rest = self.words.strip().partition(" ")
        return (rest.split() or [""])[0] if first in _DIRECTIVES else first

    def closes(self, line: str) -> bool:
        """Whether `line`, which stands where it may, is the one that ends the block."""
        line = line.strip()
        return line.startswith(self.mark) and not line.strip(self.mark[0])

    def block(self, lines: Sequence[str], start: int, end: int, margin: int, file: str) -> Block:
        """The code between line `start`, that of the fence, and line `end`; it has a `margin` as wide as the fence."""
        first = start + 1
        if self.words.lstrip().startswith(_DIRECTIVES):
            while first < end and _OPTION.match(lines[first].lstrip()):
                first += 1
        body = [dedent(line, margin) for line in lines[first:end]]
        place = Span(file, first + 1, margin + 1) if body else Span(file, first, 1)
        return Block(self.language, "\n".join(body), place)


def heading(content: str) -> str | None:
    """The text of the heading that `content`, a line without its indentation, is: between hashes, if any follow."""
    text = content.lstrip("#")
    if not 0 < len(content) - len(text) <= _LEVELS or text[:1] not in ("", " ", "\t"):
        return None
    text = text.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare[-1:] in ("", " ", "\t") else text


def fence(content: str) -> Fence | None:
    """The fence that `content`, a line without its indentation, is."""
    found = _FENCE.match(content) if content.startswith(("```", "~~~")) else None
    return Fence(found[1] or found[3], found[2] or found[4] or "") if found else None


@dataclass(frozen=True, slots=True)
class Html:
    """A block of HTML: what is in the line that ends it, or None where a blank line does.

    It is `hidden` where the page does not show it; it is `raw` where the end of any such element ends it.
    """

    end: str | None
    hidden: bool = False
    raw: bool = False

    def ends(self, line: str) -> bool:
        """Whether the block ends with `line`."""
        if self.end is None:
            return False
        return _RAW_END.search(line) is not None if self.raw else self.end in line


def html(content: str, in_paragraph: bool) -> Html | None:
    """The block of HTML that begins with `content`, a line without its indentation."""
    for begin, end in _ENDS:
        if content.startswith(begin):
            return Html(end, hidden=True)
    if _DECLARATION.match(content):
        return Html(">", hidden=True)
    if raw := _RAW.match(content):
        return Html(f"</{raw[1].lower()}>", raw=True)
    if _ELEMENT.match(content) or (not in_paragraph and _TAG.match(content)):
        return Html(None)
    return None


def is_anchor(content: str) -> bool:
    """Whether a line holds nothing but targets of links, as they stand beside ids; no block of HTML begins there."""
    return content[:2] in ("<a", "<A") and _ANCHOR.match(content) is not None


def is_table(header: str, below: str) -> bool:
    """Whether `header` is the first line of a table, by the row that marks the columns `below` it."""
    if "-" not in below or "|" not in below:
        return False
    cells = below.strip().removeprefix("|").removesuffix("|").split("|")
    return all(_CELL.match(cell) for cell in cells) and len(cells) == len(list(_cells(header)))


def _cells(row: str) -> Iterator[str]:
    """The cells of a row; a bar behind a backslash separates none."""
    row = row.strip().replace("\\|", "")
    yield from row.removeprefix("|").removesuffix("|").split("|")


def begins_list(content: str) -> bool:
    """Whether an entry of a list, which `content` begins with, ends the paragraph above it: the first, with text."""
    words = content.split(maxsplit=1)
    return len(words) > 1 and words[0] in {"-", "*", "+", "1.", "1)"}


def interrupts(content: str) -> bool:
    """Whether a line, without its indentation, ends a paragraph that it could else go on with."""
    match content[0]:
        case "#":
            return heading(content) is not None
        case ">":
            return True
        case "`" | "~":
            return fence(content) is not None
        case "<":
            return html(content, in_paragraph=True) is not None
        case _:
            return BREAK.match(content) is not None or ITEM.match(content) is not None


def is_nearly_fence(line: str, lines: Sequence[str], start: int) -> bool:
    """Whether `line`, which begins no code, was meant to begin Gherkin, which `lines` from `start` on should be."""
    below = lines[start : start + _NEAR]
    found = _NEARLY.match(line) or _DIRECTIVE.match(line)
    if found is None:
        return is_nearly_code(line, below)
    return is_gherkin(found[found.lastindex or 1], below) and is_gherkin("", below)
