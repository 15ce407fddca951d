# SPDX-License-Identifier: Apache-2.0
"""Reading a flattened device tree, the blob that boot loaders and toolstacks pass on: bytes in, a tree out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from struct import Struct

from reqtrace.hypervisor.tree.devicetree import CELL, Node, Tree
from reqtrace.hypervisor.tree.dts import DEEPEST, MOST_NODES

MAGIC = b"\xd0\x0d\xfe\xed"
"""How every blob begins (Devicetree specification, 5.2)."""

VERSION = 17
"""The version of the format; whoever reads it reads blobs that call themselves compatible with it."""

OLDEST = 16
"""Before this version names were stored in full and padded otherwise; libfdt reads none of these."""

_HEADER = Struct(">10I")
_CELL = Struct(">I")
_PROPERTY = Struct(">2I")


class _Token(IntEnum):
    """What stands in the structure block (Devicetree specification, 5.4.1)."""

    BEGIN_NODE = 1
    END_NODE = 2
    PROPERTY = 3
    NOP = 4
    END = 9


@dataclass(frozen=True, slots=True)
class BlobProblem:
    """Why bytes are no device tree: in words, and the path of the node in which that shows, empty where in none."""

    message: str
    node: str = ""


def is_blob(data: bytes) -> bool:
    """Whether the bytes are meant to be a blob, by how they begin: no source begins like this."""
    return data.startswith(MAGIC)


# [impl->dsn~bytes_never_raise~1]
def read_blob(data: bytes) -> Tree | BlobProblem:
    """Read a blob; bytes behind its end are left alone. Source of what is refused: libfdt, fdt_check_header."""
    header = _header(data)
    if isinstance(header, BlobProblem):
        return header
    reader = _Reader(header.structure, header.strings)
    return Tree(reader.root) if reader.read() else reader.problem


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The two parts of a blob that say something: nodes and properties, and the names of the properties."""

    structure: bytes
    strings: bytes


def _header(data: bytes) -> _Blocks | BlobProblem:
    """The blocks the header points to; nothing is read beyond the size it states."""
    if not is_blob(data):
        return BlobProblem(f"the magic number is {data[:4].hex() or 'missing'} instead of {MAGIC.hex()}")
    if len(data) < _HEADER.size:
        return BlobProblem(f"the header takes {_HEADER.size} bytes, and there are {len(data)}")
    _, total, structure, strings, _, version, compatible, _, strings_size, structure_size = _HEADER.unpack_from(data)
    if version < OLDEST or compatible > VERSION:
        return BlobProblem(f"version {version}, compatible with {compatible}, is not read; {VERSION} is")
    if total > len(data):
        return BlobProblem(f"the header states {total} bytes, and there are {len(data)}: the blob is cut short")
    if version < VERSION:  # the size of the structure block is not stated: the block ends where it says so
        structure_size = max(total - structure, 0)
    return _blocks(data[:total], (structure, structure_size), (strings, strings_size))


def _blocks(blob: bytes, structure: tuple[int, int], strings: tuple[int, int]) -> _Blocks | BlobProblem:
    """The two blocks by where they begin and how long they are, each within the blob and behind its header."""
    for name, (start, size) in (("structure", structure), ("strings", strings)):
        if start < _HEADER.size or start + size > len(blob):
            return BlobProblem(f"the {name} block, {size} bytes from {start} on, lies outside of the {len(blob)} bytes")
    if structure[0] % CELL:
        return BlobProblem(f"the structure block begins at {structure[0]}, which is no multiple of {CELL}")
    return _Blocks(*(blob[start : start + size] for start, size in (structure, strings)))


@dataclass(slots=True)
class _Opened:
    """A node whose end has not been read yet."""

    path: str
    properties: dict[str, bytes] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def closed(self) -> Node:
        return Node(self.path, self.properties, tuple(self.children))


class _Reader:
    """Goes through a structure block once; ends at its END, or at the first problem."""

    def __init__(self, structure: bytes, strings: bytes) -> None:
        self.structure, self.strings = structure, strings
        self.at = 0
        self.opened: list[_Opened] = []
        self.nodes = 0
        self.root = Node("/", {})
        self.problem = BlobProblem("there is no node")
        self.names: dict[int, str] = {}

    def read(self) -> bool:
        """Whether a whole tree was read; `root` is it."""
        whole = False
        for token in self._tokens():
            match token:
                case _Token.BEGIN_NODE:
                    if whole:
                        return self._fail("there is a second root node")
                    if not self._begin():
                        return False
                case _Token.PROPERTY:
                    if not self._property():
                        return False
                case _Token.END_NODE:
                    if not self.opened:
                        return self._fail("a node ends that did not begin")
                    whole = self._end()
                case _Token.NOP:
                    pass
                case _Token.END:
                    return whole or self._fail("the blob ends within a node" if self.opened else "there is no node")
        return False

    def _tokens(self) -> Iterator[_Token]:
        while self.at + CELL <= len(self.structure):
            (number,) = _CELL.unpack_from(self.structure, self.at)
            if number not in _KNOWN:
                self._fail(f"{number:#x} at {self.at} of the structure block is no token")
                return
            self.at += CELL
            yield _Token(number)
        self._fail("the structure block has no end")

    def _begin(self) -> bool:
        end = self.structure.find(b"\0", self.at)
        if end < 0:
            return self._fail("the name of a node has no end")
        name = self.structure[self.at : end].decode("utf-8", "replace")
        self._advance(end + 1)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            return self._fail(f"there are more than {MOST_NODES} nodes")
        if not self.opened:
            self.opened.append(_Opened("/"))
        elif len(self.opened) >= DEEPEST:
            return self._fail(f"nodes are nested more than {DEEPEST} levels deep")
        elif not name or "/" in name:
            return self._fail(f"a node is called {name!r}")
        else:
            self.opened.append(_Opened(f"{self.opened[-1].path.rstrip('/')}/{name}"))
        return True

    def _property(self) -> bool:
        if self.at + _PROPERTY.size > len(self.structure):
            return self._fail("a property is cut short")
        length, offset = _PROPERTY.unpack_from(self.structure, self.at)
        start = self.at + _PROPERTY.size
        name = self._name(offset)
        if name is None:
            return self._fail(f"the name of a property, at {offset}, lies outside of the strings block")
        if start + length > len(self.structure):
            return self._fail(f"the property {name} states {length} bytes, more than are left")
        if not self.opened:
            return self._fail(f"the property {name} stands in no node")
        self.opened[-1].properties.setdefault(name, self.structure[start : start + length])
        self._advance(start + length)
        return True

    def _end(self) -> bool:
        """Close the node; whether it was the root."""
        node = self.opened.pop().closed()
        if self.opened:
            self.opened[-1].children.append(node)
            return False
        self.root = node
        return True

    def _name(self, offset: int) -> str | None:
        """The name at `offset` of the strings block; names are few and often repeated."""
        if offset not in self.names:
            end = self.strings.find(b"\0", offset)
            if offset >= len(self.strings) or end < 0:
                return None
            self.names[offset] = self.strings[offset:end].decode("utf-8", "replace")
        return self.names[offset]

    def _advance(self, to: int) -> None:
        self.at = to + -to % CELL

    def _fail(self, message: str) -> bool:
        self.problem = BlobProblem(message, self.opened[-1].path if self.opened else "")
        return False


_KNOWN = frozenset(_Token)
