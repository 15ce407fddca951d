# SPDX-License-Identifier: Apache-2.0
"""Lines on a terminal: wrapped at blanks to its width, never in the middle of an id, without blanks at their ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reqtrace.report.view import Chip, Tone, printable
from reqtrace.span import Span

STYLES = {Tone.OK: "green", Tone.BAD: "bold red", Tone.OPEN: "yellow", Tone.OFF: "dim"}
"""The colour of every tone."""
NARROWEST = 40
"""A terminal narrower than this is written to as if it were so wide."""
CHIP = 14
"""The cells of a column of chips: the longest word, its glyph, and room to the next column."""

Words = str | Text


@dataclass(frozen=True, slots=True)
class Page:
    """A console that one writes to line by line; `base` is the folder, as typed, that places are relative to."""

    console: Console
    base: str = "."

    @property
    def width(self) -> int:
        """How many cells a line has."""
        return max(self.console.width, NARROWEST)

    def glyph(self, chip: Chip) -> Text:
        """The glyph of a chip in its colour."""
        return Text(chip.ascii if self.console.options.ascii_only else chip.glyph, STYLES[chip.tone])

    def chip(self, chip: Chip) -> Text:
        """Glyph and word of a chip in its colour."""
        return self.glyph(chip).append(f" {chip.word}")

    def place(self, span: Span, *, indent: int) -> None:
        """Write a place on a line of its own, as it can be opened from where the command was given."""
        self.line(Text(str(span.below(self.base)), "dim"), indent=indent)

    def line(self, *words: Words, indent: int = 0) -> None:
        """Write one line as it is, however long, but for what would steer the terminal or can not be encoded."""
        text = Text(" " * indent)
        for part in words:
            text.append(part)
        text.rstrip()
        encoding = self.console.encoding
        shown = printable(text.plain).replace("\t", " ").replace("\n", " ")
        text.plain = shown.encode(encoding, "replace").decode(encoding)
        self.console.print(text, soft_wrap=True, highlight=False, markup=False, emoji=False)

    def blank(self) -> None:
        """Write an empty line."""
        self.line()

    def heading(self, words: str, remark: str = "") -> None:
        """Write a heading below an empty line."""
        self.blank()
        self.line(Text(words, "bold"), Text(f"  {remark}" if remark else "", "dim"))

    def prose(self, words: Words, *, indent: int = 0, style: str = "") -> None:
        """Write words that flow, every line `indent` cells to the right; lines that are given stay apart."""
        text = words.copy() if isinstance(words, Text) else Text(words.replace("\t", "    "))
        if style:
            text.stylize(style)
        room = max(self.width - indent, NARROWEST // 2)
        for given in text.split("\n", allow_blank=True):
            for wrapped in _wrapped(given, room):
                self.line(wrapped, indent=indent)

    def pair(self, head: Text, *, column: int, words: Words) -> None:
        """Write words that flow beside `head`, in a column of their own; below it where the head reaches too far."""
        if head.cell_len + 1 > column:
            self.line(head)
            self.prose(words, indent=column)
            return
        text = words if isinstance(words, Text) else Text(words)
        room = max(self.width - column, NARROWEST // 2)
        lines = [wrapped for given in text.split("\n", allow_blank=True) for wrapped in _wrapped(given, room)]
        padded = head.copy()
        padded.append(" " * (column - head.cell_len))
        self.line(padded, *lines[:1])
        for rest in lines[1:]:
            self.line(rest, indent=column)


def _wrapped(text: Text, room: int) -> list[Text]:
    """The lines of `text`, broken at blanks only: a word that is longer than a line stands alone on one."""
    breaks: list[int] = []
    begun, reached = 0, 0
    for word in re.finditer(r"[^ ]+", text.plain):
        if reached > begun and cell_len(text.plain[begun : word.end()]) > room:
            breaks.append(word.start())
            begun = word.start()
        reached = word.end()
    lines = list(text.divide(breaks))
    for line in lines:
        line.rstrip()
    return lines


def clipped(words: str, room: int) -> str:
    """The words cut to `room` cells, with an ellipsis where something is missing."""
    shown = printable(words).replace("\n", " ").replace("\t", " ")
    if cell_len(shown) <= room:
        return shown
    while shown and cell_len(shown) > room - 1:
        shown = shown[:-1]
    return shown.rstrip() + "…" if room > 1 else ""
