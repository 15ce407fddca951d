# SPDX-License-Identifier: Apache-2.0
"""What was packed is held against what came of the same inputs here, byte for byte.

There is one excuse, and it is a small one: a document that a library alone writes, whose version is another one here,
is not confirmed. Whatever else differs does not follow from the inputs. What a bundle says of the code, the system or
the libraries that made it excuses nothing else, for whoever forges a document can write that, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

import msgspec
from msgspec import Struct

from reqtrace.bundle.check import Bundle
from reqtrace.bundle.manifest import LOGS, REPORT
from reqtrace.bundle.repeat import Repeated
from reqtrace.catalogue import Code, Severity
from reqtrace.config import Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.provenance import Provenance
from reqtrace.report.formats import RECIPES
from reqtrace.report.view.printable import printable
from reqtrace.span import Span

_WRITERS: Final = {f"{REPORT}report.pdf": "typst"}
"""The documents whose bytes are a library's, and not ours: they may change with its version."""
_FEW: Final = 3
_DIGITS: Final = 16
"""How many digits of a SHA-256 people are shown."""
_ABSENT: Final = "nothing"


class Other(Struct, frozen=True):
    """Something that is not here what it was where the bundle was made."""

    name: str
    there: str
    here: str

    def __str__(self) -> str:
        return f"{self.name}: {self.there or _ABSENT} there, {self.here or _ABSENT} here"


# [impl->dsn~environment_is_told_apart~1]
def others(there: Provenance, here: Provenance, programs: tuple[str, str] = ("", "")) -> tuple[Other, ...]:
    """What made the evidence and is another one here: reqtrace, Python, system, and the libraries.

    `programs` are the SHA-256 of the code of reqtrace there and here.
    """
    pairs = [
        ("reqtrace", there.tool, here.tool),
        ("code of reqtrace", programs[0][:_DIGITS], programs[1][:_DIGITS]),
        ("Python", there.python, here.python),
        ("system", there.platform, here.platform),
    ]
    packed, installed = dict(there.packages), dict(here.packages)
    pairs += [(name, version, installed.get(name, "")) for name, version in sorted(packed.items())]
    return tuple(Other(*pair) for pair in pairs if pair[1] != pair[2])


# [impl->dsn~unconfirmed_is_said_first~1]
class Difference(Struct, frozen=True):
    """A log or a document that is not what was made here: why, in words, and what may have written it otherwise.

    It is `excused` where it may be that the same follows from the inputs all the same.
    """

    name: str
    reason: str
    excused: bool
    blamed: tuple[Other, ...] = ()

    def told(self, file: str, *, lenient: bool = False) -> Diagnostic:
        """The complaint; `lenient` makes a warning of what is excused."""
        place = Span(f"{file}!{printable(self.name)}")
        code = Code.OTHER_ENVIRONMENT if self.excused else Code.NOT_REPEATED
        weight = Severity.WARNING if self.excused and lenient else None
        return Diagnostic(code, f"{place.file} {self.reason}", place, (), _installing(self.blamed), weight)


# [impl->dsn~repeated_byte_by_byte~1]
# [impl->dsn~environment_is_told_apart~1]
def compare(bundle: Bundle, repeated: Repeated, changed: Sequence[Other]) -> tuple[Difference, ...]:
    """Every log and document of a bundle that is not what was repeated of it, by name; `changed` is what may be why."""
    packed = {name: bytes(content) for name, content in bundle.members.items() if name.startswith((REPORT, LOGS))}
    absent = {f"{REPORT}{name}": each for each in repeated.unwritten for name, _ in RECIPES[each].files}
    return tuple(_differences(packed, repeated.members, absent, changed))


def _differences(
    packed: Mapping[str, bytes],
    repeated: Mapping[str, bytes],
    absent: Mapping[str, Format],
    changed: Sequence[Other],
) -> Iterator[Difference]:
    for name in sorted({*packed, *repeated, *absent}):
        here, there = repeated.get(name), packed.get(name)
        if there is not None and here is None and name in absent:
            reason = f"is not confirmed: what writes {absent[name]} is not installed here"
            yield Difference(name, reason, name in _WRITERS, _writers_of(name, changed))
        elif there is None or here != there:
            writers = _writers_of(name, changed)
            excused = bool(writers and here and there)
            yield Difference(name, _reason(name, there, here), excused, writers if excused else tuple(changed))


def _writers_of(name: str, changed: Sequence[Other]) -> tuple[Other, ...]:
    """The library that alone writes a document, where it is another one here."""
    return tuple(each for each in changed if each.name == _WRITERS.get(name))


def _installing(blamed: Sequence[Other]) -> str:
    """The way out: the versions that made the bundle, where these may be why; otherwise that of the catalogue."""
    if not blamed:
        return ""
    return f"that may come from another version ({'; '.join(map(str, blamed))}): use that one to tell"


def _reason(name: str, packed: bytes | None, repeated: bytes | None) -> str:
    """What is different, in words; within JSON, where."""
    if packed is None:
        return "is missing in the bundle, and is made here" if repeated else "is missing in the bundle"
    if repeated is None:
        return "is in the bundle, and is not made here"
    if found := _values(name, packed, repeated):
        more = f"; and {len(found) - _FEW} more" if len(found) > _FEW else ""
        return f"differs: {'; '.join(found[:_FEW])}{more}"
    line = _line(packed, repeated)
    return f"differs from what is made here, first in line {line}" if line else "differs from what is made here"


def _values(name: str, packed: bytes, repeated: bytes) -> list[str]:
    """Where two documents in JSON differ; nothing of what is none, or was made to defeat whoever reads it."""
    if not name.endswith((".json", ".sarif")):
        return []
    try:
        return list(_within(msgspec.json.decode(packed), msgspec.json.decode(repeated), ""))
    except (ValueError, RecursionError):
        return []


def _line(packed: bytes, repeated: bytes) -> int:
    """The first line that differs of two texts, from 1; 0 of what is no text."""
    if b"\0" in packed or b"\0" in repeated:
        return 0
    pairs = enumerate(zip_longest(packed.split(b"\n"), repeated.split(b"\n")), 1)
    return next((number for number, (one, other) in pairs if one != other), 0)


def _within(packed: object, repeated: object, path: str) -> Iterator[str]:
    """Where two values differ, each with both sides; entries of lists are known by their id."""
    match packed, repeated:
        case dict(), dict():
            for key in sorted({*packed, *repeated}):
                yield from _within(packed.get(key, _ABSENT), repeated.get(key, _ABSENT), f"{path}.{key}".lstrip("."))
        case list(), list() if len(packed) == len(repeated):
            for number, (one, other) in enumerate(zip(packed, repeated, strict=True)):
                yield from _within(one, other, f"{path}[{_known_as(one, number)}]")
        case _ if packed != repeated:
            yield f"{printable(path) or 'all'} is {_shown(packed)} in the bundle and {_shown(repeated)} here"


def _known_as(entry: object, number: int) -> str:
    said = entry.get("id") if isinstance(entry, dict) else None
    return said if isinstance(said, str) else str(number)


def _shown(value: object) -> str:
    match value:
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case str() if value == _ABSENT:
            return value
        case str():
            text = printable(value.replace("\n", " "))
            return f"{text[:60]!r}"
        case _:
            return str(value)


def same_verdicts(bundle: Bundle, repeated: Repeated, differences: Sequence[Difference]) -> bool:
    """Whether every test case ended as it did, and every requirement is worth what it was, as far as documents say."""
    name = f"{REPORT}run.json"
    if name not in bundle.members or name not in repeated.members:
        return not differences
    return _verdicts(bytes(bundle.members[name])) == _verdicts(repeated.members[name])


class _Case(Struct):
    id: str
    verdict: str


class _Run(Struct):
    target: str
    profile: str
    cases: tuple[_Case, ...]
    requirements: dict[str, str]


def _verdicts(run: bytes) -> _Run | None:
    """What a run concluded; None where another version of reqtrace says it in other words."""
    try:
        return msgspec.json.decode(run, type=_Run)
    except (ValueError, RecursionError):
        return None
