# SPDX-License-Identifier: Apache-2.0
"""Random scenarios end as a second statement of the rules says, and one that is wrong is told."""

from __future__ import annotations

import pytest
from executed import item

from reqtrace.evidence import Outcome
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.run import execute
from tests.benchmarks.scenarios import scenario

SEEDS = range(120)


def outcomes(target: Model) -> dict[str, Outcome]:
    items = [item(scenario(seed), name=f"seed-{seed}") for seed in SEEDS]
    evidence, diagnostics = execute(items, target, "required")
    failed = {str(case.id): case.outcome for case in evidence.cases if case.outcome is not Outcome.PASSED}
    return failed if failed or not diagnostics else {str(each): Outcome.ERROR for each in diagnostics}


# [utest->dsn~scenarios_are_generated~1]
def test_the_model_agrees_with_a_second_statement_of_its_rules() -> None:
    assert outcomes(Model()) == {}


@pytest.mark.parametrize("finding", ["D-02", "D-04", "D-05", "D-08"])
def test_a_finding_shows(finding: str) -> None:
    failed = outcomes(Model().switched((finding,)))
    assert failed
    assert set(failed.values()) == {Outcome.FAILED}
