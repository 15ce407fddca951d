# SPDX-License-Identifier: Apache-2.0
"""How cells of a workbook look: fonts, fills and lines, and the number by which each combination is known."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reqtrace.report.tables import Look
from reqtrace.report.view import Tone
from reqtrace.report.xlsx.xml import NAMESPACE, PROLOGUE

HEADING: Final = 1
REMARK: Final = 5
"""Words in a table that has no row."""
LOOKS: Final[Mapping[Look, int]] = MappingProxyType({Look.TEXT: 2, Look.CODE: 3, Look.NUMBER: 4, Look.CHIP: 2})
TONES: Final[Mapping[Tone, int]] = MappingProxyType({Tone.OK: 6, Tone.BAD: 7, Tone.OPEN: 8, Tone.OFF: 9})

_COLOURS: Final = (("1A7A37", "E5F4E9"), ("C0272D", "FDEBEB"), ("855700", "FCF2DA"), ("626C78", "EDF0F3"))
"""Letters and ground of what is as it should be, of what is not, of what is open, and of what does not count."""


def _font(*, bold: bool = False, name: str = "Calibri", size: int = 11, colour: str = "") -> str:
    weight = "<b/>" if bold else ""
    ink = f'<color rgb="FF{colour}"/>' if colour else ""
    return f'<font>{weight}<sz val="{size}"/>{ink}<name val="{name}"/><family val="2"/></font>'


def _fill(colour: str) -> str:
    ground = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{ground}</patternFill></fill>'


def _cell(font: int, fill: int, border: int = 0, *, text: bool = True) -> str:
    """A combination. Words are marked as such, so that they are none but words when somebody edits them, too."""
    marked = 'numFmtId="49" applyNumberFormat="1"' if text else 'numFmtId="0"'
    return (
        f'<xf {marked} fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" applyFill="1"'
        f' applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    )


def _counted(name: str, parts: tuple[str, ...]) -> str:
    return f'<{name} count="{len(parts)}">{"".join(parts)}</{name}>'


_FONTS: Final = (
    _font(),
    _font(bold=True),
    _font(name="Consolas", size=10),
    _font(colour="626C78"),
    *(_font(bold=True, colour=ink) for ink, _ in _COLOURS),
)
_FILLS: Final = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    _fill("DDE2E8"),
    *(_fill(ground) for _, ground in _COLOURS),
)
_LINE: Final = '<{0} style="thin"><color rgb="FF7B8691"/></{0}>'
_BORDERS: Final = (
    "<border><left/><right/><top/><bottom/><diagonal/></border>",
    f"<border><left/><right/><top/>{_LINE.format('bottom')}<diagonal/></border>",
)
_CELLS: Final = (
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    _cell(1, 2, 1),
    _cell(0, 0),
    _cell(2, 0),
    _cell(0, 0, text=False),
    _cell(3, 0),
    *(_cell(4 + place, 3 + place) for place in range(len(_COLOURS))),
)
STYLES: Final = (
    f'{PROLOGUE}<styleSheet xmlns="{NAMESPACE}">'
    + _counted("fonts", _FONTS)
    + _counted("fills", _FILLS)
    + _counted("borders", _BORDERS)
    + '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    + _counted("cellXfs", _CELLS)
    + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    + '<dxfs count="0"/></styleSheet>'
)
