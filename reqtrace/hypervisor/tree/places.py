# SPDX-License-Identifier: Apache-2.0
"""Where in a device tree source its nodes and properties are written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

_BLANK = r"(?:\s|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+)*+"
_NAME = r"[a-zA-Z0-9,._+*#?@-]++"
_STATEMENT = re.compile(
    rf"""(?P<label>[a-zA-Z_]\w*+){_BLANK}:
      | (?P<directive>/(?:dts-v1|plugin|memreserve|delete-node|delete-property)/)
      | (?P<omit>/omit-if-no-ref/)
      | &\{{(?P<path>[^}}]*+)\}}
      | &(?P<reference>\w++)
      | (?P<root>/)
      | \\?(?P<name>{_NAME})
      | (?P<close>\}})
      | (?P<end>;)""",
    re.VERBOSE,
)
_OPENS = re.compile(rf"{_BLANK}\{{")
_VALUE = re.compile(
    r"""(?:[^;"'/]|"(?:[^\\"]|\\.)*+"|'(?:[^\\']|\\.)*+'|/\*(?:[^*]|\*(?!/))*+\*/|//[^\n]*+|/)*+;""", re.DOTALL
)
_SKIP = re.compile(_BLANK)

Key = tuple[str, str]
"""The path of a node and the name of one of its properties, empty where the node itself is meant."""


def find_places(text: str) -> Mapping[Key, tuple[int, int]]:
    """Line and column, from 1, of every node and property in `text`, which must be a valid source.

    A node is where it is first written, a property where it is written last, which is what its value comes from.
    """
    survey = _Survey(text)
    at = 0
    while (at := survey.statement(at)) >= 0:
        pass
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return {key: _line_and_column(starts, offset) for key, offset in survey.found.items()}


def _line_and_column(starts: list[int], offset: int) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


class _Survey:
    """Goes through a text one statement after the other, and remembers in which node it is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[str] = []
        self.pending: list[str] = []
        self.labels: dict[str, str] = {}
        self.found: dict[Key, int] = {}

    def statement(self, at: int) -> int:
        """Read what stands at `at`; where the next one begins, -1 behind the last."""
        blank = _SKIP.match(self.text, at)
        at = at if blank is None else blank.end()
        read = _STATEMENT.match(self.text, at)
        if read is None:
            return -1
        if read["label"]:
            self.pending.append(read["label"])
            return read.end()
        if read["close"]:
            del self.open[-1:]
            return read.end()
        if read["omit"] or read["end"]:
            return read.end()
        opening = None if read["directive"] else _OPENS.match(self.text, read.end())
        if opening is not None:
            return self._node(read, opening.end())
        if read["name"] and self.open:
            self.found[self.open[-1], read["name"]] = read.start("name")
        self.pending.clear()
        value = _VALUE.match(self.text, read.end())
        return -1 if value is None else value.end()

    def _node(self, read: re.Match[str], end: int) -> int:
        if read["name"]:
            above = self.open[-1] if self.open else ""
            path, start = f"{above.rstrip('/')}/{read['name']}", read.start("name")
        else:
            path, start = read["path"] or self.labels.get(read["reference"] or "", "/"), read.start()
        self.labels |= dict.fromkeys(self.pending, path)
        self.pending.clear()
        self.open.append(path)
        self.found.setdefault((path, ""), start)
        return end
