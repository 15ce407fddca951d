# SPDX-License-Identifier: Apache-2.0
"""How a verdict, an outcome or a condition looks: one word, one tone and one glyph, the same in every document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from reqtrace.catalogue import Severity
from reqtrace.evidence import Outcome
from reqtrace.item import Status
from reqtrace.trace.change import Edit
from reqtrace.trace.coverage import Deep
from reqtrace.trace.graph import Condition
from reqtrace.trace.verdict import Verdict
from reqtrace.trace.versions import Standing


class Tone(StrEnum):
    """What a colour means; also the class that style sheets know it by."""

    OK = "ok"
    BAD = "bad"
    OPEN = "open"
    OFF = "off"


class State(StrEnum):
    """What else an item can be, where no verdict, outcome or coverage says it."""

    NOT_RUN = "not run"
    STALE = "stale"
    DEFECT = "defective"
    ASSUMED = "assumption"
    """It is not verified here: whoever integrates the system has to see to it."""


class Noticing(StrEnum):
    """What becomes of something that is made wrong on purpose, best first."""

    NOTICED = "noticed"
    NO_DIFFERENCE = "no difference"
    """It is asked for, and nothing comes out differently without it."""
    UNNOTICED = "not noticed"


class Reached(StrEnum):
    """What becomes of what a project demands of itself, best first."""

    MET = "met"
    NOT_MEASURED = "not measured"
    MISSED = "missed"

    @classmethod
    def of(cls, *, measured: bool, met: bool) -> Reached:
        """What became of a demand; what was not measured is neither met nor missed."""
        if not measured:
            return cls.NOT_MEASURED
        return cls.MET if met else cls.MISSED


@dataclass(frozen=True, slots=True)
class Chip:
    """A word with its tone and glyph; `ascii` stands for the glyph where only ASCII can be shown."""

    word: str
    tone: Tone
    glyph: str
    ascii: str

    def __str__(self) -> str:
        return f"{self.glyph} {self.word}"


Showable = Verdict | Outcome | Deep | Condition | Status | Severity | State | Standing | Noticing | Reached | Edit


def _chips() -> Mapping[str, Chip]:
    signs: tuple[tuple[Tone, str, str, tuple[Showable, ...]], ...] = (
        (Tone.OK, "✓", "+", (Verdict.VERIFIED, Outcome.PASSED, Deep.COVERED, Condition.COVERS)),
        (Tone.OK, "✓", "+", (Condition.COVERED_SHALLOW, Status.APPROVED)),
        (Tone.BAD, "✕", "x", (Verdict.FAILED, Deep.UNCOVERED, State.DEFECT, Condition.ORPHANED, Condition.AMBIGUOUS)),
        (Tone.BAD, "✕", "x", (Condition.UNWANTED, Condition.OUTDATED, Condition.PREDATED, Condition.DUPLICATE)),
        (Tone.BAD, "✕", "x", (Condition.COVERED_UNWANTED, Condition.COVERED_OUTDATED, Condition.COVERED_PREDATED)),
        (Tone.BAD, "↻", "@", (Deep.CYCLE,)),
        (Tone.BAD, "!", "!", (Outcome.ERROR,)),
        (Tone.OK, "✓", "+", (Standing.CONFORMS, Noticing.NOTICED)),
        (Tone.BAD, "≠", "#", (Standing.DEVIATES,)),
        (Tone.BAD, "✕", "x", (Noticing.UNNOTICED,)),
        (Tone.OK, "✓", "+", (Reached.MET,)),
        (Tone.BAD, "✕", "x", (Reached.MISSED,)),
        (Tone.OPEN, "○", "o", (Reached.NOT_MEASURED,)),
        (Tone.OPEN, "□", "0", (Standing.NOT_IMPLEMENTED,)),
        (Tone.OPEN, "◇", "?", (Standing.NOT_OBSERVABLE,)),
        (Tone.OPEN, "○", "o", (Verdict.UNVERIFIED, Outcome.BLOCKED, State.NOT_RUN, State.STALE, Deep.JUSTIFIED)),
        (Tone.OPEN, "▲", "^", (Severity.WARNING,)),
        (Tone.OPEN, "◌", "~", (Status.DRAFT, Status.PROPOSED)),
        (Tone.OFF, "–", "-", (Outcome.SKIPPED, Status.REJECTED, Noticing.NO_DIFFERENCE)),
        (Tone.OFF, "→", ">", (State.ASSUMED,)),
        (Tone.OFF, "i", "i", (Severity.NOTE,)),
        (Tone.BAD, "✕", "x", (Edit.REWRITTEN, Edit.LOWERED)),
        (Tone.OK, "✓", "+", (Edit.REVISED, Edit.ADDED)),
        (Tone.OPEN, "▲", "^", (Edit.REMOVED, Edit.RENUMBERED, Edit.RELINKED, Edit.UNREAD)),
        (Tone.OFF, "–", "-", (Edit.RELABELLED,)),
    )
    return MappingProxyType(
        {word.value: Chip(word.value, tone, glyph, plain) for tone, glyph, plain, words in signs for word in words}
    )


CHIPS = _chips()
"""Every chip by its word: the same word looks the same, whichever vocabulary it comes from."""


def chip(value: Showable) -> Chip:
    """The chip that shows `value`."""
    return CHIPS[value.value]
