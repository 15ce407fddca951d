# SPDX-License-Identifier: Apache-2.0
"""Cases on several profiles, and what their failures are put down to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from executed import item

from reqtrace.evidence import Evidence, Outcome
from reqtrace.hypervisor import PROFILES
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


def test_findings_that_nobody_looks_for_make_no_difference() -> None:
    trial = understand([item(REFUSED)])
    with Model().bare() as (bare, able):
        case, _ = trial.perform(bare, "xen-head", Invariants.IGNORED)
    assert case.outcome is Outcome.PASSED
    assert "D-08" in able
    assert "D-20" not in able
    for finding in set(targets.known()) - able:
        alone, _ = trial.perform(Model().showing([finding], "xen-head"), "xen-head", Invariants.IGNORED)
        assert alone == case
