# SPDX-License-Identifier: Apache-2.0
"""Coverage tags in source files: each says that the code around it covers something.

A tag stands on one line: ``[ KIND (~ NAME? ~ REVISION)? -> ID (, ID)* (>> KIND (, KIND)*)? ]``, with blanks around the
parts where one likes. A tag without a name is called after what it covers: the names of all covered ids, joined by
``-``. Where it needs nothing in turn, ``-`` and a CRC-32 follow, so that two tags never share a name; it is that of the
file's name, the line, the place among the tags of the line counted from 0, and the covered ids joined by ``-``, all
written one behind the other. For one covered id that is the rule of OpenFastTrace from the beginning, for several that
of its version 4.6.
"""

from __future__ import annotations

import re
from binascii import crc32
from collections.abc import Iterator
from typing import Final

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.ident import GREATEST_REVISION, ID, KIND, NAME, REVISION, ItemId
from reqtrace.item import Item, Need, Reference, digest_of
from reqtrace.read.near_misses import too_large
from reqtrace.read.nearly_tags import nearly_tags, too_many
from reqtrace.span import Span

_BLANKS: Final = " \t\f\v"
_B: Final = rf"[{_BLANKS}]*"
_TAG: Final = re.compile(
    rf"\[{_B}({KIND})(?:~({NAME})?~({REVISION}))?{_B}->{_B}({ID}(?:{_B},{_B}{ID})*){_B}"
    rf"(?:>>{_B}({KIND}(?:{_B},{_B}{KIND})*){_B})?\]"
)
_KIND: Final = re.compile(KIND)
_MANY: Final = len(str(GREATEST_REVISION))
"""How many digits there must be for a revision to be possibly too large."""
_OF_AN_ID: Final = re.compile(r"~(?:(?<=\w~)|(?=[ \t]{1,8}[\w.-]{1,128}[ \t]{0,8}~))")
"""A sign that could be part of an id; what C means by it is not. Only where there are more than tags use, some are
looked for that are none."""
_LONGEST: Final = 100
"""How many ids a tag without a name may cover: they all are in its name, and that is in all that is said of it."""
_SWITCH: Final = re.compile(r"(?<![\w`\"'])oft:(on|off)(?![\w`\"'])")


# [impl->dsn~tags_cover_from_source~1]
def read_tags(text: str, file: str) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...]]:
    """The items that the tags of a source file make, in the order they stand there, and what nearly was one."""
    if "~" not in text:
        return (), ()
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    diagnostics: list[Diagnostic] = []
    if "oft:off" in text:
        text = _without_what_is_off(text, file, diagnostics)
    items: list[Item] = []
    used = 0
    if "->" in text:
        for tag, line, column, index in _tags(text):
            used += tag[0].count("~") - ("~~" in tag[0]) - tag[0].count("-~")
            item = _item(tag, Span(file, line, column, len(tag[0])), index, diagnostics)
            if item is not None:
                items.append(item)
    if used < len(_OF_AN_ID.findall(text)):
        diagnostics += nearly_tags(text, file, _TAG)
    return tuple(items), tuple(diagnostics)


def _tags(text: str) -> Iterator[tuple[re.Match[str], int, int, int]]:
    """Every tag with its line and column, both from 1, and its place among the tags of its line, from 0."""
    line, start, end, index = 1, 0, 0, 0
    for tag in _TAG.finditer(text):
        place = tag.start()
        lines = text.count("\n", end, place)
        if lines:
            line += lines
            start = text.rfind("\n", end, place) + 1
            index = 0
        yield tag, line, place - start + 1, index
        index += 1
        end = tag.end()


def _item(tag: re.Match[str], span: Span, index: int, diagnostics: list[Diagnostic]) -> Item | None:
    """The item that a tag makes; None, and a diagnostic, where its revision or all it covers is too large."""
    kind, name, revision, cited, needed = tag.groups()
    covers = _covers(cited, span, span.column + tag.start(4) - tag.start(), diagnostics)
    if not covers:
        return None
    if not name and len(covers) > _LONGEST:
        diagnostics.append(too_many(len(covers), _LONGEST, span))
        covers = covers[:_LONGEST]
    if not name:
        name = covers[0].id.name if len(covers) == 1 else "-".join([each.id.name for each in covers])
        if not needed:
            ids = "-".join([str(each.id) for each in covers])
            name = f"{name}-{crc32(f'{span.file}{span.line}{index}{ids}'.encode())}"
    id_ = _id(kind, name, revision or "0")
    if id_ is None:
        place = Span(span.file, span.line, span.column + tag.start(1) - tag.start(), tag.end(3) - tag.start(1))
        diagnostics.append(too_large(f"{kind}~{tag[2] or ''}~{revision}", place))
        return None
    return Item(id_, span, needs=_needs(tag, span) if needed else (), covers=covers, digest=digest_of(tag[0]))


def _covers(cited: str, span: Span, column: int, diagnostics: list[Diagnostic]) -> tuple[Reference, ...]:
    """The ids, written from `column` with commas between them, that a tag covers."""
    covers: list[Reference] = []
    for part in cited.split(","):
        written = part.strip(_BLANKS)
        place = Span(span.file, span.line, column + part.index(written), len(written))
        id_ = _id(*written.split("~"))
        if id_ is None:
            diagnostics.append(too_large(written, place))
        else:
            covers.append(Reference(id_, place))
        column += len(part) + 1
    return tuple(covers)


def _id(kind: str, name: str, digits: str) -> ItemId | None:
    """The id of parts that the grammar has seen; None where the revision is too large."""
    return ItemId(kind, name, int(digits)) if len(digits) < _MANY else ItemId.parse(f"{kind}~{name}~{digits}")


def _needs(tag: re.Match[str], span: Span) -> tuple[Need, ...]:
    """What a tag needs, each kind once."""
    before = span.column - tag.start() + tag.start(5)
    places: dict[str, Need] = {}
    for match in _KIND.finditer(tag[5]):
        place = Span(span.file, span.line, match.start() + before, match.end() - match.start())
        places.setdefault(match[0], Need(match[0], place))
    return tuple(places.values())


def _without_what_is_off(text: str, file: str, diagnostics: list[Diagnostic]) -> str:
    """The text, of which the lines from one with ``oft:off`` to the next one with ``oft:on`` are empty."""
    parts: list[str] = []
    read, off = 0, -1
    for switch in _SWITCH.finditer(text):
        if switch.start() < read:
            continue
        if switch[1] == "off" and off < 0:
            off = max(text.rfind("\n", read, switch.start()) + 1, read)
            parts.append(text[read:off])
        elif switch[1] == "on" and off >= 0:
            read = _end_of_line(text, switch.end())
            parts.append("\n" * text.count("\n", off, read))
            off = -1
    if off < 0:
        return "".join((*parts, text[read:]))
    place = Span(file, text.count("\n", 0, off) + 1, 1, _end_of_line(text, off) - off)
    message = "reading is switched off here and not on again, so the tags in the rest of the file are not read"
    diagnostics.append(Diagnostic(Code.READING_OFF, message, place, (), "write 'oft:on' where reading shall go on"))
    return "".join(parts)


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
