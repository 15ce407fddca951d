# SPDX-License-Identifier: Apache-2.0
"""Items as specobject XML, the format that ReqM2 and OpenFastTrace exchange.

What the format has no place for is left out: whether an item forwards, its code blocks, and where what it cites is
written. Where the item itself is written stands in ``sourcefile`` and ``sourceline``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from reqtrace.item import Item, Reference

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can not hold, not even as a reference."""

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
"""CR too: a parser reads it as LF otherwise."""


def specobjects(items: Iterable[Item]) -> str:
    """A specdocument that holds `items` in their order, those of one kind together and the kinds by name.

    Characters that XML can not hold become U+FFFD.
    """
    kinds: dict[str, list[Item]] = {}
    for item in items:
        kinds.setdefault(item.id.kind, []).append(item)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<specdocument>"]
    for kind, alike in sorted(kinds.items()):
        lines.append(f'  <specobjects doctype="{_escaped(kind)}">')
        for item in alike:
            lines += ("    <specobject>", *_fields(item), "    </specobject>")
        lines.append("  </specobjects>")
    return "\n".join((*lines, "</specdocument>", ""))


def _fields(item: Item) -> Iterator[str]:
    """The elements of an item, in the order in which OpenFastTrace writes them; what is empty is left out."""
    yield _element("id", item.id.name)
    if item.title:
        yield _element("shortdesc", item.title)
    yield _element("status", item.status)
    yield _element("version", item.id.revision)
    if item.span.line:
        yield _element("sourcefile", item.span.file)
        yield _element("sourceline", item.span.line)
    for name, text in (("description", item.description), ("rationale", item.rationale), ("comment", item.comment)):
        if text:
            yield _element(name, text)
    yield from _list("tags", [_element("tag", tag, 8) for tag in item.tags])
    yield from _list("needscoverage", [_element("needsobj", need.kind, 8) for need in item.needs])
    yield from _list("providescoverage", [line for each in item.covers for line in _covers(each)])
    yield from _list("dependencies", [_element("dependson", each.id, 8) for each in item.depends])


def _covers(reference: Reference) -> tuple[str, ...]:
    target = _element("linksto", f"{reference.id.kind}:{reference.id.name}", 10)
    return "        <provcov>", target, _element("dstversion", reference.id.revision, 10), "        </provcov>"


def _list(name: str, lines: list[str]) -> tuple[str, ...]:
    return (f"      <{name}>", *lines, f"      </{name}>") if lines else ()


def _element(name: str, content: object, margin: int = 6) -> str:
    return f"{' ' * margin}<{name}>{_escaped(str(content))}</{name}>"


def _escaped(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text.translate(_ESCAPES))
