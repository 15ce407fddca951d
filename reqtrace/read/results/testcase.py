# SPDX-License-Identifier: Apache-2.0
"""A test while its file is read: what it says of itself, and what the tests within it say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from reqtrace.evidence import Outcome
from reqtrace.read.results.dialects import ENDINGS, REMARKS, REPEATED, STATES, bare
from reqtrace.read.results.properties import Properties
from reqtrace.read.results.stated import Attributes, Statement, brief, remarked, statements, unknown
from reqtrace.span import Span

_LONGEST: Final = 1 << 16
"""How many characters of what a test wrote are kept."""
_BRIEF: Final = 1000
"""How many characters of a message are kept."""
FAILURES: Final = (Outcome.FAILED, Outcome.ERROR)

Ending = tuple[Outcome, str, bool]
"""How a test ended, why it did not pass, and whether somebody has to look at that."""


class Trial:
    """A test under way; `depth` counts the elements around it, and `inner` those that are open within it.

    `begun` is the number of results before it, so that those behind are of tests within it.
    """

    def __init__(self, depth: int, attributes: Attributes, begun: int, span: Span) -> None:
        self.depth = depth
        self.attributes = attributes
        self.begun = begun
        self.span = span
        self.inner: list[str] = []
        self.endings: list[tuple[Outcome, str]] = []
        self.repeats = 0
        self.strange: list[str] = []
        self.shown: Counter[Outcome] = Counter()
        self.properties = Properties(attributes)
        self.within: list[Ending] = []
        self.log: list[str] = []
        self.written = 0
        self.words: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Note an element within the test."""
        called = bare(name)
        if called in ENDINGS:
            self.note(ENDINGS[called], attributes.text("message"))
            self.shown[ENDINGS[called]] += not self.inner
        elif called in REPEATED:
            self.repeats += 1
        else:
            if called == "property":
                self.properties.begin(attributes)
            elif called not in REMARKS:
                self.strange.append(unknown(f"<{name}>"))
            self._heed(remarked(name, attributes))
        self.inner.append(called)

    def _heed(self, said: Iterable[Statement]) -> None:
        """Take down what is said of the outcome within the test."""
        for outcome, why in said:
            if outcome is None:
                self.strange.append(why)
            elif outcome is not Outcome.PASSED:
                self.note(outcome, why)

    def note(self, outcome: Outcome, message: str) -> None:
        """Take down how the test ended, in the words of the file."""
        self.endings.append((outcome, " ".join(message.split())[:_BRIEF]))

    def contain(self, name: str, ending: Ending) -> None:
        """Take down how a test within it ended."""
        outcome, message, _ = ending
        if outcome is not Outcome.PASSED:
            told = f"{name}, which stands within it, did not pass: {message}"[:_BRIEF]
            self.within.append((outcome, told, outcome not in FAILURES))

    def write(self, text: str) -> None:
        """Take down a piece of text: the value of a property, what is said of an ending, or of the test itself."""
        if self.properties.write(text):
            return
        if not self.inner:
            self.words.append(text[:_BRIEF].strip())
        elif (self.inner[0] in ENDINGS or self.inner[0] in REPEATED) and self.written < _LONGEST:
            self.log.append(text[: _LONGEST - self.written])
            self.written += len(self.log[-1])

    def end(self) -> None:
        """Leave the innermost element."""
        if self.inner.pop() == "property":
            self.properties.end()

    def ending(self, own: Ending) -> Ending:
        """How the test ended that says `own` of itself: what did not pass within it speaks against it."""
        worst = Outcome.worst((own[0], *(outcome for outcome, _, _ in self.within))) if self.within else own[0]
        return own if worst is own[0] else next(each for each in self.within if each[0] is worst)

    def own(self) -> Ending:
        """How the test ended, by what it says itself."""
        stated = list(statements(self.attributes))
        told = [*self.endings, *((outcome, why) for outcome, why in stated if outcome is not None)]
        worst = Outcome.worst(outcome for outcome, _ in told) if told else Outcome.PASSED
        if worst is not Outcome.PASSED:
            messages = (message for outcome, message in told if outcome is worst and message)
            return worst, next(messages, "") or self._first_line() or worst.value, False
        if self.repeats:
            return Outcome.BLOCKED, f"it passed only after {_times(self.repeats)}", True
        doubts = (*self.strange, *(why for outcome, why in stated if outcome is None), *self._spoken())
        for doubt in (*doubts, *self.properties.doubts):
            return Outcome.BLOCKED, doubt, True
        return Outcome.PASSED, "", False

    def _spoken(self) -> Iterator[str]:
        """What it says in so many words."""
        words = " ".join(filter(None, self.words))
        if words and STATES.get(bare(words)) is not Outcome.PASSED:
            yield unknown(repr(brief(words)))

    def _first_line(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.log).splitlines())
        return next((line for line in lines if line), "")[:_BRIEF]


def _times(repeats: int) -> str:
    return "one attempt that did not" if repeats == 1 else f"{repeats} attempts that did not"
