# SPDX-License-Identifier: Apache-2.0
"""What a check of a bundle found, in words: first whether it holds, then on what that rests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reqtrace.bundle.check import Bundle
from reqtrace.bundle.manifest import BASELINE, INPUTS, LOGS, REPORT, Manifest
from reqtrace.bundle.verify import Verified
from reqtrace.catalogue import Code, Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.view.printable import printable

_COLUMN = 12


def summary(
    file: str, bundle: Bundle, verified: Verified | None, told: Sequence[Diagnostic], *, signed: bool
) -> Iterator[str]:
    """The lines of the answer; `told` is what is wrong, and `signed` says whether a trusted key was asked for."""
    yield _sentence(file, verified, told, signed=signed)
    yield ""
    lines = (
        *_unreliable(file, verified, told),
        *_on_the_bytes(bundle, signed=signed),
        *_on_the_source(bundle.manifest),
        *_repeated(verified),
    )
    for word, said in lines:
        yield f"  {word:{_COLUMN}}{printable(said)}".rstrip()
    for each in bundle.manifest.left_out:
        yield f"  {'not packed':{_COLUMN}}{printable(each.message)} (this rests on the signature alone)"


def contents(bundle: Bundle) -> Iterator[str]:
    """Every member with its SHA-256, as sha256sum writes it."""
    yield ""
    for each in bundle.manifest.members:
        yield f"{each.sha256}  {printable(each.name)}"


# [impl->dsn~unconfirmed_is_said_first~1]
def _sentence(file: str, verified: Verified | None, told: Sequence[Diagnostic], *, signed: bool) -> str:
    """Whether the evidence holds, and what that means; what was not confirmed is never passed over."""
    wrong = {each.code for each in told if each.severity is Severity.ERROR}
    differing = len(verified.differences) if verified else 0
    which = f"{_count(verified)} {'was' if differing == 1 else 'were'} not confirmed"
    if wrong == {Code.OTHER_ENVIRONMENT}:
        return f"The evidence in {file} is not confirmed as a whole: {which}. All else is what follows from it here."
    if wrong:
        return f"The evidence in {file} does not hold{f': {which}' if differing else ''}."
    trust = "it is what was signed" if signed else "whether anybody signed it was not asked, but it agrees with itself"
    if verified is None:
        return f"The bytes of {file} hold: {trust}. Nothing was traced or executed again."
    if differing:
        return f"The evidence in {file} holds but for what was not confirmed: {which}. As for the rest, {trust}."
    return f"The evidence in {file} holds: {trust}, and the same follows from it here."


def _count(verified: Verified | None) -> str:
    """How many of all logs and documents, those that are packed and those that are made here, differ."""
    if verified is None or verified.repeated is None:
        return ""
    differing = {each.name for each in verified.differences}
    return f"{len(differing)} of {len({*verified.repeated.members, *differing})} logs and documents"


def _unreliable(file: str, verified: Verified | None, told: Sequence[Diagnostic]) -> Iterator[tuple[str, str]]:
    """The members that nobody may rely on, each in a line of its own."""
    for difference in verified.differences if verified else ():
        yield "unconfirmed", difference.name
    for each in told:
        if each.code is Code.FOREIGN_CONTENT:
            yield "foreign", each.message.removeprefix(f"{file}!")


def _on_the_bytes(bundle: Bundle, *, signed: bool) -> Iterator[tuple[str, str]]:
    expires = bundle.statement.predicate.expires
    yield "signature", "that of a trusted key" if signed else "not checked"
    yield "valid", f"until {expires}" if expires else "without an end"
    counts = [sum(name.startswith(folder) for name in bundle.members) for folder in (INPUTS, LOGS, REPORT)]
    nouns = ("input", "log", "document")
    yield "holds", ", ".join(map(_counted, counts, nouns))
    if former := bundle.manifest.procedure.baseline:
        count = sum(name.startswith(BASELINE) for name in bundle.members)
        yield "baseline", f"{former.name}, {_counted(count, 'file')}"


def _on_the_source(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """What the bundle says of itself, which no repetition can confirm."""
    provenance, day = manifest.provenance, manifest.procedure.today
    commit = provenance.commit or "unknown"
    yield "commit", f"{commit}, and something was changed since" if provenance.dirty else commit
    yield "made by", f"{provenance.tool}, {provenance.python}, {provenance.platform}"
    if day:
        yield "judged on", f"{day}, the day on which accepted gaps and inspections have to hold"


def _repeated(verified: Verified | None) -> Iterator[tuple[str, str]]:
    """What was traced and executed again, and what came of it."""
    if verified is None or verified.repeated is None:
        return
    for other in verified.changed:
        yield "other here", str(other)
    differing = {each.name for each in verified.differences}
    compared = {*verified.repeated.members, *differing}
    yield "repeated", f"{len(compared - differing)} of {len(compared)} logs and documents, byte for byte"
    yield "verdicts", "every one is the same" if verified.same else "not the same, or not to be compared"
    yield "it says", verified.repeated.conclusion.view.answer


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
