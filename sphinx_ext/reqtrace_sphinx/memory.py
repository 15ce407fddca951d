# SPDX-License-Identifier: Apache-2.0
"""What one build leaves for the next of the same output: a file beside the doctrees, which may be deleted any time.

What it says is believed where the output holds the seal that belongs to it: an output that was brought from somewhere
else, that another build wrote, or that was not written to its end, has another one or none.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

_LAYOUT: Final = 2
"""The number of the layout of `Memory`; what has another one is not understood."""
SEAL: Final = ".reqtrace"
"""The file in an output that tells it from others; hidden, for nobody who reads the pages needs it."""
_SHOWING_NOTHING: Final = frozenset({"changes", "coverage", "doctest", "dummy", "gettext", "linkcheck"})
"""Builders that write no page of the project, and may have the same output as one that does: it is left its seal."""


class Complaint(Struct, frozen=True, order=True):
    """Something that was told as a warning of Sphinx: where, what, and the subtype by which it can be suppressed."""

    file: str
    line: int
    subtype: str
    message: str


class Object(Struct, frozen=True, array_like=True, gc=False):
    """An item as other projects and the search find it: its id, title, page and anchor."""

    name: str
    title: str
    docname: str
    anchor: str


class Memory(Struct, frozen=True):
    """How things stood when an output was written to its end.

    `footing` is the digest of what conclusions rested on, and `documents` that of when each document was read: the
    same again, and nothing has to be concluded anew. `pages` say of each page in a digest what it shows, and
    `navigation` what all of them show of the others; `written` are the files of each document, relative to the
    output. `complaints` were told, and `counts` is what the gate counted, as JSON.
    """

    layout: int = _LAYOUT
    footing: str = ""
    documents: str = ""
    navigation: str = ""
    pages: dict[str, str] = {}
    written: dict[str, tuple[str, ...]] = {}
    objects: tuple[Object, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    counts: msgspec.Raw = msgspec.Raw(b"null")


# [impl->dsn~builds_are_repeatable~1]
@dataclass(frozen=True, slots=True)
class Output:
    """A folder that the builder called `builder` fills with what it read into `doctrees`."""

    folder: Path
    doctrees: Path
    builder: str

    def recall(self) -> Memory:
        """What is known of how the output stands; of one that may stand otherwise, only what may have been written."""
        memory = recall(self._file) or Memory()
        is_sealed = self.builder in _SHOWING_NOTHING or self._sealed() == seal(memory, self.builder)
        return memory if is_sealed else Memory(written=memory.written)

    def open(self, written: Mapping[str, Iterable[str]]) -> None:
        """Know nothing from here on but what may be `written`, until the output is closed."""
        self._unseal()
        remember(Memory(written={name: tuple(files) for name, files in written.items()}), self._file)

    def close(self, memory: Memory) -> None:
        """Remember how the output stands, now that it is written to its end."""
        remember(memory, self._file)
        if self.builder not in _SHOWING_NOTHING:
            (self.folder / SEAL).write_text(f"{seal(memory, self.builder)}\n", encoding="ascii")

    def _unseal(self) -> None:
        if self.builder not in _SHOWING_NOTHING:
            (self.folder / SEAL).unlink(missing_ok=True)

    def _sealed(self) -> str:
        try:
            return (self.folder / SEAL).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    @property
    def _file(self) -> Path:
        """The file in which is remembered what stands here."""
        name = hashlib.sha256(os.fsencode(self.folder) + b"\0" + self.builder.encode()).hexdigest()[:16]
        return self.doctrees / f"reqtrace-{name}.json"


def seal(memory: Memory, builder: str) -> str:
    """What tells an output from others that show something else: the same for the same pages, wherever they lie."""
    whole = hashlib.sha256(f"{memory.layout}\0{builder}\0{memory.navigation}\0".encode())
    for docname, digest in sorted(memory.pages.items()):
        whole.update(f"{docname}\0{digest}\0".encode())
    return whole.hexdigest()[:32]


def recall(file: Path) -> Memory | None:
    """What was remembered; None where there is nothing, or nothing that is understood."""
    try:
        memory = msgspec.json.decode(file.read_bytes(), type=Memory)
    except (OSError, msgspec.DecodeError):
        return None
    return memory if memory.layout == _LAYOUT else None


def remember(memory: Memory, file: Path) -> None:
    """Keep `memory` in `file`, whole or not at all."""
    aside = file.with_suffix(".tmp")
    aside.write_bytes(msgspec.json.encode(memory))
    aside.replace(file)
