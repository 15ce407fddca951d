# SPDX-License-Identifier: Apache-2.0
"""Indented bodies in reStructuredText: where they end, and what the author of a code block meant by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reqtrace.item import Block
from reqtrace.span import Span

CODE_DIRECTIVES = frozenset({"code-block", "code", "sourcecode"})

_OPTION = re.compile(r"\s*:[^:\s][^:]*:(\s|$)")
TAB = 8
"""Columns between tab stops, as docutils has them."""


def indentation(line: str) -> int:
    """The columns before the first character of `line` that is no blank."""
    blanks = line[: len(line) - len(line.lstrip())]
    return len(blanks.expandtabs(TAB))


def end_of_body(lines: Sequence[str], start: int, base: int) -> int:
    """The index behind the last line, from `start` on, that is indented by more than `base` columns or blank."""
    end = start
    for index in range(start, len(lines)):
        line = lines[index]
        if not line or line.isspace():
            continue
        if indentation(line) <= base:
            break
        end = index + 1
    return end


def dedent(lines: Sequence[str]) -> tuple[int, list[str]]:
    """The columns that all of `lines` have as their margin, and the lines without it or blanks at their end."""
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in lines):
        lines = [line.expandtabs(TAB) for line in lines]
    margin = min((indentation(line) for line in lines if line and not line.isspace()), default=0)
    return margin, [line[margin:].rstrip() for line in lines]


def code_block(lines: Sequence[str], directive: int, end: int, language: str, file: str) -> Block:
    """The block whose directive stands on line `directive` and whose body ends before line `end`."""
    start = directive + 1
    if start < end and _OPTION.match(lines[start]):
        while start < end and lines[start].strip():
            start += 1
    while start < end and not lines[start].strip():
        start += 1
    margin, body = dedent(lines[start:end])
    place = Span(file, start + 1, margin + 1) if body else Span(file, directive + 1, 1)
    return Block(language, "\n".join(body), place)
