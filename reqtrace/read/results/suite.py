# SPDX-License-Identifier: Apache-2.0
"""A suite while its file is read: what it says, counts and shows, and what of that speaks against all tests in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from reqtrace.evidence import Outcome
from reqtrace.read.results.dialects import (
    AFFIRMED,
    AGREEING,
    ALARMING,
    ENDINGS,
    LIMITS,
    NAMES,
    OUTCOMES,
    REMARKS,
    REPEATED,
    STATES,
    bare,
)
from reqtrace.read.results.properties import Properties
from reqtrace.read.results.stated import Attributes, brief, counted, denied, remarked
from reqtrace.span import Span

if TYPE_CHECKING:
    from reqtrace.read.results.testcase import Trial

_COUNTS: Final = {
    **dict.fromkeys(("failures", "failure", "failed", "fails", "fail"), Outcome.FAILED),
    **dict.fromkeys(("errors", "error", "errored"), Outcome.ERROR),
}
"""The attributes that count failures and errors."""
_FAILURES: Final = (Outcome.FAILED, Outcome.ERROR)
_NOBODY: Final = "holds {}, which nobody here knows"
_PLAIN: Final = frozenset({"fail", "failed", "failure", "failures", "failing", "unsuccessful", "error", "errors"})
"""What is said of a suite in which a test failed; other words say that it ended before its end."""


class Suite:
    """A suite under way; `begun` is the number of results before it.

    `failing` is the number of tests in it that failed, `shown` that of the elements that say so, and `repeats` that of
    the attempts that were repeated.
    """

    def __init__(self, depth: int, attributes: Attributes, parent: Suite | None, begun: int, span: Span) -> None:
        self.depth = depth
        self.attributes = attributes
        self.parent = parent
        self.begun = begun
        self.span = span
        self.properties = Properties(attributes)
        self.failed = False
        self.failing = 0
        self.shown: Counter[Outcome] = Counter()
        self.repeats = 0
        self.strange: list[str] = []
        self.trial: Trial | None = None

    def around(self) -> Iterator[Suite]:
        """The suite, and those it stands in, from the inside."""
        suite: Suite | None = self
        while suite is not None:
            yield suite
            suite = suite.parent

    def hold(self, name: str, attributes: Attributes) -> None:
        """Note an element within it that is neither a suite nor a test."""
        called = bare(name)
        if called == "property":
            self.properties.begin(attributes)
        if called in ENDINGS or called in REPEATED:
            self.failed = True
        elif called not in REMARKS:
            self.strange.append(_NOBODY.format(f"<{name}>"))
        elif any(outcome is not Outcome.PASSED for outcome, _ in remarked(name, attributes)):
            self.strange.append(_NOBODY.format(f"<{name}> with an outcome"))

    def write(self, text: str, *, direct: bool) -> None:
        """Note a piece of text within it: the value of a property, or what it says in so many `direct` words."""
        if not self.properties.write(text) and direct and text.strip():
            self.strange.append(_NOBODY.format(repr(brief(text))))

    def add(self, failing: int, shown: Counter[Outcome], repeats: int) -> None:
        """Add what was shown within it."""
        self.failing += failing
        self.shown.update(shown)
        self.repeats += repeats

    def doubts(self) -> list[str]:
        """What speaks against all tests in it, each what may be said of a suite."""
        told = ["failed as a whole"] * self.failed
        told += [f"counts {name}={brief(value)}, which is no number" for name, value in self._uncounted()]
        told += ["counts more failures than it shows"] * self._hides()
        told += [f"says {name}={brief(value)}" for name, value in self.attributes.pairs if self._alarms(name, value)]
        told += ["has a property that speaks against it"] * bool(self.properties.doubts)
        return told + self.strange[:1]

    def _uncounted(self) -> Iterator[tuple[str, str]]:
        """The counts that are none."""
        for name, value in self.attributes.pairs:
            if bare(name) in _COUNTS and counted(value) is None and not (denied(value) and value.strip("-") == value):
                yield name, value

    def _hides(self) -> bool:
        """Whether it counts more failures and errors than it shows: some tools count tests, and some assertions."""
        numbers: dict[Outcome, int] = {}
        for name, value in self.attributes.pairs:
            if outcome := _COUNTS.get(bare(name)):
                numbers[outcome] = max(numbers.get(outcome, 0), counted(value) or 0)
        if sum(numbers.values()) <= self.failing:
            return False
        return any(numbers.get(outcome, 0) != self.shown[outcome] for outcome in _FAILURES)

    def _alarms(self, name: str, value: str) -> bool:
        """Whether an attribute speaks against the tests in it, and nothing that is shown explains it."""
        called, word = bare(name), bare(value)
        limit = called in LIMITS and word not in AFFIRMED | STATES.keys()
        if called in NAMES or called in _COUNTS or limit or not value.strip():
            return False
        if called in OUTCOMES:
            return not (STATES.get(word) is Outcome.PASSED or (word in _PLAIN and self.failing))
        if called in AGREEING and denied(value):
            return not (AGREEING[called] is Outcome.FAILED and self.failing)
        if called in AGREEING:
            return not (word in AFFIRMED or STATES.get(word) is Outcome.PASSED or counted(value) is not None)
        if STATES.get(called, Outcome.PASSED) is not Outcome.PASSED or ALARMING.search(called):
            return not denied(value) and self._beyond(called, value)
        return STATES.get(word) in _FAILURES

    def _beyond(self, called: str, value: str) -> bool:
        """Whether more is counted under an alarming name than is shown."""
        number = counted(value)
        if number is None:
            return True
        if STATES.get(called) is Outcome.SKIPPED or "skip" in called:
            return False
        return number > (self.repeats if "flak" in called or "rerun" in called else self.failing)
