# SPDX-License-Identifier: Apache-2.0
"""Which sentence somebody means who asks about a step."""

from __future__ import annotations

from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.feature import Keyword, Step
from reqtrace.scenario.steps.expressions import values
from reqtrace.scenario.steps.match import Matched, match
from reqtrace.scenario.steps.sentence import Sentence
from reqtrace.scenario.steps.vocabulary import VOCABULARY
from reqtrace.span import Span

_WORDS = (*(keyword.value for keyword in Keyword), "And", "But")


def understood(words: str) -> Sentence | Diagnostic:
    """The sentence that `words` say, with a keyword or without one, with values or with types in braces.

    Where there is none, the complaint of a case that says so, with the step that is most alike.
    """
    first, _, rest = words.strip().partition(" ")
    said = rest.strip() if first in _WORDS else words.strip()
    for sentence in VOCABULARY:
        if said == sentence.expression or values(sentence.expression, said) is not None:
            return sentence
    keyword = next((each for each in Keyword if each.value == first), Keyword.THEN)
    found = match(Step(keyword, keyword.value, said, Span("")))
    return found.sentence if isinstance(found, Matched) else found
