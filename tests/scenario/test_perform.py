# SPDX-License-Identifier: Apache-2.0
"""What an invariant that does not hold does to a scenario: in what is required, and in a version of Xen."""

from __future__ import annotations

import pytest
from executed import item

from reqtrace.catalogue import Code
from reqtrace.evidence import Outcome
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.perform import Invariants
from reqtrace.scenario.trial import understand

UNPROTECTED = """
    Scenario: DMA without an IOMMU, and no direct mapping
      Given the host "qemu-virt" with
        \"""dts
        &{/fw-cfg@9020000} { xen,passthrough; };
        \"""
      And domain "a" is given "/fw-cfg@9020000", forced
      When the host boots
      Then domain "a" runs
"""
TRIAL = understand([item(UNPROTECTED)])
TARGET = Model().switched(["D-02"])
I_4 = (
    "I-4: a guest that holds an unprotected device with DMA is direct-mapped and trusted (/fw-cfg@9020000, held by d1)"
)


# [utest->dsn~invariants_bind_what_is_required~1]
def test_what_is_required_is_bound_by_the_invariants() -> None:
    case, (diagnostic,) = TRIAL.perform(TARGET, "required")
    assert case.outcome is Outcome.FAILED
    assert diagnostic.code is Code.BROKEN_INVARIANT
    assert I_4 in diagnostic.message


# [utest->dsn~invariants_bind_what_is_required~1]
def test_what_imitates_a_version_tells_of_them() -> None:
    head = Model().showing(["D-02"], "xen-head")
    case, diagnostics = TRIAL.perform(head, "xen-head")
    (scenario,) = case.scenarios
    assert (case.outcome, diagnostics) == (Outcome.PASSED, ())
    assert I_4 in scenario.broken
    assert scenario.events.count(f"broken invariant: {I_4}") == 1
    told = scenario.events.index(f"broken invariant: {I_4}")
    assert all("created" not in event for event in scenario.events[told:])


@pytest.mark.parametrize(("invariants", "broken"), [(Invariants.TOLD, True), (Invariants.IGNORED, False)])
def test_an_experiment_is_not_bound_by_them(invariants: Invariants, broken: bool) -> None:
    case, diagnostics = TRIAL.perform(TARGET, "required", invariants)
    assert (case.outcome, diagnostics) == (Outcome.PASSED, ())
    assert bool(case.scenarios[0].broken) is broken
