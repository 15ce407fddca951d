# SPDX-License-Identifier: Apache-2.0
"""What is open: the findings by which versions deviate, what no finding explains, and what the trace complains of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.catalogue import Code, Severity
from reqtrace.evidence import Consequence, Finding
from reqtrace.report.block import Block, Named, Paragraph, Row, Table
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.sheets import diagnostics
from reqtrace.report.sheets.cells import sentence
from reqtrace.report.sheets.findings import fill
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View
from reqtrace.report.view.deviations import Deviation, Proof, deviations, unexplained
from reqtrace.trace.versions import Matrix

KEY: Final = "findings"


class KnownFinding(Struct, frozen=True, gc=False):
    """A finding: where it is known and where it was seen, which requirements it concerns, and which it breaks."""

    name: str
    title: str
    consequence: Consequence
    source: str
    known_in: tuple[str, ...]
    seen_in: tuple[str, ...]
    concerns: tuple[str, ...]
    breaks: tuple[str, ...]
    shown_by: tuple[str, ...]


class Unexplained(Struct, frozen=True, gc=False):
    """A test case that failed in some profiles, and no finding explains it."""

    id: str
    profiles: tuple[str, ...]
    step: str
    observed: str
    file: str
    line: int


class Complaint(Struct, frozen=True, gc=False):
    """A diagnostic: what is wrong, where, and the way out."""

    code: str
    severity: Severity
    message: str
    help: str
    file: str
    line: int


class Findings(Struct, frozen=True, gc=False):
    """What is open; `compared` says whether versions were, without which there is no finding of them here."""

    compared: bool
    findings: tuple[KnownFinding, ...]
    unexplained: tuple[Unexplained, ...]
    complaints: tuple[Complaint, ...]


def findings(ledger: Ledger) -> Findings:
    """What is open."""
    matrix = ledger.view.matrix
    complaints = tuple(
        Complaint(each.code.value, each.severity, each.message, each.way_out, each.span.file, each.span.line)
        for each in ledger.view.diagnostics
    )
    if matrix is None:
        return Findings(compared=False, findings=(), unexplained=(), complaints=complaints)
    seen = {each.finding.name: each for each in deviations(matrix) if each.finding}
    known = tuple(_known(each, matrix, seen.get(each.name)) for each in matrix.findings.values())
    failed = unexplained(matrix)
    left = tuple(map(_unexplained, failed.proofs)) if failed else ()
    return Findings(compared=True, findings=known, unexplained=left, complaints=complaints)


def _known(finding: Finding, matrix: Matrix, seen: Deviation | None) -> KnownFinding:
    return KnownFinding(
        finding.name,
        finding.title,
        finding.consequence,
        finding.source,
        matrix.versions[finding.name],
        seen.profiles if seen else (),
        tuple(map(str, finding.affects)),
        tuple(map(str, seen.requirements)) if seen else (),
        tuple(dict.fromkeys(str(proof.showing.id) for proof in seen.proofs)) if seen else (),
    )


def _unexplained(proof: Proof) -> Unexplained:
    showing = proof.showing
    return Unexplained(
        str(showing.id), proof.profiles, showing.step, showing.message, showing.span.file, showing.span.line
    )


def section(ledger: Ledger, told: Findings) -> Section:
    """The findings of the versions that were compared, and below them every complaint."""
    intro: tuple[Block, ...] = (
        sentence(
            "A finding is a known way in which a version does something else than is required. Whoever uses that "
            "version has to assess each one that concerns him."
        ),
    )
    blocks = (*intro, *_concerning(fill(ledger.view, Wish(KEY)), told, ledger.view))
    below = tuple(_complaints(key, ledger.view) for key in _ABOUT)
    return Section(KEY, TITLES[KEY], told, blocks, below, landscape=told.compared)


def _concerning(blocks: Iterable[Block], told: Findings, view: View) -> Iterator[Block]:
    """The findings that concern a requirement of the project; how many more there are in the versions compared."""
    ids = {str(id_) for id_ in view.by_id}
    here = {each.name for each in told.findings if each.breaks or each.shown_by or not ids.isdisjoint(each.concerns)}
    for block in blocks:
        if not isinstance(block, Table) or len(here) == len(told.findings):
            yield block
            continue
        more = len(told.findings) - len(here)
        yield replace(block, rows=tuple(row for row in block.rows if _named(row) in here), nothing=_NONE)
        yield sentence(
            f"{more} of {len(told.findings)} findings of these versions concern no requirement of this project, and no "
            "test case shows them. They are in report.json."
        )


_NONE: Final = "No finding of the versions compared concerns a requirement of this project."


def _named(row: Row) -> str:
    """The name of the finding that a row is about."""
    names = (
        part.name
        for block in row.cells[0].blocks
        if isinstance(block, Paragraph)
        for part in block.line
        if isinstance(part, Named)
    )
    return next(names, "")


_ABOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{KEY}_complaints": "Complaints about texts and files",
        f"{KEY}_execution": "Complaints about executions, results and records",
        f"{KEY}_gate": "Complaints about demands of the project",
    }
)
"""What complaints are about, as the titles of their sections by key."""


def _about(code: Code) -> str:
    """The section in which a complaint stands."""
    if code.value.startswith("RT4"):
        return f"{KEY}_gate"
    return f"{KEY}_execution" if code.of_execution else f"{KEY}_complaints"


def _complaints(key: str, view: View) -> Section:
    """The complaints about one thing, which is also said where there is none."""
    among = dataclasses.replace(view, diagnostics=tuple(each for each in view.diagnostics if _about(each.code) == key))
    wish = Wish(key, caption=_ABOUT[key])  # captions name landmarks of a page, and these have to differ
    return Section(key, _ABOUT[key], None, diagnostics.fill(among, wish), landscape=True)
