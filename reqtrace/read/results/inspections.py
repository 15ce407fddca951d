# SPDX-License-Identifier: Apache-2.0
"""The file in which a project records what people inspected or analysed, and who approved that."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from reqtrace.catalogue import Code
from reqtrace.config.places import Text
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.ident import ItemId
from reqtrace.read.results.persons import is_name, mixes_scripts, one_person
from reqtrace.read.results.record import Record
from reqtrace.span import Span

_TABLE: Final = "inspection"
_DIGEST: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


class _Word(StrEnum):
    """What an inspection may end with."""

    PASSED = "passed"
    FAILED = "failed"


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record as it is written, in a table ``[[inspection]]``.

    `id` is the item that was inspected, in this very revision.

    `checklist` names what it was held against, with its version.

    `verdict` is ``"passed"`` or ``"failed"``.

    `author` wrote what was inspected, and `approver`, who must be somebody else, answers for the verdict.

    `date` is the day of the approval.

    `digest` is that of what was inspected, the item and all it covers, as ``reqtrace explain`` shows it.

    `note` is what else there is to say.
    """

    id: str
    checklist: str
    verdict: _Word
    author: str
    approver: str
    date: datetime.date
    digest: str
    note: str = ""

    def misfits(self) -> Iterator[tuple[str, str]]:
        """What can not be used, and the way out."""
        if ItemId.parse(self.id) is None:
            yield f"id: {self.id!r} is no id", "write kind~name~revision"
        for name in ("checklist", "author", "approver"):
            if not getattr(self, name).strip():
                yield f"{name}: nothing is said", "an assessor asks by what and by whom the item was judged"
        for name, person in (("author", self.author), ("approver", self.approver)):
            if person.strip() and not is_name(person):
                yield f"{name}: {person.strip()!r} names nobody", "write the name of a person"
            if mixes_scripts(person):
                yield f"{name}: a word of {person.strip()!r} has letters of several scripts", "write it in one"
        if self.author.strip() and is_name(self.approver) and one_person(self.author, self.approver):
            yield f"{self.approver.strip()} approved what they wrote themselves", "let somebody else approve it"
        if not _DIGEST.fullmatch(self.digest.strip().lower()):
            yield "digest: it is no SHA-256", f"copy the one that `reqtrace explain {self.id}` shows"

    def at(self, span: Span) -> Record:
        """What it says, and where; nothing in it may be a misfit."""
        id_, digest = ItemId.parse(self.id), _DIGEST.fullmatch(self.digest.strip().lower())
        if id_ is None or digest is None:
            raise ValueError(f"{self.id}: this record can not be used")
        passed = self.verdict is _Word.PASSED
        names = (self.author.strip(), self.approver.strip())
        return Record(id_, self.checklist.strip(), passed, *names, self.date, digest[1], self.note.strip(), span)


# [impl->dsn~inspections_are_records~1]
def read_inspections(text: str, file: str) -> tuple[tuple[Record, ...], tuple[Diagnostic, ...]]:
    """The records in the text of a file that people know as `file`, and what is wrong with the others."""
    try:
        document = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as problem:
        return (), (_no_toml(problem, file),)
    tables = document.pop(_TABLE, [])
    unknown = [_unknown(name, file, text) for name in document]
    if not isinstance(tables, list):
        return (), (*unknown, _bad("write every record in a table [[inspection]]", Text(text, file).path(_TABLE)))
    places = Text(text, file).headers(_TABLE, len(tables))
    records, problems = [], unknown
    for table, place in zip(tables, places, strict=True):
        try:
            written = msgspec.convert(table, Written)
        except msgspec.ValidationError as problem:
            problems.append(_bad(_reason(str(problem)), place))
            continue
        found = [_bad(reason, place, help_) for reason, help_ in written.misfits()]
        problems += found
        if not found:
            records.append(written.at(place))
    return tuple(records), tuple(problems)


def _bad(reason: str, place: Span, help_: str = "") -> Diagnostic:
    return Diagnostic(Code.BAD_RECORD, f"this record does not count: {reason}", place, (), help_)


def _unknown(name: str, file: str, text: str) -> Diagnostic:
    help_ = f"did you mean {_TABLE}?" if nearest(name, [_TABLE]) else f"write a table [[{_TABLE}]] for each record"
    message = f"nothing is read from {name!r}, which is no record"
    return Diagnostic(Code.BAD_RECORD, message, Text(text, file).path(name), (), help_)


def _reason(problem: str) -> str:
    """Msgspec's words on a record as ours."""
    reason, _, path = problem.partition(" - at ")
    if missing := re.search(r"missing required field `([^`]*)`", reason):
        return f"{missing[1]}: nothing is said"
    if unknown := re.search(r"unknown field `([^`]*)`", reason):
        return f"nothing in a record is called {unknown[1]!r}"
    return f"{path.strip('`').removeprefix('$.')}: {reason[:1].lower()}{reason[1:]}"


def _no_toml(problem: Exception, file: str) -> Diagnostic:
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(problem))
    span = Span(file, int(place[1]), int(place[2])) if place else Span(file)
    reason = (
        "it is nested too deeply" if isinstance(problem, RecursionError) else re.sub(r" \(at .*\)$", "", str(problem))
    )
    return Diagnostic(Code.BAD_RECORD, f"no record counts, for this is no valid TOML: {reason}", span)
