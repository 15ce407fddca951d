# SPDX-License-Identifier: Apache-2.0
"""What prose says, so that it can be compared: only how paragraphs are broken into lines does not matter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from reqtrace.read.blocks import end_of_body, indentation

_DIRECTIVE: Final = re.compile(r"\s*\.\.(?:\s+(?P<name>[\w:+.-]+)::(?:\s|$)|\s|$)")
_FLOWING: Final = frozenset(
    {"admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning"}
    | {"deprecated", "seealso", "sidebar", "topic", "versionadded", "versionchanged", "versionremoved"}
)
"""Directives whose body is prose."""
_FENCE: Final = re.compile(r"\s*(?P<fence>`{3,}|~{3,})")
_BORDER: Final = re.compile(r"\s*=+(?: +=+)+\s*$")
"""Above and below a simple table, and below its header."""
_DRAWN: Final = re.compile(r"\s*(?:[|+>]|:?-+:?\s*\|)")
"""How lines of tables, line blocks, quotations and dialogues begin."""
_ALONE: Final = re.compile(r"\s*(?:#{1,6}\s|:[^:\s][^:]*:(?:\s|$))")
"""A heading or a field, which ends with its line or goes on below it."""
_ENTRY: Final = re.compile(r"\s*(?P<mark>[-*+•]|\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+)[.)]|#\.)\s+(?=\S)")
_CODE: Final = re.compile(r"(?P<fence>`+)(?P<said>.+?)(?P=fence)(?!`)|\s+")
_DEEPER: Final = 4
"""By how much Markdown indents code."""


# [impl->dsn~changes_by_content~2]
def wording(text: str) -> tuple[str, ...]:
    """What `text` says, part by part, each with how deep it stands.

    Paragraphs, entries of lists and fields flow, so their white space does not matter, but in inline code. What is
    literal, a table or of a directive is kept as it is, but for blanks at the ends of lines. An empty line separates.
    """
    if "\n" not in text and "`" not in text and "  " not in text:
        return (f"0 {text.strip()}",) if text.strip() else ()  # as most texts of a line are
    reading = _Reading(_aligned(text.expandtabs().split("\n")))
    reading.all()
    return tuple(reading.parts)


def _aligned(lines: Sequence[str]) -> list[str]:
    """The lines, with the margin taken away that all but the first have where that was stripped of its own.

    Where the first line may be what the others are indented below, they are left as they are.
    """
    first = lines[0].strip()
    hangs = len(lines) > 1 and lines[1].strip() and not (first.endswith("::") or _ENTRY.match(first) or _is_set(first))
    rest = [indentation(line) for line in lines[1:] if line.strip()] if hangs else []
    margin = min(rest, default=0)
    return [first, *(line[margin:].rstrip() for line in lines[1:])]


def _is_set(line: str) -> bool:
    """Whether a line begins something other than a paragraph."""
    return any(form.match(line) for form in (_DIRECTIVE, _FENCE, _BORDER, _DRAWN, _ALONE))


class _Reading:
    """Lines on their way to parts: those before `place` were read."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.place = 0
        self.parts: list[str] = []
        self.depths = [0]
        self.flow: list[str] = []
        self.hang = 0
        followed = zip_longest(lines, lines[1:], fillvalue="")
        self.borders = [index for index, (line, next_) in enumerate(followed) if not next_ and _BORDER.match(line)]

    def all(self) -> None:
        """Read every line."""
        while self.place < len(self.lines):
            line = self.lines[self.place]
            if line:
                self._line(line)
            else:
                self._end_of_group()
        self._end_of_flow()
        while self.parts and not self.parts[-1]:
            self.parts.pop()

    def _end_of_group(self) -> None:
        """An empty line ends what flows; what ended with two colons is followed by literal text."""
        literal = bool(self.flow) and self.flow[-1].endswith("::")
        base = self.depths[-1]
        self._end_of_flow()
        if self.parts and self.parts[-1]:
            self.parts.append("")
        while self.place < len(self.lines) and not self.lines[self.place]:
            self.place += 1
        if literal and self.place < len(self.lines):
            end = end_of_body(self.lines, self.place, base)
            if end == self.place and not self.lines[self.place][:1].isalnum():  # quoted, not indented
                end = self._end_of_lines()
            self._verbatim(end)

    def _end_of_lines(self) -> int:
        """The index behind the last line before an empty one."""
        end = self.place
        while end < len(self.lines) and self.lines[end]:
            end += 1
        return end

    def _line(self, line: str) -> None:
        directive, fence = _DIRECTIVE.match(line), _FENCE.match(line)
        depth = indentation(line)
        if directive and directive["name"] in _FLOWING:
            self._begin(line, depth, depth + 1)
            self._end_of_flow()
            self.place += 1
        elif directive:
            self._end_of_flow()
            self._verbatim(max(end_of_body(self.lines, self.place + 1, depth), self.place + 1))
        elif fence:
            self._end_of_flow()
            self._verbatim(self._end_of_fence(fence["fence"]))
        elif _BORDER.match(line):
            self._end_of_flow()
            self._verbatim(self._end_of_table())
        elif _DRAWN.match(line):
            self._end_of_flow()
            self._verbatim(self.place + 1)
        elif not self.flow and depth >= self.depths[-1] + self.hang + _DEEPER:
            self._verbatim(end_of_body(self.lines, self.place, depth - 1))
        else:
            self._flowing(line, depth)
            self.place += 1

    def _flowing(self, line: str, depth: int) -> None:
        entry = _ENTRY.match(line)
        if entry:
            self._begin(line, depth, entry.end())
            self.flow[-1] = f"{'-' if entry['mark'] in '-*+•' else entry['mark']} {line[entry.end() :]}"
        elif _ALONE.match(line) or not self.flow or depth != self.depths[-1] + self.hang:
            self._begin(line, depth, depth)
        else:
            self.flow.append(line.strip())

    def _begin(self, line: str, depth: int, inner: int) -> None:
        """Begin a part that stands `depth` columns deep, and goes on `inner` columns deep."""
        self._end_of_flow()
        while self.depths[-1] > depth:
            self.depths.pop()
        if depth > self.depths[-1]:
            self.depths.append(depth)
        self.hang = inner - depth
        self.flow.append(line.strip())

    def _end_of_flow(self) -> None:
        if self.flow:
            self.parts.append(f"{len(self.depths) - 1} {_flattened(' '.join(self.flow))}")
            self.flow = []

    def _verbatim(self, end: int) -> None:
        """Keep the lines before `end` as they are, seen from the margin of what surrounds them."""
        lines = self.lines[self.place : end]
        margin = min((indentation(line) for line in lines if line), default=0)
        self.parts.append("\n".join(["=", *(line[margin:] for line in lines)]).rstrip("\n"))
        self.place = end

    def _end_of_fence(self, fence: str) -> int:
        for index in range(self.place + 1, len(self.lines)):
            if self.lines[index].strip().startswith(fence):
                return index + 1
        return len(self.lines)

    def _end_of_table(self) -> int:
        """The index behind the border that nothing follows; that of the line where no table was meant."""
        found = bisect_right(self.borders, self.place)
        return self.borders[found] + 1 if found < len(self.borders) else self.place + 1


def _flattened(text: str) -> str:
    """The text with one blank wherever there is white space, but in inline code."""
    return _CODE.sub(lambda found: found[0] if found["fence"] else " ", text).strip()
