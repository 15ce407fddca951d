# SPDX-License-Identifier: Apache-2.0
"""Which formats a report can have, what each consists of, and what has to be installed for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from reqtrace.config import Format
from reqtrace.report.material import Absence, Companion, Documents, Material

EXTRA: Final = "reqtrace-safety[reports]"
"""What pip installs with all that the formats need."""


class Recipe(Struct, frozen=True):
    """How a format is made: the modules whose `documents` it consists of, and the files that others point to.

    `files` are their names with what they are; `library` is the package that is imported for it and that need not be
    installed.
    """

    modules: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    library: str = ""


# [impl->dsn~formats_are_a_table~1]
RECIPES: Final[Mapping[Format, Recipe]] = MappingProxyType(
    {
        Format.HTML: Recipe(("reqtrace.report.site",), (("index.html", "the report to read"),)),
        Format.CSV: Recipe(("reqtrace.report.csv",), (("matrix.csv", "the matrix as a table of text"),)),
        Format.XLSX: Recipe(("reqtrace.report.xlsx",), (("matrix.xlsx", "all tables as a spreadsheet"),)),
        Format.PDF: Recipe(("reqtrace.report.pdf",), (("report.pdf", "the certification report"),), "typst"),
        Format.JSON: Recipe(
            ("reqtrace.report.json", "reqtrace.report.report_json", "reqtrace.report.schemas"),
            (
                ("report.json", "the certification report as data"),
                ("trace.json", "every item and how it is covered, as data"),
                ("run.json", "every test case and what came of it, as data"),
            ),
        ),
        Format.JUNIT: Recipe(("reqtrace.report.junit",), (("junit.xml", "the results as JUnit XML"),)),
        Format.SARIF: Recipe(("reqtrace.report.sarif",), (("trace.sarif", "what is wrong, as SARIF"),)),
        Format.SVG: Recipe(
            ("reqtrace.report.figures",),
            (
                ("figures/kinds.svg", "items by kind, as a figure"),
                ("figures/levels.svg", "requirements by level of safety integrity, as a figure"),
                ("figures/completeness.svg", "requirements verified in whole, as a figure"),
                ("figures/versions.svg", "requirements by profile, as a figure"),
                ("figures/adequacy.svg", "what the test cases notice, as a figure"),
            ),
        ),
    }
)


class Choice(Struct, frozen=True):
    """The formats that are written, in the order of their table, and those that are left out for want of a library."""

    formats: tuple[Format, ...]
    absent: tuple[Absence, ...] = ()

    @property
    def companions(self) -> tuple[Companion, ...]:
        """The files that others point to."""
        return tuple(
            Companion(name, title, format_) for format_ in self.formats for name, title in RECIPES[format_].files
        )


def choose(wanted: Sequence[Format] | None) -> Choice:
    """The formats `wanted`, all where that is None, as far as what they need is installed."""
    chosen = [format_ for format_ in Format if wanted is None or format_ in wanted]
    absent = tuple(Absence(format_, _reason(format_)) for format_ in chosen if lacks(format_))
    return Choice(tuple(format_ for format_ in chosen if not lacks(format_)), absent)


def lacks(format_: Format) -> bool:
    """Whether the library that a format needs is missing."""
    library = RECIPES[format_].library
    return bool(library) and find_spec(library) is None


def _reason(format_: Format) -> str:
    return f"{RECIPES[format_].library} is not installed"


def documents(format_: Format, material: Material) -> Iterator[tuple[str, bytes]]:
    """The files of a format, one after the other."""
    for name in RECIPES[format_].modules:
        yield from part(name, material)


def part(module: str, material: Material) -> Iterator[tuple[str, bytes]]:
    """The files that one of the modules of a format makes."""
    make: Documents = import_module(module).documents
    return make(material)
