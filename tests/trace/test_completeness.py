# SPDX-License-Identifier: Apache-2.0
"""Whether what verifies a requirement is all that it takes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.config import Config, Kind
from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.read.rst import read_rst
from reqtrace.trace.completeness import Completeness, completeness
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.verdict import Judgement, Verdict, judge

PRQ = "`XenPRQ~p~1`\n\nTags: {p}\n\nNeeds: XenSSR\n\n"
SSR = "`XenSSR~{name}~1`\n\nCovers:\n - XenPRQ~p~1\n\nTags: {tags}\n\nNeeds: XenValTestCase\n\n"
CASE = "`XenValTestCase~{name}~1`\n\nCovers:\n - XenSSR~{of}~1\n\nTags: {tags}\n\n"
FULLY, IN_PART, UNSAID = "verifies-fully", "verifies-in-part", "x"


def tree(*parts: tuple[str, ...], of: str = "x") -> str:
    """A product requirement, and for each of `parts` a requirement with its tags and those of its cases."""
    text = PRQ.format(p=of)
    for number, (tags, *cases) in enumerate(parts):
        text += SSR.format(name=f"s{number}", tags=tags)
        text += "".join(
            CASE.format(name=f"c{number}x{at}", of=f"s{number}", tags=each) for at, each in enumerate(cases)
        )
    return text


def found(text: str, *, failing: str = "", config: Config = Config()) -> Mapping[str, str]:  # noqa: B008 - frozen
    graph = link(read_rst(text, "a.rst")[0])
    cases = tuple(
        Case(each.id, each.digest, Outcome.FAILED if each.id.name == failing else Outcome.PASSED)
        for each in graph.items
        if each.id.kind == "XenValTestCase"
    )
    judged = judge(graph, cover(graph), Evidence("model", "required", cases), config)
    return {id_.name: each.value for id_, each in completeness(graph, judged, config).items()}


# [utest->dsn~completeness_is_said_by_authors~1]
@pytest.mark.parametrize(
    ("requirement", "cases", "expected"),
    [
        ("x", [UNSAID], "not stated"),
        ("x", [FULLY], "complete"),
        ("x", [IN_PART], "in part"),
        ("x", [IN_PART, IN_PART], "in part"),
        ("x", [IN_PART, UNSAID], "not stated"),
        ("x", [IN_PART, FULLY], "complete"),
        ("cases-complete", [IN_PART, UNSAID], "complete"),
        ("cases-complete", [], "incomplete"),
    ],
)
def test_one_case_that_verifies_fully_or_all_that_are_said_to(
    requirement: str, cases: list[str], expected: str
) -> None:
    assert found(tree((requirement, *cases)))["s0"] == expected


def test_what_is_said_counts_only_where_it_is_verified() -> None:
    told = found(tree(("cases-complete", FULLY), ("x", FULLY)), failing="c0x0")
    assert told == {"p": "incomplete", "s0": "incomplete", "s1": "complete"}


def test_a_parent_is_no_better_than_the_worst_below_it() -> None:
    assert found(tree(("x", FULLY), ("x", FULLY)))["p"] == "complete"
    assert found(tree(("x", FULLY), ("x", IN_PART)))["p"] == "in part"
    assert found(tree(("x", IN_PART), ("x", UNSAID)))["p"] == "not stated"
    assert found(tree(("x", FULLY), ("x", IN_PART), of="cases-complete"))["p"] == "in part"


def test_where_nothing_was_executed_all_is_incomplete() -> None:
    graph = link(read_rst(tree(("cases-complete", FULLY)), "a.rst")[0])
    assert set(completeness(graph, None, Config()).values()) == {Completeness.INCOMPLETE}


def test_of_two_requirements_with_one_id_the_worst_counts_and_a_rejected_one_has_no_entry() -> None:
    twice = tree(("cases-complete", FULLY)) + SSR.format(name="s0", tags="x")
    assert found(twice) == {"p": "incomplete", "s0": "incomplete"}
    rejected = tree(("x", FULLY)) + "`XenSSR~r~1`\n\nStatus: rejected\n\nNeeds: XenValTestCase\n"
    assert found(rejected) == {"p": "complete", "s0": "complete"}


def test_tags_in_code_and_test_cases_are_no_requirements() -> None:
    text = tree(("x", FULLY)).replace("Needs: XenValTestCase", "Needs: XenValTestCase, impl")
    text += "`impl~code~1`\n\nCovers:\n - XenSSR~s0~1\n"
    assert found(text) == {"p": "complete", "s0": "complete"}


def test_an_assumption_of_use_has_no_entry_and_does_not_hold_its_parent_back() -> None:
    text = tree(("x", FULLY)) + SSR.format(name="given", tags="aou").replace("Needs: XenValTestCase\n", "")
    assert found(text) == {"p": "complete", "s0": "complete"}


def test_an_item_of_a_kind_that_is_judged_by_results_from_elsewhere_is_a_case() -> None:
    config = Config(kinds={"XenSSR": Kind(method=None), "XenValTestCase": Kind(executable=True)})
    assert set(found(tree(("x", FULLY)), config=config)) == {"p", "s0"}


@pytest.mark.parametrize(
    ("tags", "expected"), [("x", "not stated"), ("verifies-fully", "complete"), ("cases-complete", "complete")]
)
def test_what_is_verified_by_a_record_of_its_own_is_its_own_case(tags: str, expected: str) -> None:
    graph = link(read_rst(f"`XenSSR~a~1`\n\nTags: inspection, {tags}\n", "a.rst")[0])
    (only,) = completeness(graph, [Judgement(Verdict.VERIFIED)], Config()).values()
    assert only.value == expected


tags = st.sampled_from([FULLY, IN_PART, UNSAID])
parts = st.lists(st.tuples(st.sampled_from(["x", "cases-complete"]), tags, tags), min_size=1, max_size=3)


@given(parts, st.sampled_from(["", "c0x0", "c0x1", "c1x0"]))
def test_only_what_is_verified_is_better_than_incomplete(parts: list[tuple[str, str, str]], failing: str) -> None:
    graph = link(read_rst(tree(*parts), "a.rst")[0])
    cases = tuple(
        Case(each.id, each.digest, Outcome.FAILED if each.id.name == failing else Outcome.PASSED)
        for each in graph.items
        if each.id.kind == "XenValTestCase"
    )
    judged = judge(graph, cover(graph), Evidence("model", "required", cases), Config())
    by_id = completeness(graph, judged, Config())
    verified = {item.id: each.verdict is Verdict.VERIFIED for item, each in zip(graph.items, judged, strict=True)}
    assert all(verified[id_] == (each is not Completeness.INCOMPLETE) for id_, each in by_id.items())
