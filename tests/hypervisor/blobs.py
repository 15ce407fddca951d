# SPDX-License-Identifier: Apache-2.0
"""Blobs for the tests: a tree, or any structure block, flattened as a device tree compiler does."""

from __future__ import annotations

from typing import overload

from reqtrace.hypervisor import Node, Tree

HEADER = 40


def blob(content: Tree | bytes) -> bytes:
    """The tree as a blob; bytes are taken for its structure block, and all properties are called a."""
    strings: dict[str, int] = {}
    structure = content if isinstance(content, bytes) else flat(content.root, strings) + cell(9)
    names = b"".join(name.encode() + b"\0" for name in strings) or b"a\0"
    start, total = HEADER + 16, HEADER + 16 + len(structure) + len(names)
    numbers = (0xD00DFEED, total, start, start + len(structure), HEADER, 17, 16, 0, len(names), len(structure))
    return b"".join(map(cell, numbers)) + bytes(16) + structure + names


def flat(node: Node, strings: dict[str, int]) -> bytes:
    written = cell(1) + padded(node.name.encode() + b"\0")
    for name, value in node.properties.items():
        offset = strings.setdefault(name, sum(len(each.encode()) + 1 for each in strings))
        written += cell(3) + cell(len(value)) + cell(offset) + padded(value)
    return written + b"".join(flat(child, strings) for child in node.children) + cell(2)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def cell(number: int) -> bytes:
    return number.to_bytes(4, "big")


@overload
def header(data: bytes, field: int) -> int: ...
@overload
def header(data: bytes, field: int, value: int) -> bytes: ...
def header(data: bytes, field: int, value: int | None = None) -> int | bytes:
    """The field of the header, counted from 0; or the same blob with another value in it."""
    at = field * 4
    return int.from_bytes(data[at : at + 4], "big") if value is None else data[:at] + cell(value) + data[at + 4 :]
