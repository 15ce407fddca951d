# SPDX-License-Identifier: Apache-2.0
"""Whether the test cases of a requirement would notice if it did not hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.config import Config
from reqtrace.evidence import Change, Evidence, Finding, Notice, Probe, Sense, Survey
from reqtrace.ident import ItemId
from reqtrace.item import Status
from reqtrace.trace.coverage import Coverage
from reqtrace.trace.graph import Graph
from reqtrace.trace.verdict import Judgement, Verdict, children_first, judge
from reqtrace.trace.versions import cases_beneath

TARGET = 0.95
"""The share of changes that have to be noticed."""

NOTICES_NOTHING = "its test cases notice nothing of what was made wrong"
"""Why a requirement is unverified though its test cases pass."""


class Detection(Struct, frozen=True):
    """A finding that concerns a requirement, and the cases of that which noticed it, each with how."""

    finding: str
    by: tuple[tuple[ItemId, Sense], ...] = ()


class Row(Struct, frozen=True):
    """What the test cases of one requirement notice.

    `asked` are the changes of rules that these cases ask, `mattering` those of them that make a difference in one of
    these cases, and `noticed` how each was noticed that was: by a step wherever one of the cases did.
    """

    verdict: Verdict
    reasons: tuple[tuple[ItemId, str], ...]
    findings: tuple[Detection, ...]
    asked: tuple[str, ...]
    mattering: tuple[str, ...]
    noticed: Mapping[str, Sense]

    @property
    def undetected(self) -> tuple[str, ...]:
        """The findings that none of its cases noticed."""
        return tuple(each.finding for each in self.findings if not each.by)


class Survivor(Struct, frozen=True):
    """A change that no case notices: how many cases ask the rule, to how many it matters, and why that is accepted."""

    change: Change
    asked_by: int
    mattered_to: int
    reason: str = ""


class Adequacy(Struct, frozen=True):
    """What all test cases notice of everything that was made wrong."""

    survey: Survey
    rows: Mapping[ItemId, Row]
    """By id; every requirement that can be judged."""
    noticed: Mapping[str, Sense]
    """Every change that some case noticed, and how."""
    survivors: tuple[Survivor, ...]
    needless: tuple[str, ...] = ()
    """What a reason was given for, and is noticed or does not exist."""

    @property
    def findings(self) -> Mapping[str, bool]:
        """Whether each finding that concerns a requirement here was noticed by a case of every such requirement.

        One that concerns no requirement is to be noticed by any case. Nobody can ask that of a part of what findings
        concern: there it counts only where it was noticed.
        """
        found = {name: bool(by) for name, by in self.elsewhere.items() if by or self._is_whole}
        for row in self.rows.values():
            for each in row.findings:
                found[each.finding] = found.get(each.finding, True) and bool(each.by)
        return {finding.name: found[finding.name] for finding in self.survey.findings if finding.name in found}

    @property
    def elsewhere(self) -> Mapping[str, tuple[tuple[ItemId, Sense], ...]]:
        """The findings that concern no requirement, and the cases that noticed each, with how."""
        return {
            each.name: _detected(each.name, self.survey.probes) for each in self.survey.findings if not each.affects
        }

    @property
    def _is_whole(self) -> bool:
        """Whether every requirement that a finding concerns is judged here."""
        return all(id_ in self.rows for finding in self.survey.findings for id_ in finding.affects)

    @property
    def undetected(self) -> tuple[str, ...]:
        """The findings that concern no requirement, that a case was to notice and none did."""
        return tuple(name for name, by in self.elsewhere.items() if not by and name in self.findings)

    @property
    def idle(self) -> bool:
        """Whether no case that passes covers a requirement here, so that nothing was put to the test."""
        return not any(row.asked for row in self.rows.values())

    @property
    def share(self) -> float:
        """The share of all changes that some case noticed; 1 where nothing can be changed."""
        changes = len(self.survey.changes)
        return len(self.noticed) / changes if changes else 1.0

    @property
    def unexplained(self) -> tuple[Survivor, ...]:
        """The survivors that nobody gave a reason for."""
        return tuple(each for each in self.survivors if not each.reason)

    @property
    def sound(self) -> bool:
        """Whether all that is wanted was reached."""
        return (
            all(self.findings.values())
            and self.share >= TARGET
            and not (self.unexplained or self.needless)
            and all(row.verdict is Verdict.VERIFIED for row in self.rows.values())
        )


# [impl->dsn~survivors_have_reasons~1]
def adequacy(
    graph: Graph,
    coverage: tuple[Coverage, ...],
    survey: Survey,
    config: Config,
    reasons: Mapping[str, str],
    *,
    evidence: Evidence | None = None,
) -> Adequacy:
    """Judge what the cases noticed, requirement by requirement; `reasons` says why a change need not be noticed.

    `evidence` is all that counts, where something was observed elsewhere besides. Nobody knows what that would notice,
    so a requirement that rests on nothing else is left out.
    """
    judged = judge(graph, coverage, evidence or survey.evidence, config)
    probes = {probe.case.id: probe for probe in survey.probes}
    rows: dict[ItemId, Row] = {}
    for position in children_first(graph):
        item, cases = graph.items[position], cases_beneath(graph, config, position)
        if (item.needs or cases) and item.status is not Status.REJECTED and not config.is_judged(item.id.kind):
            mine = [probes[id_] for id_ in cases if id_ in probes]
            if _rests_elsewhere(judged[position], mine, evidence):
                continue
            concerning = [finding for finding in survey.findings if item.id in finding.affects]
            below = dict.fromkeys(graph.items[each].id for each in graph.covering(position))
            vacuous = tuple(id_ for id_ in below if id_ in rows and rows[id_].verdict is not Verdict.VERIFIED)
            rows[item.id] = _no_better(item.id, _row(judged[position], mine, concerning, survey.changes), vacuous)
    noticed = _noticed(survey.probes)
    survivors = tuple(
        _survivor(change, survey.probes, reasons) for change in survey.changes if change.name not in noticed
    )
    alive = {survivor.change.name for survivor in survivors}
    needless = tuple(name for name in sorted(reasons) if name not in alive)
    return Adequacy(survey, dict(sorted(rows.items())), noticed, survivors, needless)


def _rests_elsewhere(judgement: Judgement, mine: Iterable[Probe], evidence: Evidence | None) -> bool:
    """Whether a requirement is verified, and none of its cases was executed here."""
    verified = evidence is not None and bool(evidence.elsewhere) and judgement.verdict is Verdict.VERIFIED
    return verified and not any(probe.case.scenarios for probe in mine)


def _row(judgement: Judgement, probes: list[Probe], concerning: list[Finding], changes: tuple[Change, ...]) -> Row:
    """What one requirement's cases notice."""
    asked = {rule for probe in probes for rule in probe.asked}
    mattered = {rule for probe in probes for rule in probe.mattered}
    noticed = _noticed(probes)
    findings = tuple(Detection(finding.name, _detected(finding.name, probes)) for finding in concerning)
    return Row(
        judgement.verdict,
        judgement.reasons,
        findings,
        tuple(change.name for change in changes if change.rule in asked),
        tuple(change.name for change in changes if change.rule in mattered),
        noticed,
    )


def _no_better(id_: ItemId, row: Row, below: tuple[ItemId, ...]) -> Row:
    """The row of a requirement, which is verified only if its cases notice something, and so is what covers it."""
    if row.verdict is not Verdict.VERIFIED:
        return row
    if not row.noticed and not any(each.by for each in row.findings):
        return replace(row, verdict=Verdict.UNVERIFIED, reasons=((id_, NOTICES_NOTHING),))
    reasons = tuple((each, Verdict.UNVERIFIED.value) for each in sorted(below))
    return replace(row, verdict=Verdict.UNVERIFIED, reasons=reasons) if below else row


def _detected(finding: str, probes: Iterable[Probe]) -> tuple[tuple[ItemId, Sense], ...]:
    return tuple((probe.case.id, each.by) for probe in probes for each in probe.findings if each.name == finding)


def _noticed(probes: Iterable[Probe]) -> Mapping[str, Sense]:
    """Every change that a case noticed, by name, and how: the first of the senses that did."""
    found: dict[str, Sense] = {}
    order = list(Sense)
    notices: Iterable[Notice] = (notice for probe in probes for notice in probe.changes)
    for notice in notices:
        known = found.get(notice.name, notice.by)
        found[notice.name] = min(known, notice.by, key=order.index)
    return dict(sorted(found.items()))


def _survivor(change: Change, probes: Iterable[Probe], reasons: Mapping[str, str]) -> Survivor:
    asked = [probe for probe in probes if change.rule in probe.asked]
    mattered = sum(change.rule in probe.mattered for probe in asked)
    return Survivor(change, len(asked), mattered, reasons.get(change.name, ""))
