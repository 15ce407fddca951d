# SPDX-License-Identifier: Apache-2.0
"""Which gaps a project accepts, and which of its justifications are worth nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.config import Justification
from reqtrace.diagnostic import Diagnostic, Names, Note, in_order
from reqtrace.item import Status
from reqtrace.trace.graph import Graph


class Gap(Struct, frozen=True, gc=False):
    """A kind that an item needs, that nothing provides, and that the project accepts to be missing."""

    kind: str
    justification: Justification


class Acceptance(Struct, frozen=True):
    """The gaps of items, by position: those `missing` that nobody accepts, and those `justified`."""

    missing: Mapping[int, tuple[str, ...]]
    justified: Mapping[int, tuple[Gap, ...]]
    diagnostics: tuple[Diagnostic, ...]


# [impl->dsn~gaps_are_accepted_for_a_time~1]
def accept(
    graph: Graph,
    missing: Mapping[int, tuple[str, ...]],
    justifications: Sequence[Justification],
    today: datetime.date,
    *,
    whole: bool = True,
) -> Acceptance:
    """Divide the kinds that are `missing`, by position, into those that the project accepts `today` and the others.

    Of several justifications of one gap the first that holds counts. One that has expired, or that is accepted on a
    later day only, is an error while its gap is open, and one that fits no gap a warning; where not the `whole` project
    is looked at, nothing is said of an item that is not there. Where nothing is justified, this costs nothing.
    """
    if not justifications:
        return Acceptance(missing, {}, ())
    review = _Review(graph, missing, justifications)
    diagnostics = in_order(review.complaints(today, whole=whole))
    left: dict[int, tuple[str, ...]] = {}
    justified: dict[int, tuple[Gap, ...]] = {}
    for position, kinds in missing.items():
        accepted = review.accepted.get(graph.outline.ids[position], {})
        gaps = tuple(Gap(kind, accepted[kind]) for kind in kinds if kind in accepted)
        if gaps:
            justified[position] = gaps
        if len(gaps) < len(kinds):
            left[position] = tuple(kind for kind in kinds if kind not in accepted)
    return Acceptance(left, justified, diagnostics)


class _Review:
    """A review of justifications against the gaps there are; `accepted` are those that hold, by id and kind."""

    def __init__(
        self, graph: Graph, missing: Mapping[int, tuple[str, ...]], justifications: Sequence[Justification]
    ) -> None:
        self.graph = graph
        self.missing = missing
        self.justifications = justifications
        self.accepted: dict[str, dict[str, Justification]] = {str(each.id): {} for each in justifications}
        self.positions: dict[str, list[int]] = {}
        for position, id_ in enumerate(graph.outline.ids):
            if id_ in self.accepted:
                self.positions.setdefault(id_, []).append(position)

    def complaints(self, today: datetime.date, *, whole: bool) -> Iterator[Diagnostic]:
        """Accept what is justified `today`, and say what is wrong with justifications, one complaint each at most."""
        for each in sorted(self.justifications, key=lambda each: not each.holds_on(today)):
            accepted = self.accepted[str(each.id)]
            missing = self._missing(each)
            new = [kind for kind in missing if kind not in accepted]
            if str(each.id) not in self.positions:
                if whole:
                    yield self._absent(each)
            elif not missing:
                yield _idle(each, self._met(each), "remove the justification")
            elif not new:
                here = Note("by this one", accepted[missing[0]].span)
                yield _idle(each, f"{_gap(each, missing)} is justified already", "remove one of the two", here)
            elif not each.holds_on(today):
                yield self._out_of_time(each, new, today)
            else:
                accepted.update(dict.fromkeys(new, each))

    def _missing(self, each: Justification) -> list[str]:
        """The kinds that its item lacks and of which it speaks; a rejected item lacks nothing."""
        found: dict[str, None] = {}
        for position in self.positions.get(str(each.id), ()):
            if self.graph.items[position].status is not Status.REJECTED:
                found.update(dict.fromkeys(kind for kind in self.missing.get(position, ()) if each.accepts(kind)))
        return list(found)

    def _met(self, each: Justification) -> str:
        """Why an item has no gap of which a justification speaks."""
        positions = self.positions[str(each.id)]
        if all(self.graph.items[position].status is Status.REJECTED for position in positions):
            return f"{each.id} is rejected, so it has no gap"
        if each.needs is None:
            return f"everything that {each.id} needs covers it"
        if any(each.needs in self.graph.outline.needs[position] for position in positions):
            return f"{each.needs} covers {each.id}"
        return f"{each.id} does not need {each.needs}"

    def _absent(self, each: Justification) -> Diagnostic:
        """A justification of an item that does not exist, or not in that revision."""
        stem = f"{each.id.kind}~{each.id.name}~"
        ids = self.graph.outline.ids
        others = [position for position, id_ in enumerate(ids) if id_.startswith(stem)]
        if others:
            current = self.graph.items[max(others, key=lambda position: self.graph.items[position].id)]
            reason = f"{each.id} does not exist, but {current.id} does"
            help_ = "review whether the reason still holds, then cite the current revision or remove the justification"
            return _idle(each, reason, help_, Note(f"{current.id} is here", current.span))
        closest = Names(id_ for id_ in ids if id_.startswith(f"{each.id.kind}~")).nearest(str(each.id))
        help_ = f"did you mean {closest}?" if closest else "remove the justification"
        return _idle(each, f"{each.id} does not exist", help_)

    def _out_of_time(self, each: Justification, kinds: Sequence[str], today: datetime.date) -> Diagnostic:
        """A justification of an open gap that holds no longer, or not yet."""
        item = self.graph.items[self.positions[str(each.id)][0]]
        if today < each.date:
            message = f"{_gap(each, kinds)} is accepted from {each.date} only"
            help_ = f"close the gap, or let {each.owner} correct the day of acceptance; this trace is of {today}"
        else:
            message = f"{_gap(each, kinds)} was accepted until {each.expires}"
            help_ = f"close the gap, or let {each.owner} review whether the reason still holds: {each.reason}"
        return Diagnostic(
            Code.EXPIRED_JUSTIFICATION,
            message,
            each.span,
            (Note("the gap is here", item.span),),
            " ".join(help_.split()),
        )


def _gap(each: Justification, kinds: Sequence[str]) -> str:
    return f"that no {' and no '.join(kinds)} covers {each.id}"


def _idle(each: Justification, reason: str, help_: str, *notes: Note) -> Diagnostic:
    """A complaint about a justification that fits no gap."""
    return Diagnostic(Code.IDLE_JUSTIFICATION, f"nothing is justified here: {reason}", each.span, notes, help_)
