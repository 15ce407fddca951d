# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from samples import EVIDENCE, case, item, project, step

from reqtrace.evidence import Evidence, Outcome, Scenario
from reqtrace.report.junit import junit_xml


def test_a_run(golden: Callable[[str, str], None]) -> None:
    golden("junit/junit.xml", junit_xml(project()))


def test_each_ending_has_its_element() -> None:
    (suite,) = ElementTree.fromstring(junit_xml(project()))
    found = {
        (each.get("classname"), each.get("name")): [child.tag for child in each if child.tag != "properties"]
        for each in suite.iterfind("testcase")
    }
    assert found == {
        ("Case~hide_on~1", "boot"): ["system-out"],
        ("Case~refuse_irq~1", "boot"): ["system-out"],
        ("Case~refuse_irq~1", "the second is refused"): ["failure"],
        ("Case~refuse_twice~1", "boot"): ["system-out"],
        ("Case~map_prose~1", "Map by hand"): ["skipped"],
        ("Case~lost~1", "senseless"): ["error"],
    }
    assert {key: suite.get(key) for key in ("name", "tests", "failures", "errors", "skipped")} == {
        "name": "cases/hide.rst",
        "tests": "6",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }


def test_a_failure_tells_the_step_and_what_happened() -> None:
    failure = ElementTree.fromstring(junit_xml(project())).find(".//failure")
    assert failure is not None
    assert failure.get("message") == ('Then domain "b" is not created: EBUSY: domain "b" runs\nIRQ 34 is routed to it')
    assert failure.text == (
        "\npassed   When the host boots\n"
        'failed   Then domain "b" is not created: EBUSY\n'
        '         domain "b" runs\n'
        "         IRQ 34 is routed to it\n"
        'skipped  And domain "a" runs\n'
        "\nEvents:\n  d1 a created\n  d2 b created\n"
    )


def test_properties_name_target_profile_and_what_is_covered() -> None:
    (suite,) = ElementTree.fromstring(junit_xml(project()))
    pairs = [(each.get("name"), each.get("value")) for each in suite.find("properties") or ()]
    assert pairs == [("target", "model"), ("profile", "required")]
    twice = suite.find("testcase[@classname='Case~refuse_twice~1']/properties")
    assert [each.get("value") for each in twice or ()] == ["Two domains, one device", "SSR~refuse~2", "SSR~hide~1"]


def test_what_xml_can_not_hold_is_replaced() -> None:
    evil = "a\x00b\x1b]c\x0b<&>\"'\ufffe\x9b ]]>"
    scenario = Scenario(evil, Outcome.FAILED, (step(evil, 1, Outcome.FAILED, evil),), (evil,))
    evidence = Evidence("model", "required", (case("Case~a~1", scenario, message=evil),))
    root = ElementTree.fromstring(junit_xml(project([item("Case~a~1", "a.rst:1", evil)], evidence, ())))
    assert root.find(".//testcase").get("name") == "a␀b␛]c␋<&>\"'\ufffd\ufffd ]]>"


# [utest->dsn~junit_loses_no_case~1]
def test_a_fault_outside_the_scenarios_is_a_test_case_of_its_own() -> None:
    passed = Scenario("good", Outcome.PASSED, (step("When the host boots", 1),))
    evidence = Evidence("model", "required", (case("Case~a~1", passed, message="no Gherkin", outcome=Outcome.ERROR),))
    root = ElementTree.fromstring(junit_xml(project([item("Case~a~1", "a.rst:1", "Title")], evidence, ())))
    assert [each.get("name") for each in root.iterfind(".//testcase")] == ["Title", "good"]
    assert root.get("errors") == "1"


def test_a_case_of_an_id_used_twice_is_told_once() -> None:
    evidence = Evidence("model", "required", (case("Case~a~1", message="twice", outcome=Outcome.ERROR),))
    items = [item("Case~a~1", "a.rst:1"), item("Case~a~1", "b.rst:1")]
    root = ElementTree.fromstring(junit_xml(project(items, evidence, ())))
    assert [each.get("file") for each in root.iterfind(".//testcase")] == ["a.rst"]


def test_there_is_no_time_and_the_bytes_are_the_same() -> None:
    assert "time" not in junit_xml(project()).replace("timer", "")
    assert junit_xml(project()) == junit_xml(project())


def test_what_was_not_executed_has_no_result() -> None:
    with pytest.raises(ValueError, match="nothing was executed"):
        junit_xml(project(evidence=None))
    assert ElementTree.fromstring(junit_xml(project(evidence=Evidence("model", "required", ())))).get("tests") == "0"
    assert len(EVIDENCE.cases) == 5
