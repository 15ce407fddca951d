# SPDX-License-Identifier: Apache-2.0
"""A device tree as an integrator has it: a source with what it includes, or a blob, told apart by content."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from reqtrace.hypervisor.tree.devicetree import Tree
from reqtrace.hypervisor.tree.dtb import BlobProblem, is_blob, read_blob
from reqtrace.hypervisor.tree.dts import MOST_NODES, DtsProblem, read_tree
from reqtrace.hypervisor.tree.places import Key, find_places

LARGEST = 2 << 20
"""Bytes; Xen takes no larger blob (asm/setup.h, MAX_FDT_SIZE), and no source with all it includes is as large."""

MOST_INCLUDES = 200
"""A tree made of more files than this includes one of them again and again."""

_PREPROCESS = (
    "give the compiled .dtb, or let the C preprocessor make one source of it: cpp -nostdinc -undef -P -I include"
)
_DIRECTIVE = re.compile(
    r"""(?P<skip>/\*(?:[^*]|\*(?!/))*+\*/ | //[^\n]*+ | "(?:[^\\"]|\\.)*+" | '(?:[^\\']|\\.)*+')
      | /include/ \s*+ "(?P<included>[^"\n]*+)"
      | ^[ \t]*+\#[ \t]*+include[ \t]*+"(?P<quoted>[^"\n]*+)"[^\n]*+
      | ^[ \t]*+\#[ \t]*+(?:line[ \t]++)?(?P<line>\d{1,9})(?:[ \t]++"(?P<file>[^"\n]*+)")?[^\n]*+
      | ^[ \t]*+(?P<macro>\#[ \t]*+(?:include|define|undef|ifn?def|if|elif|else|endif|pragma|error|warning)
        (?![-,.\w]|[ \t]*+[=;])[^\n]*+)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written; line and column count from 1, line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class TreeProblem:
    """Why a file is no device tree, where, and what to do about it if that is known."""

    message: str
    place: Place
    help: str = ""


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A device tree and where its nodes and properties are written; of a blob only the file is known."""

    file: str
    tree: Tree
    places: Mapping[Key, Place] = field(default_factory=lambda: MappingProxyType({}))

    def place(self, node: str, *properties: str) -> Place:
        """Where the first of the properties that the node has is written; else the node, else the file."""
        for name in (*properties, ""):
            if (place := self.places.get((node, name))) is not None:
                return place
        return Place(self.file)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why the bytes of a file can not be had."""

    reason: str
    missing: bool = False


Reader = Callable[[str], bytes | Unreadable]
"""From the name of a file to its bytes, `LARGEST` and one more at most."""


# [impl->dsn~trees_told_by_content~1]
def read_tree_file(file: str, data: bytes, read: Reader) -> TreeFile | TreeProblem:
    """Read the device tree `data`, the content of `file`; what it includes is found beside it through `read`."""
    if len(data) > LARGEST:
        return TreeProblem(f"the file has more than {LARGEST >> 20} MiB", Place(file))
    if is_blob(data):
        tree = read_blob(data)
        if isinstance(tree, BlobProblem):
            where = f", in {tree.node}" if tree.node else ""
            return TreeProblem(f"{tree.message}{where}", Place(file), "make the blob anew with dtc")
        return TreeFile(file, tree)
    return _read_source(file, data, read)


def _read_source(file: str, data: bytes, read: Reader) -> TreeFile | TreeProblem:
    assembly = _Assembly(read)
    if (problem := assembly.add(file, data)) is not None:
        return problem
    text = "".join(assembly.parts)
    if text.count("{") > MOST_NODES:
        return TreeProblem(f"there are more than {MOST_NODES} nodes", Place(file))
    parsed = read_tree(text)
    if isinstance(parsed, DtsProblem):
        place = assembly.origin(parsed.line, parsed.column) if parsed.line else Place(file)
        return TreeProblem(parsed.message, place)
    return TreeFile(file, parsed, {key: assembly.origin(*at) for key, at in find_places(text).items()})


class _Assembly:
    """A source and all it includes as one text, and where each of its lines comes from."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.parts: list[str] = []
        self.lines: list[tuple[str, int, int]] = []
        self.size = 0
        self.open: list[str] = []
        self.files = 0

    def origin(self, line: int, column: int) -> Place:
        """The place that line and column of the whole text come from."""
        file, written, before = self.lines[min(line, len(self.lines)) - 1]
        return Place(file, written, column + before)

    def add(self, file: str, data: bytes) -> TreeProblem | None:
        """Append the content of `file`, with what it includes in place of the lines that say so."""
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            reason = "it begins like no blob, and is no text in UTF-8"
            return TreeProblem(f"the file is no device tree: {reason}", Place(file))
        self.size += len(data)
        self.files += 1
        if self.size > LARGEST or self.files > MOST_INCLUDES:
            return TreeProblem(f"more than {LARGEST >> 20} MiB or {MOST_INCLUDES} files are included", Place(file))
        self.open.append(file)
        problem = self._text(file, text)
        self.open.pop()
        return problem

    def _text(self, file: str, text: str) -> TreeProblem | None:
        shown, line, at = file, 1, 0
        self._begin(shown, line, 0)
        for found in _DIRECTIVE.finditer(text):
            if found["skip"]:
                continue
            line = self._emit(text[at : found.start()], shown, line)
            start = max(found.start(), found.start("macro"))
            column = start - text.rfind("\n", 0, start)
            at = found.end()
            if found["macro"]:
                message = f"{found['macro'].strip()} is a line for the C preprocessor"
                return TreeProblem(message, Place(shown, line, column), f"{_PREPROCESS} {file}")
            if found["line"]:
                shown, line = found["file"] or shown, int(found["line"]) - 1
                continue
            named = found["included"] if found["quoted"] is None else found["quoted"]
            if (problem := self._include(file, named, Place(shown, line, column))) is not None:
                return problem
            self._begin(shown, line + found[0].count("\n"), at - text.rfind("\n", 0, at) - 1)
            line += found[0].count("\n")
        self._emit(text[at:], shown, line)
        return None

    def _include(self, file: str, named: str, place: Place) -> TreeProblem | None:
        """Append the file called `named`, which stands beside `file`."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file), named))
        if path in map(posixpath.normpath, self.open):
            return TreeProblem(f"{path} includes itself", place)
        data = self.read(path)
        if isinstance(data, Unreadable):
            return TreeProblem(f"{path} can not be included: {data.reason}", place)
        return self.add(path, data)

    def _begin(self, file: str, line: int, before: int) -> None:
        """Begin a line of the whole text, which comes from this line, behind `before` characters."""
        if self.lines:
            self.parts.append("\n")
        self.lines.append((file, line, before))

    def _emit(self, text: str, file: str, line: int) -> int:
        """Append a piece of a file as it is; the line of the file that is reached."""
        self.parts.append(text)
        count = text.count("\n")
        self.lines += [(file, line + number, 0) for number in range(1, count + 1)]
        return line + count
