# SPDX-License-Identifier: Apache-2.0
"""Whatever lies in a folder: reading it ends, says what it could not read, and loses nothing of the other files."""

from __future__ import annotations

import io
import os
import random
import signal
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reqtrace.diagnostic import Diagnostic
from reqtrace.read.library import Library, read

SUFFIXES = (".rst", ".md", ".oreqm", ".xml", ".c", ".py", ".html", ".zip", ".txt", "")
GOOD = "Good\n----\n`req~good~1`\n\nIt is read.\n"


def read_beside(folder: Path) -> tuple[Library, tuple[Diagnostic, ...]]:
    """What is read of a folder that holds a good document, of which nothing is ever lost."""
    (folder / "good.rst").write_text(GOOD)
    library, diagnostics = read([str(folder)])
    assert [str(item.id) for item in library.items if item.span.file == "good.rst"] == ["req~good~1"]
    return library, diagnostics


def said(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{each.code} {each.span.file}" for each in diagnostics]


def written(folder: Path, content: bytes) -> None:
    for suffix in SUFFIXES:
        (folder / f"bad{suffix}").write_bytes(content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad")


# oft:off - these texts are no tags of this file
PIECES = st.sampled_from(
    [b"`req~a~1`", b"[impl->req~a~1]", b"Covers:", b" - ", b"::", b"```", b"<specdocument>", b"<specobject>", b"<id>",
     b"]]>", b"&a;", b"<!DOCTYPE", b"\r", b"\n", b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\t", b".. ", b"=====",
     b"oft:off", b"PK\x03\x04", b"~" * 9, b"Needs:", b"\xe2\x80\xa8", b"\x0c", b"\x1c", b"|", b"+--+", b"---"]
)  # fmt: skip
BYTES = st.binary(max_size=60) | st.lists(PIECES | st.binary(max_size=4), max_size=40).map(b"".join)


@given(BYTES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes(folder: Path, content: bytes) -> None:
    written(folder, content)
    library, diagnostics = read_beside(folder)
    text = {name: library.sources[name].split("\n") for name in library.sources}
    for each in [*(item.span for item in library.items), *(diagnostic.span for diagnostic in diagnostics)]:
        assert each.file in text or each.line == 0 or "bad" in each.file
        if each.file in text and each.line:
            assert 1 <= each.column <= len(text[each.file][each.line - 1]) + 1


def real_files() -> list[bytes]:
    here = Path(__file__).resolve().parents[2]
    kinds = ("requirements/passthrough/*.rst", "README.md", "reqtrace/read/*.py", "templates/*.j2")
    return [file.read_bytes()[:6000] for kind in kinds for file in sorted(here.glob(kind))]


@given(st.sampled_from(real_files()), st.integers(0, 2**32))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutilated_real_files(folder: Path, content: bytes, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    mutilated = bytearray(content)
    for _ in range(dice.randrange(1, 20)):
        place = dice.randrange(len(mutilated))
        match dice.randrange(3):
            case 0:
                mutilated[place] = dice.randrange(256)
            case 1:
                del mutilated[place : place + dice.randrange(40)]
            case _:
                mutilated[place:place] = dice.choice([b"\n", b"\0", b" ", b"\xff", b"`", b"\r", b"~"]) * dice.randrange(
                    9
                )
        mutilated = mutilated or bytearray(b"x")
    written(folder, bytes(mutilated))
    read_beside(folder)


ENORMOUS = {
    "one line": b"x" * 3_000_000,
    "one line of tildes": b"req" + b"~" * 1_000_000,
    "one line of ids": b"`req~a~1` " * 200_000,
    "one line of backticks": b"`" * 1_000_000,
    "one line of brackets": b"[impl->" * 300_000,
    "one line of blanks": b" " * 1_000_000 + b"x",
    "one line of colons": b":" * 1_000_000,
    "a million nested bullets": b"- " * 1_000_000 + b"x",
    "a bullet in a bullet in a bullet": b"".join(b" " * depth + b"- x\n" for depth in range(1_500)),
    "nested directives": b"".join(b" " * 3 * depth + b".. note::\n\n" for depth in range(600)),
    "nested quotes": b"> " * 500_000 + b"x",
    "nested elements": b"<specdocument>" + b"<a>" * 500_000,
    "nested braces": b"{" * 1_000_000,
    "many headings": b"T\n=\n" * 200_000,
    "many dots": b".. \n" * 200_000,
    "many fences": b"```\n" * 200_000,
    "many tables": b"=== ===\n" * 200_000,
    "many literal blocks": b"x::\n\n" * 200_000,
    "many items of one id": b"`req~a~1`\n\n" * 20_000,
    "many lines that end in CR": b"`req~b~1`\r" * 100_000,
    "an unclosed tag on every line": b"// [impl->dsn~a~1\n" * 100_000,
    "many dressed ids": b"**req~a~1**\n\n" * 30_000,
    "many keywords": b"Covers:\n\n" * 100_000,
    "attributes": b"<specdocument " + b'a="b" ' * 200_000,
}


@pytest.mark.parametrize("content", ENORMOUS.values(), ids=ENORMOUS.keys())
@pytest.mark.parametrize("suffix", [".rst", ".md", ".oreqm", ".c"])
@pytest.mark.usefixtures("patience")
def test_what_is_enormous_is_read_in_time(tmp_path: Path, content: bytes, suffix: str) -> None:
    (tmp_path / f"bad{suffix}").write_bytes(content)
    read_beside(tmp_path)


@pytest.fixture
def patience() -> Iterator[None]:
    """Ends a test that has used some seconds of its processor: what is quadratic would use many more."""

    def enough(*_: object) -> None:
        pytest.fail("it takes too long")

    before = signal.signal(signal.SIGVTALRM, enough)
    signal.setitimer(signal.ITIMER_VIRTUAL, 10)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


# oft:on
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD.encode("utf-16"), ["RT003 bad.rst"]),
        (b"\xef\xbb\xbf`req~bom~1`\n", []),
        (b"`req~cr~1`\rNeeds: dsn\r\rText\r\n", []),
        (b"`req~nul~1`\n\n\0\n", ["RT003 bad.rst"]),
        ("`req~latin~1`\n\nfür\n".encode("latin-1"), ["RT003 bad.rst"]),
    ],
)
def test_ways_to_write_text(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    (tmp_path / "bad.rst").write_bytes(content)
    assert said(read_beside(tmp_path)[1]) == expected


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.rst")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "round.rst").symlink_to("round.rst")
    (tmp_path / "null.rst").symlink_to("/dev/null")
    (tmp_path / "zero.rst").symlink_to("/dev/zero")
    (tmp_path / "nowhere.rst").symlink_to("gone.rst")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.rst"))
        assert said(read_beside(tmp_path)[1]) == [
            f"RT002 {name}.rst" for name in ("nowhere", "null", "pipe", "round", "socket", "zero")
        ]


def test_a_file_of_a_gigabyte_is_named_and_not_read(tmp_path: Path) -> None:
    for suffix in (".rst", ".zip"):
        with (tmp_path / f"huge{suffix}").open("wb") as file:
            file.truncate(1 << 30)
    library, diagnostics = read_beside(tmp_path)
    assert said(diagnostics) == ["RT009 huge.rst", "RT009 huge.zip"]
    assert diagnostics[0].message == "huge.rst is larger than 256 MiB, so it is not read"
    assert [item.span.file for item in library.items] == ["good.rst"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 20)
)


# [utest->dsn~specobjects_without_entities~1]
@pytest.mark.parametrize(
    "content",
    [
        f"<?xml version='1.0'?>{BOMB}]><specdocument>&t;</specdocument>",
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><specdocument></specdocument>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><specdocument>&a;</specdocument>",
    ],
)
def test_entities_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "bomb.oreqm").write_text(content)
    assert said(read_beside(tmp_path)[1]) == ["RT126 bomb.oreqm"]


def archive(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, inner in entries.items():
            opened.writestr(name, inner)
    return content.getvalue()


# [utest->dsn~archives_stay_in_memory~1]
def test_an_archive_that_would_fill_the_memory(tmp_path: Path) -> None:
    bomb = archive({"a.rst": b"`req~a~1`\n", "z.rst": b"\0" * (200 << 20)})
    assert len(bomb) < 1 << 20
    (tmp_path / "bomb.zip").write_bytes(bomb)
    library, diagnostics = read_beside(tmp_path)
    assert [str(item.id) for item in library.items] == ["req~a~1", "req~good~1"]
    assert [str(each.code) for each in diagnostics] == ["RT128"]


# [utest->dsn~archives_stay_in_memory~1]
def test_an_archive_that_would_write_elsewhere(tmp_path: Path) -> None:
    names = ("../out.rst", "/etc/out.rst", "a/../../out.rst", "good/in.rst")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "slip.zip").write_bytes(
        archive({name: f"`req~{n}~1`\n".encode() for n, name in zip("abcd", names, strict=True)})
    )
    before = sorted(tmp_path.rglob("*"))
    library, diagnostics = read([str(tmp_path / "in")])
    assert [str(item.id) for item in library.items] == ["req~d~1"]
    assert [str(each.code) for each in diagnostics] == ["RT128"] * 3
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("cut", [10, 100, 1])
def test_an_archive_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    whole = archive({"a.rst": b"`req~a~1`\n"})
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) - cut])
    assert said(read_beside(tmp_path)[1]) == ["RT127 cut.zip"]
