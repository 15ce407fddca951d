# SPDX-License-Identifier: Apache-2.0
"""What the attributes of an element of JUnit XML say of an outcome, for nobody knows which ones a tool writes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Final, NamedTuple

from reqtrace.evidence import Outcome
from reqtrace.read.results.dialects import (
    AFFIRMED,
    AGREEING,
    ALARMING,
    DENIED,
    LIMITS,
    NAMES,
    OUTCOMES,
    STATES,
    bare,
)

_COUNT: Final = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_LONG: Final = 60
"""How many characters of a foreign text are shown."""


class Attributes:
    """The attributes of an element, of whatever namespace: one without a namespace hides no other one."""

    __slots__ = ("_plain", "pairs")

    def __init__(self, written: Mapping[str, str]) -> None:
        self._plain = {name: value for name, value in written.items() if " " not in name}
        self.pairs = [(name.rpartition(" ")[2], value) for name, value in written.items()]

    def text(self, name: str) -> str:
        """The value of an attribute, from whatever namespace where there is none without; empty where it is absent."""
        return self._plain.get(name) or next((value for each, value in self.pairs if each == name), "")

    def first(self) -> Mapping[str, str]:
        """The value of every attribute by its name."""
        return dict(self.pairs) | self._plain


class Statement(NamedTuple):
    """What one attribute says: the outcome that it states; None where it speaks against a pass, and nobody knows how.

    `why` is half a sentence on what it says.
    """

    outcome: Outcome | None
    why: str


def statements(attributes: Attributes, without: Container[str] = ()) -> Iterator[Statement]:
    """What the attributes of a test, or of something within it, say of its outcome; some may be left out."""
    for name, value in attributes.pairs:
        called = bare(name)
        if called in NAMES or called in without:
            continue
        found = _statement(called, name, value)
        if found is not None:
            yield found


def _statement(called: str, name: str, value: str) -> Statement | None:
    word = bare(value)
    if called in LIMITS and word not in AFFIRMED | STATES.keys():
        return None
    if called in OUTCOMES:
        return _outcome(value) if value.strip() else None
    if called in AGREEING:
        return _agreeing(called, name, value)
    if called in STATES and STATES[called] is not Outcome.PASSED:
        return None if denied(value) else Statement(STATES[called], f"{name} is {brief(value)}")
    if STATES.get(word) in (Outcome.FAILED, Outcome.ERROR) or (ALARMING.search(called) and not denied(value)):
        return Statement(None, unknown(f"{name}={brief(value)}"))
    return None


def _outcome(value: str) -> Statement:
    outcome = STATES.get(bare(value))
    if outcome is None:
        return Statement(None, unknown(repr(brief(value))))
    return Statement(outcome, "" if outcome is Outcome.PASSED else f"its outcome is {brief(value)!r}")


def _agreeing(called: str, name: str, value: str) -> Statement | None:
    """What an attribute says that should agree."""
    if denied(value):
        return Statement(AGREEING[called], f"{name} is {bare(value)}") if value.strip() else None
    word = bare(value)
    if word in AFFIRMED or STATES.get(word) is Outcome.PASSED or counted(value) is not None:
        return None
    return Statement(None, unknown(f"{name}={brief(value)}"))


def of_property(name: str, value: str) -> str:
    """Why a property speaks against a pass, as a sentence on a test; empty where it does not."""
    called, word = bare(name), bare(value)
    against = (
        (called in OUTCOMES and STATES.get(word, Outcome.PASSED) is not Outcome.PASSED)
        or (STATES.get(called, Outcome.PASSED) is not Outcome.PASSED and word in AFFIRMED)
        or (AGREEING.get(called) is Outcome.FAILED and word in DENIED and word != "")
    )
    return unknown(f"the property {brief(name)}={brief(value)}") if against else ""


def remarked(element: str, attributes: Attributes) -> Iterator[Statement]:
    """What the attributes of an element that is no ending say of an outcome; the value of a property is none."""
    yield from statements(attributes, ("value",) if bare(element) == "property" else ())


def unknown(what: str) -> str:
    """That nobody knows `what`, as a sentence on a test."""
    return f"nobody here knows what {what} says of its outcome"


def denied(value: str) -> bool:
    """Whether a value says no, or none."""
    return bare(value) in DENIED or counted(value) == 0


def counted(value: str) -> int | None:
    """The number that a value is; None where it is none that anybody would count to."""
    found = _COUNT.fullmatch(value.strip())
    return int(found[1]) if found else None


def brief(text: str) -> str:
    """A foreign text on one line, as far as it is shown."""
    text = " ".join(text.split())
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
