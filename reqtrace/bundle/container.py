# SPDX-License-Identifier: Apache-2.0
"""The one way in which members are put into a zip archive, so that no byte of it can be otherwise.

Members stand in the order of their names, as they are: without compression, so that nothing has to be unpacked before
it is known to be genuine, and every byte is either the content of a member or follows from contents and names. The
layout is that of PKWARE's APPNOTE 6.3, without its extensions.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from reqtrace.bundle.names import objection
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.view.printable import printable
from reqtrace.span import Span

LIMIT: Final = 1 << 30
"""The most bytes a bundle may have."""
MOST_MEMBERS: Final = 0xFFFE
"""How many members there may be: one more, and the number would say that it stands elsewhere."""

_VERSION, _UTF_8, _STORED, _TIME, _DATE = 10, 1 << 11, 0, 0, 0x21
"""What stands in every header: the format's version 1.0, names in UTF-8, stored, on 1 January 1980 at midnight."""
_SHOWN: Final = 200
"""How many characters of a name people are shown."""
_UNIX: Final = 3 << 8
_REGULAR: Final = 0o100644 << 16


class _Layout:
    """A record of an archive, as its fields follow one another; each has a name that people know it by."""

    def __init__(self, fields: str) -> None:
        named = [each.strip().rpartition(" ") for each in fields.split(",")]
        self.names = tuple(name for name, _, _ in named)
        self.bytes = struct.Struct("<" + "".join(kind for _, _, kind in named))
        self.size = self.bytes.size

    def difference(self, found: bytes, expected: bytes) -> str:
        """What is not as expected, in words: a field by which archives are misused, or else the first one."""
        fields = zip(self.names, self.bytes.unpack(found), self.bytes.unpack(expected), strict=True)
        other = [each for each in fields if each[1] != each[2]]
        name, there, wanted = next((each for each in other if each[0] in _MEANT), other[0])
        return f"its {name} is {_shown(there)} instead of {_shown(wanted)}{_MEANT.get(name, '')}"


def _shown(value: int | bytes) -> str:
    return value.hex(" ") if isinstance(value, bytes) else str(value)


_LOCAL: Final = _Layout(
    "mark 4s,version H,set of flags H,method H,time H,date H,checksum I,packed size I,size I,"
    "length of the name H,length of extra fields H"
)
_LISTED: Final = _Layout(
    "mark 4s,version of the writer H,version H,set of flags H,method H,time H,date H,checksum I,packed size I,size I,"
    "length of the name H,length of extra fields H,length of the comment H,disk H,internal attributes H,"
    "kind of file I,place I"
)
_END: Final = _Layout(
    "mark 4s,disk H,disk of the list H,number of members on this disk H,number of members H,"
    "length of the list I,place of the list I,length of the comment H"
)
_LOCAL_MARK, _LISTED_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MEANT: Final[Mapping[str, str]] = {
    "set of flags": " (encrypted members and names in other alphabets are refused)",
    "method": " (compressed members are refused)",
    "kind of file": " (links, folders and programs are refused)",
    "length of extra fields": " (extensions are refused)",
    "length of the comment": " (comments are refused)",
}
"""What a field is about, where it is one by which archives are misused."""


class Member(NamedTuple):
    """What an archive holds under a name, and the CRC-32 that it states."""

    content: memoryview
    checksum: int


# [impl->dsn~one_archive_for_one_content~1]
def pack(members: Mapping[str, bytes]) -> bytes:
    """The one archive of these members; all names must be allowed, and all of them must fit into `LIMIT`."""
    parts: list[bytes] = []
    listed: list[bytes] = []
    place = 0
    for name in sorted(members, key=str.encode):
        content = members[name]
        checksum = zlib.crc32(content)
        head = _head(name, checksum, len(content))
        parts += head, content
        listed.append(_entry(name, checksum, len(content), place))
        place += len(head) + len(content)
    return b"".join([*parts, *listed, _end(len(listed), sum(map(len, listed)), place)])


def _head(name: str, checksum: int, size: int) -> bytes:
    """What stands before the content of a member."""
    raw = name.encode()
    fixed = (_LOCAL_MARK, _VERSION, _UTF_8, _STORED, _TIME, _DATE)
    return _LOCAL.bytes.pack(*fixed, checksum, size, size, len(raw), 0) + raw


def _entry(name: str, checksum: int, size: int, place: int) -> bytes:
    """What the list at the end says of a member whose head stands at `place`."""
    raw = name.encode()
    fixed = (_LISTED_MARK, _UNIX | _VERSION, _VERSION, _UTF_8, _STORED, _TIME, _DATE)
    return _LISTED.bytes.pack(*fixed, checksum, size, size, len(raw), 0, 0, 0, 0, _REGULAR, place) + raw


def _end(count: int, length: int, place: int) -> bytes:
    return _END.bytes.pack(_END_MARK, 0, 0, count, count, length, place, 0)


class _Other(Exception):  # noqa: N818 - it ends the reading of an archive, and never leaves this module
    """The archive is not one that `pack` makes: where, and why."""


# [impl->dsn~one_archive_for_one_content~1]
def unpack(content: bytes, file: str) -> Mapping[str, Member] | Diagnostic:
    """The members of the archive called `file`, if it is byte for byte one that `pack` may have made, but for contents.

    What an archive says of itself is not believed before it was held against what it must say. Nothing is written or
    unpacked; the contents are parts of `content`.
    """
    try:
        return dict(_members(content))
    except _Other as other:
        part, reason = other.args
        place = Span(f"{file}!{printable(part[:_SHOWN])}" if part else file)
        message = f"{place.file} is not as reqtrace packs it: {reason}" if part else f"{file} is no bundle: {reason}"
        return Diagnostic(Code.NO_BUNDLE, message, place)


def _members(content: bytes) -> Iterator[tuple[str, Member]]:
    """Every member, after all that the archive says was held against what it must say."""
    if content[:4] not in {_LOCAL_MARK, _END_MARK}:
        raise _Other("", "it does not begin as a zip archive does")
    count, listed_at = _ending(content)
    entries = list(_entries(content, count, listed_at))
    _hold_order([name for name, _, _ in entries])
    place = 0
    for name, checksum, size in entries:
        head = _head(name, checksum, size)
        _hold(_LOCAL, name, content[place : place + len(head)], head)
        place += len(head)
        yield name, Member(memoryview(content)[place : place + size], checksum)
        place += size


def _ending(content: bytes) -> tuple[int, int]:
    """How many members the record at the end names, and where their list begins."""
    ending = content[-_END.size :]
    if len(ending) < _END.size or ending[:4] != _END_MARK:
        if _END_MARK in content[-(_END.size + 0xFFFF) : -_END.size]:
            raise _Other("", "something stands behind its end")
        raise _Other("", "its end is missing: it is truncated, or was altered there")
    _, _, _, _, count, length, place, _ = _END.bytes.unpack(ending)
    if length > len(content) - _END.size:
        raise _Other("", f"the record at its end names a list of {length} bytes, which is more than there is")
    expected = _end(count, length, len(content) - _END.size - length)
    if ending != expected:
        raise _Other("", f"in the record at its end, {_END.difference(ending, expected)}")
    return count, place


def _entries(content: bytes, count: int, start: int) -> Iterator[tuple[str, int, int]]:
    """Name, checksum and size of every member that the list names; it must lie between the last one and the end."""
    place, head_at = start, 0
    for number in range(1, count + 1):
        fixed = content[place : place + _LISTED.size]
        if len(fixed) < _LISTED.size or fixed[:4] != _LISTED_MARK:
            raise _Other("", f"its list has no member number {number}, of which it should have {count}")
        *_, checksum, _, size, length, _, _, _, _, _, _ = _LISTED.bytes.unpack(fixed)
        entry = content[place : place + _LISTED.size + length]
        name = _name(entry[_LISTED.size :], number)
        _hold(_LISTED, name, entry, _entry(name, checksum, size, head_at))
        yield name, checksum, size
        place += len(entry)
        head_at += _LOCAL.size + length + size
        if head_at > start:
            raise _Other(name, "in the list of members, its size is more than there is")
    if head_at != start or place != len(content) - _END.size:
        raise _Other("", "its members, their list and its end do not follow one another without a gap")


def _name(raw: bytes, number: int) -> str:
    """The name of a member, which must be one that leads nowhere else."""
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        raise _Other("", f"the name of its member number {number} is not UTF-8") from None
    if reason := objection(name):
        raise _Other(name, reason)
    return name


def _hold(layout: _Layout, name: str, found: bytes, expected: bytes) -> None:
    """Hold what stands there of a member against what must stand there."""
    if found == expected:
        return
    where = "before its content" if layout is _LOCAL else "in the list of members"
    if len(found) < layout.size or found[: layout.size] == expected[: layout.size]:
        raise _Other(name, f"{where}, it has another name, or none")
    raise _Other(name, f"{where}, {layout.difference(found[: layout.size], expected[: layout.size])}")


def _hold_order(names: Sequence[str]) -> None:
    """Hold the names against their order, in which none stands twice."""
    for one, other in pairwise(names):
        if one == other:
            raise _Other(other, "there are two members of that name")
        if one.encode() > other.encode():
            raise _Other(other, f"it stands behind {printable(one)}, and not where its name has its place")
