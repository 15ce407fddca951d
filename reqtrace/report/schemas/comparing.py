# SPDX-License-Identifier: Apache-2.0
"""The shapes of a comparison of profiles, and of what test cases notice."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from reqtrace.evidence import Consequence, Sense
from reqtrace.report.schemas.shapes import Because, File, Id, Line
from reqtrace.trace.verdict import Verdict
from reqtrace.trace.versions import Standing

Share = Annotated[float, Meta(ge=0, le=1)]


class KnownFinding(Struct):
    """A way in which versions differ from what is required."""

    title: str
    consequence: Consequence


class Shown(Struct):
    """A test case that does not pass in a profile, the findings that make it so, and the step that shows it."""

    id: Id
    verdict: Standing
    findings: list[str]
    hidden: list[str]
    step: str
    message: str
    file: File
    line: Line


class Stand(Struct):
    """How a requirement stands in a profile; `reasons` are there where it rests on something besides test cases."""

    verdict: Standing
    findings: list[str]
    hidden: list[str]
    cases: list[Shown]
    reasons: list[Because] | UnsetType = UNSET


class MatrixDocument(Struct):
    """How every requirement stands in every profile: by its id, then by the profile."""

    schema: Literal["reqtrace-matrix/1"]
    target: str
    profiles: list[str]
    ok: bool
    findings: dict[str, KnownFinding]
    requirements: dict[Id, dict[str, Stand]]


class Noticed(Struct):
    """A test case that noticed something, and what in it did."""

    id: Id
    by: Sense


class Detected(Struct):
    """Whether a finding was noticed, and by which test cases."""

    detected: bool
    cases: list[Noticed]


class Mutants(Struct):
    """The rules that the cases of a requirement ask, and what they notice of them when they are broken."""

    asked: int
    mattering: int
    noticed: dict[str, Sense]
    unnoticed: list[str]


class Adequate(Struct):
    """What the test cases of a requirement notice."""

    verdict: Verdict
    reasons: list[Because]
    findings: dict[str, Detected]
    mutants: Mutants


class Survivor(Struct):
    """A broken rule that nothing noticed, and the written reason why that may be."""

    mutant: str
    rule: str
    way: str
    meaning: str
    source: str
    asked_by: int
    mattered_to: int
    reason: str


class AdequacySummary(Struct):
    """The figures; `share` is that of the broken rules which were noticed, and `target` what it should be."""

    findings: int
    findings_detected: int
    mutants: int
    mutants_noticed: int
    share: Share
    target: Share
    unexplained: int


class AdequacyDocument(Struct):
    """What the test cases notice of findings and broken rules."""

    schema: Literal["reqtrace-adequacy/1"]
    target: str
    profile: str
    ok: bool
    summary: AdequacySummary
    findings: dict[str, bool]
    findings_without_requirement: dict[str, Detected]
    requirements: dict[Id, Adequate]
    survivors: list[Survivor]
    needless_reasons: list[str]
