# SPDX-License-Identifier: Apache-2.0
"""Which sentence of the vocabulary a written step is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.feature import Step
from reqtrace.scenario.steps.expressions import ACCESS_ERRORS, first_word, values
from reqtrace.scenario.steps.sentence import Follows, Sentence
from reqtrace.scenario.steps.vocabulary import VOCABULARY

_DTS = "dts"
_FITTING = 0.1
"""How much more alike a sentence counts that stands under the keyword of the step."""
_ALIKE = 0.55
"""How alike a sentence has to be to be what was meant; words that mean anything else reach half."""
_WRITTEN = re.compile(
    r'(?P<string>"[^"]*")|(?P<address>\b0x[0-9a-fA-F]+\b)|(?P<int>\b\d+\b)|(?P<errno>\bE[A-Z0-9]+\b)'
    r"|(?P<iommu>\b(?:smmuv2|smmuv3|ipmmu|vtd|amdvi)\b)"
    rf"|(?P<pcierr>\b(?:{ACCESS_ERRORS})\b)"
)
"""How values are found in a sentence that is not understood."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A step, its sentence, and what stands for the parameters."""

    step: Step
    sentence: Sentence
    arguments: tuple[str | int, ...]


# [impl->dsn~vocabulary_is_one_table~1]
def match(step: Step) -> Matched | Diagnostic:
    """Find the sentence of `step`; say what is wrong where there is none, or it does not fit where it stands."""
    if (read := _read(step.sentence)) is not None:
        sentence, arguments = read
        return _misplaced(step, sentence) or _misfollowed(step, sentence) or Matched(step, sentence, arguments)
    closest = _nearest(step)
    help_ = f"did you mean: {closest}" if closest else "the page of the vocabulary shows all steps there are"
    return Diagnostic(Code.UNKNOWN_STEP, f"no step reads: {step.sentence}", step.span, (), help_)


@lru_cache(maxsize=1024)
def _read(written: str) -> tuple[Sentence, tuple[str | int, ...]] | None:
    """The first sentence of the vocabulary that reads so, with its arguments; the same steps stand in many cases."""
    for sentence in _beginning_with().get(written.split(" ", 1)[0], VOCABULARY):
        if (arguments := values(sentence.expression, written)) is not None:
            return sentence, arguments
    return None


@cache
def _beginning_with() -> dict[str, tuple[Sentence, ...]]:
    """The sentences that can begin with each word, in the order of the vocabulary; any other word is looked for in all.

    An expression that does not begin with a word of its own can begin with each.
    """
    firsts = {sentence: first_word(sentence.expression) for sentence in VOCABULARY}
    return {
        word: tuple(each for each in VOCABULARY if firsts[each] in {word, ""}) for word in {*firsts.values()} - {""}
    }


def _misplaced(step: Step, sentence: Sentence) -> Diagnostic | None:
    """A sentence under a keyword it does not belong to."""
    if sentence.keyword is step.keyword:
        return None
    message = f"this is a {sentence.keyword.value} step, and it stands under {step.keyword.value}"
    return Diagnostic(Code.BAD_STEP, message, step.span, (), f"write it as: {sentence.keyword.value} {step.sentence}")


def _misfollowed(step: Step, sentence: Sentence) -> Diagnostic | None:
    """A step that lacks what must follow it, or is followed by something else."""
    if step.doc is not None and sentence.follows is not Follows.DTS:
        return Diagnostic(Code.BAD_STEP, "no text may follow this step", step.doc.span, (), _sibling(step, sentence))
    if step.table is not None and sentence.follows is not Follows.TABLE:
        return Diagnostic(Code.BAD_STEP, "no table may follow this step", step.table.span, (), _sibling(step, sentence))
    missing = {Follows.DTS: step.doc is None, Follows.TABLE: step.table is None, Follows.NOTHING: False}
    if missing[sentence.follows]:
        message = f"{sentence.follows.value} must follow this step"
        return Diagnostic(Code.BAD_STEP, message, step.span, (), _sibling(step, sentence))
    if step.doc is not None and step.doc.media != _DTS:
        message = f'the text below this step is said to be "{step.doc.media}", not a device tree'
        return Diagnostic(Code.BAD_STEP, message, step.doc.span, (), f'write """{_DTS}')
    return None


def _sibling(step: Step, sentence: Sentence) -> str:
    """The sentence that goes with what follows the step and otherwise says the same, where there is one."""
    follows = Follows.DTS if step.doc else Follows.TABLE if step.table else Follows.NOTHING

    def apart(other: Sentence) -> int:
        return abs(len(other.expression) - len(sentence.expression))

    def alike(other: Sentence) -> bool:
        shorter, longer = sorted((other.expression, sentence.expression), key=len)
        return other.follows is follows and other.roles == sentence.roles and longer.startswith(shorter)

    sibling = min(filter(alike, VOCABULARY), key=apart, default=None)
    return f"did you mean: {step.word} {_filled(sibling, step)}" if sibling else ""


def _filled(sentence: Sentence, step: Step) -> str:
    """The sentence with the values that stand in `step`, and examples where there are too few."""
    left: dict[str, list[str]] = {type_: [] for type_ in _WRITTEN.groupindex}
    for found in _WRITTEN.finditer(step.sentence):
        left[str(found.lastgroup)].append(found[0])
    return sentence.filled(*(left[role.type].pop(0) if left[role.type] else role.value for role in sentence.roles))


def _nearest(step: Step) -> str | None:
    """The known step most like `step`, with the values that stand in it, to be pasted; None where none is alike."""

    def likeness(sentence: Sentence) -> float:
        return SequenceMatcher(None, step.sentence, _filled(sentence, step), autojunk=False).ratio()

    best = max(VOCABULARY, key=lambda each: likeness(each) + (_FITTING if each.keyword is step.keyword else 0.0))
    if likeness(best) < _ALIKE:
        return None
    word = step.word if best.keyword is step.keyword else best.keyword.value
    return f"{word} {_filled(best, step)}"
