# SPDX-License-Identifier: Apache-2.0
"""Sheets, words and styles packed into the one file that a workbook is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from reqtrace.provenance import Provenance
from reqtrace.report.tables import Grid
from reqtrace.report.xlsx.sheet import Sheet, sheet
from reqtrace.report.xlsx.strings import Strings
from reqtrace.report.xlsx.styles import STYLES
from reqtrace.report.xlsx.xml import NAMESPACE, PROLOGUE, RELATIONS, escaped

_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the first that a ZIP file can tell, so that no clock has a say."""
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WIDEST: Final = 100
"""How many letters of a title stand at the foot of a printed sheet."""


def packed(grids: Iterable[Grid], title: str, provenance: Provenance) -> bytes:
    """The workbook that shows `grids`, a sheet for each.

    Its parts are stored as they are: compressed bytes depend on the version of zlib, and nothing here may.
    """
    strings = Strings()
    footer = _footer(title, provenance)
    sheets = [sheet(grid, strings, footer, first=not place) for place, grid in enumerate(grids)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in _parts(sheets, strings, title, provenance):
            part = zipfile.ZipInfo(name, _BEGINNING)
            part.create_system, part.external_attr = _UNIX, _READABLE
            archive.writestr(part, content)
    return stream.getvalue()


def _parts(
    sheets: Sequence[Sheet], strings: Strings, title: str, provenance: Provenance
) -> Iterator[tuple[str, bytes | str]]:
    """The files within the file."""
    yield "[Content_Types].xml", _content_types(len(sheets))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    yield (
        "_rels/.rels",
        _relations(
            (f"{office}/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{office}/extended-properties", "docProps/app.xml"),
        ),
    )
    yield "docProps/core.xml", _core(title, provenance)
    yield "docProps/app.xml", _application()
    yield "xl/workbook.xml", _workbook(sheets)
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            *((f"{office}/worksheet", f"worksheets/sheet{place}.xml") for place in range(1, len(sheets) + 1)),
            (f"{office}/styles", "styles.xml"),
            (f"{office}/sharedStrings", "sharedStrings.xml"),
        ),
    )
    yield "xl/styles.xml", STYLES
    yield "xl/sharedStrings.xml", strings.xml()
    for place, each in enumerate(sheets, 1):
        yield f"xl/worksheets/sheet{place}.xml", each.xml


def _content_types(sheets: int) -> str:
    parts = (
        ("/xl/workbook.xml", f"{_TYPES}.sheet.main+xml"),
        *((f"/xl/worksheets/sheet{place}.xml", f"{_TYPES}.worksheet+xml") for place in range(1, sheets + 1)),
        ("/xl/styles.xml", f"{_TYPES}.styles+xml"),
        ("/xl/sharedStrings.xml", f"{_TYPES}.sharedStrings+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    )
    return (
        f'{PROLOGUE}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{type_}"/>' for name, type_ in parts)
        + "</Types>"
    )


def _relations(*parts: tuple[str, str]) -> str:
    entries = (
        f'<Relationship Id="rId{number}" Type="{type_}" Target="{target}"/>'
        for number, (type_, target) in enumerate(parts, 1)
    )
    return f'{PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    """The sheets in their order, with the headings that are printed again on every page."""
    entries = (
        f'<sheet name="{each.name}" sheetId="{number}" r:id="rId{number}"/>' for number, each in enumerate(sheets, 1)
    )
    return (
        f'{PROLOGUE}<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{''.join(entries)}</sheets>"
        f"<definedNames>{''.join(_names(sheets))}</definedNames></workbook>"
    )


def _names(sheets: Sequence[Sheet]) -> Iterator[str]:
    for number, each in enumerate(sheets):
        first, last = each.area.split(":")
        area = f"{_fixed(first)}:{_fixed(last)}"
        name = f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
        yield f"{name}'{each.name}'!{area}</definedName>"
    for number, each in enumerate(sheets):
        name = f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">'
        yield f"{name}'{each.name}'!$1:$1</definedName>"


def _fixed(cell: str) -> str:
    """A cell by its own name, wherever that is read: ``$A$1``."""
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell.removeprefix(letters)}"


def _core(title: str, provenance: Provenance) -> str:
    date = provenance.date.strftime("%Y-%m-%dT%H:%M:%SZ") if provenance.date else ""
    created = f'<dcterms:created xsi:type="dcterms:W3CDTF">{date}</dcterms:created>' if date else ""
    return (
        f'{PROLOGUE}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>{escaped(provenance.tool)}</dc:creator>{created}"
        "</cp:coreProperties>"
    )


def _application() -> str:
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'{PROLOGUE}<Properties xmlns="{namespace}"><Application>reqtrace</Application></Properties>'


def _footer(title: str, provenance: Provenance) -> str:
    """What stands below every printed page: whose it is, of which commit, and its number; ``&`` steers there."""
    commit = f", {provenance.commit[:12]}{' and changes' if provenance.dirty else ''}" if provenance.commit else ""
    words = escaped(f"{title[:_WIDEST]}{commit}".replace("&", "&&"))
    return f"&amp;L{words}&amp;R&amp;P / &amp;N"
