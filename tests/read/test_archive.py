# SPDX-License-Identifier: Apache-2.0
"""What is read of archives, and what is refused."""

from __future__ import annotations

import struct
import time
import tracemalloc
from collections.abc import Mapping
from io import BytesIO
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.archive import Limits, entries, is_archive
from reqtrace.span import Span

SMALL = Limits(entry=1 << 20, archive=4 << 20)
TEXT = b"`req~a~1`\n" * 50


def packed(files: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """An archive of files, in which each of them is dated as no file can be."""
    content = BytesIO()
    with ZipFile(content, "w", method) as made:
        for name, text in files.items():
            made.writestr(ZipInfo(name), text, method)
    return content.getvalue()


def streamed(files: Mapping[str, bytes]) -> bytes:
    """An archive that was written to where one can not go back, so that sizes stand behind the files."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError("not seekable")

        def tell(self) -> int:
            raise OSError("not seekable")

    content = Pipe()
    with ZipFile(content, "w", ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return content.getvalue()


def read(content: bytes) -> tuple[dict[str, bytes], list[Diagnostic]]:
    found, diagnostics = entries(content, "a.zip", lambda name: name.endswith((".rst", ".c", ".zip")), SMALL)
    return dict(found), list(diagnostics)


def refused(content: bytes) -> list[str]:
    found, diagnostics = read(content)
    assert found == {"a.zip!z.rst": TEXT}
    assert {each.code for each in diagnostics} == {Code.REFUSED_ENTRY}
    assert all(each.message.startswith(f"{each.span.file} is not read: ") for each in diagnostics)
    return [each.message for each in diagnostics]


def test_archives_are_known_by_their_name() -> None:
    assert [is_archive(name) for name in ("a.zip", "A.ZIP", "a.zip.rst", "zip", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED])
def test_entries_come_by_name(method: int) -> None:
    content = packed({"b/b.c": b"int b;", "b/": b"", "a.rst": TEXT, "a.exe": b"MZ", "b/a.rst": b""}, method)
    found, diagnostics = entries(content, "docs/a.zip", lambda name: name.endswith((".rst", ".c")))
    assert found == (("docs/a.zip!a.rst", TEXT), ("docs/a.zip!b/a.rst", b""), ("docs/a.zip!b/b.c", b"int b;"))
    assert diagnostics == ()


@given(st.dictionaries(st.from_regex(r"\A[a-z]{1,3}\.rst\Z"), st.binary(max_size=300), max_size=5))
def test_what_was_packed_is_unpacked(files: dict[str, bytes]) -> None:
    expected = {f"a.zip!{name}": text for name, text in sorted(files.items())}
    assert read(packed(files)) == (expected, [])
    assert read(streamed(files)) == (expected, [])


# [utest->dsn~archives_stay_in_memory~1]
@pytest.mark.parametrize("name", ["../a.rst", "/a.rst", "a/../../b.rst", "C:/a.rst", "..\\a.rst", "\\a.rst"])
def test_a_name_that_leads_out(name: str) -> None:
    (told,) = refused(packed({name: TEXT, "z.rst": TEXT}))
    assert told == f"a.zip!{name} is not read: its name leads out of the archive"


def test_an_archive_in_an_archive() -> None:
    (told,) = refused(packed({"b.zip": packed({"a.rst": TEXT}), "z.rst": TEXT}))
    assert told == "a.zip!b.zip is not read: it is an archive inside an archive"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_occurs_twice() -> None:
    content = BytesIO()
    with ZipFile(content, "w") as made:
        for name in ("a.rst", "a.rst", "z.rst"):
            made.writestr(name, TEXT)
    assert refused(content.getvalue()) == ["a.zip!a.rst is not read: there are 2 entries of that name"]


def test_an_entry_that_is_encrypted() -> None:
    content = bytearray(packed({"a.rst": TEXT, "z.rst": TEXT}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(content)) == ["a.zip!a.rst is not read: it is encrypted"]


def test_a_method_that_is_not_known() -> None:
    content = BytesIO()
    with ZipFile(content, "w") as made:
        made.writestr("a.rst", TEXT, ZIP_BZIP2)
        made.writestr("z.rst", TEXT)
    assert refused(content.getvalue()) == ["a.zip!a.rst is not read: it is packed by a method that is not known"]


def test_an_entry_that_is_too_large() -> None:
    large = bytes(SMALL.entry + 1)
    assert refused(packed({"a.rst": large, "z.rst": TEXT})) == ["a.zip!a.rst is not read: it holds more than 1 MiB"]


def test_an_entry_that_lies_about_its_size() -> None:
    content = bytearray(packed({"a.rst": bytes(SMALL.entry + 1), "z.rst": TEXT}))
    listed = content.index(b"PK\x01\x02")
    content[listed + 24 : listed + 28] = struct.pack("<I", 5)
    assert refused(bytes(content)) == ["a.zip!a.rst is not read: it holds more than 1 MiB"]


def test_no_more_is_unpacked_than_may_be_read() -> None:
    text = Random(1).randbytes(2 << 20).hex().encode()  # noqa: S311 - any bytes that can not be packed well
    content = bytearray(packed({"a.rst": text}))
    listed = content.index(b"PK\x01\x02")
    content[listed + 24 : listed + 28] = struct.pack("<I", 5)
    tracemalloc.start()
    try:
        _, (told,) = entries(bytes(content), "a.zip", lambda _: True, SMALL)
        peak = tracemalloc.get_traced_memory()[1] - len(content)
    finally:
        tracemalloc.stop()
    assert told.message == "a.zip!a.rst is not read: it holds more than 1 MiB"
    assert peak < 3 << 20


def test_entries_that_are_too_large_together() -> None:
    found, (told,) = read(
        packed({**{f"{number}.rst": bytes(1 << 20) for number in range(4)}, "a.rst": b"1", "z.rst": b""})
    )
    assert list(found) == ["a.zip!0.rst", "a.zip!1.rst", "a.zip!2.rst", "a.zip!3.rst", "a.zip!z.rst"]
    assert told.message == "a.zip!a.rst is not read: the entries up to it hold more than 4 MiB"


def test_what_is_allowed_where_nothing_is_said() -> None:
    assert Limits() == (64 * 1024 * 1024, 256 * 1024 * 1024)


def test_an_entry_that_is_damaged_costs_no_other() -> None:
    content = bytearray(packed({"a.rst": TEXT, "b.rst": TEXT, "z.rst": TEXT}, ZIP_STORED))
    content[content.index(TEXT) + 5] ^= 1
    found, (told,) = read(bytes(content))
    assert found == {"a.zip!b.rst": TEXT, "a.zip!z.rst": TEXT}
    assert (told.code, told.span) == (Code.BROKEN_ARCHIVE, Span("a.zip!a.rst"))
    assert told.message == "a.zip!a.rst can not be unpacked: it is truncated or damaged"


@pytest.mark.parametrize("pack", [packed, streamed])
def test_of_an_archive_that_is_truncated_what_is_there_is_read(pack: type[bytes]) -> None:
    content = pack({"a.rst": TEXT, "b.rst": TEXT, "c.rst": TEXT})
    third = content.rindex(b"PK\x03\x04")
    found, told = read(content[: third + 40])
    assert found == {"a.zip!a.rst": TEXT, "a.zip!b.rst": TEXT}
    assert [each.message for each in told] == [
        "a.zip is no whole archive: file is not a zip file",
        "a.zip!c.rst can not be unpacked: it is truncated or damaged",
    ]


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all", b"PK\x03\x04" * 50])
def test_what_is_no_archive(content: bytes) -> None:
    found, told = read(content)
    assert found == {}
    assert {each.code for each in told} == {Code.BROKEN_ARCHIVE}


def test_a_name_that_is_no_text_is_shown_harmlessly() -> None:
    found, _ = read(packed({"a\x1b[2J\n.rst": TEXT}))
    assert list(found) == ["a.zip!a\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}.rst"]


def test_many_entries_that_share_their_bytes_are_counted_each() -> None:
    content = packed({"a.rst": bytes(1 << 18)})
    listed = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    record = content[listed:end]
    names = [record.replace(b"a.rst", b"%c.rst" % letter) for letter in range(ord("a"), ord("z") + 1)] * 2
    names = [each.replace(b".rst", b".rs%c" % (ord("a") + place // 26)) for place, each in enumerate(names)]
    size = sum(map(len, names))
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(names), len(names), size, listed, 0)
    found, told = entries(content[:listed] + b"".join(names) + tail, "a.zip", lambda _: True, SMALL)
    assert sum(len(text) for _, text in found) == SMALL.archive
    assert len(told) == len(names) - len(found)


@given(st.data())
def test_any_damage_is_survived(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([packed, streamed]))({"a.rst": TEXT, "b.c": b"int b;"}))
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)))):
        content[place] = value
    start = time.process_time()
    found, _ = read(bytes(content[: data.draw(st.integers(0, len(content)))]))
    assert all(name.startswith("a.zip!") for name in found)
    assert time.process_time() - start < 5
