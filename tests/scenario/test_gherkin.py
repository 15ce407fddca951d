# SPDX-License-Identifier: Apache-2.0
"""Blocks of Gherkin as scenarios, with the place of every part, and what is said of those that are none."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Block
from reqtrace.scenario.feature import Keyword, Scenario
from reqtrace.scenario.gherkin import parse
from reqtrace.span import Span


def block(text: str) -> Block:
    """A block whose first character stands in line 11, column 4 of case.rst."""
    return Block("gherkin", dedent(text).lstrip("\n"), Span("case.rst", 11, 4))


def scenarios(text: str) -> tuple[Scenario, ...]:
    found, diagnostics = parse(block(text))
    assert diagnostics == ()
    return found


def only_fault(text: str) -> Diagnostic:
    found, diagnostics = parse(block(text))
    assert len(diagnostics) == 1
    assert found == () or diagnostics[0].code is Code.CAN_NOT_FAIL
    return diagnostics[0]


SHORT = """
    Scenario: one
      Given the host "qemu-virt"
      And domain "a"
      When the host boots
      Then domain "a" runs
      But stream 0x10 faults
"""


def test_and_and_but_mean_what_came_before() -> None:
    (scenario,) = scenarios(SHORT)
    assert scenario.name == "one"
    assert [step.keyword for step in scenario.steps] == [
        Keyword.GIVEN,
        Keyword.GIVEN,
        Keyword.WHEN,
        Keyword.THEN,
        Keyword.THEN,
    ]
    assert [step.text for step in scenario.steps][-2:] == ['Then domain "a" runs', "But stream 0x10 faults"]


def test_a_step_stands_where_it_is_written_without_a_feature() -> None:
    (scenario,) = scenarios(SHORT)
    assert scenario.span == Span("case.rst", 11, 4, 13)
    assert scenario.steps[0].span == Span("case.rst", 12, 6, 26)
    assert scenario.steps[-1].span == Span("case.rst", 16, 6, 22)


# [utest->dsn~steps_are_gherkin~1]
@pytest.mark.parametrize(
    "header", ["Feature: all\n", "# a note\n@tag\nFeature: all\n", "# x\n\n\nFeature:\n  Some words.\n\n"]
)
def test_a_step_stands_where_it_is_written_below_a_feature(header: str) -> None:
    (scenario,) = scenarios(header + dedent(SHORT).lstrip("\n"))
    assert scenario.span.line == 11 + header.count("\n")
    assert scenario.steps[0].span == Span("case.rst", 12 + header.count("\n"), 6, 26)


def test_a_tag_and_a_comment_may_stand_before_a_scenario_without_a_feature() -> None:
    (scenario,) = scenarios("# a note\n@slow\nScenario: x\n  When the host boots\n")
    assert scenario.steps[0].span == Span("case.rst", 14, 6, 19)


def test_a_text_below_a_step_knows_its_media_type_and_places() -> None:
    (scenario,) = scenarios('''
        Scenario: x
          Given the passthrough tree "rtc"
            """dts
            / {
              a = <1>;

         too = "far left";
            };
            """
          When the host boots
    ''')
    doc = scenario.steps[0].doc
    assert doc is not None
    assert doc.media == "dts"
    assert doc.text == '/ {\n  a = <1>;\n\ntoo = "far left";\n};'
    assert doc.span == Span("case.rst", 13, 8, 3)
    assert doc.place(1, 1) == Span("case.rst", 14, 8)
    assert doc.place(2, 3) == Span("case.rst", 15, 10)
    assert doc.place(4, 1) == Span("case.rst", 17, 5)
    assert doc.place(0, 0) == doc.place(6, 1) == doc.span


def test_a_cell_of_a_table_knows_its_place() -> None:
    (scenario,) = scenarios("""
        Scenario: x
          Given the PCI functions
            | function     | bars |
            | 0000:00:01.0 |      |
    """)
    table = scenario.steps[0].table
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows] == [["function", "bars"], ["0000:00:01.0", ""]]
    assert table.rows[1][0].span == Span("case.rst", 14, 10, 12)


BACKGROUND = """
    Background:
      Given the host "qemu-virt"

    Scenario: first
      When the host boots

    Rule: some
      Background:
        Given domain "a"

      Scenario: second
        When the host boots
"""


def test_backgrounds_come_before_the_steps_of_every_scenario_they_hold_for() -> None:
    first, second = scenarios(BACKGROUND)
    assert [step.sentence for step in first.steps] == ['the host "qemu-virt"', "the host boots"]
    assert [step.sentence for step in second.steps] == ['the host "qemu-virt"', 'domain "a"', "the host boots"]
    assert second.steps[1].span == Span("case.rst", 19, 8, 16)


OUTLINE = '''
    Scenario Outline: at <where>
      Given the passthrough tree "t"
        """dts
        / { reg = <<where> 1>; };
        """
      When domain "<who>" announces PCI function "0000:00:01.0"

      Examples:
        | where | who |
        | 0x10  | a   |
        | 0x200 | b   |
'''


def test_an_outline_gives_one_scenario_for_each_row() -> None:
    first, second = scenarios(OUTLINE)
    assert [first.name, second.name] == ["at 0x10", "at 0x200"]
    assert second.steps[1].text == 'When domain "b" announces PCI function "0000:00:01.0"'
    assert second.steps[1].span == first.steps[1].span
    assert second.steps[0].doc is not None
    assert second.steps[0].doc.text == "/ { reg = <0x200 1>; };"


def test_a_place_in_a_line_with_a_value_is_the_line() -> None:
    doc = scenarios(OUTLINE)[0].steps[0].doc
    assert doc is not None
    assert doc.place(1, 12) == Span("case.rst", 14, 8, 25)


def test_scenarios_of_one_name_are_told_apart_by_their_values() -> None:
    found = scenarios(OUTLINE.replace("at <where>", "somewhere"))
    assert [scenario.name for scenario in found] == [
        "somewhere (where: 0x10, who: a)",
        "somewhere (where: 0x200, who: b)",
    ]


def test_a_line_that_is_no_gherkin_is_named() -> None:
    assert only_fault('Scenario: x\n  When the host boots\n  ~ domain "a" runs\n') == Diagnostic(
        Code.BAD_GHERKIN,
        '"~ domain "a" runs" can not stand here',
        Span("case.rst", 13, 6, 17),
        (),
        'expected a row of a table, a row of quotes, """, a step, a tag, Examples:, Scenario: or Rule:',
    )


@pytest.mark.parametrize(
    ("word", "meant"), [("Ten", "Then"), ("Scenario", "Scenario:"), ("when", "When"), ("Bu", "But")]
)
def test_a_misspelt_keyword_is_put_right(word: str, meant: str) -> None:
    assert only_fault(f"Scenario: x\n  When the host boots\n  {word} x\n").help == f"did you mean {meant}?"


def test_a_text_that_does_not_end_is_named_at_its_last_line() -> None:
    assert only_fault('Scenario: x\n  Given the passthrough tree "a"\n    """dts\n    / { };\n\n') == Diagnostic(
        Code.BAD_GHERKIN,
        "the block ends too early",
        Span("case.rst", 14, 8, 6),
        (),
        'expected a row of quotes, """',
    )


def test_a_tag_with_a_blank_is_named_at_its_place() -> None:
    fault = only_fault("@good @not good\nScenario: x\n  When y\n")
    assert fault == Diagnostic(Code.BAD_GHERKIN, "a tag may not contain whitespace", Span("case.rst", 11, 10, 9))


def test_a_table_with_a_missing_cell_is_named() -> None:
    fault = only_fault("Scenario: x\n  Given the PCI functions\n    | a | b |\n    | 1 |\n")
    assert fault == Diagnostic(Code.BAD_GHERKIN, "inconsistent cell count within the table", Span("case.rst", 14, 8, 5))


@pytest.mark.parametrize(("text", "word", "place"), [
    ("Scenario: x\n  And the host boots\n", "And", Span("case.rst", 12, 6, 3)),
    ("Scenario: x\n  * the host boots\n", "*", Span("case.rst", 12, 6, 1)),
])  # fmt: skip
def test_a_step_must_say_what_it_is(text: str, word: str, place: Span) -> None:
    message = f'"{word}" does not say whether this is a Given, a When or a Then'
    assert only_fault(text) == Diagnostic(
        Code.BAD_GHERKIN, message, place, (), "begin the step with Given, When or Then"
    )


def test_a_fault_of_a_background_is_said_once() -> None:
    fault = only_fault("Background:\n  * x\n\nScenario: a\n  When b\n\nScenario: c\n  When d\n")
    assert fault.span == Span("case.rst", 12, 6, 1)


# [utest->dsn~nothing_of_a_block_is_lost~1]
@pytest.mark.parametrize(("text", "message", "place"), [
    ("", "this block holds no scenario, so nothing is executed", Span("case.rst", 11, 4)),
    ("Feature: x\n", "this block holds no scenario, so nothing is executed", Span("case.rst", 11, 4)),
    ("Scenario Outline: x\n  When <a>\n", 'the outline "x" has no Examples, so it is never executed',
     Span("case.rst", 11, 4, 19)),
    ("Scenario Outline: x\n  When <a>\n\n  Examples:\n    | a |\n",
     'these Examples of "x" have no row, so nothing is executed', Span("case.rst", 14, 6, 9)),
    ("Scenario Outline: x\n  When <a>\n\n  Examples:\n",
     'these Examples of "x" have no row, so nothing is executed', Span("case.rst", 14, 6, 9)),
])  # fmt: skip
def test_what_would_never_be_executed_is_named(text: str, message: str, place: Span) -> None:
    found, diagnostics = parse(block(text))
    assert found == ()
    assert diagnostics == (Diagnostic(Code.CAN_NOT_FAIL, message, place),)


def test_a_placeholder_without_a_column_is_named() -> None:
    fault = only_fault(OUTLINE.replace("<who>", "<whom>"))
    message = "no column of examples is called whom, so <whom> stands for nothing"
    assert fault == Diagnostic(Code.BAD_GHERKIN, message, Span("case.rst", 16, 19, 6), (), "did you mean <who>?")


def test_a_placeholder_outside_an_outline_is_named() -> None:
    fault = only_fault('Scenario: x\n  When domain "<a>" is created\n')
    assert fault.message == "no column of examples is called a, so <a> stands for nothing"
    assert fault.span == Span("case.rst", 12, 19, 3)


def test_a_placeholder_in_a_text_without_a_column_is_named() -> None:
    fault = only_fault(OUTLINE.replace("<<where> 1>", "<<wher> 1>"))
    message = "no column of examples is called wher, so <wher> stands for nothing"
    assert fault == Diagnostic(Code.BAD_GHERKIN, message, Span("case.rst", 14, 19, 6), (), "did you mean <where>?")


CELLS = """
    Scenario Outline: x
      Given the PCI functions
        | function     | bars        |
        | 0000:00:01.0 | 0x10+<size> |
      When <a>

      Examples:
        | a | sice |
        | 1 | 0x10 |
"""


def test_a_placeholder_in_a_cell_without_a_column_is_named() -> None:
    message = "no column of examples is called size, so <size> stands for nothing"
    place = Span("case.rst", 14, 30, 6)
    assert only_fault(CELLS) == Diagnostic(Code.BAD_GHERKIN, message, place, (), "did you mean <sice>?")
    assert len(scenarios(CELLS.replace("sice", "size"))) == 1


def test_a_placeholder_in_a_text_of_the_background_stands_for_nothing() -> None:
    background = 'Background:\n  Given the passthrough tree "t"\n    """dts\n    / { a = "<where>"; };\n    """\n\n'
    fault = only_fault(background + dedent(OUTLINE))
    assert (fault.message, fault.span) == (
        "no column of examples is called where, so <where> stands for nothing", Span("case.rst", 14, 17, 7),
    )  # fmt: skip
    assert len(scenarios(background + "Scenario: x\n  When y\n")) == 1


@pytest.mark.parametrize("cells", ["<0x0 0x9010000>", "<&smmu 0x10>", "<>", "<1>", "<(1 + 2)>", "<&{/a} 1>"])
def test_the_cells_of_a_device_tree_are_no_placeholders(cells: str) -> None:
    assert len(scenarios(OUTLINE.replace("<<where> 1>", f"<<where> 1>, {cells}"))) == 2


def test_a_column_whose_name_can_not_be_found_in_a_text_is_named() -> None:
    fault = only_fault("Scenario Outline: x\n  When y\n\n  Examples:\n    | a( |\n    | 1 |\n")
    assert fault == Diagnostic(
        Code.BAD_GHERKIN, '"a(" can not name a column of examples', Span("case.rst", 15, 10, 2), (),
        "use letters, digits, blanks, - and _",
    )  # fmt: skip


LINES = st.sampled_from([
    "Feature: f", "Rule: r", "Background:", "Scenario: s", "Scenario Outline: <a>", "Examples:", "| a | b |", "| 1 |",
    "|", "Given x", "  When <a>", "Then y", "And z", "* w", '"""dts', '"""', "```", "@tag", "@a b", "# language: de",
    "# c", "text", "", "\\", "Given", "Scenario:", "| ( |", "| a\\n |",
])  # fmt: skip


# [utest->dsn~steps_are_gherkin~1]
@given(st.lists(LINES | st.text(max_size=12), max_size=14).map("\n".join))
def test_no_text_is_too_odd(text: str) -> None:
    found, diagnostics = parse(Block("gherkin", text, Span("case.rst", 11, 4)))
    assert found or diagnostics
    last = 11 + text.count("\n")
    assert all(11 <= diagnostic.span.line <= last for diagnostic in diagnostics)
    for scenario in found:
        assert all(11 <= step.span.line <= last and step.span.column >= 4 for step in scenario.steps)
