# SPDX-License-Identifier: Apache-2.0
"""What was meant as a step or a section is not lost as a description."""

from __future__ import annotations

import pytest

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Block
from reqtrace.scenario.gherkin import parse
from reqtrace.span import Span

SOUND = 'Scenario: sound\n  Given the host "qemu-virt"\n  When the host boots\n  Then domain "a" runs\n'


def faults(text: str) -> tuple[Diagnostic, ...]:
    """What is said of a block whose first character stands in line 11, column 4; nothing of it is executed then."""
    found, diagnostics = parse(Block("gherkin", text, Span("case.rst", 11, 4)))
    assert bool(found) is not bool(diagnostics)
    return diagnostics


def read_as_description(written: str, place: tuple[int, int], keyword: str) -> Diagnostic:
    kind = "section" if keyword.endswith(":") else "step"
    message = f'this line begins with "{written}", so it is read as a description and not as a {kind}'
    span = Span("case.rst", *place, len(written))
    return Diagnostic(Code.BAD_GHERKIN, message, span, (), f"did you mean {keyword}?")


@pytest.mark.parametrize(("line", "written", "meant"), [
    ("Scenaro: ok", "Scenaro:", "Scenario:"),
    ("scenario: ok", "scenario:", "Scenario:"),
    ("Scenario : ok", "Scenario :", "Scenario:"),
    ("Scenario", "Scenario", "Scenario:"),
    ("Scenario outline: ok", "Scenario outline:", "Scenario Outline:"),
    ("Backgroud:", "Backgroud:", "Background:"),
    ("feature: ok", "feature:", "Feature:"),
    ("Rul: ok", "Rul:", "Rule:"),
])  # fmt: skip
def test_a_misspelt_section_does_not_swallow_what_is_below_it(line: str, written: str, meant: str) -> None:
    below = '\n  Given the host "qemu-virt"\n  When the host boots\n  Then stream 0x10 faults\n\n'
    expected = (read_as_description(written, (11, 4), meant),)
    assert faults(line + below) == expected
    assert faults(line + below + SOUND) == expected
    assert faults(f"# why\n\n{line}{below}{SOUND}") == (read_as_description(written, (13, 4), meant),)


def test_each_misspelt_section_is_named() -> None:
    text = f"Backgroud:\n  Given x\n\n  Scenaro: y\n  When z\n\n{SOUND}"
    assert faults(text) == (
        read_as_description("Backgroud:", (11, 4), "Background:"),
        read_as_description("Scenaro:", (14, 6), "Scenario:"),
    )


def test_without_a_header_nothing_can_be_a_description() -> None:
    message = "no keyword begins this line, so what stands here is read as a description"
    help_ = "begin the block with Scenario: or with Feature:"
    place = Span("case.rst", 11, 4, 18)
    assert faults(f"Two devices of one\npage.\n\n{SOUND}") == (Diagnostic(Code.BAD_GHERKIN, message, place, (), help_),)
    assert faults("Two devices of one\n") == (Diagnostic(Code.BAD_GHERKIN, message, place, (), help_),)


def test_steps_without_a_scenario_are_named_at_the_first() -> None:
    (fault,) = faults('Given the host "qemu-virt"\nWhen the host boots\n')
    assert (fault.message, fault.help) == (
        'this line begins with "Given", so it is read as a description and not as a step',
        "put before it: Scenario:",
    )


@pytest.mark.parametrize(("word", "meant"), [
    ("Gven", "Given"), ("given", "Given"), ("Givne", "Given"), ("Given:", "Given"), ("Wen", "When"), ("Whn", "When"),
    ("when", "When"), ("WHEN", "When"), ("Ten", "Then"), ("then", "Then"), ("and", "And"), ("but", "But"),
])  # fmt: skip
def test_a_misspelt_first_step_is_not_lost(word: str, meant: str) -> None:
    text = f'Scenario: x\n  {word} something else\n  When the host boots\n  Then domain "a" runs\n'
    assert faults(text) == (read_as_description(word, (12, 6), meant),)


@pytest.mark.parametrize(("line", "written", "meant"), [
    ('Gvn domain "a"', "Gvn", "Given"),
    ('The domain "a" is destroyed', "The", "When"),
    ('domain "a" can not read the peripheral at 0x9010000', "domain", "Then"),
])  # fmt: skip
def test_a_sentence_of_the_vocabulary_is_a_step_whatever_its_first_word(line: str, written: str, meant: str) -> None:
    assert faults(f"Scenario: x\n  {line}\n  When y\n") == (read_as_description(written, (12, 6), meant),)


@pytest.mark.parametrize(("before", "after", "place"), [
    ("Feature: f\n", SOUND, (12, 6)),
    ("Feature: f\n  Some words.\n  # a note\n\n", SOUND, (15, 6)),
    (f"Feature: f\n{SOUND}Rule: r\n", SOUND, (17, 6)),
    ("Background:\n", f"  Given x\n{SOUND}", (12, 6)),
    ("Scenario: x\n  Some words.\n", "  More words.\n  When y\n", (13, 6)),
    ("Scenario Outline: x\n  When <a>\n\n  Examples: e\n", "    | a |\n    | 1 |\n", (15, 6)),
    (f"Rule: r\n  Background:\n    Given x\n{SOUND}Scenario: b\n", "  When y\n", (19, 6)),
])  # fmt: skip
def test_the_description_of_any_part_is_looked_at(before: str, after: str, place: tuple[int, int]) -> None:
    assert faults(f'{before}  Wen domain "b" is destroyed\n{after}') == (read_as_description("Wen", place, "When"),)
    assert faults(before + after) == ()


@pytest.mark.parametrize("line", [
    "Driven by the clock.", "The device keeps its owner.", "There is nothing else.", "An IOMMU protects it.",
    "Note: this is slow.", "Gives it back.", "Xen: what it does",
])  # fmt: skip
def test_a_description_is_a_description(line: str) -> None:
    assert faults(f"Feature: f\n  {line}\n\n{SOUND}\nScenario: x\n  {line}\n\n  When the host boots\n") == ()
