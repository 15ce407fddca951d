# SPDX-License-Identifier: Apache-2.0
"""A bundle that was checked is laid out, repeated, and held against itself."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator
from contextlib import chdir
from pathlib import Path

from msgspec import Struct

from reqtrace.bundle.check import Bundle
from reqtrace.bundle.compare import Difference, Other, compare, others, same_verdicts
from reqtrace.bundle.confine import objections
from reqtrace.bundle.files import files_read, former_files
from reqtrace.bundle.genuine import at
from reqtrace.bundle.inputs import Site, laid_out
from reqtrace.bundle.manifest import BASELINE, INPUTS, Procedure
from reqtrace.bundle.repeat import Repeated, repeat
from reqtrace.catalogue import Code, Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.provenance import Provenance
from reqtrace.read.readings import Workers
from reqtrace.report.view.printable import printable
from reqtrace.span import Span


class Checker(Struct, frozen=True):
    """What repeats a bundle: its environment, the SHA-256 of its code, and the day on which it does.

    `lenient` says whether documents are accepted that can not be confirmed for want of the library that wrote them.
    """

    environment: Provenance
    program: str
    today: datetime.date
    lenient: bool = False


class Verified(Struct, frozen=True):
    """What came of repeating a bundle: what differs, what was another one here, and whether every verdict is the same.

    Where nothing could be repeated, `repeated` is None, and the diagnostics say why.
    """

    diagnostics: tuple[Diagnostic, ...]
    changed: tuple[Other, ...]
    repeated: Repeated | None = None
    differences: tuple[Difference, ...] = ()
    same: bool = False


# [impl->dsn~evidence_comes_from_the_bundle_alone~1]
def verify(bundle: Bundle, file: str, checker: Checker, workers: Workers | None = None) -> Verified:
    """Repeat the checked bundle called `file` in a folder of its own."""
    manifest = bundle.manifest
    procedure = manifest.procedure
    changed = others(manifest.provenance, checker.environment, (manifest.program, checker.program))
    if refusals := tuple(objections(procedure)):
        return Verified(refusals, changed)
    with laid_out(bundle.members, procedure) as site:
        if isinstance(site, Diagnostic):
            return Verified((site,), changed)
        repeated = repeat(
            site.inputs, procedure, manifest.provenance, manifest.left_out, workers=workers, baseline=site.baseline
        )
        if isinstance(repeated, tuple):
            return Verified(repeated, changed)
        unread = tuple(_unread(bundle, repeated, site, file))
    differences = compare(bundle, repeated, changed)
    told = (
        *unread,
        *(each.told(file, lenient=checker.lenient) for each in differences),
        *_expired_since(repeated, procedure, file, checker.today),
    )
    return Verified(told, changed, repeated, differences, same_verdicts(bundle, repeated, differences))


# [impl->dsn~bundle_holds_nothing_else~1]
def _unread(bundle: Bundle, repeated: Repeated, site: Site, file: str) -> Iterator[Diagnostic]:
    """What is packed as an input and has no say in anything."""
    procedure = bundle.manifest.procedure
    with chdir(site.inputs / procedure.here):
        known = set(_names(files_read(repeated.conclusion, procedure), site.inputs, INPUTS))
    if procedure.baseline and site.baseline:
        with chdir(site.baseline / procedure.baseline.here):
            known.update(_names(former_files(procedure.baseline), site.baseline, BASELINE))
    for name in sorted(bundle.members):
        if name.startswith((INPUTS, BASELINE)) and name not in known:
            yield at(file, name, "is packed as an input, and nothing reads it")


def _names(paths: Iterable[str], root: Path, below: str) -> Iterator[str]:
    """What files, seen from the current folder, are called in the bundle that was laid out in `root`."""
    here = root.resolve()
    for path in paths:
        yield below + os.path.relpath(os.path.abspath(path), here).replace(os.sep, "/")  # noqa: PTH100 - as packed


# [impl->dsn~old_acceptance_is_told~1]
def _expired_since(repeated: Repeated, procedure: Procedure, file: str, today: datetime.date) -> Iterator[Diagnostic]:
    """The gaps that were accepted on the day of the evidence, and are not any more."""
    conclusion = repeated.conclusion
    for item, coverage in zip(conclusion.graph.items, conclusion.coverage, strict=True):
        for gap in coverage.justified:
            said = gap.justification
            if said.expires < today:
                message = (
                    f"{file} was made on {procedure.today}, when it was accepted that no {gap.kind} covers {item.id}; "
                    f"that held until {said.expires}, and today is {today}"
                )
                help_ = f"ask for evidence of today, or ask {said.owner} whether the reason still holds: {said.reason}"
                place = Span(f"{file}!{printable(said.span.file)}", said.span.line)
                way_out = printable(" ".join(help_.split()))
                yield Diagnostic(Code.EXPIRED_JUSTIFICATION, message, place, (), way_out, Severity.WARNING)
