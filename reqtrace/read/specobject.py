# SPDX-License-Identifier: Apache-2.0
"""Specobject XML, the format of ReqM2: items that another tool exported.

The parser is expat itself and not defusedxml, which tells no positions: every field has its line and column here. What
defusedxml refuses is refused here too. Reading stops at a document type, so that no entity is ever declared, let alone
expanded or fetched; and since expat calls back for one tag after the other, depth costs nothing.

An item stands where ``sourcefile`` and ``sourceline`` say that it was written, for that is where it can be mended; what
it cites stands in the XML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item
from reqtrace.read.specobject_fields import Field, Fields
from reqtrace.span import Span

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_LOOKED_AT: Final = 4096
"""How many characters at the beginning of an XML file say whether it is a specdocument."""

_PARTS: Final = {
    "": {"specdocument", "specobjects"},
    "specdocument": {"specobjects"},
    "specobjects": {"specobject"},
    "specobject": {"tags", "needscoverage", "providescoverage", "dependencies"},
    "providescoverage": {"provcov"},
}
"""The elements that hold others, by the one they stand in."""

_FIELDS: Final = {
    "specobject": {
        *("id", "version", "shortdesc", "status", "description", "rationale", "comment", "sourcefile", "sourceline")
    },
    "tags": {"tag"},
    "needscoverage": {"needsobj"},
    "provcov": {"linksto", "dstversion"},
    "dependencies": {"dependson"},
}
"""The elements that hold text, by the one they stand in."""

_IGNORED: Final = {"creationdate", "source", "fulfilledby"}
"""What ReqM2 writes and nobody needs: when, out of what, and links that the other end states too."""

_DOCTYPE: Final = b"<!DOCTYPE"


def is_specobject(text: str) -> bool:
    """Whether an XML file holds items, by its beginning."""
    return "<specdocument" in text[:_LOOKED_AT]


# [impl->dsn~specobjects_without_entities~1]
def read_specobjects(text: str, file: str) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...]]:
    """The items of a specdocument, up to the first place where it is no such document, and what is wrong with it."""
    from xml.parsers import expat  # noqa: PLC0415 - only who has XML pays for it

    content = text.encode(errors="replace")
    parser = expat.ParserCreate("utf-8", " ")
    scan = _Scan(file, content, parser)
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.data
    parser.StartDoctypeDeclHandler = scan.refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as problem:
        message = f"the XML is not well-formed: {expat.ErrorString(problem.code)}; what follows is not read"
        place = Span(file, problem.lineno, problem.offset + 1)
        scan.diagnostics.append(Diagnostic(Code.BROKEN_XML, message, place))
    except _DocumentType:
        message = "the XML has a document type, which is refused; what follows is not read"
        before = content[: content.rfind(_DOCTYPE, 0, parser.CurrentByteIndex + 1)].decode()
        place = Span(file, before.count("\n") + 1, len(before) - before.rfind("\n"), len(_DOCTYPE))
        scan.diagnostics.append(Diagnostic(Code.REFUSED_XML, message, place))
    return tuple(scan.items), (*scan.diagnostics, *scan.unknown())


class _DocumentType(Exception):  # noqa: N818 - it is no error, but the only way to stop expat before it goes on
    """A document type was found."""


class _Scan:
    """A specdocument under way: the elements around the place that is read, and the item that is not finished yet.

    `field` is the one whose text is being read, if any; `skipped` counts the open elements that are none of ours.
    """

    def __init__(self, file: str, content: bytes, parser: XMLParserType) -> None:
        self.file = file
        self.content = content
        self.parser = parser
        self.items: list[Item] = []
        self.diagnostics: list[Diagnostic] = []
        self.open = [""]
        self.root: str | None = None
        """The namespace of the whole document, as expat writes it before names; what is of another is skipped."""
        self.skipped = 0
        self.field: Field | None = None
        self.kind = ""
        self.fields = Fields("", Span(file), self.diagnostics)
        self.begun = 0
        self.strangers: dict[str, tuple[Span, int]] = {}

    def span(self, length: int) -> Span:
        """The place that is read."""
        return Span(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, length)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note the beginning of an element."""
        if self.root is None:
            self.root = name[: name.rfind(" ") + 1]
        name = name.removeprefix(self.root)
        parent = self.open[-1]
        if self.skipped == 0 and self.field is None:
            if name in _FIELDS.get(parent, ()):
                self.field = Field(name, self.span(len(name) + 2))
                return
            if name in _PARTS.get(parent, ()):
                self.open.append(name)
                self._open(name, attributes)
                return
        if self.skipped == 0 and " " not in name and name not in _IGNORED:
            self._stranger(f"<{name}>", len(name) + 2)
        self.skipped += 1

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        """Begin what an element that holds others stands for."""
        if name == "specobjects":
            self.kind = attributes.get("doctype", "").strip()
        elif name == "specobject":
            self.fields = Fields(self.kind, self.span(len(name) + 2), self.diagnostics)
            self.begun = self.parser.CurrentByteIndex

    def data(self, text: str) -> None:
        """Note a piece of text; a text comes in several."""
        if self.field is None:
            if self.skipped == 0 and not text.isspace():
                self._stranger("text outside the fields of an item", len(text.rstrip()))
            return
        if not self.field.found and not text.isspace():
            blanks = len(text) - len(text.lstrip())
            self.field.found = self.span(len(text.strip()))
            if blanks:
                self.field.found = replace(self.field.found, column=self.field.found.column + blanks)
        self.field.texts.append(text)

    def end(self, _: str) -> None:
        """Note the end of an element."""
        if self.skipped:
            self.skipped -= 1
        elif self.field is not None:
            self.fields.add(self.field)
            self.field = None
        else:
            name = self.open.pop()
            if name == "provcov":
                self.fields.cover()
            elif name == "specobject":
                item = self.fields.item(self.content[self.begun : self.parser.CurrentByteIndex].decode())
                if item:
                    self.items.append(item)

    def refuse(self, *_: object) -> None:
        """Stop at a document type."""
        raise _DocumentType

    def _stranger(self, what: str, length: int) -> None:
        """Note something that is not read, whose first place is told, and how often it occurs."""
        span, times = self.strangers.get(what) or (self.span(length), 0)
        self.strangers[what] = span, times + 1

    def unknown(self) -> list[Diagnostic]:
        """What is told of all that is not read."""
        return [
            Diagnostic(Code.UNREADABLE_FIELD, f"{what} is not read" + (f", {times} times" if times > 1 else ""), span)
            for what, (span, times) in self.strangers.items()
        ]
