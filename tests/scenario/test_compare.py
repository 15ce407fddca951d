# SPDX-License-Identifier: Apache-2.0
"""Cases on several profiles, and what their failures are put down to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from executed import item

from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.hypervisor import FINDINGS, PROFILES, Finding
from reqtrace.scenario import targets
from reqtrace.scenario.compare import compare
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.perform import Invariants
from reqtrace.scenario.run import execute
from reqtrace.scenario.trial import understand

REFUSED = """
    Scenario: a device that nobody offers
      Given the host "qemu-virt"
      And the passthrough tree "rtc"
        \"""dts
        /dts-v1/;
        / { #address-cells = <2>; #size-cells = <2>; passthrough { #address-cells = <2>; #size-cells = <2>;
            rtc@9010000 {
                xen,reg = <0x0 0x9010000 0x0 0x1000 0x0 0x9010000>; xen,path = "/pl031@9010000";
                xen,force-assign-without-iommu;
            };
        }; };
        \"""
      And domain "a" with the passthrough tree "rtc"
      When the host boots
      Then domain "a" is not created: EINVAL
"""
RUNS = """
    Scenario: a domain
      Given the host "qemu-virt"
      And domain "a"
      When the host boots
      Then domain "a" runs
"""


def blamed(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    return {case.id.name: case.findings for case in evidence.cases if case.outcome is not Outcome.PASSED}


# [utest->dsn~profiles_are_switches~1]
def test_a_changed_profile_is_never_called_like_the_unchanged_one() -> None:
    assert Model().shown("required") == "required"
    assert Model().switched(["D-08", "D-05"]).shown("required") == "required with D-05, D-08"
    assert Model().switched(["D-05"], ["D-03", "D-08"]).shown("xen-head") == "xen-head without D-03, D-08"
    assert Model().switched([], ["D-03"]).shown("required") == "required"
    evidence, _ = execute([item(RUNS)], Model().switched(["D-05"]), "required")
    assert evidence.qualifier == "model, required with D-05"


def test_the_names_on_the_command_line_are_those_of_the_model() -> None:
    assert {"model": tuple(PROFILES)} == targets.PROFILES
    assert targets.known()[:3] == ("D-01", "D-02", "D-03")


def test_what_a_profile_shows_can_be_replaced() -> None:
    for profile in PROFILES:
        assert [each.name for each in Model().showing(["D-05"], profile).findings(profile)] == ["D-05"]
        assert not Model().showing([], profile).findings(profile)


def test_a_finding_says_where_it_stands_in_xen() -> None:
    (found,) = Model().showing(["D-05"], "required").findings("required")
    assert found.source == FINDINGS[Finding.D_05].source != ""


# [utest->dsn~blame_is_an_experiment~1]
def test_a_failure_is_put_down_to_each_finding_that_causes_it_alone() -> None:
    target = Model().showing(["D-04", "D-08"], "xen-head")
    columns, said = compare([item(REFUSED)], target, ["required", "xen-head"])
    required, head = columns
    assert (required.profile, blamed(required)) == ("required with D-04, D-08", {"case": ("D-08",)})
    assert blamed(head) == {"case": ("D-08",)}
    assert [finding.name for finding in head.findings] == ["D-04", "D-08"]
    assert [each.message for each in said] == ['expected: domain "a" is not created: EINVAL; seen: it runs']


def test_in_a_profile_with_findings_a_failure_is_no_news() -> None:
    columns, said = compare([item(REFUSED, name="b"), item(RUNS, name="a")], Model(), ["required", "xen-head"])
    assert [evidence.profile for evidence in columns] == ["required", "xen-head"]
    assert not blamed(columns[0])
    assert "D-08" in blamed(columns[1])["b"]
    assert not said


@pytest.mark.parametrize("profiles", [["required"], ["required", "xen-4.17", "xen-head"]])
def test_an_executor_changes_nothing(profiles: list[str]) -> None:
    items = [item(REFUSED, name="b"), item(RUNS, name="a")]
    with ThreadPoolExecutor(2) as executor:
        assert compare(items, Model(), profiles, executor=executor) == compare(items, Model(), profiles)


@pytest.mark.parametrize("present", [[], ["D-08"], list(targets.known())])
def test_findings_that_nobody_looks_for_make_no_difference(present: list[str]) -> None:
    trial = understand([item(REFUSED)])
    watched = Model().watched(present)
    case, _ = trial.perform(watched, "xen-head", Invariants.IGNORED)
    assert (case.outcome is Outcome.PASSED) == (not present)
    assert "D-08" in watched.sought
    assert "D-12" not in watched.sought
    for finding in set(targets.known()) - watched.sought:
        other = {*present} ^ {finding}
        changed, _ = trial.perform(Model().showing(other, "xen-head"), "xen-head", Invariants.IGNORED)
        assert changed == case


# [utest->dsn~blame_is_an_experiment~1]
def test_what_stops_the_machine_where_something_is_refused_does_not_act_where_nothing_is() -> None:
    columns, _ = compare([item(REFUSED)], Model(), ["xen-head"])
    assert blamed(columns[0]) == {"case": ("D-08",)}
    columns, _ = compare([item(REFUSED)], Model().switched([], ["D-08"]), ["xen-4.17", "xen-head"])
    assert [blamed(column) for column in columns] == [{"case": ("D-03",)}] * 2


# [utest->dsn~what_is_hidden_is_told~1]
def test_what_a_stock_build_can_not_come_to_is_told() -> None:
    text = REFUSED.replace('tree "rtc"\n      When', 'tree "rtc"\n      And domain "a" is direct-mapped\n      When')
    columns, _ = compare([item(text)], Model(), ["xen-head"])
    (case,) = columns[0].cases
    assert (case.findings, case.hidden) == (("D-03",), ("D-08",))
    columns, _ = compare([item(text)], Model().switched([], ["D-27"]), ["xen-head"])
    (case,) = columns[0].cases
    assert (case.findings, case.hidden) == (("D-08",), ())


def test_profiles_that_differ_in_nothing_that_was_looked_for_give_what_they_would_give_alone() -> None:
    items = [item(REFUSED, name="b"), item(RUNS, name="a")]
    columns, _ = compare(items, Model(), ["xen-4.17", "xen-4.20", "xen-head"])
    for column in columns:
        (alone,), _ = compare(items, Model(), [column.profile])
        assert alone == column
        plain, _ = execute(items, Model(), column.profile)
        assert [done(case) for case in plain.cases] == [done(case) for case in column.cases]


def done(case: Case) -> list[tuple[object, ...]]:
    return [(each.name, each.outcome, each.steps, each.events, each.trees, each.broken) for each in case.scenarios]
