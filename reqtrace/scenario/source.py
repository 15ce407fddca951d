# SPDX-License-Identifier: Apache-2.0
"""Where the lines and columns of a block of Gherkin stand in its file."""

from __future__ import annotations

import re

from gherkin import parser_types

from reqtrace.item import Block
from reqtrace.span import Span

_HEADER = "Feature:\n"


class Source:
    """The text that is parsed, and where its lines and columns stand in the file."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._added = 0 if _has_header(block.text) else 1
        self.text = _HEADER * self._added + block.text
        self.lines = self.text.split("\n")

    @property
    def has_header(self) -> bool:
        """Whether the block itself begins a feature."""
        return self._added == 0

    @property
    def start(self) -> Span:
        """The first character of the block."""
        return self._block.span

    def span(self, location: parser_types.Location, length: int = 1) -> Span:
        """Where `location` stands in the file."""
        line = self.start.line + max(location["line"] - self._added, 1) - 1
        return Span(self.start.file, line, self.start.column + location.get("column", 1) - 1, length)

    def line(self, location: parser_types.Location) -> Span:
        """The rest of the line from `location` on; the last line that is not blank for what lies behind all lines."""
        number = min(location["line"], len(self.text.rstrip().split("\n")))
        text = self.lines[number - 1]
        first = len(text) - len(text.lstrip()) + 1
        column = location.get("column", first) if number == location["line"] else first
        return self.span({"line": number, "column": column}, max(1, len(text[column - 1 :].rstrip())))

    def margins(self, doc: parser_types.DocString) -> tuple[tuple[int, int], ...]:
        """For each line of a doc string, the column in the file its text begins in, and the length of the text."""
        indent = doc["location"].get("column", 1) - 1
        first = doc["location"]["line"]
        margins = []
        for number, line in enumerate(doc["content"].split("\n")):
            raw = self.lines[first + number] if first + number < len(self.lines) else ""
            blank = len(raw) - len(raw.lstrip())
            margins.append((self.start.column + min(indent, blank), len(line)))
        return tuple(margins)


def _has_header(text: str) -> bool:
    """Whether the first line of `text` that is no comment and no tag begins a feature."""
    for line in map(str.strip, text.split("\n")):
        if re.match(r"#\s*language\s*:", line):
            return True
        if line and not line.startswith(("#", "@")):
            return re.match(r"(Feature|Business Need|Ability):", line) is not None
    return False
