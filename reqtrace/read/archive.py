# SPDX-License-Identifier: Apache-2.0
"""The files in an archive, unpacked in memory, whatever the archive claims of itself.

Nothing is written anywhere. What an archive says of sizes is not believed: what is unpacked is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from struct import Struct, error
from typing import Final, NamedTuple

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

_LOCAL: Final = Struct("<4sHHHHHIIIHH")
_MARK: Final = b"PK\x03\x04"
_ENCRYPTED, _SIZES_FOLLOW, _UTF_8 = 1, 8, 1 << 11
_STORED, _DEFLATED = 0, 8
_PIECE: Final = 1 << 16
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Limits(NamedTuple):
    """How many bytes one entry, and all entries that are unpacked, may hold."""

    entry: int = 64 << 20
    archive: int = 256 << 20

    def refusal(self, size: int, room: int) -> str:
        """Why an entry of that size is too large where there is so much room left, or nothing."""
        if size > self.entry:
            return f"it holds more than {self.entry >> 20} MiB"
        return f"the entries up to it hold more than {self.archive >> 20} MiB" if size > room else ""


_USUAL: Final = Limits()


class _Entry(NamedTuple):
    """What an archive says of one file: `start` is where its packed bytes begin; sizes and CRC may be unknown."""

    name: str
    flags: int
    method: int
    start: int
    packed: int | None
    size: int | None
    crc: int | None


def is_archive(name: str) -> bool:
    """Whether a file of that name is an archive."""
    return name[-4:].lower() == ".zip"


# [impl->dsn~archives_stay_in_memory~1]
def entries(
    content: bytes, file: str, is_read: Callable[[str], bool], limits: Limits = _USUAL
) -> tuple[tuple[tuple[str, bytes], ...], tuple[Diagnostic, ...]]:
    """The files in the archive `content`, by name, that `is_read`; each is called ``archive.zip!folder/name``.

    Of an archive that is damaged, all that can be unpacked is returned. What is refused is told, and the rest is read.
    """
    diagnostics: list[Diagnostic] = []
    try:
        listed = list(_listed(content))
    except _damage() as problem:
        message = f"{file} is no whole archive: {_reason(problem)}"
        diagnostics.append(Diagnostic(Code.BROKEN_ARCHIVE, message, Span(file)))
        listed = list(_salvaged(content))
    wanted = [entry for entry in listed if not entry.name.endswith("/") and is_read(entry.name)]
    wanted.sort(key=lambda entry: (entry.name, entry.start))
    times = Counter(entry.name for entry in wanted)
    found: list[tuple[str, bytes]] = []
    room = limits.archive
    for entry in wanted:
        span = Span(f"{file}!{entry.name}")
        if refusal := _refusal(entry, times[entry.name]) or limits.refusal(entry.size or 0, room):
            diagnostics.append(Diagnostic(Code.REFUSED_ENTRY, f"{span.file} is not read: {refusal}", span))
            continue
        unpacked, sound = _unpacked(content, entry, min(room, limits.entry))
        if refusal := limits.refusal(len(unpacked), room):
            diagnostics.append(Diagnostic(Code.REFUSED_ENTRY, f"{span.file} is not read: {refusal}", span))
        elif not sound:
            message = f"{span.file} can not be unpacked: it is truncated or damaged"
            diagnostics.append(Diagnostic(Code.BROKEN_ARCHIVE, message, span))
        else:
            found.append((span.file, unpacked))
        room = max(room - len(unpacked), 0)  # what is refused or damaged was unpacked too, and took as long
    return tuple(found), tuple(dict.fromkeys(diagnostics))


def _damage() -> tuple[type[Exception], ...]:
    """What reading the list of an archive may raise where the archive is damaged."""
    from zipfile import BadZipFile  # noqa: PLC0415 - only who has an archive pays for it

    return (BadZipFile, NotImplementedError, ValueError, OverflowError, OSError, EOFError, error)


def _reason(problem: Exception) -> str:
    text = str(problem)
    return f"{text[:1].lower()}{text[1:]}" if text and text.isprintable() else "its list of entries is damaged"


def _listed(content: bytes) -> Iterator[_Entry]:
    """The entries that the list at the end of the archive names."""
    from io import BytesIO  # noqa: PLC0415 - as above
    from zipfile import ZipFile  # noqa: PLC0415 - as above

    with ZipFile(BytesIO(content)) as archive:
        for each in archive.infolist():
            name = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", each.filename)
            start = _start(content, each.header_offset)
            yield _Entry(name, each.flag_bits, each.compress_type, start, each.compress_size, each.file_size, each.CRC)


def _start(content: bytes, header: int) -> int:
    """Where the bytes begin whose header stands at `header`, or the end of the archive where none stands there."""
    if header < 0 or content[header : header + 4] != _MARK or len(content) < header + _LOCAL.size:
        return len(content)
    *_, name, extra = _LOCAL.unpack_from(content, header)
    return header + _LOCAL.size + int(name) + int(extra)


def _salvaged(content: bytes) -> Iterator[_Entry]:
    """The entries of an archive without a list, found by the header that stands before each."""
    place = content.find(_MARK)
    while place >= 0 and len(content) >= place + _LOCAL.size:
        _, _, flags, method, _, _, crc, packed, size, length, _ = _LOCAL.unpack_from(content, place)
        raw = content[place + _LOCAL.size : place + _LOCAL.size + length]
        name = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", raw.decode("utf-8" if flags & _UTF_8 else "cp437", "replace"))
        start = _start(content, place)
        if flags & _SIZES_FOLLOW:
            yield _Entry(name, flags, method, start, None, None, None)
            place = content.find(_MARK, start)
        else:
            yield _Entry(name, flags, method, start, packed, size, crc)
            place = content.find(_MARK, start + packed)


def _refusal(entry: _Entry, times: int) -> str:
    """Why an entry is not unpacked, or nothing."""
    path = entry.name.replace("\\", "/")
    reasons = {
        "its name leads out of the archive": path[:1] == "/" or path[1:2] == ":" or ".." in path.split("/"),
        f"there are {times} entries of that name": times > 1,
        "it is an archive inside an archive": is_archive(path),
        "it is encrypted": bool(entry.flags & _ENCRYPTED),
        "it is packed by a method that is not known": entry.method not in (_STORED, _DEFLATED),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _unpacked(content: bytes, entry: _Entry, limit: int) -> tuple[bytes, bool]:
    """What an entry holds, or one byte more than `limit` of it, and whether that is what was packed."""
    import zlib  # noqa: PLC0415 - as above

    end = len(content) if entry.packed is None else entry.start + entry.packed
    if end > len(content):
        return b"", False
    if entry.method == _STORED:
        whole, result = entry.packed is not None, content[entry.start : min(end, entry.start + limit + 1)]
    else:
        whole, result = _inflated(content, entry.start, end, limit + 1)
    return result, whole and (entry.crc is None or (zlib.crc32(result) == entry.crc and len(result) == entry.size))


def _inflated(content: bytes, start: int, end: int, limit: int) -> tuple[bool, bytes]:
    """Whether the packed bytes from `start` are whole, and what they hold, of which `limit` bytes are enough."""
    import zlib  # noqa: PLC0415 - as above

    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    parts: list[bytes] = []
    for place in range(start, end, _PIECE):
        try:
            parts.append(stream.decompress(content[place : min(place + _PIECE, end)], limit))
        except zlib.error:
            break
        limit -= len(parts[-1])
        if stream.eof or limit == 0:
            break
    return stream.eof, b"".join(parts)
