# SPDX-License-Identifier: Apache-2.0
"""What one file of ignore patterns says of the files and folders below it.

Most patterns say nothing of most folders, so each folder has a view of them that holds only those that may fit in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from reqtrace.read.wildmatch import translate

_PLAIN: Final = re.compile(r"[^*?\[\\]*")
_PLAIN_ENDING: Final = re.compile(r"\*([^*?\[\\]+)")


class Pattern(NamedTuple):
    """One line of a file of patterns: a text that names, or else paths, fit, and what becomes of what fits it."""

    text: str
    ignored: bool
    of_names: bool
    of_folders_only: bool


class Patterns:
    """The patterns of one file; of several patterns that fit, the last one decides."""

    def __init__(self, content: bytes) -> None:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
        found = [pattern for line in text.split("\n") if (pattern := _parse(line.removesuffix("\r")))]
        self.patterns = list(reversed(dict.fromkeys(reversed(found))))  # the last of several that are alike
        self.prefixes = [_plain(each.text) for each in self.patterns]
        self.of_paths = tuple(number for number, each in enumerate(self.patterns) if not each.of_names)
        self._tables: dict[tuple[bool, tuple[int, ...]], _Expressions] = {}

    def paths(self, numbers: tuple[int, ...], *, folder: bool) -> _Expressions:
        """Those of these patterns that speak of paths of files, or of folders."""
        if (folder, numbers) not in self._tables:
            self._tables[folder, numbers] = _Expressions(self._chosen(numbers, folder=folder))
        return self._tables[folder, numbers]

    @cached_property
    def names_of_files(self) -> _Names:
        """The patterns that speak of names of files."""
        return _Names(self._chosen(self._of_names, folder=False))

    @cached_property
    def names_of_folders(self) -> _Names:
        """The patterns that speak of names of folders."""
        return _Names(self._chosen(self._of_names, folder=True))

    @property
    def _of_names(self) -> Iterable[int]:
        return (number for number, each in enumerate(self.patterns) if each.of_names)

    def _chosen(self, numbers: Iterable[int], *, folder: bool) -> list[tuple[int, str]]:
        wanted = (number for number in numbers if folder or not self.patterns[number].of_folders_only)
        return [(number, self.patterns[number].text) for number in wanted]


class View(NamedTuple):
    """What patterns say in one folder, whose `path` begins at their file; `numbers` are those of paths that may fit."""

    patterns: Patterns
    path: str
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, patterns: Patterns) -> View:
        """What patterns say in the folder in which their file lies."""
        return cls(patterns, "", patterns.of_paths)

    def within(self, name: str) -> View:
        """What they say in a folder of that name in this one."""
        path, prefixes = f"{self.path}{name}/", self.patterns.prefixes
        fitting = (
            number for number in self.numbers if prefixes[number].startswith(path) or path.startswith(prefixes[number])
        )
        return View(self.patterns, path, tuple(fitting))

    def decide(self, name: str, *, folder: bool) -> bool | None:
        """Whether what is called `name` in this folder is ignored; None where nothing is said of it."""
        names = self.patterns.names_of_folders if folder else self.patterns.names_of_files
        last = names.find(name)
        if self.numbers:
            last = max(last, self.patterns.paths(self.numbers, folder=folder).find(self.path + name))
        return None if last < 0 else self.patterns.patterns[last].ignored


class _Expressions:
    """Patterns as one regular expression; it gives the number of the last of them that fits, or -1."""

    def __init__(self, texts: Sequence[tuple[int, str]]) -> None:
        self.numbers = [number for number, _ in reversed(texts)]
        expression = "|".join(f"({translate(each)})\\Z" for _, each in reversed(texts))
        self.match = re.compile(expression, re.DOTALL).match

    def find(self, text: str) -> int:
        found = self.match(text) if self.numbers else None
        return self.numbers[found.lastindex - 1] if found and found.lastindex else -1


class _Names:
    """Patterns of names: most are a plain name, or a plain ending behind a star, and need no expression."""

    def __init__(self, texts: Sequence[tuple[int, str]]) -> None:
        self.plain: dict[str, int] = {}
        self.endings: dict[str, int] = {}
        others = []
        for number, text in texts:
            if _plain(text) == text:
                self.plain[text] = number
            elif ending := _PLAIN_ENDING.fullmatch(text):
                self.endings[ending[1]] = number
            else:
                others.append((number, text))
        self.ends = tuple(self.endings)
        self.others = _Expressions(others)

    def find(self, name: str) -> int:
        """The number of the last of them that fits, or -1."""
        last = max(self.plain.get(name, -1), self.others.find(name))
        if name.endswith(self.ends):
            last = max(last, *(number for ending, number in self.endings.items() if name.endswith(ending)))
        return last


def _plain(text: str) -> str:
    """What stands before the first character of a pattern that is not meant as it is."""
    found = _PLAIN.match(text)
    return found[0] if found else ""


def _parse(line: str) -> Pattern | None:
    """One line of a file of patterns; None where it holds none.

    line: "!"? "/"? pattern "/"? " "*        a pattern without a slash within fits names, in whatever folder
    """
    if line.startswith("#"):
        return None
    line = _without_blanks(line)
    text = line.removeprefix("!")
    bare = text.removesuffix("/")
    if not bare:
        return None
    return Pattern(bare.removeprefix("/"), text == line, "/" not in bare, bare != text)


def _without_blanks(line: str) -> str:
    """The line without the blanks at its end, but for one that a backslash holds fast."""
    bare = line.rstrip(" ")
    held = (len(bare) - len(bare.rstrip("\\"))) % 2 == 1
    return line[: len(bare) + 1] if held else bare
