# SPDX-License-Identifier: Apache-2.0
"""From the fields of a specobject to the item they make, and what is told of those that can not be read."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.ident import KIND, REVISION, ItemId
from reqtrace.item import Item, Need, Reference, Status, digest_of
from reqtrace.read.near_misses import bad_need, too_large
from reqtrace.span import Span

_KIND: Final = re.compile(KIND)
_NUMBER: Final = re.compile(REVISION)
_DEPENDENCY: Final = re.compile(r"([^:~,]+):([^~,]+?)\s*,\s*v\s*([0-9]+)")
"""How ReqM2 writes what an item depends on; OpenFastTrace writes ids."""

_PROSE: Final = frozenset({"shortdesc", "description", "rationale", "comment"})
_UNKNOWN: Final = "unknown"
"""The kind of what is covered where none is given, as OpenFastTrace says."""


class Field(Struct, gc=False):
    """A field under way: its name, the place of its tag, that of its text as soon as some is found, and the text."""

    name: str
    tag: Span
    found: Span | None = None
    texts: list[str] = []

    @property
    def span(self) -> Span:
        """Where its text stands, or its tag where there is none."""
        return self.found or self.tag

    @property
    def value(self) -> str:
        """The text, without the blanks around it."""
        return "".join(self.texts).strip()


class Fields:
    """The fields of one specobject, in the order they come."""

    def __init__(self, kind: str, span: Span, diagnostics: list[Diagnostic]) -> None:
        self.kind = kind
        self.span = span
        self.diagnostics = diagnostics
        self.single: dict[str, Field] = {}
        self.tags: list[str] = []
        self.needs: dict[str, Need] = {}
        self.covers: list[Reference] = []
        self.depends: list[Reference] = []

    def add(self, field: Field) -> None:
        """Take a field that is complete."""
        match field.name:
            case "tag" | "needsobj" | "dependson" if not field.found:
                self._tell(f"<{field.name}> is empty", field.span)
            case "tag":
                self.tags.append(field.value)
            case "needsobj":
                self._need(field)
            case "dependson":
                self._depend(field)
            case name:
                if name in self.single:
                    self._tell(f"<{name}> stands twice, so the first one is not read", self.single[name].span)
                self.single[name] = field

    def _need(self, field: Field) -> None:
        """A need; one that is no kind is kept, since an item whose need nobody can meet is not covered."""
        if not _KIND.fullmatch(field.value):
            self.diagnostics.append(bad_need(field.value, field.span))
        self.needs.setdefault(field.value, Need(field.value, field.span))

    def _depend(self, field: Field) -> None:
        parts = _DEPENDENCY.fullmatch(field.value)
        written = "~".join(parts.groups()) if parts else field.value
        self._refer(self.depends, written, field.value, field.span)

    def cover(self) -> None:
        """Take the target of a link and its version, which are the last ones that came."""
        target, version = self.single.pop("linksto", None), self.single.pop("dstversion", None)
        if target is None or not target.found:
            span = (target or version or Field("", self.span)).span
            self._tell("this <provcov> does not say what is covered", span, "write <linksto>kind:name</linksto>")
            return
        kind, colon, name = target.value.rpartition(":")
        if not colon:
            self._tell(
                f"{name!r} has no kind, so an item of kind {_UNKNOWN} is covered", target.span, "write kind:name"
            )
        number = self._number(version, target.span, "<dstversion>")
        self._refer(self.covers, f"{kind if colon else _UNKNOWN}~{name}~{number}", target.value, target.span)

    def _refer(self, references: list[Reference], written: str, shown: str, span: Span) -> None:
        """Add the id `written` to `references`."""
        id_ = ItemId.parse(written)
        if id_:
            references.append(Reference(id_, span))
        elif written.rpartition("~")[2].isdecimal() and ItemId.parse(f"{written.rpartition('~')[0]}~0"):
            self.diagnostics.append(too_large(written, span))
        else:
            self._tell(f"{shown!r} names no item, so no link is made", span, "write the kind and the name of an item")

    def _number(self, field: Field | None, span: Span, name: str) -> str:
        """The digits of a version; 0, and a diagnostic, where there are none."""
        if field is None or not field.found:
            self._tell(f"{name} is missing, so it is read as 0", field.span if field else span)
            return "0"
        if not _NUMBER.fullmatch(field.value):
            self._tell(f"{name} is {field.value!r} and no number, so it is read as 0", field.span)
            return "0"
        return field.value

    def item(self, written: str) -> Item | None:
        """The item, whose specobject is `written` so; None, and a diagnostic, where it has no id."""
        id_ = self._id()
        if id_ is None:
            return None
        return Item(
            id=id_,
            span=self._source() or self.span,
            title=self._text("shortdesc"),
            status=self._status(),
            description=self._text("description"),
            rationale=self._text("rationale"),
            comment=self._text("comment"),
            tags=tuple(dict.fromkeys(self.tags)),
            needs=tuple(self.needs.values()),
            covers=tuple(self.covers),
            depends=tuple(self.depends),
            digest=digest_of(f"{self.kind}\n{written}"),
        )

    def _id(self) -> ItemId | None:
        """The id; its name may have the kind before it."""
        field = self.single.get("id")
        span = field.span if field else self.span
        name = field.value.removeprefix(f"{self.kind}:") if field else ""
        version = self._number(self.single.get("version"), span, "<version>")
        id_ = ItemId.parse(f"{self.kind}~{name}~{version}")
        if id_ is None and ItemId.parse(f"{self.kind}~{name}~0"):
            self.diagnostics.append(too_large(f"{self.kind}~{name}~{version}", self.single["version"].span))
        elif id_ is None:
            reason = "it has no <id>" if not name else f"{name!r} of kind {self.kind!r} is no name of an item"
            reason = reason if self.kind else "its <specobjects> has no doctype"
            self.diagnostics.append(Diagnostic(Code.BROKEN_XML, f"a specobject is not read: {reason}", span))
        return id_

    def _text(self, name: str) -> str:
        field = self.single.get(name)
        return "".join(field.texts) if field and field.found else ""

    def _status(self) -> Status:
        field = self.single.get("status")
        if field is None:
            return Status.APPROVED
        known = {status.value: status for status in Status}
        status = known.get(field.value.lower())
        if status is None:
            help_ = f"write one of {', '.join(known)}"
            self._tell(f"{field.value!r} is no status, so it is read as approved", field.span, help_)
        return status or Status.APPROVED

    def _source(self) -> Span | None:
        """Where the item was written before it was exported."""
        file, line = self.single.get("sourcefile"), self.single.get("sourceline")
        if line and not (_NUMBER.fullmatch(line.value) and len(line.value) < 10):  # noqa: PLR2004 - more is no line
            self._tell(f"<sourceline> is {line.value!r} and no number of a line", line.span)
        elif line and file and file.found and int(line.value):
            return Span(file.value, int(line.value), 1)
        return None

    def _tell(self, message: str, span: Span, help_: str = "") -> None:
        self.diagnostics.append(Diagnostic(Code.UNREADABLE_FIELD, message, span, (), help_))
