# SPDX-License-Identifier: Apache-2.0
"""Which file is read how."""

from __future__ import annotations

import pickle

import pytest

from reqtrace.read.formats import DEFAULT_SOURCES, Formats
from reqtrace.read.markdown import read_markdown
from reqtrace.read.reading import Reader
from reqtrace.read.rst import read_rst
from reqtrace.read.specobject import read_specobjects
from reqtrace.read.tags import read_tags

SPECDOCUMENT = "<specdocument/>"


# [utest->dsn~format_from_the_name~1]
@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("a.rst", read_rst),
        ("docs/A.RST", read_rst),
        ("a.md", read_markdown),
        ("a.MarkDown", read_markdown),
        ("a.oreqm", read_specobjects),
        ("a.OREQM", read_specobjects),
        ("a.c", read_tags),
        ("a.C", read_tags),
        ("folder.rst/a.h", read_tags),
        ("a.zip!b/c.dts", read_tags),
        ("xen/Makefile", read_tags),
        ("a.zip!Kconfig", read_tags),
        ("README.txt", read_tags),
        ("a.c++", read_tags),
        ("a.xml", read_tags),
        ("a.CPP", None),
        ("a.docx", None),
        ("makefile", None),
        ("c", None),
        ("rst", None),
        ("a.rst.orig", None),
        ("", None),
    ],
)
def test_the_name_tells(name: str, reader: Reader | None) -> None:
    assert Formats().reader(name, "") is reader
    assert Formats().may_read(name) == (reader is not None)


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        (SPECDOCUMENT, read_specobjects),
        (" " * 4083 + SPECDOCUMENT, read_specobjects),
        (" " * 4084 + SPECDOCUMENT, read_tags),
        ("<project/>", read_tags),
    ],
)
def test_of_xml_the_beginning_tells(text: str, reader: Reader) -> None:
    assert Formats().reader("a.XML" if reader is read_specobjects else "a.xml", text) is reader


def test_xml_that_is_no_source_is_read_where_it_is_a_specdocument() -> None:
    assert Formats([".c"]).may_read("a.xml")
    assert Formats([".c"]).reader("a.xml", SPECDOCUMENT) is read_specobjects
    assert Formats([".c"]).reader("a.xml", "<project/>") is None


def test_a_project_names_its_sources() -> None:
    formats = Formats([".vhdl", "BUILD"])
    assert [formats.may_read(name) for name in ("a.vhdl", "b/BUILD", "a.rst", "a.c")] == [True, True, True, False]


def test_a_document_stays_one_whatever_is_a_source() -> None:
    assert Formats([".rst"]).reader("a.rst", "") is read_rst


def test_archives_are_looked_into() -> None:
    assert Formats().may_read("a.zip")
    assert Formats().may_read("a.ZIP")
    assert Formats().reader("a.zip", "") is None


def test_a_choice_is_told_from_another_and_goes_to_other_processes() -> None:
    assert Formats([".c", ".h"]).signature == Formats([".h", ".c"]).signature != Formats([".c"]).signature
    assert pickle.loads(pickle.dumps(Formats())).signature == Formats(DEFAULT_SOURCES).signature  # noqa: S301 - our own
