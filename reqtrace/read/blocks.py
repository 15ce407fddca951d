# SPDX-License-Identifier: Apache-2.0
"""The code blocks of reStructuredText: directive, options, and the code as its author meant it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reqtrace.item import Block
from reqtrace.span import Span

CODE_DIRECTIVES = frozenset({"code-block", "code", "sourcecode"})

_OPTION = re.compile(r"\s*:[^:\s][^:]*:(\s|$)")
_DIRECTIVE = re.compile(rf"(\s*)\.\. (?:{'|'.join(sorted(CODE_DIRECTIVES))}) ?::(?:\s+(.*?))?\s*$")
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


def code_block(lines: Sequence[str], directive: int, end: int, language: str, file: str) -> Block:
    """The block whose directive stands on line `directive` and whose body ends before line `end`."""
    start = directive + 1
    if start < end and _OPTION.match(lines[start]):
        while start < end and lines[start].strip():
            start += 1
    while start < end and not lines[start].strip():
        start += 1
    body = lines[start:end]
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in body):
        body = [line.expandtabs(TAB) for line in body]
    margin = min((indentation(line) for line in body if line.strip()), default=0)
    text = "\n".join(line[margin:].rstrip() for line in body)
    place = Span(file, start + 1, margin + 1) if body else Span(file, directive + 1, 1)
    return Block(language, text, place)


def nested_code(lines: Sequence[str], start: int, end: int, file: str) -> dict[int, Block]:
    """The code blocks inside lines `start` to `end`, which are the body of another directive."""
    blocks: dict[int, Block] = {}
    index = start
    while index < end:
        found = _DIRECTIVE.match(lines[index])
        if found is None:
            index += 1
            continue
        behind = min(end_of_body(lines, index + 1, indentation(lines[index])), end)
        blocks[index] = code_block(lines, index, behind, found[2] or "", file)
        index = max(behind, index + 1)
    return blocks
