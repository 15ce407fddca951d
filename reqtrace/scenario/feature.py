# SPDX-License-Identifier: Apache-2.0
"""What a block of Gherkin says: its scenarios, their steps and what hangs below a step, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reqtrace.span import Span


class Keyword(Enum):
    """What a step does; And and But are resolved to one of these."""

    GIVEN = "Given"
    WHEN = "When"
    THEN = "Then"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A data table below a step: its rows, the header row first; all rows are equally long."""

    rows: tuple[tuple[Cell, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DocString:
    """A text below a step, between two rows of quotes; `span` is that of the first row of quotes.

    `margins` holds, for each line of the file between the quotes, the column its text begins in, and the length of
    the text. A line whose length differs from that of `text` was changed by the values of an example.
    """

    media: str
    text: str
    span: Span
    margins: tuple[tuple[int, int], ...] = ()

    def place(self, line: int, column: int) -> Span:
        """Where line `line`, column `column` of the text (both from 1) stand in the file; the quotes for line 0."""
        lines = self.text.split("\n")
        if not 1 <= line <= len(self.margins) or len(lines) != len(self.margins):
            return self.span
        margin, length = self.margins[line - 1]
        if len(lines[line - 1]) != length:  # an example's value stands here, so only the line is certain
            return Span(self.span.file, self.span.line + line, margin, max(1, length))
        within = min(max(column, 1), length + 1)
        return Span(self.span.file, self.span.line + line, margin + within - 1)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `sentence` is what stands after the keyword, `word` the keyword as it was written."""

    keyword: Keyword
    word: str
    sentence: str
    span: Span
    doc: DocString | None = None
    table: Table | None = None

    @property
    def text(self) -> str:
        """The step as it was written, with its keyword."""
        return f"{self.word} {self.sentence}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario with the steps of its backgrounds before its own; an outline gives one for each row of examples."""

    name: str
    steps: tuple[Step, ...]
    span: Span
