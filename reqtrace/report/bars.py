# SPDX-License-Identifier: Apache-2.0
"""Bars with their names, parts and words, drawn as an SVG file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from reqtrace.report.drawing import lines
from reqtrace.report.phrases import within_xml
from reqtrace.report.view import Chip, counted, percent

WIDTH: Final = 760
_EDGE: Final = 20
_LABEL: Final = 200
"""How wide the names of bars are."""
_BAR: Final = WIDTH - 2 * _EDGE - _LABEL
_HIGH: Final = 14
"""How high a bar is."""
_LINE: Final = 17
_BETWEEN: Final = 18
_MOST_LINES: Final = 6
_HEAD: Final = 84
_FOOT: Final = 30
_FONT: Final = 13
_LEAST: Final = 4
"""How wide a part is at least, so that one item among thousands is seen."""

_COLOURS: Final = """\
svg{--ink:#1c232b;--soft:#5a6572;--paper:#fff;--ok:#1a7a37;--bad:#c0272d;--open:#b98200;--off:#9aa4af}
@media(prefers-color-scheme:dark){svg{--ink:#e7ecf1;--soft:#9ba7b4;--paper:#14191f;--ok:#5ccf7a;--bad:#ff8a8a;\
--open:#e5b94e;--off:#76828f}}
@media print{svg{--ink:#000;--soft:#444;--paper:#fff;--ok:#1a7a37;--bad:#c0272d;--open:#b98200;--off:#9aa4af}}
text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.title{font-size:18px;font-weight:600}.soft{fill:var(--soft);font-size:12px}.paper{fill:var(--paper)}
.ok{fill:var(--ok)}.bad{fill:var(--bad)}.open{fill:var(--open)}.off{fill:var(--off)}"""


class Bar(Struct, frozen=True):
    """A whole with its parts, the best first; `noun` is what is counted."""

    name: str
    parts: tuple[tuple[Chip, int], ...]
    noun: str


class Figure(Struct, frozen=True):
    """A title, what the figures rest on, and a bar for each whole; `nothing` is said where there is none."""

    title: str
    meaning: str
    bars: tuple[Bar, ...]
    nothing: str


def drawn(figure: Figure, foot: str) -> str:
    """A figure as a file: it needs no style sheet, no script and no font, and says in words what it shows."""
    body, bottom = [], _HEAD
    for bar in figure.bars:
        shown, high = _bar(bar, bottom)
        body.append(shown)
        bottom += high
    if not body:
        body, bottom = [_line(_EDGE, _HEAD + 16, figure.nothing)], _HEAD + 32
    height = bottom + _FOOT
    told = "; ".join(f"{bar.name}: {_words(bar)}" for bar in figure.bars) or figure.nothing
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
            f' viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc">',
            f'<title id="title">{within_xml(figure.title)}</title><desc id="desc">{within_xml(told)}</desc>',
            f'<style>{_COLOURS}</style><rect class="paper" width="{WIDTH}" height="{height}"/>',
            _line(_EDGE, 36, figure.title, "title"),
            _line(_EDGE, 58, figure.meaning, "soft"),
            *body,
            _line(_EDGE, height - 14, "".join(lines(foot, (WIDTH - 2 * _EDGE) / _FONT, 1)), "soft"),
            "</svg>\n",
        )
    )


def _bar(bar: Bar, top: int) -> tuple[str, int]:
    """A name, the parts beside one another, and below them what they are in words; and how high all that is."""
    whole = sum(number for _, number in bar.parts)
    name = lines(bar.name, (_LABEL - 16) / _FONT, 2)
    words = lines(_words(bar), _BAR / _FONT, _MOST_LINES)
    shown = [_line(_EDGE, top + 12 + _LINE * place, line) for place, line in enumerate(name)]
    at = float(_EDGE + _LABEL)
    for (each, number), wide in zip(bar.parts, _shares([number for _, number in bar.parts], whole), strict=True):
        shown.append(
            f'<rect class="{each.tone.value}" x="{at:.1f}" y="{top}" width="{max(wide - 1, 1):.1f}" height="{_HIGH}">'
            f"<title>{within_xml(f'{number} {each.word}')}</title></rect>"
        )
        at += wide
    below = top + _HIGH + _LINE
    shown += [_line(_EDGE + _LABEL, below + _LINE * place, line, "soft") for place, line in enumerate(words)]
    return "".join(shown), _HIGH + _LINE * max(len(words), len(name) - 1) + _BETWEEN


def _words(bar: Bar) -> str:
    """The parts of a whole in words, with their shares."""
    whole = sum(number for _, number in bar.parts)
    parts = (f"{each} {number} ({percent(number, whole)})" for each, number in bar.parts)
    return f"{counted(whole, bar.noun)}: {', '.join(parts)}"


def _shares(numbers: Sequence[int], whole: int) -> Iterable[float]:
    """How wide the parts are; none is too narrow to be seen, which the widest makes up for."""
    wide = [max(_LEAST, _BAR * number / whole) for number in numbers]
    if wide:
        widest = max(range(len(wide)), key=lambda place: (wide[place], -place))
        wide[widest] += _BAR - sum(wide)
    return wide


def _line(x: int, y: int, words: str = "", class_: str = "") -> str:
    named = f' class="{class_}"' if class_ else ""
    return f'<text{named} x="{x}" y="{y}">{within_xml(words)}</text>' if words else ""
