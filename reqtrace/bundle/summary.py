# SPDX-License-Identifier: Apache-2.0
"""What a check of a bundle found, in words: first whether it holds, then on what that rests."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.bundle.check import Bundle
from reqtrace.bundle.manifest import BASELINE, INPUTS, LOGS, REPORT
from reqtrace.bundle.verify import Verified
from reqtrace.catalogue import Code
from reqtrace.provenance import Provenance
from reqtrace.report.view.printable import printable

_COLUMN = 12


def summary(file: str, bundle: Bundle, verified: Verified | None, *, holds: bool, signed: bool) -> Iterator[str]:
    """The lines of the answer; `signed` says whether a trusted key was asked for."""
    yield _sentence(file, verified, holds=holds, signed=signed)
    yield ""
    lines = (*_on_the_bytes(bundle, signed=signed), *_on_the_source(bundle.manifest.provenance), *_repeated(verified))
    for word, said in lines:
        yield f"  {word:{_COLUMN}}{printable(said)}".rstrip()
    for each in bundle.manifest.left_out:
        yield f"  {'not packed':{_COLUMN}}{printable(each.message)} (this rests on the signature alone)"


def contents(bundle: Bundle) -> Iterator[str]:
    """Every member with its SHA-256, as sha256sum writes it."""
    yield ""
    for each in bundle.manifest.members:
        yield f"{each.sha256}  {printable(each.name)}"


def _sentence(file: str, verified: Verified | None, *, holds: bool, signed: bool) -> str:
    """Whether the evidence holds, and what that means."""
    if not holds:
        return f"The evidence in {file} does not hold."
    trust = "it is what was signed" if signed else "nobody answers for it, but it agrees with itself"
    if verified is None:
        return f"The bytes of {file} hold: {trust}. Nothing was traced or executed again."
    return f"The evidence in {file} holds: {trust}, and the same follows from it here."


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


def _on_the_source(provenance: Provenance) -> Iterator[tuple[str, str]]:
    commit = provenance.commit or "unknown"
    yield "commit", f"{commit}, and something was changed since" if provenance.dirty else commit
    yield "made by", f"{provenance.tool}, {provenance.python}, {provenance.platform}"


def _repeated(verified: Verified | None) -> Iterator[tuple[str, str]]:
    """What was traced and executed again, and what came of it."""
    if verified is None or verified.repeated is None:
        return
    for other in verified.changed:
        yield "other here", str(other)
    differing = sum(each.code in {Code.NOT_REPEATED, Code.OTHER_ENVIRONMENT} for each in verified.diagnostics)
    compared = len(verified.repeated.members)
    yield "repeated", f"{compared - differing} of {compared} logs and documents, byte for byte"
    yield "verdicts", "every one is the same" if verified.same else "not the same, or not to be compared"
    yield "it says", verified.repeated.conclusion.view.answer


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
