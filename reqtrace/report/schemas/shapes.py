# SPDX-License-Identifier: Apache-2.0
"""The parts that several JSON documents have in common: places, complaints, results of test cases."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from reqtrace.catalogue import Severity
from reqtrace.evidence import Outcome

Id = Annotated[str, Meta(description="The id of an item, as in ``XenSSR~hide_iommu~1``: kind, name, revision.")]
File = Annotated[str, Meta(description="A file as it was named to reqtrace, with ``/``; empty where there is none.")]
Line = Annotated[int, Meta(description="Counted from 1; 0 where the file as a whole is meant.", ge=0)]
Sha256 = Annotated[str, Meta(description="SHA-256, in hexadecimal digits.", pattern="^([0-9a-f]{64})?$")]
Day = Annotated[str, Meta(description="A day, as in ``2026-11-21``.", pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Note(Struct):
    """What explains a complaint; with a place where it is about one."""

    message: str
    file: File | UnsetType = UNSET
    line: Line | UnsetType = UNSET
    column: int | UnsetType = UNSET


class Complaint(Struct):
    """What reqtrace complains of: code, reason, place, way out."""

    code: Annotated[str, Meta(description="As in ``RT202``; ``reqtrace explain RT202`` says more.")]
    severity: Severity
    message: str
    file: File
    line: Line
    column: Line
    help: Annotated[str, Meta(description="The way out; empty where there is no one way.")]
    notes: list[Note]


class StepResult(Struct):
    """A step of a scenario, as it was written, and what came of it."""

    text: str
    verdict: Outcome
    message: str
    line: Line


class DeviceTree(Struct):
    """A device tree that a scenario used, as source."""

    name: str
    text: str


class ScenarioResult(Struct):
    """An executed scenario; `events` is what the target did, in order."""

    name: str
    verdict: Outcome
    steps: list[StepResult]
    events: list[str]
    trees: list[DeviceTree]


class ForeignResult(Struct):
    """A result that was not observed here; `setback` says why it does not count, and is empty where it does."""

    name: str
    verdict: Outcome
    message: str
    file: File
    line: Line
    sha256: Sha256
    tool: str
    date: str
    commit: str
    setback: str


class InspectionRecord(Struct):
    """A record of an inspection; `digest` is that of the text that was inspected, `sha256` that of the record's file.

    `setback` says why it does not count, and is empty where it does.
    """

    checklist: str
    verdict: Outcome
    author: str
    approver: str
    date: str
    digest: str
    note: str
    file: File
    line: Line
    sha256: Sha256
    setback: str


class CaseResult(Struct):
    """An executed test case; `digest` is that of the text that was executed."""

    id: Id
    title: str
    file: File
    line: Line
    covers: list[Id]
    tags: list[str]
    verdict: Outcome
    message: str
    digest: str
    scenarios: list[ScenarioResult]
    results: list[ForeignResult] | UnsetType = UNSET
    inspections: list[InspectionRecord] | UnsetType = UNSET


class Because(Struct):
    """Why something has the verdict it has: the item at fault, and what is wrong with it."""

    id: Id
    message: str
