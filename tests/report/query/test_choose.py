# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from samples import item, project

from reqtrace.report.query import Choice, choose, objections

VIEW = project()


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice(), ["device", "hide", "refuse", "map", "quit", "old"]),
        (Choice(kinds=("PRQ",)), ["device"]),
        (Choice(kinds=("PRQ", "SSR"), tags=("iommu", "smmu")), ["hide"]),
        (Choice(statuses=("rejected", "draft")), ["old"]),
        (Choice(verdicts=("failed", "verified")), ["device", "hide", "refuse"]),
        (Choice(kinds=("SSR",), verdicts=("failed",)), ["refuse"]),
        (Choice(where="missing = Case or revision > 1"), ["refuse", "quit"]),
        (Choice(kinds=("SSR",), where="not verdict = unverified", sort=("-name",)), ["refuse", "old", "hide"]),
        (Choice(kinds=("XenSSR",)), []),
    ],
)
def test_what_is_chosen_fits_all_that_is_said(choice: Choice, names: list[str]) -> None:
    assert [entry.id.name for entry in choose(VIEW.rows, choice)] == names


def test_a_choice_with_what_is_no_filter_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="column 5: one of"):
        choose(VIEW.rows, Choice(where="kind"))


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(kinds=("SSR",), tags=("arm64",), statuses=("draft",), verdicts=("not run",), sort=("-name",)), []),
        (Choice(where="kind = SSR and tag ~ x* and name = y and verdict = verified"), []),
        (Choice(kinds=("SRS",)), ["no item is of kind 'SRS'; did you mean SSR?"]),
        (Choice(kinds=("Xen",)), ["no item is of kind 'Xen'; choose from Case, PRQ, SSR"]),
        (Choice(tags=("arm46",)), ["no item has the tag 'arm46'; did you mean arm64?"]),
        (Choice(statuses=("drafted",)), ["'drafted' is no status; did you mean draft?"]),
        (Choice(verdicts=("good",)), ["'good' is no verdict; choose from assumption, blocked, covered, cycle, "
            "defective, error, failed, justified, not run, passed, rejected, skipped, stale, uncovered, unverified, "
            "verified"]),
        (Choice(sort=("nmae",)), ["'nmae' is no order; did you mean name?"]),
        (Choice(where="kind in (SSR, Cas)"), ["no item is of kind 'Cas'; did you mean Case?"]),
        (Choice(where="not tag = arm46"), ["no item has the tag 'arm46'; did you mean arm64?"]),
        (Choice(where="id = SSR~hid~1"), ["no item is called 'SSR~hid~1'; did you mean SSR~hide~1?"]),
        (Choice(where="covers = SSR~hide~2"),
            ["no item is called, or of kind, 'SSR~hide~2'; did you mean SSR~hide~1?"]),
        (Choice(where="covered-by = PRQ"), []),
        (Choice(where="missing = Test"), ["no item is of kind 'Test', and none needs it; choose from Case, PRQ, SSR"]),
        (Choice(kinds=("SRS",), where="kind = SRS or kind = SRS"), ["no item is of kind 'SRS'; did you mean SSR?"]),
    ],
)  # fmt: skip
def test_what_fits_nothing_is_told_with_a_way_out(choice: Choice, said: list[str]) -> None:
    assert list(objections(VIEW, choice)) == said


def test_a_kind_that_is_needed_and_that_no_item_has_may_be_missing() -> None:
    view = project([item("SSR~a~1", "a.rst:1", needs="Proof")], None, ())
    assert objections(view, Choice(where="missing = Proof or needs = Proof")) == ()


def test_where_there_is_nothing_at_all_that_is_said() -> None:
    assert objections(project([], None, ()), Choice(tags=("arm64",))) == (
        "no item has the tag 'arm64'; there is none at all",
    )
