# SPDX-License-Identifier: Apache-2.0
"""What one build leaves for the next of the same output: a file beside the doctrees, which may be deleted any time."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

_LAYOUT: Final = 1
"""The number of the layout of `Memory`; what has another one is not understood."""


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


def place(doctrees: Path, output: Path) -> Path:
    """The file in which is remembered what was written to `output`."""
    return doctrees / f"reqtrace-{hashlib.sha256(os.fsencode(output)).hexdigest()[:16]}.json"


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
