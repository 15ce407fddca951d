# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from reqtrace.catalogue import Severity
from reqtrace.config import load
from reqtrace.pipeline import Conclusion, Wanted, conclude, executions, weigh
from reqtrace.pipeline.execution import Selection

REQUIREMENT = "`XenSSR~hide_clock~1`\n\nNeeds:\n - XenValTestCase\n"


def concluded(folder: Path, settings: str, *, executed: bool = True, **parameters: object) -> Conclusion:
    config, problems = load(settings, "reqtrace.toml")
    assert not problems
    (folder / "clock.rst").write_text(REQUIREMENT, encoding="utf-8")
    on = tuple(executions("model", "required", Wanted(), due=False)) if executed else None
    return conclude([str(folder)], config, on, **parameters)


# [utest->dsn~gates_are_weighed_last~1]
def test_what_a_project_demands_and_has_not_makes_its_conclusion_unsound(tmp_path: Path) -> None:
    weighed = weigh(concluded(tmp_path, "[gate]\nverified = 90"))
    (missed,) = (each for each in weighed.diagnostics if each.code.value == "RT401")
    assert missed.message == (
        "gate.verified is missed: requirements are verified: 0 % (0 of 1) instead of at least 90 %, "
        "90 % (1 requirement) too few"
    )
    assert [each.setting for each in weighed.gate] == ["gate.verified"]
    assert not weighed.view.sound
    assert missed in weighed.view.diagnostics


@pytest.mark.parametrize(("strict", "severity"), [(False, Severity.NOTE), (True, Severity.ERROR)])
def test_what_was_not_measured_is_an_error_only_where_somebody_relies_on_it(
    tmp_path: Path, strict: bool, severity: Severity
) -> None:
    traced = concluded(tmp_path, "[gate]\nverified = 0", executed=False)
    (said,) = (each for each in weigh(traced, strict=strict).diagnostics if each.code.value == "RT402")
    assert said.severity is severity


def test_a_part_of_a_project_meets_no_demand(tmp_path: Path) -> None:
    demand = "[gate]\ncovered = 0"
    assert [each.met for each in weigh(concluded(tmp_path, demand)).gate] == [True]
    assert [each.met for each in weigh(concluded(tmp_path, demand, whole=False)).gate] == [False]
    selection = Selection(kinds=frozenset({"XenSSR"}))
    assert [each.met for each in weigh(concluded(tmp_path, demand, selection=selection)).gate] == [False]


def test_who_demands_nothing_is_told_nothing(tmp_path: Path) -> None:
    plain = concluded(tmp_path, "")
    assert weigh(plain, strict=True).diagnostics == plain.diagnostics
