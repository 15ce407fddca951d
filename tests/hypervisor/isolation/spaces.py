# SPDX-License-Identifier: Apache-2.0
"""What the tests of the readers share: configuration spaces, and dumps of them."""

from __future__ import annotations


def space(
    port: int | None = 0, *, ids: tuple[int, int] = (0x8086, 0x10C9), kind: int = 0x0200, header: int = 0,
    buses: tuple[int, int] = (0, 0), acs: tuple[int, int] | None = None, length: int = 0x1000,
    virtual: tuple[int, int, int] | None = None,
) -> bytes:  # fmt: skip
    """A configuration space: device/port type (None for conventional), ids, class, buses, ACS and virtual functions."""
    content = bytearray(0x1000)
    put(content, 0x00, ids[0], ids[1])
    put(content, 0x06, 0 if port is None else 0x10)
    put(content, 0x0A, kind)
    content[0x0E] = header
    if header & 0x7F:
        content[0x18:0x1B] = bytes([0, *buses])
    if port is not None:
        content[0x34] = 0x40
        put(content, 0x40, 0x0005 | 0x50 << 8)  # MSI, then PCI Express
        put(content, 0x50, 0x0010, port << 4 | 2)
    at = 0x100
    if acs is not None:
        put(content, at, 0x000D, 1 | (0x140 if virtual else 0) << 4, *acs)
        at = 0x140
    if virtual is not None:
        put(content, at, 0x0010, 1)
        put(content, at + 8, 1)
        put(content, at + 0x10, virtual[0])
        put(content, at + 0x14, virtual[1], virtual[2])
    return bytes(content[:length])


def put(content: bytearray, at: int, *words: int) -> None:
    """Write 16-bit words, the lower byte first."""
    for number, word in enumerate(words):
        content[at + 2 * number : at + 2 * number + 2] = word.to_bytes(2, "little")


def rows(content: bytes) -> str:
    """The rows lspci prints of a configuration space."""
    lines = (f"{at:02x}: {content[at : at + 16].hex(' ')}" for at in range(0, len(content), 16))
    return "\n".join(lines)


def dump(**functions: bytes) -> str:
    """A dump of functions that are named like `f_01_00_0`, with some text for people."""
    return "\n\n".join(
        f"{name[2:4]}:{name[5:7]}.{name[8]} Class: Maker Device (rev 01)\n\tControl: I/O+\n{rows(content)}"
        for name, content in functions.items()
    )
