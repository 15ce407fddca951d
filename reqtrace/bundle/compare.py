# SPDX-License-Identifier: Apache-2.0
"""What was packed is held against what came of the same inputs here, and what may have made it differ is said apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

import msgspec
from msgspec import Struct

from reqtrace.bundle.check import Bundle
from reqtrace.bundle.manifest import LOGS, REPORT
from reqtrace.bundle.repeat import Repeated
from reqtrace.catalogue import Code
from reqtrace.config import Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.provenance import Provenance
from reqtrace.report.formats import RECIPES
from reqtrace.report.view.printable import printable
from reqtrace.span import Span

FACTS: Final = (f"{REPORT}trace.json", f"{REPORT}run.json", LOGS)
"""How the names of members begin that hold what was concluded; the others show it."""
_WRITERS: Final = {"typst": f"{REPORT}report.pdf"}
"""The one member that a library writes which writes nothing else."""
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


# [impl->dsn~repeated_byte_by_byte~1]
# [impl->dsn~environment_is_told_apart~1]
def compare(bundle: Bundle, repeated: Repeated, file: str, changed: Sequence[Other]) -> tuple[Diagnostic, ...]:
    """What differs between the bundle called `file` and what was repeated of it, by member.

    Where a document differs that only shows what was concluded, and something `changed` that writes it, that is a
    warning. What was concluded must be the same wherever it is repeated.
    """
    packed = {name: bytes(content) for name, content in bundle.members.items() if name.startswith((REPORT, LOGS))}
    absent = {f"{REPORT}{name}": each for each in repeated.unwritten for name, _ in RECIPES[each].files}
    return tuple(_differences(packed, repeated.members, absent, file, changed))


def _differences(
    packed: Mapping[str, bytes],
    repeated: Mapping[str, bytes],
    absent: Mapping[str, Format],
    file: str,
    changed: Sequence[Other],
) -> Iterator[Diagnostic]:
    for name in sorted({*packed, *repeated}):
        place = Span(f"{file}!{printable(name)}")
        if name in absent and name not in repeated:
            message = f"{place.file} is not repeated: what writes {absent[name]} is not installed here"
            yield Diagnostic(Code.OTHER_ENVIRONMENT, message, place, (), _installing(_writers_of(name, changed)))
        elif packed.get(name) != repeated.get(name):
            reason = _reason(name, packed.get(name), repeated.get(name))
            blamed = _writers_of(name, changed)
            excused = blamed and not name.startswith(FACTS)
            code = Code.OTHER_ENVIRONMENT if excused else Code.NOT_REPEATED
            yield Diagnostic(code, f"{place.file} {reason}", place, (), _installing(blamed))


def _writers_of(name: str, changed: Sequence[Other]) -> tuple[Other, ...]:
    """What is another one here and has a say in the bytes of a member."""
    return tuple(each for each in changed if _WRITERS.get(each.name, name) == name)


def _installing(blamed: Sequence[Other]) -> str:
    """The way out: the versions that made the bundle, where these may be why; otherwise that of the catalogue."""
    if not blamed:
        return ""
    return f"that may come from another version ({'; '.join(map(str, blamed))}): use that one to tell"


def _reason(name: str, packed: bytes | None, repeated: bytes | None) -> str:
    """What is different, in words; within JSON, where."""
    if packed is None:
        return "is missing in the bundle, and is made here"
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


def same_verdicts(bundle: Bundle, repeated: Repeated) -> bool:
    """Whether every test case ended as it did, and every requirement is worth what it was."""
    name = f"{REPORT}run.json"
    if name not in bundle.members or name not in repeated.members:
        return False
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
