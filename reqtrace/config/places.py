# SPDX-License-Identifier: Apache-2.0
"""Where settings are written, which those who read TOML do not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from reqtrace.span import Span

OWN_FILE: Final = "reqtrace.toml"
_OURS: Final = r"['\"]?tool['\"]?\s*\.\s*['\"]?reqtrace['\"]?"
_PART: Final = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")
_SETTING: Final = re.compile(r"\s*(?:\[\[?\s*(?P<table>[^\]]*[^\]\s])\s*\]|(?P<key>[^=#\[\]{}]*[^=#\[\]{}\s])\s*=)")
_OUR_HEADER: Final = re.compile(rf"\s*(?:(?:\[\[?\s*)?{_OURS}|['\"]?reqtrace['\"]?)\s*[\].=]")


class Text(Struct, frozen=True):
    """The content of the configuration file called `file`."""

    text: str
    file: str

    def key(self, name: str) -> Span:
        """The place where the key `name` is written first among our settings; the file where it is not found."""
        ours = self.file.endswith(OWN_FILE)
        for number, line in enumerate(self.text.splitlines(), 1):
            ours = ours or _OUR_HEADER.match(line) is not None
            found = re.match(rf"\s*(?:\[.*\b|[^=]*\.\s*|.*[{{,]\s*)?(\"?{re.escape(name)}\"?)\s*[=\].]", line)
            if ours and found:
                return Span(self.file, number, found.start(1) + 1, len(found[1]))
        return Span(self.file)

    def path(self, *names: str) -> Span:
        """Where the setting of these names, the outermost table first, is written.

        Where it stands within a table that is written on one line, the place of that.
        """
        places: dict[tuple[str, ...], Span] = {}
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.text.splitlines(), 1):
            if found := _SETTING.match(line):
                key = found["table"] or found["key"]
                written = tuple(part.strip("'\"") for part in _PART.findall(key))
                if found["table"]:
                    table = written[2:] if written[:2] == ("tool", "reqtrace") else written
                path = table if found["table"] else (*table, *written)
                places.setdefault(path, Span(self.file, number, line.index(key) + 1, len(key)))
        wanted = (names[:length] for length in range(len(names), 0, -1))
        return next((places[each] for each in wanted if each in places), Span(self.file))

    def quoted(self, word: str) -> Span:
        """The place where `word` is written first as a text of its own."""
        for number, line in enumerate(self.text.splitlines(), 1):
            found = re.search(rf"(['\"]){re.escape(word)}\1", line)
            if found:
                return Span(self.file, number, found.start() + 1, len(found[0]))
        return Span(self.file)

    def headers(self, name: str, count: int) -> Sequence[Span]:
        """Where the first `count` tables called `name` begin; where they can not be told apart, the place of all."""
        header = re.compile(rf"\s*(\[\[\s*(?:{_OURS}\s*\.\s*)?\"?{re.escape(name)}\"?\s*\]\])")
        places = [
            Span(self.file, number, found.start(1) + 1, len(found[1]))
            for number, line in enumerate(self.text.splitlines(), 1)
            if (found := header.match(line))
        ]
        return places[:count] if len(places) >= count else [self.key(name)] * count
