# SPDX-License-Identifier: Apache-2.0
"""A test and its suite while their file is read: what speaks for and against the test so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reqtrace.evidence import Outcome
from reqtrace.read.results.dialects import CITING, COMMITS, ENDINGS, REMARKS, REPEATED, STATES, bare
from reqtrace.span import Span

_LONGEST: Final = 1 << 16
"""How many characters of what a test wrote are kept."""
_BRIEF: Final = 1000
"""How many characters of a message are kept."""


class Suite:
    """A suite under way; `begun` is the number of results before it, `shown` how many failures it has shown so far."""

    def __init__(self, depth: int, attributes: dict[str, str], parent: Suite | None, begun: int, span: Span) -> None:
        self.depth = depth
        self.attributes = attributes
        self.parent = parent
        self.begun = begun
        self.span = span
        self.cited: list[str] = []
        self.commits: set[str] = set()
        self.failed = False
        self.shown = 0
        self.trial: Trial | None = None

    def around(self) -> Iterator[Suite]:
        """The suite, and those it stands in, from the inside."""
        suite: Suite | None = self
        while suite is not None:
            yield suite
            suite = suite.parent

    @property
    def hidden(self) -> int:
        """How many failures and errors the suite counts beyond those it shows."""
        counts = (self.attributes.get(name, "").strip() for name in ("failures", "errors"))
        return sum(int(count) for count in counts if re.fullmatch(r"[0-9]{1,9}", count)) - self.shown


class Trial:
    """A test under way; `depth` counts the elements around it, and `inner` those that are open within it."""

    def __init__(self, depth: int, attributes: dict[str, str], span: Span) -> None:
        self.depth = depth
        self.attributes = attributes
        self.span = span
        self.inner: list[str] = []
        self.endings: list[tuple[Outcome, str]] = []
        self.repeats = 0
        self.strange: list[str] = []
        self.shown = 0
        self.cited: list[str] = []
        self.commits: set[str] = set()
        self.log: list[str] = []
        self.written = 0
        self.property: tuple[dict[str, str], list[str]] | None = None

    def start(self, name: str, attributes: dict[str, str], *, foreign: bool) -> None:
        """Note an element within the test."""
        if name == "property":
            self.property = attributes, []
        elif not self.inner and name in ENDINGS:
            self.note(ENDINGS[name], attributes.get("message", ""))
            self.shown += name in ("failure", "error")
        elif not self.inner and name in REPEATED:
            self.repeats += 1
            self.shown += 1
        elif not self.inner and name not in REMARKS and not foreign:
            self.strange.append(name)
        self.inner.append(name)

    def note(self, outcome: Outcome, message: str) -> None:
        """Take down how the test ended, in the words of the file."""
        self.endings.append((outcome, " ".join(message.split())[:_BRIEF]))

    def write(self, text: str) -> None:
        """Take down a piece of text: the value of a property, or what is said of an ending."""
        if self.property is not None:
            self.property[1].append(text)
        elif self.inner and (self.inner[0] in ENDINGS or self.inner[0] in REPEATED) and self.written < _LONGEST:
            self.log.append(text[: _LONGEST - self.written])
            self.written += len(self.log[-1])

    def end(self) -> None:
        """Leave the innermost element."""
        if self.property is not None and self.inner[-1] == "property":
            attributes, texts = self.property
            take(attributes, "".join(texts), self.cited, self.commits)
            self.property = None
        self.inner.pop()

    def ending(self) -> tuple[Outcome, str, bool]:
        """How the test ended, why it did not pass, and whether somebody has to look at that."""
        told = [*self.endings, *self._stated()]
        worst = Outcome.worst(outcome for outcome, _ in told)
        if worst is not Outcome.PASSED:
            messages = (message for outcome, message in told if outcome is worst and message)
            return worst, next(messages, "") or self._first_line() or worst.value, False
        if self.repeats:
            return Outcome.BLOCKED, f"it passed only after {_times(self.repeats)}", True
        if self.strange:
            return Outcome.BLOCKED, f"nobody here knows what <{self.strange[0]}> says of its outcome", True
        unknown = [word for word in self._states() if bare(word) not in STATES]
        if unknown:
            return Outcome.BLOCKED, f"nobody here knows what {unknown[0]!r} says of its outcome", True
        return Outcome.PASSED, "", False

    def _states(self) -> list[str]:
        return [word for name in ("status", "result") if (word := self.attributes.get(name, "")).strip()]

    def _stated(self) -> Iterator[tuple[Outcome, str]]:
        """What its attributes say of its outcome."""
        for word in self._states():
            if bare(word) in STATES:
                outcome = STATES[bare(word)]
                yield outcome, "" if outcome is Outcome.PASSED else f"its outcome is {word!r}"
        for name, outcome in (("success", Outcome.FAILED), ("executed", Outcome.SKIPPED)):
            if bare(self.attributes.get(name, "")) == "false":
                yield outcome, f"{name} is false"

    def _first_line(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.log).splitlines())
        return next((line for line in lines if line), "")[:_BRIEF]


def take(attributes: dict[str, str], text: str, cited: list[str], commits: set[str]) -> None:
    """Take down what a property says of ids or of the commit, if anything; `text` stands where it has no value."""
    name, value = bare(attributes.get("name", "")), (attributes.get("value") or text).strip()
    if value and name in COMMITS:
        commits.add(value)
    elif value and name in CITING:
        cited.append(value)


def _times(repeats: int) -> str:
    return "one attempt that did not" if repeats == 1 else f"{repeats} attempts that did not"
