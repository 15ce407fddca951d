# SPDX-License-Identifier: Apache-2.0
"""What is open: the findings by which versions deviate, what no finding explains, and what the trace complains of."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Severity
from reqtrace.evidence import Consequence, Finding
from reqtrace.report.block import Block
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.sheets import diagnostics
from reqtrace.report.sheets.cells import sentence
from reqtrace.report.sheets.findings import fill
from reqtrace.report.sheets.wish import Wish
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
    complaints = diagnostics.fill(ledger.view, Wish(f"{KEY}_complaints"))
    below = (Section(f"{KEY}_complaints", "Complaints about the texts", None, complaints, landscape=True),)
    blocks = (*intro, *fill(ledger.view, Wish(KEY)))
    return Section(KEY, TITLES[KEY], told, blocks, below, landscape=told.compared)
