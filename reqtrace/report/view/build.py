# SPDX-License-Identifier: Apache-2.0
"""Conclusions become the view: everything that documents show, computed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from reqtrace.catalogue import Code, Severity
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.ident import ItemId
from reqtrace.item import Item, Status
from reqtrace.report.view.accepted import accepted
from reqtrace.report.view.anchors import anchors, by_rank, rank
from reqtrace.report.view.chip import Chip, State, chip
from reqtrace.report.view.records import Entry, Failure, Input, Neighbour, Reason, View
from reqtrace.report.view.resting import resting
from reqtrace.report.view.tallies import tally
from reqtrace.report.view.wording import answer, meaning
from reqtrace.span import Span
from reqtrace.trace.adequacy import Adequacy
from reqtrace.trace.assumptions import assumed
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.coverage import Coverage, Deep
from reqtrace.trace.graph import Condition, Graph, Link
from reqtrace.trace.marks import marks
from reqtrace.trace.verdict import Judgement, Verdict, sound
from reqtrace.trace.versions import Matrix

_OBJECTING = (Code.BAD_DEPENDENCY, Code.FORBIDDEN_LINK, Code.FORGOTTEN_NEED)
"""What makes an item a defect, and is neither a gap nor a link in a bad condition."""
_UNANNOUNCED = (Code.UNANNOUNCED_CHANGE, Code.LOWERED_REVISION)
_CHANGED = (*_UNANNOUNCED, Code.SUSPECT_BELOW, Code.SUSPECT_ABOVE)
"""What somebody has to look at because of what changed, whatever an item is worth."""
_OUTGOING = (
    Condition.COVERS,
    Condition.AMBIGUOUS,
    Condition.UNWANTED,
    Condition.ORPHANED,
    Condition.OUTDATED,
    Condition.PREDATED,
)


_REACHING: Final = tuple(condition for condition in Condition if condition.value.startswith("covered-"))
"""The conditions of links seen from what is covered."""


# [impl->dsn~view_is_computed_once~1]
def view(
    *,
    title: str,
    graph: Graph,
    coverage: tuple[Coverage, ...],
    diagnostics: Sequence[Diagnostic],
    config: Config,
    judgements: tuple[Judgement, ...] | None = None,
    evidence: Evidence | None = None,
    inputs: Mapping[str, str] = MappingProxyType({}),
    matrix: Matrix | None = None,
    adequacy: Adequacy | None = None,
    completeness: Mapping[ItemId, Completeness] = MappingProxyType({}),
    aimed: bool = True,
) -> View:
    """Everything that documents show of a project; `inputs` are the SHA-256 of the files read, by their name.

    `aimed` says whether it is wrong by itself that test cases notice too little.
    """
    builder = _Builder.of(graph, coverage, config, judgements, evidence, diagnostics=diagnostics)
    entries = tuple(builder.entry(position) for position in builder.order)
    order = _order(config, entries)
    arranged = sorted(entries, key=lambda entry: (order[entry.id.kind], entry.item.span, entry.id))
    rows = tuple(entry for entry in arranged if not entry.executable)
    excused = matrix is not None and evidence is not None and matrix.decides(evidence.profile)
    return View(
        title=title,
        answer=answer(rows, entries, evidence, completeness),
        meaning=meaning(evidence),
        entries=entries,
        rows=rows,
        trials=tuple(entry for entry in arranged if entry.executable),
        attention=_attention(arranged),
        excused=tuple(entry for entry in arranged if entry.gaps),
        tallies=tuple(tally([each for each in arranged if each.id.kind == kind]) for kind in order),
        diagnostics=tuple(diagnostics),
        evidence=evidence,
        sound=sound(coverage, diagnostics, None if excused else evidence)
        and all(each.sound for each in (matrix, adequacy if aimed else None) if each is not None),
        matrix=matrix,
        adequacy=adequacy,
        inputs=tuple(Input(file, digest) for file, digest in sorted(inputs.items())),
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    graph: Graph
    coverage: tuple[Coverage, ...]
    config: Config
    judgements: tuple[Judgement | None, ...]
    """By position; None where nothing was executed, for what only marks a place in code, and for assumptions of use."""
    cases: Mapping[ItemId, Case]
    order: Sequence[int]
    """The positions of all items by id and place, which is how entries are ordered."""
    anchors: Sequence[str]
    chips: tuple[Chip, ...]
    resting: Sequence[str]
    """On what each verdict rests, where they differ in that."""
    assumed: Set[int]
    accepted: Set[int]
    objections: Mapping[Span, tuple[Diagnostic, ...]]
    """What the project objects to, by the places that are spoken of."""

    @classmethod
    def of(
        cls,
        graph: Graph,
        coverage: tuple[Coverage, ...],
        config: Config,
        judgements: tuple[Judgement, ...] | None,
        evidence: Evidence | None,
        *,
        diagnostics: Sequence[Diagnostic],
    ) -> _Builder:
        cases = {case.id: case for case in evidence.cases} if evidence else {}
        handed_on = assumed(graph, config)
        silent = marks(graph, config) | handed_on if judgements else frozenset()
        judged = [None if place in silent else each for place, each in enumerate(judgements or ())]
        judged = judged or [None] * len(graph.items)
        chips = tuple(
            _shown(
                item,
                coverage[position],
                judged[position],
                cases.get(item.id),
                config.is_judged(item.id.kind),
                assumed=position in handed_on,
            )
            for position, item in enumerate(graph.items)
        )
        order = by_rank(graph.items)
        fine = accepted(graph, coverage, config, judgements)
        named = anchors(graph.items)
        grounds, objections = resting(graph, evidence), _objections(diagnostics)
        return cls(
            graph, coverage, config, tuple(judged), cases, order, named, chips, grounds, handed_on, fine, objections
        )

    def entry(self, position: int) -> Entry:
        item = self.graph.items[position]
        links = self._links(position)
        judgement = self.judgements[position]
        executable = self.config.is_judged(item.id.kind)
        case = self.cases.get(item.id)
        return Entry(
            item=item,
            kind_title=self.config.title_of(item.id.kind),
            executable=executable,
            anchor=self.anchors[position],
            chip=self.chips[position],
            coverage=self.coverage[position],
            objections=tuple(dict.fromkeys(self._objections(item))),
            links=tuple((link.condition, link.id) for link in links),
            verdict=judgement.verdict if judgement else None,
            reasons=tuple(self._reason(id_, text) for id_, text in (judgement.reasons if judgement else ())),
            covers=tuple(self._neighbour(link) for link in links if link.condition in _OUTGOING),
            covered_by=self._in_order(link for link in links if link.condition in _REACHING),
            twins=tuple(self._neighbour(link) for link in links if link.condition is Condition.DUPLICATE),
            case=case,
            failure=_failure(case, item) if case else None,
            accepted=position in self.accepted,
            resting=self.resting[position],
            assumed=position in self.assumed,
        )

    def _objections(self, item: Item) -> Iterator[Diagnostic]:
        """What the project objects to at the item, or at what it refers to."""
        if self.objections:
            references = (*item.covers, *item.depends)
            for span in (item.span, *(reference.span for reference in references)):
                yield from self.objections.get(span, ())

    def _links(self, position: int) -> tuple[Link, ...]:
        """The links of an item: those it wrote in their order, then those that reach it, by whose they are."""
        links = self.graph.links[position]
        reaching = [link for link in links if link.target is not None and link.condition in _REACHING]
        if len(reaching) < 2:  # noqa: PLR2004 - they are in order
            return links
        written = links[: len(links) - len(reaching)]
        return (*written, *sorted(reaching, key=lambda link: (rank(self.graph.items[link.target or 0]), link.span)))

    def _neighbour(self, link: Link) -> Neighbour:
        if link.target is None:
            return Neighbour(link.id, link.condition, chip(link.condition), link.span)
        return Neighbour(
            link.id,
            link.condition,
            self.chips[link.target] if link.condition.good else chip(link.condition),
            link.span,
            self.graph.items[link.target].title or link.id.name,
            self.anchors[link.target],
            self.config.is_judged(link.id.kind),
            self.resting[link.target],
        )

    def _in_order(self, links: Iterable[Link]) -> tuple[Neighbour, ...]:
        """What reaches an item in the order of the documents, each item once."""
        ordered = sorted(links, key=lambda link: (link.span, link.id))
        return tuple({(link.target, link.condition): self._neighbour(link) for link in ordered}.values())

    def _reason(self, id_: ItemId, text: str) -> Reason:
        positions = self.graph.positions.get(id_, ())
        item = self.graph.items[positions[0]]
        case = self.cases.get(id_)
        failure = _failure(case, item) if case else None
        return Reason(
            id_,
            text,
            failure.span if failure else item.span,
            self.anchors[positions[0]],
            failure.step if failure else "",
        )


def _objections(diagnostics: Iterable[Diagnostic]) -> Mapping[Span, tuple[Diagnostic, ...]]:
    """What the project objects to, by the place of it, and by that of the item at the other end."""
    found: dict[Span, tuple[Diagnostic, ...]] = {}
    for each in diagnostics:
        if (each.code in _OBJECTING and each.severity is Severity.ERROR) or each.code in _CHANGED:
            for span in (each.span, *(note.span for note in each.notes if note.span)):
                found[span] = (*found.get(span, ()), each)
    return found


def _shown(
    item: Item, coverage: Coverage, judgement: Judgement | None, case: Case | None, executable: bool, *, assumed: bool
) -> Chip:
    """The chip of an item: what was observed, else what is concluded, else how it is covered."""
    if item.status is Status.REJECTED:
        return chip(Status.REJECTED)
    if assumed and not coverage.defect:
        return chip(State.ASSUMED)
    if judgement is None:
        if coverage.defect and coverage.deep in (Deep.COVERED, Deep.JUSTIFIED):
            return chip(State.DEFECT)
        return chip(coverage.deep)
    return chip(_observed(item, case) if executable else judgement.verdict)


def _observed(item: Item, case: Case | None) -> Outcome | State:
    """What was observed of a test case."""
    if case is None:
        return State.NOT_RUN
    return case.outcome if case.digest == item.digest else State.STALE


def _failure(case: Case, item: Item) -> Failure | None:
    if case.fault:
        scenario, step = case.fault
        return Failure(step.message or case.message, step.span, scenario.name, step.text)
    return Failure(case.message, item.span) if case.message else None


def _order(config: Config, entries: Sequence[Entry]) -> dict[str, int]:
    """The kinds that occur: those configured in their order, then test cases of no other kind, then by name."""
    configured = list(config.kinds)
    kinds = {entry.id.kind for entry in entries}
    known = [kind for kind in configured if kind in kinds and not config.is_judged(kind)]
    others = sorted(kinds - set(configured))
    executable = [kind for kind in configured if kind in kinds and config.is_judged(kind)]
    return {kind: rank for rank, kind in enumerate((*known, *others, *executable))}


# [impl->dsn~changes_need_a_person~1]
def _attention(arranged: Sequence[Entry]) -> tuple[Entry, ...]:
    """What needs a person: requirements at fault themselves, faults no requirement shows, then inherited faults.

    Among the first and the last, those that failed come before those that are not verified. What is only to be looked
    at because of a change comes behind what is at fault itself where it must not have changed, else at the end.
    """
    wanting = [entry for entry in arranged if _is_wanting(entry)]
    requirements = [entry for entry in wanting if not entry.executable]
    blamed = {reason.id for entry in requirements for reason in entry.reasons}
    alone = [entry for entry in wanting if entry.executable and (entry.id not in blamed or entry.coverage.defect)]
    own = [entry for entry in requirements if not entry.inherits]
    alone_at_fault = {entry.anchor for entry in own}
    inherited = [entry for entry in requirements if entry.anchor not in alone_at_fault]
    listed = {entry.anchor for entry in (*own, *alone, *inherited)}
    changed = [entry for entry in arranged if entry.anchor not in listed and _concerns(entry, _CHANGED)]
    unannounced = [entry for entry in changed if _concerns(entry, _UNANNOUNCED)]
    suspects = [entry for entry in changed if not _concerns(entry, _UNANNOUNCED)]
    return (*_failed_first(own), *alone, *unannounced, *_failed_first(inherited), *suspects)


def _concerns(entry: Entry, codes: Sequence[Code]) -> bool:
    """Whether something of these codes is said of an item."""
    return any(each.code in codes for each in entry.objections)


def _failed_first(entries: Sequence[Entry]) -> Sequence[Entry]:
    return sorted(entries, key=lambda entry: entry.verdict is not Verdict.FAILED)


def _is_wanting(entry: Entry) -> bool:
    unverified = entry.verdict in (Verdict.FAILED, Verdict.UNVERIFIED)
    return entry.coverage.defect or (unverified and not (entry.rejected or entry.accepted))
