# SPDX-License-Identifier: Apache-2.0
"""The certification report as a whole: its facts, in a section each, and the same laid out for people."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.report.dossier import (
    adequacy,
    assumptions,
    attention,
    changes,
    confidence,
    coverage,
    derived,
    findings,
    gaps,
    gate,
    inspections,
    logs,
    reproduction,
    results,
    scope,
    standards,
    summary,
    traceability,
    versions,
)
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Dossier
from reqtrace.report.material import Material

SCHEMA: Final = "reqtrace-report/1"


class Report(Struct, frozen=True, gc=False, kw_only=True):
    """The facts of the certification report: one field for each section, by its key, which never changes.

    No verdict in it is worth anything without the `qualifier`, which says on what it rests; empty where nothing ran.
    """

    schema: str
    title: str
    answer: str
    meaning: str
    qualifier: str
    summary: summary.Summary
    attention: attention.Attention
    gate: gate.Gate
    scope: scope.Scope
    verification_coverage: coverage.VerificationCoverage
    traceability: traceability.Traceability
    assumptions_of_use: assumptions.AssumptionsOfUse
    inspections: inspections.Inspections
    derived_requirements: derived.DerivedRequirements
    gaps: gaps.Gaps
    test_results: results.TestResults
    versions: versions.Versions
    findings: findings.Findings
    adequacy: adequacy.Adequacy
    changes: changes.Changes
    standards: standards.Standards
    tool_confidence: confidence.ToolConfidence
    reproduction: reproduction.Reproduction
    test_logs: logs.TestLogs


# [impl->dsn~what_is_absent_is_said~1]
def report(material: Material) -> Report:
    """The facts alone: what a program reads of the certification report."""
    return _report(Ledger(material))


def _report(ledger: Ledger) -> Report:
    view = ledger.view
    return Report(
        schema=SCHEMA,
        title=view.title,
        answer=view.answer,
        meaning=view.meaning,
        qualifier=view.qualifier,
        summary=summary.summary(ledger),
        attention=attention.attention(ledger),
        gate=gate.gate(ledger),
        scope=scope.scope(ledger),
        verification_coverage=coverage.verification_coverage(ledger),
        traceability=traceability.traceability(ledger),
        assumptions_of_use=assumptions.assumptions_of_use(ledger),
        inspections=inspections.inspections(ledger),
        derived_requirements=derived.derived_requirements(ledger),
        gaps=gaps.gaps(ledger),
        test_results=results.test_results(ledger),
        versions=versions.versions(ledger),
        findings=findings.findings(ledger),
        adequacy=adequacy.adequacy(ledger),
        changes=changes.changes(ledger),
        standards=standards.standards(),
        tool_confidence=confidence.tool_confidence(),
        reproduction=reproduction.reproduction(ledger),
        test_logs=logs.test_logs(ledger),
    )


# [impl->dsn~no_section_vanishes~1]
def dossier(material: Material) -> Dossier:
    """The whole report: the same facts, laid out for people. A section is there even where it has nothing to say."""
    ledger = Ledger(material)
    told = _report(ledger)
    return Dossier(
        told.title,
        told.answer,
        told.meaning,
        (
            summary.section(ledger, told.summary),
            attention.section(ledger, told.attention),
            gate.section(ledger, told.gate),
            scope.section(ledger, told.scope),
            coverage.section(ledger, told.verification_coverage),
            traceability.section(ledger, told.traceability),
            assumptions.section(ledger, told.assumptions_of_use),
            inspections.section(ledger, told.inspections),
            derived.section(ledger, told.derived_requirements),
            gaps.section(ledger, told.gaps),
            results.section(ledger, told.test_results),
            versions.section(ledger, told.versions),
            findings.section(ledger, told.findings),
            adequacy.section(ledger, told.adequacy),
            changes.section(ledger, told.changes),
            standards.section(told.standards),
            confidence.section(told.tool_confidence),
            reproduction.section(ledger, told.reproduction),
            logs.section(ledger, told.test_logs),
        ),
    )
