# SPDX-License-Identifier: Apache-2.0
"""What every document shows of a project, as data: the same figures, rows and words in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Evidence
from reqtrace.ident import ItemId
from reqtrace.item import Item, Status
from reqtrace.report.view.chip import Chip, State, Tone, chip
from reqtrace.span import Span
from reqtrace.trace.adequacy import Adequacy
from reqtrace.trace.coverage import Coverage, Deep
from reqtrace.trace.graph import Condition
from reqtrace.trace.justification import Gap
from reqtrace.trace.verdict import Verdict
from reqtrace.trace.versions import Matrix


class Neighbour(Struct, frozen=True, gc=False):
    """The item at the other end of a link, and what becomes of it.

    `condition` is that of the link, seen from the item whose neighbour this is. `chip` shows what the neighbour is
    worth or, where the link is in a bad condition, that condition. `anchor` and `title` are empty where no such item
    exists, or more than one. `span` is where the reference is written.
    """

    id: ItemId
    condition: Condition
    chip: Chip
    span: Span
    title: str = ""
    anchor: str = ""
    executable: bool = False
    resting: str = ""
    """On what its verdict rests, where items differ in that; `View.grounds` says it of any item."""


class Failure(Struct, frozen=True, gc=False):
    """Where a case did not pass: the first step of its gravest scenario that did not; why; and the place to look at."""

    message: str
    span: Span
    scenario: str = ""
    step: str = ""


class Reason(Struct, frozen=True, gc=False):
    """Why an item is not verified: the item at fault, what is wrong with it, and the place to look at."""

    id: ItemId
    text: str
    span: Span
    anchor: str = ""
    step: str = ""


class Entry(Struct, frozen=True, gc=False):
    """One item and all that is known of it.

    `verdict` is None where nothing was executed, for what only marks a place in code, and for what is an assumption of
    use. `executable` says that the item is worth what its own results say, executed here or not. `covers` and
    `covered_by` hold the neighbours this item refers to and those that refer to it, in whatever condition; `twins` the
    other items of the same id. `case` is what was observed of the item itself, if anything, and `failure` where that
    did not pass.
    `accepted` says that the item is not covered or verified, and that nothing is the matter but gaps that the project
    accepts, its own or beneath it.
    """

    item: Item
    kind_title: str
    executable: bool
    anchor: str
    chip: Chip
    coverage: Coverage
    links: tuple[tuple[Condition, ItemId], ...] = ()
    objections: tuple[Diagnostic, ...] = ()
    """What the project objects to by its own decisions: forbidden links, forgotten needs, dependencies; and what has to
    be looked at because the item, or one that it is linked with, is not as it was."""
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()
    covers: tuple[Neighbour, ...] = ()
    covered_by: tuple[Neighbour, ...] = ()
    twins: tuple[Neighbour, ...] = ()
    case: Case | None = None
    failure: Failure | None = None
    accepted: bool = False
    resting: str = ""
    """On what its verdict rests, where items differ in that; `View.grounds` says it of any item."""
    assumed: bool = False
    """Whether it is an assumption of use, which is in no figure of what is verified."""

    @property
    def id(self) -> ItemId:
        """What the item is called."""
        return self.item.id

    @property
    def title(self) -> str:
        """What people call the item: its title, else its name."""
        return self.item.title or self.item.id.name

    @property
    def rejected(self) -> bool:
        """Whether the author rejected the item: it covers nothing and has no verdict."""
        return self.item.status is Status.REJECTED

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds that the item needs and nothing provides; a rejected item misses nothing."""
        return () if self.rejected else self.coverage.missing

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What the item itself lacks and the project accepts to be missing; a rejected item lacks nothing."""
        return () if self.rejected else self.coverage.justified

    @property
    def culprits(self) -> tuple[Neighbour, ...]:
        """The requirements among what covers the item through which a fault comes up to it."""
        return tuple(
            each
            for each in self.covered_by
            if each.condition.good
            and not each.executable
            and each.chip.tone in (Tone.BAD, Tone.OPEN)
            and each.chip not in (chip(State.DEFECT), chip(Deep.JUSTIFIED))
        )

    @property
    def misfits(self) -> tuple[Neighbour, ...]:
        """The links of the item, in either direction, that are in a bad condition."""
        return tuple(each for each in (*self.covers, *self.twins, *self.covered_by) if not each.condition.good)

    @property
    def inherits(self) -> bool:
        """Whether all that is wrong with the item is wrong with the requirements that cover it."""
        broken = any(each.executable and each.chip.tone in (Tone.BAD, Tone.OPEN) for each in self.covered_by)
        return bool(self.culprits) and not (self.missing or self.misfits or self.objections or broken)

    @property
    def cases(self) -> tuple[Neighbour, ...]:
        """The test cases among what covers the item."""
        return tuple(each for each in self.covered_by if each.executable)


@dataclass(frozen=True, slots=True)
class Tally:
    """The items of one kind, counted; `parts` says how many show which chip, the best first."""

    kind: str
    title: str
    executable: bool
    items: int
    covered: int
    defects: int
    parts: tuple[tuple[Chip, int], ...]
    apart: int = 0
    """How many of them are rejected or assumptions of use, so that no share of what is verified is of them."""

    @property
    def judged(self) -> int:
        """How many items a share of what is verified or covered is of."""
        return self.items - self.apart


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was read, and the SHA-256 of its text."""

    file: str
    digest: str


@dataclass(frozen=True)
class View:
    """A whole project as every document shows it.

    `entries` are ordered by id and place; `rows` are the requirements and `trials` the test cases, both by kind as
    configured and then in the order of the documents. `attention` is what needs a person, the gravest first, and
    `excused` the items of which the project accepts that something is missing, in the order of the documents.
    `answer` says in one sentence how things stand and `meaning` what kind of answer that is; no verdict is shown
    without `qualifier`, which is empty where nothing was executed.
    """

    title: str
    answer: str
    meaning: str
    entries: tuple[Entry, ...]
    rows: tuple[Entry, ...]
    trials: tuple[Entry, ...]
    attention: tuple[Entry, ...]
    excused: tuple[Entry, ...]
    tallies: tuple[Tally, ...]
    diagnostics: tuple[Diagnostic, ...]
    sound: bool
    """Whether nothing is wrong: no defect, no error, and no case that failed."""
    evidence: Evidence | None = None
    inputs: tuple[Input, ...] = ()
    matrix: Matrix | None = None
    """How every requirement stands in each of several profiles, where they were compared."""
    adequacy: Adequacy | None = None
    """What the test cases notice, where they were put to the test."""

    @property
    def qualifier(self) -> str:
        """On what verdicts rest, taken together: target and profile, and what counts besides."""
        return self.evidence.qualifier if self.evidence else ""

    @property
    def mixed(self) -> bool:
        """Whether verdicts differ in what they rest on, so that each has to say it by itself."""
        return self.evidence is not None and bool(self.evidence.elsewhere)

    def grounds(self, item: Entry | Neighbour) -> str:
        """On what the verdict of one item rests, which is what qualifies it."""
        return item.resting or self.qualifier

    @property
    def defects(self) -> int:
        """How many items the trace finds fault with."""
        return sum(tally.defects for tally in self.tallies)

    @cached_property
    def by_id(self) -> Mapping[ItemId, tuple[Entry, ...]]:
        """The entries of every id: more than one for duplicates, in the order of their places."""
        found: dict[ItemId, tuple[Entry, ...]] = {}
        for entry in self.entries:
            found[entry.id] = (*found.get(entry.id, ()), entry)
        return found

    @cached_property
    def by_anchor(self) -> Mapping[str, Entry]:
        """Every entry by its anchor, which is unique where ids are not."""
        return {entry.anchor: entry for entry in self.entries}

    def of_severity(self, severity: Severity) -> tuple[Diagnostic, ...]:
        """The diagnostics that weigh so much."""
        return tuple(each for each in self.diagnostics if each.severity is severity)
