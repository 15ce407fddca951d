# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from reqtrace.config import Config
from reqtrace.pipeline import Comparison, Conclusion, Execution, Probing, Wanted, conclude, executions
from reqtrace.scenario.targets import PROFILES

REQUIREMENT = """\
Hide the clock
--------------

`XenSSR~hide_clock~1`

Description:
Xen shall hide the clock.

Needs:
 - XenValTestCase
"""
CASE = """
The clock is hidden
-------------------

`XenValTestCase~clock_hidden~1`

Covers:
 - `XenSSR~hide_clock~1`

.. code-block:: gherkin

   Scenario: a domain without devices
     Given the host "qemu-virt"
     And domain "a"
     When the host boots
     Then domain "a" can not read the peripheral at 0x9010000
"""
ALONE = (
    CASE.replace("clock_hidden", "clock_shown")
    .replace("Covers:\n - `XenSSR~hide_clock~1`\n", "")
    .replace("can not", "can")
)


def concluded(folder: Path, text: str, wanted: Wanted, profile: str = "required") -> Conclusion:
    (folder / "clock.rst").write_text(text, encoding="utf-8")
    return conclude([str(folder)], Config(), tuple(executions("model", profile, wanted)))


@pytest.mark.parametrize(
    ("wanted", "profile", "kinds"),
    [
        (Wanted(), "required", [Execution]),
        (Wanted(), "xen-head", [Execution]),
        (Wanted(compared=True), "xen-head", [Comparison]),
        (Wanted(probed=True), "required", [Probing]),
        (Wanted(probed=True), "xen-head", [Execution, Probing]),
        (Wanted(compared=True, probed=True), "required", [Comparison, Probing]),
    ],
)
def test_no_case_is_executed_more_often_than_what_is_wanted_takes(
    wanted: Wanted, profile: str, kinds: list[type[Execution]]
) -> None:
    assert [type(each) for each in executions("model", profile, wanted)] == kinds


# [utest->dsn~several_grounds_in_one_call~1]
def test_several_grounds_are_one_conclusion_with_the_verdicts_of_the_profile_asked_for(tmp_path: Path) -> None:
    done = concluded(tmp_path, REQUIREMENT + CASE, Wanted(compared=True), "xen-4.20")
    assert done.evidence is not None
    assert done.evidence.profile == "xen-4.20"
    assert done.matrix is not None
    assert done.matrix.profiles == PROFILES["model"]
    assert done.sound


def test_what_is_said_of_a_case_by_two_executions_is_said_once(tmp_path: Path) -> None:
    broken = REQUIREMENT + CASE.replace("can not read", "can never read")
    once = concluded(tmp_path, broken, Wanted(compared=True))
    compared = [*executions("model", "required", Wanted(compared=True))]
    assert conclude([str(tmp_path)], Config(), compared * 2).diagnostics == once.diagnostics


def test_a_case_that_covers_nothing_and_fails_where_all_must_pass_is_not_hidden_by_a_comparison(tmp_path: Path) -> None:
    assert not concluded(tmp_path, REQUIREMENT + CASE + ALONE, Wanted()).sound
    compared = concluded(tmp_path, REQUIREMENT + CASE + ALONE, Wanted(compared=True))
    assert compared.matrix is not None
    assert compared.matrix.sound
    assert not compared.sound
    assert not compared.view.sound
