# SPDX-License-Identifier: Apache-2.0
"""What is wrong with settings that are of the right types."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from reqtrace.catalogue import Code
from reqtrace.config.gate import Gate
from reqtrace.config.places import Text
from reqtrace.config.settings import Config, Justification
from reqtrace.config.terms import TERMS, folded
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.ident import KIND, ItemId
from reqtrace.span import Span

_WHOLE: Final = 100
"""All, in per cent."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A justification as it is written."""

    id: str
    reason: str
    owner: str
    date: datetime.date
    expires: datetime.date
    needs: str | None = None

    def at(self, span: Span) -> Justification:
        """What it says, and where; its id must be one."""
        id_ = ItemId.parse(self.id)
        if id_ is None:
            raise ValueError(f"{self.id!r} is no id")
        return Justification(id_, self.reason, self.owner, self.date, self.expires, self.needs, span)

    def misfits(self) -> Iterator[tuple[str, str, str]]:
        """The settings that have the right type and yet can not be used: which, why, and the way out."""
        if ItemId.parse(self.id) is None:
            yield "id", f"{self.id!r} is no id", "write kind~name~revision"
        for name in ("reason", "owner"):
            if not getattr(self, name).strip():
                yield name, "nothing is said", "an assessor asks why a gap was accepted, and who answers for it"
        if self.needs is not None and not _is_kind(self.needs):
            yield "needs", f"{self.needs!r} is no kind", "a kind consists of letters"
        if self.expires < self.date:
            yield "expires", f"{self.expires} lies before {self.date}, the day of acceptance", "correct one of the two"


def misfits_of_entries(entries: Sequence[Entry], places: Sequence[Span]) -> Iterator[Diagnostic]:
    """What can not be used in justifications."""
    for number, (entry, place) in enumerate(zip(entries, places, strict=True)):
        for name, reason, help_ in entry.misfits():
            yield Diagnostic(Code.BAD_CONFIGURATION, f"justified[{number}].{name}: {reason}", place, (), help_)


def misfits(config: Config, written: Text) -> Iterator[Diagnostic]:
    """What can not be used in the other settings."""
    for setting, entries in (("sources", config.sources or ()), ("more_sources", config.more_sources)):
        for number, entry in enumerate(entries):
            if not entry.strip(".") or set(entry) & set("/*?[ "):
                message = f"{setting}[{number}]: {entry!r} is neither the ending of a name nor a name"
                help_ = 'write ".c" for all names that end so, or a whole name such as "Makefile"'
                yield Diagnostic(Code.BAD_CONFIGURATION, message, written.key(setting), (), help_)

    for tag, name in sorted(config.tags.items()):
        if folded(name) not in TERMS:
            words = {folded(term): str(term) for meant in TERMS.values() for term in meant}
            closest = nearest(folded(name), words)
            help_ = f"did you mean {words[closest]}?" if closest else f"known terms: {', '.join(words.values())}"
            place = written.path("tags", tag)
            yield Diagnostic(Code.BAD_CONFIGURATION, f"tags.{tag}: {name!r} is no term", place, (), help_)
    yield from _beyond(config.gate)


def _beyond(gate: Gate) -> Iterator[Diagnostic]:
    """Demands that can not be: more than everything, less than nothing."""
    for name, kind, share in gate.shares():
        setting = f"{name}.{kind}".rstrip(".")
        if not 0 <= share <= _WHOLE:
            message, help_ = f"gate.{setting}: {share:g} is no per cent", "write a number from 0 to 100"
            yield Diagnostic(Code.BAD_CONFIGURATION, message, gate.span(setting), (), help_)
    for name, most in gate.counts():
        if most < 0:
            message, help_ = f"gate.{name}: {most} is less than nothing", "write 0 where there may be none"
            yield Diagnostic(Code.BAD_CONFIGURATION, message, gate.span(name), (), help_)


def unknown_kinds(config: Config, written: Text) -> Iterator[Diagnostic]:
    """Names that are no kinds, and names in relations that are nearly one that has a table, but have none."""
    for name, kind in sorted(config.kinds.items()):
        if not _is_kind(name):
            message = f"kinds: {name!r} is no kind"
            yield Diagnostic(Code.UNKNOWN_KIND, message, written.key(name), (), "a kind consists of letters")
        for setting, cited in (("covers", kind.covers or ()), ("needs", kind.needs)):
            for each in cited:
                meant = None if each in config.kinds else _meant(each, config.kinds)
                if meant or not _is_kind(each):
                    message = f"kinds.{name}.{setting} names {each!r}, which is no kind of this project"
                    help_ = f"did you mean {meant}?" if meant else "a kind consists of letters"
                    yield Diagnostic(Code.UNKNOWN_KIND, message, written.quoted(each), (), help_)


def _is_kind(text: str) -> bool:
    return re.fullmatch(KIND, text) is not None


def _meant(written: str, known: Iterable[str]) -> str | None:
    """The kind that is so like what is written that nobody would call two kinds so: of other case, or letters swapped.

    What is less alike may be a kind that has no table, which is in order.
    """
    letters = sorted(written.lower())
    return next((name for name in sorted(known) if sorted(name.lower()) == letters), None)
