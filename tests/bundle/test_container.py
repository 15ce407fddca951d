# SPDX-License-Identifier: Apache-2.0
"""There is one archive for one content, and whatever is otherwise is named."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.bundle.container import Member, pack, unpack
from reqtrace.bundle.names import LONGEST, objection
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic

TWO = {"a.txt": b"first", "b/ü.txt": b"second"}

parts = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/\\:"), min_size=1, max_size=8)
names = st.lists(parts, min_size=1, max_size=3).map("/".join).filter(lambda name: not objection(name))
contents = st.dictionaries(names, st.binary(max_size=50), max_size=5)


def refusal(content: bytes) -> str:
    """Why an archive is none of ours."""
    answer = unpack(content, "e.zip")
    assert isinstance(answer, Diagnostic), "it was taken for one of ours"
    assert answer.code is Code.NO_BUNDLE
    return answer.message


def unpacked(content: bytes) -> dict[str, bytes]:
    answer = unpack(content, "e.zip")
    assert not isinstance(answer, Diagnostic), answer.message
    return {name: bytes(member.content) for name, member in answer.items()}


def zipped(
    name: str = "ü.txt", method: int = ZIP_STORED, attributes: int = 0o100644 << 16, comment: bytes = b""
) -> bytes:
    """An archive of one member, as others write it."""
    made = BytesIO()
    with ZipFile(made, "w", method) as archive:
        entry = ZipInfo(name)
        entry.external_attr = attributes
        entry.comment = comment
        archive.writestr(entry, b"first" * 100, method)
    return made.getvalue()


# [utest->dsn~one_archive_for_one_content~1]
@given(contents)
def test_what_was_packed_is_unpacked_and_packed_again_to_the_same_bytes(members: dict[str, bytes]) -> None:
    packed = pack(members)
    assert unpacked(packed) == members
    assert pack(dict(reversed(members.items()))) == packed


@given(contents)
def test_others_can_unpack_it(members: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(pack(members))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == members


def test_unzip_finds_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "e.zip").write_bytes(pack(TWO))
    try:
        answer = subprocess.run(["unzip", "-t", "e.zip"], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S607 - whichever unzip there is
    except FileNotFoundError:
        pytest.skip("needs unzip")
    assert (answer.returncode, answer.stdout.count("OK")) == (0, 2)


@pytest.mark.parametrize("length", range(len(pack(TWO))))
def test_whatever_is_cut_off_is_missed(length: int) -> None:
    assert refusal(pack(TWO)[:length])


@given(st.binary(min_size=1, max_size=60))
def test_whatever_stands_behind_the_end_is_found(more: bytes) -> None:
    assert "e.zip is no bundle" in refusal(pack(TWO) + more)


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# [utest->dsn~every_bit_is_accounted_for~1]
def test_no_bit_is_free_but_those_of_contents() -> None:
    packed = pack(TWO)
    for bit in range(len(packed) * 8):
        answer = unpack(flipped(packed, bit), "e.zip")
        if isinstance(answer, Diagnostic):
            assert answer.message.startswith("e.zip"), bit
            continue
        assert {name: bytes(member.content) for name, member in answer.items()} != TWO, bit


# [utest->dsn~members_stay_inside~1]
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../a", "its name leads out of the bundle"),
        ("a/../../b", "its name leads out of the bundle"),
        ("/etc/passwd", "its name is that of a place on a disk"),
        ("C:/a", "its name is that of a place on a disk"),
        ("a\\b", "its name has a backslash, which some systems take for a folder"),
        ("a//b", "its name is no plain path"),
        ("a/", "its name is no plain path"),
        ("./a", "its name is no plain path"),
        ("a\nb", "its name has characters that can not be shown"),
        ("a" * (LONGEST + 1), f"its name has more than {LONGEST} bytes"),
        ("", "it has no name"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, reason: str) -> None:
    assert objection(name) == reason
    assert reason in refusal(pack({name: b"x"}))


@given(st.text(max_size=20))
def test_a_name_that_is_allowed_stays_below_the_folder_it_is_written_to(name: str) -> None:
    if not objection(name):
        place = Path("/folder") / name
        assert Path("/folder") in place.parents
        assert ".." not in place.parts


LINK, FOLDER = 0o120777 << 16, 0o040755 << 16


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "e.zip is no bundle: it does not begin as a zip archive does"),
        (b"PK\x03\x04", "e.zip is no bundle: its end is missing: it is truncated, or was altered there"),
        (zipped(method=ZIP_DEFLATED), "its method is 8 instead of 0 (compressed members are refused)"),
        (
            zipped(attributes=LINK),
            "its kind of file is 2717843456 instead of 2175008768 (links, folders and programs are refused)",
        ),
    ],
)
def test_what_others_pack_is_refused(content: bytes, words: str) -> None:
    assert words in refusal(content)


def altered(change: Callable[[bytearray, int, int], None]) -> bytes:
    """Our own archive of one member, in which something is changed at its head and at its place in the list."""
    packed = bytearray(pack({"a.txt": b"first"}))
    change(packed, 0, packed.find(b"PK\x01\x02"))
    return bytes(packed)


def put(form: str, *places: tuple[int, int]) -> Callable[[bytearray, int, int], None]:
    """Puts a number where a field of the list stands, counted from its beginning."""

    def change(packed: bytearray, _: int, listed: int) -> None:
        for offset, value in places:
            struct.pack_into(form, packed, listed + offset, value)

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            put("<H", (8, 0x801)),
            "its set of flags is 2049 instead of 2048 (encrypted members and names in other alphabets are refused)",
        ),
        (put("<H", (10, 8)), "its method is 8 instead of 0 (compressed members are refused)"),
        (
            put("<I", (38, LINK)),
            f"its kind of file is {LINK} instead of {0o100644 << 16} (links, folders and programs are refused)",
        ),
        (put("<I", (20, 0xFFFFFFFF)), "its packed size is 4294967295 instead of 5"),
        (put("<I", (20, 0xFFFFFFFF), (24, 0xFFFFFFFF)), "its size is more than there is"),
        (put("<H", (30, 20)), "its length of extra fields is 20 instead of 0 (extensions are refused)"),
        (put("<H", (32, 9)), "its length of the comment is 9 instead of 0 (comments are refused)"),
        (put("<I", (42, 1)), "its place is 1 instead of 0"),
        (put("<I", (16, 1)), "before its content, its checksum is"),
    ],
)
def test_what_archives_are_misused_by_is_refused(change: Callable[[bytearray, int, int], None], reason: str) -> None:
    assert reason in refusal(altered(change))


def with_two(one: str, other: str) -> bytes:
    """An archive with two members of these names, one after the other."""
    packed = bytearray(pack({"1": b"x", "2": b"y"}))
    for place in range(len(packed)):
        if packed[place : place + 1] in (b"1", b"2"):
            packed[place] = ord(one if packed[place] == ord("1") else other)
    return bytes(packed)


def test_a_name_stands_once_and_in_its_place() -> None:
    assert unpacked(with_two("3", "4")) == {"3": b"x", "4": b"y"}
    assert refusal(with_two("3", "3")) == "e.zip!3 is not as reqtrace packs it: there are two members of that name"
    assert "it stands behind 4, and not where its name has its place" in refusal(with_two("4", "3"))


def test_numbers_beyond_all_measure_are_no_members() -> None:
    for ending in (b"\xff" * 18, b"\x00" * 4 + b"\xff" * 14, b"\x00" * 4 + b"\xff\xff" * 2 + b"\x00" * 10):
        assert refusal(b"PK\x03\x04" + b"PK\x05\x06" + ending)


@given(st.binary(max_size=200), st.binary(max_size=60), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06"]))
def test_nothing_at_all_is_taken_for_ours_by_chance(content: bytes, more: bytes, mark: bytes) -> None:
    answer = unpack(mark + content + b"PK\x05\x06" + more, "e.zip")
    assert isinstance(answer, Diagnostic) or pack({name: bytes(each.content) for name, each in answer.items()})


def test_contents_are_parts_of_the_archive_and_no_copies() -> None:
    answer = unpack(pack(TWO), "e.zip")
    assert not isinstance(answer, Diagnostic)
    assert [type(member.content) for member in answer.values()] == [memoryview, memoryview]
    assert all(isinstance(member, Member) for member in answer.values())


@pytest.mark.parametrize("longer", [0, 4], ids=["before the list", "behind the list"])
def test_there_is_no_gap_to_hide_anything_in(longer: int) -> None:
    packed = pack({"a.txt": b"first"})
    listed, end = packed.find(b"PK\x01\x02"), len(packed) - 22
    gap = end if longer else listed
    content = bytearray(packed[:gap] + b"more" + packed[gap:])
    place = listed if longer else listed + 4
    struct.pack_into("<II", content, len(content) - 10, end - listed + longer, place)
    assert "do not follow one another without a gap" in refusal(bytes(content))
