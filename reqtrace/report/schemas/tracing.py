# SPDX-License-Identifier: Apache-2.0
"""The shapes of ``trace.json``, what ``reqtrace trace --format json`` writes, and ``run.json``."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from reqtrace.item import Status
from reqtrace.report.schemas.shapes import CaseResult, Complaint, Day, File, Id, Line
from reqtrace.trace.coverage import Deep
from reqtrace.trace.graph import Condition
from reqtrace.trace.verdict import Verdict


class Shallow(StrEnum):
    """Whether something of every kind that an item needs covers it, whatever that is worth."""

    COVERED = "covered"
    UNCOVERED = "uncovered"


class KindCount(Struct):
    """The items of a kind, and how many of them are defective."""

    items: int
    defects: int


class TraceSummary(Struct):
    """The figures; `kinds` has those of every kind by its name."""

    items: int
    defects: int
    ok: bool
    kinds: dict[str, KindCount]


class TracedLink(Struct):
    """A link of an item, in either direction, and its condition."""

    condition: Condition
    id: Id


class AcceptedGap(Struct):
    """A kind that covers an item nowhere, which the project accepts."""

    kind: str
    reason: str
    owner: str
    date: Day
    expires: Day


class TracedItem(Struct):
    """An item, as its author wrote it and as it is linked; `justified` is there where the project accepts a gap."""

    id: Id
    kind: str
    name: str
    revision: int
    title: str
    status: Status
    description: str
    rationale: str
    comment: str
    tags: list[str]
    needs: list[str]
    covers: list[Id]
    depends: list[Id]
    forwards: bool
    file: File
    line: Line
    shallow: Shallow
    deep: Deep
    missing: list[str]
    defect: bool
    links: list[TracedLink]
    justified: list[AcceptedGap] | UnsetType = UNSET


class TraceDocument(Struct):
    """What was read and how it is covered, whether or not anything was executed; items by id."""

    schema: Literal["reqtrace-trace/1"]
    summary: TraceSummary
    items: list[TracedItem]
    diagnostics: list[Complaint]


class RunSummary(Struct):
    """How many test cases were executed, and how they ended."""

    cases: int
    passed: int
    failed: int
    error: int
    blocked: int


class RunDocument(Struct):
    """What was executed, what came of it, and what that verifies: `requirements` has the verdict of each by its id."""

    schema: Literal["reqtrace-run/1"]
    target: str
    profile: str
    summary: RunSummary
    cases: list[CaseResult]
    requirements: dict[Id, Verdict]
    diagnostics: list[Complaint]
