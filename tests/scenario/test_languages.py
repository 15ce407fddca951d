# SPDX-License-Identifier: Apache-2.0
"""A block that reads like Gherkin and is not executed is no reason to call a case passed."""

from __future__ import annotations

import pytest
from executed import Executed, item
from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Outcome
from reqtrace.item import Block
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.run import execute
from reqtrace.span import Span

SOUND = 'Scenario: x\n  Given the host "qemu-virt"\n  And domain "a"\n  When the host boots\n  Then domain "a" runs\n'
PLACE = Span("cases.rst", 40, 4)


def beside(block: Block, *texts: str) -> Executed:
    """Execute a case that holds sound scenarios, and then another block."""
    case = item(*texts)
    evidence, diagnostics = execute([replace(case, blocks=(*case.blocks, block))], Model(), "required")
    (done,) = evidence.cases
    return Executed(done, diagnostics)


# [utest->dsn~nothing_of_a_block_is_lost~1]
@pytest.mark.parametrize(("language", "what"), [
    ("", "it has no language"), ("text", 'its language is "text"'), ("gherkn", 'its language is "gherkn"'),
    ("cucumber", 'its language is "cucumber"'), ("Feature", 'its language is "Feature"'),
])  # fmt: skip
def test_gherkin_under_another_name_is_an_error(language: str, what: str) -> None:
    message = f"this block seems to be Gherkin, but {what}, so it is not executed"
    fault = Diagnostic(Code.NOT_EXECUTED, message, PLACE, (), "write `.. code-block:: gherkin`")
    for texts in ((), (SOUND,)):
        done = beside(Block(language, SOUND, PLACE), *texts)
        assert done.diagnostics == (fault,)
        assert (done.case.outcome, done.case.message) == (Outcome.ERROR, message)
        assert [each.outcome for each in done.case.scenarios] == [Outcome.PASSED for _ in texts]


@pytest.mark.parametrize("line", [
    "Feature: x", "Background:", "Scenario: x", "Scenario Outline: x", 'Given domain "a"', "When the host boots",
    "  Then it runs",
])  # fmt: skip
def test_any_line_of_gherkin_gives_a_block_away(line: str) -> None:
    done = beside(Block("text", f"x\n{line}\n", PLACE), SOUND)
    assert [each.code for each in done.diagnostics] == [Code.NOT_EXECUTED]


@pytest.mark.parametrize("block", [
    Block("console", "$ xl create a.cfg\nWhenever it runs\n", PLACE), Block("text", "", PLACE),
    Block("dts", "/ { given; };", PLACE), Block("", "Scenario 1 is slow", PLACE),
])  # fmt: skip
def test_a_block_that_does_not_read_like_gherkin_is_none(block: Block) -> None:
    assert beside(block, SOUND).case.outcome is Outcome.PASSED
    assert beside(block).case.outcome is Outcome.BLOCKED


def test_the_language_is_read_in_any_case() -> None:
    assert beside(Block("Gherkin", SOUND, PLACE)).case.outcome is Outcome.PASSED
