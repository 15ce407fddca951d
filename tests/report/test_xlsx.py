# SPDX-License-Identifier: Apache-2.0
"""All tables as a workbook, read back with another library."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from samples import project
from tabled import HARMFUL, PROVENANCE, harmful, material

from reqtrace.report.material import Material
from reqtrace.report.tables import Column, Grid
from reqtrace.report.view import printable
from reqtrace.report.xlsx import documents
from reqtrace.report.xlsx.package import packed
from reqtrace.report.xlsx.sheet import sheet
from reqtrace.report.xlsx.strings import Strings
from reqtrace.report.xlsx.xml import LONGEST

SHEETS = [
    "Summary",
    "Levels",
    "Kinds",
    "Gate",
    "Matrix",
    "Requirements",
    "Test cases",
    "Versions",
    "Adequacy",
    "Gaps",
    "Diagnostics",
    "Changes",
    "Suspects",
    "Inputs",
]
TEXTS = st.text(st.characters(codec=None), min_size=1, max_size=30)


def written(stuff: Material) -> bytes:
    ((name, content),) = documents(stuff)
    assert name == "matrix.xlsx"
    return content


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def shown(stuff: Material, name: str) -> list[list[object]]:
    """What the cells of a sheet show, its heading first."""
    return [list(row) for row in opened(written(stuff))[name].iter_rows(values_only=True)]


def one_cell(text: str) -> bytes:
    """A workbook with a single cell below its heading."""
    return packed([Grid("Only", (Column("x", 9),), [(text,)], "")], "title", PROVENANCE)


# [utest->dsn~tables_are_one_workbook~1]
def test_there_is_a_sheet_for_every_table_with_a_heading_that_stays_and_filters() -> None:
    book = opened(written(material()))
    assert book.sheetnames == SHEETS
    for each in book:
        assert each.freeze_panes
        assert int(re.sub(r"\D", "", each.freeze_panes)) == 2
        assert each.auto_filter.ref == each.dimensions
        assert each.print_title_rows == "$1:$1"
        assert all(cell.font.b for cell in each[1])
    assert book["Matrix"].freeze_panes == "C2"
    assert book.active is not None
    assert book.active.title == "Summary"


def test_a_verdict_is_colour_glyph_and_word_under_its_qualifier() -> None:
    matrix = opened(written(material()))["Matrix"]
    assert matrix["G1"].value == "Verdict (model, required)"
    colours = {
        cell.value: (cell.fill.fgColor.rgb, cell.font.color.rgb) for cell in matrix["G"][1:] if cell.value is not None
    }
    assert colours == {
        "✕ failed": ("FFFDEBEB", "FFC0272D"),
        "✓ verified": ("FFE5F4E9", "FF1A7A37"),
        "○ unverified": ("FFFCF2DA", "FF855700"),
        "– rejected": ("FFEDF0F3", "FF626C78"),
    }


def test_the_requirements_with_their_cases_and_reasons() -> None:
    heading, *rows = shown(material(), "Requirements")
    (row,) = [dict(zip(heading, each, strict=True)) for each in rows if each[1] == "SSR~refuse~2"]
    assert (row["Passed"], row["Failed"], row["Not run"]) == (1, 1, 0)
    assert row["Why not verified"] == 'SSR~refuse~2: its links are defective\nCase~refuse_irq~1: domain "b" runs'


def test_what_was_not_measured_is_said() -> None:
    stuff = material(project(evidence=None))
    assert shown(stuff, "Versions")[1][0] == "Profiles were not compared."
    assert shown(stuff, "Adequacy")[1][0] == "What the test cases notice was not measured."
    assert shown(stuff, "Changes")[1][0] == "No baseline was named."
    assert shown(stuff, "Gate")[1][0] == "The project demands nothing of itself."
    assert ["Verdicts rest on", "links alone: no test case was executed"] in shown(stuff, "Summary")
    assert shown(stuff, "Matrix")[0][6] == "Coverage"


def test_it_says_what_it_was_made_of() -> None:
    content = written(material())
    rows = dict(map(tuple, shown(material(), "Summary")))
    assert (rows["Commit"], rows["Date (UTC)"]) == ("0123456789abcdef" * 2, "2026-11-21 09:30:00")
    assert (rows["Made by"], rows["Platform"]) == ("reqtrace 1.0", "not known")
    book = opened(content)
    assert (book.properties.title, book.properties.creator) == ("Passthrough", "reqtrace 1.0")
    assert book.properties.created is not None
    assert book.properties.created.isoformat() == "2026-11-21T09:30:00"
    assert book["Matrix"].oddFooter.left.text == "Passthrough, 0123456789ab"


def test_the_same_input_gives_the_same_bytes_whatever_zlib_does() -> None:
    assert written(material()) == written(material())
    with zipfile.ZipFile(io.BytesIO(written(material()))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}


def test_its_parts_are_well_formed_named_once_and_all_related() -> None:
    with zipfile.ZipFile(io.BytesIO(written(material()))) as archive:
        names = archive.namelist()
        trees = {name: ElementTree.fromstring(archive.read(name)) for name in names}
    assert len(set(names)) == len(names)
    types = {each.get("PartName") for each in trees["[Content_Types].xml"] if each.get("PartName")}
    assert types == {f"/{name}" for name in names if not name.endswith(".rels") and "[" not in name}
    targets = {f"xl/{each.get('Target')}" for each in trees["xl/_rels/workbook.xml.rels"]}
    targets |= {each.get("Target") or "" for each in trees["_rels/.rels"]}
    assert targets == {name for name in names if not name.endswith(".rels") and "[" not in name}


# [utest->dsn~cells_are_no_formulas~1]
@settings(deadline=None, max_examples=40)
@given(HARMFUL)
def test_no_cell_is_ever_a_formula_or_a_link(text: str) -> None:
    for each in opened(written(harmful(text))):
        for row in each.iter_rows():
            for cell in row:
                assert cell.data_type in "sn"
                assert cell.hyperlink is None
                assert cell.data_type == "n" or cell.number_format == "@"


@settings(deadline=None)
@given(TEXTS)
@example("a_x0041_b")
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(one_cell(text))) as archive:
        tree = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    words = ["".join(each.itertext()) for each in tree]
    decoded = [re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), each) for each in words]
    assert decoded == list(dict.fromkeys(["x", printable(text)]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a_x0041_b", "a_x0041_b"),
        ("\x00\x1b", "␀␛"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("  two\nlines ", "  two\nlines "),
        ("http://example.org", "http://example.org"),
        ("007", "007"),
    ],
)
def test_words_stay_words(text: str, value: str) -> None:
    cell = opened(one_cell(text))["Only"]["A2"]
    assert (cell.value, cell.data_type) == (value, "s")


@pytest.mark.parametrize(("text", "kept"), [("a" * LONGEST, LONGEST), ("a" * 40_000, 32_667), ("😀" * 20_000, 16_333)])
def test_what_does_not_fit_into_a_cell_is_cut_off_and_that_is_said(text: str, kept: int) -> None:
    value = opened(one_cell(text))["Only"]["A2"].value
    assert isinstance(value, str)
    assert len(value.encode("utf-16-le")) // 2 <= LONGEST
    more = f"… [{len(text) - kept} more characters do not fit into a cell]" if kept < len(text) else ""
    assert value == text[:kept] + more


def rows_of(count: int, most: int) -> Sequence[str]:
    strings = Strings()
    grid = Grid("Only", (Column("x", 9),), ((f"row {number}",) for number in range(count)), "Nothing is here.")
    made = sheet(grid, strings, "", first=True, most=most)
    words = ElementTree.fromstring(strings.xml())
    cells = [each.text or "" for each in ElementTree.fromstring(made.xml).iter() if each.tag.endswith("}v")]
    return ["".join(words[int(number)].itertext()) for number in cells]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ["x", "Nothing is here."]),
        (1, ["x", "row 0"]),
        (3, ["x", "row 0", "row 1", "row 2"]),
        (4, ["x", "row 0", "row 1", "row 2", "1 more rows do not fit into a sheet."]),
        (9, ["x", "row 0", "row 1", "row 2", "6 more rows do not fit into a sheet."]),
    ],
)
def test_rows_that_do_not_fit_into_a_sheet_are_counted(count: int, expected: list[str]) -> None:
    assert rows_of(count, 5) == expected


@given(st.integers(1, 60))
def test_columns_are_called_as_spreadsheets_call_them(count: int) -> None:
    grid = Grid("Only", tuple(Column(str(number), 9) for number in range(count)), (), "")
    assert sheet(grid, Strings(), "", first=False).area == f"A1:{get_column_letter(count)}1"
