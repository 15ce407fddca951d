# SPDX-License-Identifier: Apache-2.0
"""Blocks of Markdown that swallow the lines below the one they begin on: where each of them ends."""

from __future__ import annotations

from collections.abc import Sequence

from reqtrace.read.markdown_blocks import CODE_INDENT, Fence, Html, columns
from reqtrace.read.structure import ID_LIKE, SWITCH


def switches(line: str, on: bool) -> bool:
    """Whether a line switches reading on, or else off."""
    found = SWITCH.search(line) if "oft:o" in line else None
    return found is not None and (found[1] == "on") is on


def end_of_hidden(lines: Sequence[str], start: int, end: int) -> int:
    """The first line below line `start` that switches reading, or `end`, where what is hidden ends."""
    return next((each for each in range(start + 1, end) if SWITCH.search(lines[each])), end)


def end_of_front_matter(lines: Sequence[str]) -> int:
    """The index behind the facts about a page above it, between two rows of dashes; 0 where an item stands there."""
    if not lines or lines[0].rstrip() != "---" or not "".join(lines[1:2]).strip():
        return 0
    for index in range(1, len(lines)):
        if lines[index].rstrip() in {"---", "..."}:
            return index + 1
        if ID_LIKE.match(lines[index]):
            return 0
    return 0


def end_of_fence(lines: Sequence[str], start: int, opening: Fence, margin: int) -> tuple[int, bool]:
    """The index behind the last line of the code that begins at line `start`, and whether a fence closes it there.

    Where an entry of a list holds it, whose text begins at the column `margin`, it ends with that at the latest.
    """
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if not line or line.isspace():
            continue
        indent = columns(line)
        if indent < margin:
            return index, False
        if indent - margin < CODE_INDENT and opening.closes(line):
            return index + 1, True
    return len(lines), False


def end_of_html(lines: Sequence[str], start: int, block: Html, margin: int) -> int:
    """The index behind the last line of a block of HTML that begins at line `start`; `margin` is as for a fence."""
    for index in range(start, len(lines)):
        line = lines[index]
        if not line or line.isspace():
            if block.end is None:
                return index
        elif index > start and margin and columns(line) < margin:
            return index
        elif block.ends(line):
            return index + 1
    return len(lines)


def end_of_quote(lines: Sequence[str], start: int) -> int:
    """The index behind the last line of a quote that begins at line `start`."""
    while start < len(lines) and lines[start].lstrip().startswith(">"):
        start += 1
    return start


def end_of_table(lines: Sequence[str], start: int) -> int:
    """The index behind the last row of a table that begins at line `start`; a row without a bar is none of it."""
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end
