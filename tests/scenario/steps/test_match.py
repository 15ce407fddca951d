# SPDX-License-Identifier: Apache-2.0
"""Which sentence a step is, and what is said of a step that is none or does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.feature import Cell, DocString, Keyword, Step, Table
from reqtrace.scenario.steps import given as givens
from reqtrace.scenario.steps import then
from reqtrace.scenario.steps.match import Matched, match
from reqtrace.scenario.steps.sentence import Follows, Sentence
from reqtrace.scenario.steps.vocabulary import VOCABULARY
from reqtrace.span import Span

HERE = Span("case.rst", 5, 6, 20)
BELOW = Span("case.rst", 6, 8, 3)
DTS = DocString("dts", "/ { };", BELOW)
TABLE = Table(((Cell("function", BELOW),),), BELOW)


def step(text: str, doc: DocString | None = None, table: Table | None = None) -> Step:
    word, _, sentence = text.partition(" ")
    return Step(Keyword(word), word, sentence, HERE, doc, table)


def said(text: str, doc: DocString | None = None, table: Table | None = None) -> Diagnostic:
    found = match(step(text, doc, table))
    assert isinstance(found, Diagnostic)
    return found


def written(sentence: Sentence, text: str) -> Step:
    word = sentence.keyword.value
    doc = DTS if sentence.follows is Follows.DTS else None
    return step(f"{word} {text}", doc, TABLE if sentence.follows is Follows.TABLE else None)


@pytest.mark.parametrize("sentence", VOCABULARY, ids=lambda sentence: sentence.expression)
def test_the_example_of_a_sentence_is_that_sentence_and_no_other(sentence: Sentence) -> None:
    found = match(written(sentence, sentence.example))
    assert isinstance(found, Matched)
    assert found.sentence is sentence


@pytest.mark.parametrize("sentence", VOCABULARY, ids=lambda sentence: sentence.expression)
def test_a_misspelt_sentence_is_put_right(sentence: Sentence) -> None:
    text = sentence.example.replace(" ", "  ", 1)
    found = match(written(sentence, text))
    assert isinstance(found, Diagnostic)
    assert found.code is Code.UNKNOWN_STEP
    assert found.help == f"did you mean: {sentence.keyword.value} {sentence.example}"


@pytest.mark.parametrize(("text", "meant"), [
    ('Then domain "a" is running', 'Then domain "a" runs'),
    ('Then domain "net" may read the peripheral at 0x50000000',
     'Then domain "net" can read the peripheral at 0x50000000'),
    ('Then domain "b" cannot read the peripheral at 0x9010000',
     'Then domain "b" can not read the peripheral at 0x9010000'),
    ('Then irq 34 is routed to domain "b"', 'Then interrupt 34 is routed to domain "b"'),
    ("Then the call fails: EINVAL", "Then the call is refused: EINVAL"),
    ('When domain "a" gets destroyed', 'When domain "a" is destroyed'),
    ('Given the host "qemu-virt" with an SMMUv2', 'Given the host "qemu-virt" with smmuv2'),
])  # fmt: skip
def test_the_nearest_step_keeps_the_values_that_were_written(text: str, meant: str) -> None:
    assert said(text) == Diagnostic(
        Code.UNKNOWN_STEP, f"no step reads: {text.partition(' ')[2]}", HERE, (), f"did you mean: {meant}"
    )


# [utest->dsn~vocabulary_is_one_table~1]
def test_the_nearest_step_keeps_the_word_it_was_begun_with() -> None:
    found = match(Step(Keyword.THEN, "And", 'domain "a" is running', HERE))
    assert isinstance(found, Diagnostic)
    assert found.help == 'did you mean: And domain "a" runs'


def test_values_are_read() -> None:
    found = match(step('Then domain "a" is not created: EBUSY, "IRQ 34 is already used by domain 1"'))
    assert isinstance(found, Matched)
    assert found.sentence.function is then.not_created_words
    assert found.arguments == ("a", "EBUSY", "IRQ 34 is already used by domain 1")


def test_an_address_is_a_number() -> None:
    found = match(step('Then domain "a" can read the peripheral at 0x9010000'))
    assert isinstance(found, Matched)
    assert found.arguments == ("a", 0x9010000)


def test_a_number_of_any_length_is_read() -> None:
    found = match(step(f"Then interrupt {'9' * 5000} is routed to no domain"))
    assert isinstance(found, Matched)


def test_a_sentence_under_a_wrong_keyword_is_named() -> None:
    assert said('Given domain "a" runs') == Diagnostic(
        Code.BAD_STEP, "this is a Then step, and it stands under Given", HERE, (), 'write it as: Then domain "a" runs'
    )


@pytest.mark.parametrize(("text", "meant"), [
    ('Given the host "qemu-virt" with', 'Given the host "qemu-virt"'),
    ('Given the host "qemu-virt" with smmuv2 and', 'Given the host "qemu-virt" with smmuv2'),
])  # fmt: skip
def test_a_missing_device_tree_is_named(text: str, meant: str) -> None:
    message = 'a device tree between """dts and """ must follow this step'
    assert said(text) == Diagnostic(Code.BAD_STEP, message, HERE, (), f"did you mean: {meant}")


@pytest.mark.parametrize(("text", "meant"), [
    ('Given the host "qemu-virt"', 'Given the host "qemu-virt" with'),
    ('Given the host "qemu-virt" with smmuv2', 'Given the host "qemu-virt" with smmuv2 and'),
])  # fmt: skip
def test_a_device_tree_too_many_is_named(text: str, meant: str) -> None:
    found = said(text, doc=DTS)
    assert found == Diagnostic(Code.BAD_STEP, "no text may follow this step", BELOW, (), f"did you mean: {meant}")


def test_a_text_without_a_sibling_sentence_is_named() -> None:
    assert said("When the host boots", doc=DTS) == Diagnostic(Code.BAD_STEP, "no text may follow this step", BELOW)


def test_a_missing_table_is_named() -> None:
    assert said("Given the PCI functions") == Diagnostic(Code.BAD_STEP, "a table must follow this step", HERE)


def test_a_table_too_many_is_named() -> None:
    assert said('Given domain "a"', table=TABLE) == Diagnostic(Code.BAD_STEP, "no table may follow this step", BELOW)


def test_a_text_that_is_said_to_be_something_else_is_named() -> None:
    found = said('Given the passthrough tree "a"', doc=DocString("json", "{}", BELOW))
    message = 'the text below this step is said to be "json", not a device tree'
    assert found == Diagnostic(Code.BAD_STEP, message, BELOW, (), 'write """dts')


# [utest->dsn~vocabulary_is_one_table~1]
def test_the_vocabulary_holds_each_expression_once() -> None:
    assert len({sentence.expression for sentence in VOCABULARY}) == len(VOCABULARY)
    assert match(step('Given the host "qemu-virt"')) == Matched(
        step('Given the host "qemu-virt"'), VOCABULARY[0], ("qemu-virt",)
    )
    assert VOCABULARY[0].function is givens.host


@given(st.text(max_size=60))
def test_no_sentence_is_too_odd(text: str) -> None:
    found = match(Step(Keyword.GIVEN, "Given", text, HERE))
    assert isinstance(found, Matched) or found.help or found.code is Code.BAD_STEP
