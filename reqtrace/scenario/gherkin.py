# SPDX-License-Identifier: Apache-2.0
"""The text of a block of Gherkin becomes scenarios."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from gherkin import Compiler, Parser, parser_types
from gherkin.errors import CompositeParserException, ParserException
from gherkin.pickles import compiler

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.item import Block
from reqtrace.scenario.feature import Cell, DocString, Keyword, Scenario, Step, Table
from reqtrace.scenario.losses import Parts, losses
from reqtrace.scenario.source import Source

_KEYWORDS = {"Context": Keyword.GIVEN, "Action": Keyword.WHEN, "Outcome": Keyword.THEN}
_TOKENS = {
    "#TagLine": "a tag",
    "#FeatureLine": "Feature:",
    "#RuleLine": "Rule:",
    "#BackgroundLine": "Background:",
    "#ScenarioLine": "Scenario:",
    "#ExamplesLine": "Examples:",
    "#StepLine": "a step",
    "#DocStringSeparator": 'a row of quotes, """',
    "#TableRow": "a row of a table",
}
"""What people call what the parser expects; blank lines, comments and free text need not be suggested."""

_WORDS = ("Given", "When", "Then", "And", "But", "Scenario:", "Background:", "Examples:", "Feature:", "Rule:")


# [impl->dsn~steps_are_gherkin~1]
def parse(block: Block) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """Read the scenarios of `block`, which may lack the line ``Feature:``.

    Where the block is no sound Gherkin there is no scenario at all; an outline that would never be executed gives
    none. Diagnostics say which and why.
    """
    source = Source(block)
    try:
        document = Parser().parse(source.text)
    except CompositeParserException as problem:
        return (), tuple(_explain(each, source) for each in problem.errors)
    except ParserException as problem:
        return (), (_explain(problem, source),)
    parts = Parts.of(document)
    faults = list(losses(document, parts, source))
    if any(fault.code is Code.BAD_GHERKIN for fault in faults):
        return (), tuple(faults)
    compiled = Compiler().compile({**document, "uri": block.span.file})
    pickles = [each for each in compiled if not parts.lacks_examples(parts.scenarios[each["astNodeIds"][0]])]
    faults += (fault for pickle in pickles for fault in _unresolved(pickle, parts, source))
    if any(fault.code is Code.BAD_GHERKIN for fault in faults):
        return (), tuple(dict.fromkeys(faults))
    return _distinct([_scenario(pickle, parts, source) for pickle in pickles]), tuple(faults)


def _explain(problem: ParserException, source: Source) -> Diagnostic:
    """Turn the parser's words, ``(3:5): expected: #StepLine, …, got 'Whn …'``, into a diagnostic with its place."""
    reason = re.sub(r"^\(\d+:\d+\): ", "", str(problem))
    found = re.fullmatch(r"(?:unexpected end of file, )?expected: (.*?)(?:, got '(.*)')?", reason, re.DOTALL)
    if found is None:
        return Diagnostic(Code.BAD_GHERKIN, f"{reason[:1].lower()}{reason[1:]}", source.line(problem.location))
    expected = [_TOKENS[token] for token in found[1].split(", ") if token in _TOKENS]
    help_ = (
        f"expected {', '.join(expected[:-1])} or {expected[-1]}" if expected[1:] else f"expected {''.join(expected)}"
    )
    if found[2] is None:
        return Diagnostic(Code.BAD_GHERKIN, "the block ends too early", source.line(problem.location), (), help_)
    close = nearest(found[2].split(" ")[0], _WORDS)
    message = f'"{found[2]}" can not stand here'
    help_ = f"did you mean {close}?" if close else help_
    return Diagnostic(Code.BAD_GHERKIN, message, source.line(problem.location), (), help_)


def _unresolved(pickle: compiler.Pickle, parts: Parts, source: Source) -> Iterator[Diagnostic]:
    """Find steps that are neither Given nor When nor Then: a bullet, or And where nothing stands before it."""
    for compiled in pickle["steps"]:
        if compiled["type"] not in _KEYWORDS:
            step = parts.steps[compiled["astNodeIds"][0]]
            message = f'"{step["keyword"].strip()}" does not say whether this is a Given, a When or a Then'
            span = source.span(step["location"], len(step["keyword"].strip()))
            yield Diagnostic(Code.BAD_GHERKIN, message, span, (), "begin the step with Given, When or Then")


def _distinct(scenarios: Sequence[tuple[Scenario, str]]) -> tuple[Scenario, ...]:
    """The scenarios; where several have one name, the values they were made from stand behind it."""
    names = Counter(scenario.name for scenario, _ in scenarios)
    return tuple(
        replace(scenario, name=f"{scenario.name} ({values})") if values and names[scenario.name] > 1 else scenario
        for scenario, values in scenarios
    )


def _scenario(pickle: compiler.Pickle, parts: Parts, source: Source) -> tuple[Scenario, str]:
    """One compiled scenario, and in words the row of examples it was made from."""
    scenario = parts.scenarios[pickle["astNodeIds"][0]]
    row = parts.rows.get(pickle["astNodeIds"][-1])
    cells = zip(row[0]["cells"], row[1]["cells"], strict=True) if row else ()
    values = ", ".join(f"{name['value']}: {value['value']}" for name, value in cells)
    steps = tuple(_step(step, parts.steps[step["astNodeIds"][0]], source) for step in pickle["steps"])
    return Scenario(pickle["name"], steps, source.line(scenario["location"])), values


def _step(compiled: compiler.PickleStep, step: parser_types.Step, source: Source) -> Step:
    """One compiled step, with the places of the step it was written as."""
    argument = cast("compiler.PickleArgumentMixedEnvelope", compiled.get("argument", {}))
    doc, table = None, None
    if "docString" in step:
        written = step["docString"]
        text = argument["docString"]["content"] or ""
        span = source.span(written["location"], len(written["delimiter"]))
        doc = DocString(argument["docString"].get("mediaType") or "", text, span, source.margins(written))
    if "dataTable" in step:
        table = _table(argument["dataTable"], step["dataTable"], source)
    keyword = _KEYWORDS[compiled["type"]]
    return Step(keyword, step["keyword"].strip(), compiled["text"], source.line(step["location"]), doc, table)


def _table(compiled: compiler.PickleArgumentDataTable, table: parser_types.DataTable, source: Source) -> Table:
    """The cells with the values of the examples, each at the place of the cell it was written as."""
    rows = tuple(
        tuple(
            Cell(cell["value"], source.span(place["location"], max(1, len(place["value"]))))
            for cell, place in zip(row["cells"], written["cells"], strict=True)
        )
        for row, written in zip(compiled["rows"], table["rows"], strict=True)
    )
    return Table(rows, source.span(table["location"]))
