# SPDX-License-Identifier: Apache-2.0
"""What in a block of Gherkin would be lost in silence, mean nothing, or never be executed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gherkin import parser_types
from gherkin.dialect import Dialect
from gherkin.pickles import compiler

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.scenario.descriptions import misread
from reqtrace.scenario.source import Source

_NAME = r"[\w -]+"
"""What may name a column of examples: the compiler takes the name for a part of a regular expression."""

_WORD = r"<([^\W\d_][\w-]*)>"
"""What in a text or a cell can only be meant as a placeholder: a word, and neither a number nor a reference."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a parsed document that its compiled scenarios refer to, by their ids."""

    scenarios: dict[str, parser_types.Scenario]
    backgrounds: tuple[parser_types.Background, ...]
    steps: dict[str, parser_types.Step]
    rows: dict[str, tuple[parser_types.TableRow, parser_types.TableRow]]
    """The header and the row of values for each row of examples."""
    language: str

    @classmethod
    def of(cls, document: parser_types.GherkinDocument) -> Parts:
        """Collect the parts of `document`, those inside its rules too."""
        if "feature" not in document:
            return cls({}, (), {}, {}, "en")
        children = [*_flattened(document["feature"]["children"])]
        scenarios = {
            child["scenario"]["id"]: child["scenario"] for child in children if compiler.is_scenario_container(child)
        }
        backgrounds = tuple(child["background"] for child in children if compiler.is_background_container(child))
        steps = {step["id"]: step for part in (*scenarios.values(), *backgrounds) for step in part["steps"]}
        rows = {
            row["id"]: (examples["tableHeader"], row)
            for scenario in scenarios.values()
            for examples in scenario["examples"]
            for row in examples["tableBody"]
        }
        return cls(scenarios, backgrounds, steps, rows, document["feature"]["language"])

    def lacks_examples(self, scenario: parser_types.Scenario) -> bool:
        """Whether `scenario` is written as an outline and has no examples."""
        dialect = Dialect.for_name(self.language)
        outlines = dialect.scenario_outline_keywords if dialect else ()
        return scenario["keyword"] in outlines and not scenario["examples"]


def _flattened(children: Sequence[parser_types.Envelope]) -> Iterator[parser_types.Envelope]:
    """The backgrounds and scenarios among `children`, and those of the rules."""
    for child in children:
        if compiler.is_rule_container(child):
            yield from child["rule"]["children"]
        else:
            yield child


# [impl->dsn~nothing_of_a_block_is_lost~1]
def losses(document: parser_types.GherkinDocument, parts: Parts, source: Source) -> Iterator[Diagnostic]:
    """Say what in the block would be lost, mean nothing, or never be executed; `parts` are those of `document`."""
    lost = tuple(misread(document, source))
    yield from lost
    if not parts.scenarios and not lost:
        yield Diagnostic(Code.CAN_NOT_FAIL, "this block holds no scenario, so nothing is executed", source.start)
    for scenario in parts.scenarios.values():
        yield from _never_executed(scenario, parts, source)
        yield from _unnamed(scenario, parts, source)
    has_examples = any(scenario["examples"] for scenario in parts.scenarios.values())
    for background in parts.backgrounds:
        for step in background["steps"]:
            yield from _placeholders(step, (), source)
            yield from _placeholders_below(step, (), source) if has_examples else ()


def _never_executed(scenario: parser_types.Scenario, parts: Parts, source: Source) -> Iterator[Diagnostic]:
    """Find an outline, or examples of one, that would never be executed."""
    if parts.lacks_examples(scenario):
        message = f'the outline "{scenario["name"]}" has no Examples, so it is never executed'
        yield Diagnostic(Code.CAN_NOT_FAIL, message, source.line(scenario["location"]))
    for examples in scenario["examples"]:
        if not examples["tableBody"]:
            message = f'these Examples of "{scenario["name"]}" have no row, so nothing is executed'
            yield Diagnostic(Code.CAN_NOT_FAIL, message, source.line(examples["location"]))


def _unnamed(scenario: parser_types.Scenario, parts: Parts, source: Source) -> Iterator[Diagnostic]:
    """Find columns of examples, and placeholders, that can not be filled in."""
    for examples in scenario["examples"]:
        cells = examples["tableHeader"]["cells"] if examples["tableBody"] else []  # a table of nothing lacks its header
        for cell in cells:
            if not re.fullmatch(_NAME, cell["value"]):
                message = f'"{cell["value"]}" can not name a column of examples'
                span = source.span(cell["location"], max(1, len(cell["value"])))
                yield Diagnostic(Code.BAD_GHERKIN, message, span, (), "use letters, digits, blanks, - and _")
        names = {cell["value"] for cell in cells}
        for step in scenario["steps"] if cells else ():
            yield from _placeholders(step, names, source)
            yield from _placeholders_below(step, names, source)
    if not scenario["examples"] and not parts.lacks_examples(scenario):
        for step in scenario["steps"]:
            yield from _placeholders(step, (), source)


def _placeholders(step: parser_types.Step, names: Collection[str], source: Source) -> Iterator[Diagnostic]:
    """Find placeholders in the sentence of `step` that are none of `names`."""
    line = step["location"]["line"]
    before = source.lines[line - 1].index(step["text"])
    for found in re.finditer(f"<({_NAME})>", step["text"]):
        yield from _placeholder(found, names, source, {"line": line, "column": before + found.start() + 1})


def _placeholders_below(step: parser_types.Step, names: Collection[str], source: Source) -> Iterator[Diagnostic]:
    """Find placeholders in the text or the table below `step`; a device tree has cells like `<0x10>` of its own."""
    if "docString" in step:
        first = step["docString"]["location"]["line"] + 1
        for line in range(first, first + step["docString"]["content"].count("\n") + 1):
            for found in re.finditer(_WORD, source.lines[line - 1]):
                yield from _placeholder(found, names, source, {"line": line, "column": found.start() + 1})
    for row in step["dataTable"]["rows"] if "dataTable" in step else ():
        for cell in row["cells"]:
            for found in re.finditer(_WORD, cell["value"]):
                column = cell["location"].get("column", 1) + found.start()
                place: parser_types.Location = {"line": cell["location"]["line"], "column": column}
                yield from _placeholder(found, names, source, place)


def _placeholder(
    found: re.Match[str], names: Collection[str], source: Source, place: parser_types.Location
) -> Iterator[Diagnostic]:
    """Complain of a placeholder that is none of `names`."""
    if found[1] not in names:
        close = nearest(found[1], names)
        message = f"no column of examples is called {found[1]}, so {found[0]} stands for nothing"
        help_ = f"did you mean <{close}>?" if close else ""
        yield Diagnostic(Code.BAD_GHERKIN, message, source.span(place, len(found[0])), (), help_)
