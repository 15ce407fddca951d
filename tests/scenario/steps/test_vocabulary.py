# SPDX-License-Identifier: Apache-2.0
"""The table of sentences agrees with itself, and with the functions it names."""

from __future__ import annotations

import inspect
import re

import pytest

from reqtrace.scenario.steps.sentence import Boot, Follows, Given, Role, Sentence, Then, When
from reqtrace.scenario.steps.vocabulary import DESCRIBING, OBSERVING, OPERATING, VOCABULARY

TAKEN = {Given: ["Setup", "Span"], Boot: ["Machine"], When: ["Session"], Then: ["Session"]}
"""What the functions take before the arguments of the sentence."""
GIVEN_BACK = {Given: "Setup | Diagnostic", Boot: "Session", When: "Session", Then: "Observation"}
BELOW = {Follows.NOTHING: [], Follows.DTS: ["DocString"], Follows.TABLE: ["Table"]}
TYPES = {"string": "str", "errno": "str", "iommu": "str", "pcierr": "str", "address": "int", "int": "int"}
NAMES = {
    "name": {Role.HOST, Role.TREE, Role.GUEST, Role.PROPERTY},
    "domain": {Role.DOMAIN, Role.GUEST},
    "tree": {Role.TREE},
    "device": {Role.DEVICE, Role.REQUESTED},
    "function": {Role.FUNCTION},
    "path": {Role.NODE},
    **{name: {Role.ADDRESS} for name in ("address", "first", "last", "guest")},
    **{name: {Role.FUNCTION} for name in ("one", "other", "sender", "taker")},
    "destination": {Role.BUS_ADDRESS},
    "number": {Role.COUNT},
    "rules": {Role.RULES},
    "owner": {Role.GUEST},
    "stream": {Role.STREAM},
    "interrupt": {Role.INTERRUPT},
    "errno": {Role.ERRNO},
    "iommu": {Role.IOMMU},
    "words": {Role.WORDS, Role.COMMAND_LINE, Role.OPTION, Role.DOM0_COMMAND_LINE},
    "step": {Role.STEP},
    "book": {Role.BOOK},
    "command": {Role.COMMAND},
    "line": {Role.LINE},
    "file": {Role.FILE},
    "card": {Role.CARD},
    "driver": {Role.DRIVER},
    "roots": {Role.ROOTS},
    "place": {Role.PLACE},
    "offset": {Role.REGISTER},
    "value": {Role.VALUE},
    "bits": {Role.BITS},
    "error": {Role.ACCESS_ERROR},
    "port": {Role.PORT},
    "feature": {Role.FEATURE},
    "level": {Role.LEVEL},
    "signature": {Role.SIGNATURE},
}
"""What the functions call a parameter of each role."""

each_sentence = pytest.mark.parametrize("sentence", VOCABULARY, ids=lambda sentence: sentence.expression)


@each_sentence
def test_the_roles_are_those_of_the_expression(sentence: Sentence) -> None:
    assert re.findall(r"\{(\w+)\}", sentence.expression) == [role.type for role in sentence.roles]


@each_sentence
def test_the_function_takes_what_the_sentence_gives(sentence: Sentence) -> None:
    signature = inspect.signature(sentence.function)
    taken = [parameter.annotation for parameter in signature.parameters.values()]
    assert taken == TAKEN[type(sentence)] + [TYPES[role.type] for role in sentence.roles] + BELOW[sentence.follows]
    assert signature.return_annotation == GIVEN_BACK[type(sentence)]


@each_sentence
def test_the_function_calls_its_arguments_what_they_are(sentence: Sentence) -> None:
    parameters = list(inspect.signature(sentence.function).parameters)[len(TAKEN[type(sentence)]) :]
    for name, role in zip(parameters, sentence.roles, strict=False):
        assert role in NAMES[name]


@each_sentence
def test_the_meaning_is_said_in_a_line(sentence: Sentence) -> None:
    assert re.fullmatch(r"[A-Z].{10,110}\.", sentence.meaning)


def test_no_function_carries_out_two_sentences() -> None:
    assert len({sentence.function for sentence in VOCABULARY}) == len(VOCABULARY)


def test_the_vocabulary_is_small() -> None:
    assert len(VOCABULARY) <= 112
    assert [*DESCRIBING, *OPERATING, *OBSERVING] == list(VOCABULARY)
