# SPDX-License-Identifier: Apache-2.0
"""The results as JUnit XML, which every system of continuous integration reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree import ElementTree

from reqtrace.evidence import Case, Outcome, Scenario
from reqtrace.report.material import Material
from reqtrace.report.view import Entry, View, printable

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by reqtrace -->\n'
_ELEMENTS = {Outcome.FAILED: "failure", Outcome.ERROR: "error", Outcome.BLOCKED: "skipped", Outcome.SKIPPED: "skipped"}


# [impl->dsn~junit_loses_no_case~1]
def junit_xml(view: View) -> str:
    """A suite for every source file, and in it a test case for every scenario; `view` must hold evidence.

    A test case without a scenario is one of its own, so that none is lost.
    """
    if view.evidence is None:
        raise ValueError("nothing was executed")
    root = ElementTree.Element("testsuites", name=printable(view.title))
    executed = sorted((entry for entry in view.trials if entry.case), key=lambda entry: (entry.item.span, entry.id))
    unique = {entry.id: entry for entry in reversed(executed)}
    ordered = sorted(unique.values(), key=lambda entry: (entry.item.span, entry.id))
    for file, entries in groupby(ordered, key=lambda entry: entry.item.span.file):
        suite = ElementTree.SubElement(root, "testsuite", name=printable(file))
        _properties(suite, [("target", view.evidence.target), ("profile", view.evidence.profile)])
        for entry in entries:
            _cases(suite, entry)
        _count(suite, [suite])
    _count(root, list(root))
    ElementTree.indent(root)
    return f"{_HEAD}{ElementTree.tostring(root, encoding='unicode')}\n"


def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """``junit.xml``, where test cases were executed."""
    if material.view.evidence is not None:
        yield "junit.xml", junit_xml(material.view).encode()


def _count(element: ElementTree.Element, suites: Iterable[ElementTree.Element]) -> None:
    """State how many test cases are below, and how many of them ended in each way."""
    cases = [case for suite in suites for case in suite.iterfind("testcase")]
    element.set("tests", str(len(cases)))
    for total, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(total, str(sum(case.find(tag) is not None for case in cases)))


def _properties(parent: ElementTree.Element, pairs: Iterable[tuple[str, str]]) -> None:
    properties = ElementTree.SubElement(parent, "properties")
    for name, value in pairs:
        ElementTree.SubElement(properties, "property", name=name, value=printable(value))


def _cases(suite: ElementTree.Element, entry: Entry) -> None:
    case = entry.case
    if case is None:
        return
    if not any(scenario.outcome is case.outcome for scenario in case.scenarios):
        # Something outside the scenarios decided: a block that is no Gherkin, an id used twice, nothing to execute.
        element = _testcase(suite, entry, entry.title)
        _ending(element, case.outcome, case.message, case.message)
    for scenario in case.scenarios:
        element = _testcase(suite, entry, scenario.name or entry.title)
        _ending(element, scenario.outcome, _reason(scenario, case), _account(scenario))


def _testcase(suite: ElementTree.Element, entry: Entry, name: str) -> ElementTree.Element:
    span = entry.item.span
    element = ElementTree.SubElement(
        suite,
        "testcase",
        classname=str(entry.id),
        name=printable(name),
        file=printable(span.file),
        line=str(span.line),
    )
    covers = [("covers", str(reference.id)) for reference in entry.item.covers]
    _properties(element, [("title", entry.title), *covers])
    return element


def _ending(element: ElementTree.Element, outcome: Outcome, message: str, account: str) -> None:
    if outcome in _ELEMENTS:
        attributes = {"message": printable(message or outcome.value)}
        if outcome is not Outcome.BLOCKED:
            attributes["type"] = outcome.value
        ElementTree.SubElement(element, _ELEMENTS[outcome], attributes).text = printable(account)
    else:
        ElementTree.SubElement(element, "system-out").text = printable(account)


def _reason(scenario: Scenario, case: Case) -> str:
    """The message of the first step that did not pass."""
    faults = (step for step in scenario.steps if step.outcome not in (Outcome.PASSED, Outcome.SKIPPED))
    fault = next(faults, None)
    return f"{fault.text}: {fault.message}" if fault and fault.message else case.message


def _account(scenario: Scenario) -> str:
    """What happened, line by line: the steps with their outcome, then the events."""
    lines = []
    for step in scenario.steps:
        lines.append(f"{step.outcome.value:8} {step.text}")
        lines += [f"{'':8} {line}" for line in step.message.splitlines()]
    if scenario.events:
        lines += ["", "Events:", *(f"  {event}" for event in scenario.events)]
    return "\n" + "\n".join(lines) + "\n"
