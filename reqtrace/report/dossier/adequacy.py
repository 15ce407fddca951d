# SPDX-License-Identifier: Apache-2.0
"""What the test cases notice of what is made wrong on purpose, and what they do not."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.sheets.adequacy import fill
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view.noticing import lacking, noticing
from reqtrace.trace.adequacy import TARGET, Row, Survivor
from reqtrace.trace.adequacy import Adequacy as Measured
from reqtrace.trace.verdict import Verdict

KEY: Final = "adequacy"


class AdequacyOfRequirement(Struct, frozen=True, gc=False):
    """How many broken rules the test cases of a requirement ask, to how many that matters, and how many they notice."""

    id: str
    verdict: Verdict
    asked: int
    mattering: int
    noticed: int
    findings: tuple[str, ...]
    findings_not_noticed: tuple[str, ...]


class UnnoticedRule(Struct, frozen=True, gc=False):
    """A broken rule that no test case notices, and why that is accepted; the reason is empty where nobody gave one."""

    name: str
    meaning: str
    source: str
    asked_by: int
    mattered_to: int
    reason: str


class Adequacy(Struct, frozen=True, gc=False):
    """What was noticed of how much, and whether that is enough; `measured` is false where nothing was tried."""

    measured: bool
    answer: str
    enough: bool | None
    lacking: tuple[str, ...]
    wanted_share: float
    broken_rules: int | None
    noticed: int | None
    findings_noticed: tuple[str, ...]
    findings_not_noticed: tuple[str, ...]
    requirements: tuple[AdequacyOfRequirement, ...]
    unnoticed: tuple[UnnoticedRule, ...]


def adequacy(ledger: Ledger) -> Adequacy:
    """What the test cases notice."""
    found = ledger.view.adequacy
    return _unmeasured() if found is None else _measured(found)


def _unmeasured() -> Adequacy:
    return Adequacy(
        measured=False,
        answer="",
        enough=None,
        lacking=(),
        wanted_share=TARGET,
        broken_rules=None,
        noticed=None,
        findings_noticed=(),
        findings_not_noticed=(),
        requirements=(),
        unnoticed=(),
    )


def _measured(found: Measured) -> Adequacy:
    return Adequacy(
        measured=True,
        answer=noticing(found),
        enough=found.sound,
        lacking=tuple(lacking(found)),
        wanted_share=TARGET,
        broken_rules=len(found.survey.changes),
        noticed=len(found.noticed),
        findings_noticed=tuple(name for name, noticed in found.findings.items() if noticed),
        findings_not_noticed=tuple(name for name, noticed in found.findings.items() if not noticed),
        requirements=tuple(_requirement(str(id_), row) for id_, row in found.rows.items()),
        unnoticed=tuple(map(_unnoticed, found.survivors)),
    )


def _requirement(id_: str, row: Row) -> AdequacyOfRequirement:
    concerning = tuple(each.finding for each in row.findings)
    return AdequacyOfRequirement(
        id_,
        row.verdict,
        len(row.asked),
        len(row.mattering),
        len(row.noticed),
        concerning,
        row.undetected,
    )


def _unnoticed(survivor: Survivor) -> UnnoticedRule:
    change = survivor.change
    return UnnoticedRule(
        change.name, change.meaning, change.source, survivor.asked_by, survivor.mattered_to, survivor.reason
    )


def section(ledger: Ledger, told: Adequacy) -> Section:
    """What was noticed, by requirement, and what nobody notices."""
    return Section(KEY, TITLES[KEY], told, fill(ledger.view, Wish(KEY)), landscape=told.measured)
