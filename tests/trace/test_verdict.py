# SPDX-License-Identifier: Apache-2.0
"""What the evidence says of every item, and why."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reqtrace.config import Config
from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.ident import ItemId
from reqtrace.item import Item, Need, Reference, Status, digest_of
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.coverage import Deep, cover
from reqtrace.trace.graph import Graph, link
from reqtrace.trace.verdict import Judgement, Verdict, judge

PRQ = "`XenPRQ~p~1`\nNeeds: XenSSR\n\n"
SSR = "`XenSSR~{name}~1`\nCovers:\n - XenPRQ~p~1\n\nNeeds: XenValTestCase\n\n"
CASE = "`XenValTestCase~{name}~1`\nCovers:\n - XenSSR~{of}~1\n\n"
TREE = PRQ + SSR.format(name="a") + CASE.format(name="one", of="a") + CASE.format(name="two", of="a")

PASSED, FAILED, ERROR, BLOCKED, SKIPPED = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.ERROR,
    Outcome.BLOCKED,
    Outcome.SKIPPED,
)


def evidence(graph: Graph, outcomes: Mapping[str, Outcome]) -> Evidence:
    """Evidence of the present text of every item whose name has an outcome."""
    cases = (
        Case(item.id, item.digest, outcomes[item.id.name], message=f"{item.id.name} {outcomes[item.id.name]}")
        for item in graph.items
        if item.id.kind == "XenValTestCase" and item.id.name in outcomes
    )
    return Evidence("model", "required", tuple(cases))


def judgements(text: str, **outcomes: Outcome) -> dict[str, Judgement]:
    graph = link(read_rst(text, "a.rst")[0])
    judged = judge(graph, cover(graph), evidence(graph, outcomes), Config())
    return {f"{item.id.kind} {item.id.name}": each for item, each in zip(graph.items, judged, strict=True)}


def shown(judgement: Judgement) -> str:
    return "; ".join([judgement.verdict.value, *(f"{id_}: {reason}" for id_, reason in judgement.reasons)])


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({"one": PASSED, "two": PASSED}, "verified"),
        ({"one": PASSED, "two": FAILED}, "failed; XenValTestCase~two~1: two failed"),
        ({"one": PASSED, "two": ERROR}, "failed; XenValTestCase~two~1: two error"),
        ({"one": PASSED, "two": BLOCKED}, "unverified; XenValTestCase~two~1: two blocked"),
        ({"one": PASSED, "two": SKIPPED}, "unverified; XenValTestCase~two~1: two skipped"),
        ({"one": PASSED}, "unverified; XenValTestCase~two~1: not run"),
        ({}, "unverified; XenValTestCase~one~1: not run; XenValTestCase~two~1: not run"),
        ({"two": FAILED}, "failed; XenValTestCase~one~1: not run; XenValTestCase~two~1: two failed"),
        ({"one": BLOCKED, "two": ERROR}, "failed; XenValTestCase~one~1: one blocked; XenValTestCase~two~1: two error"),
    ],
)
def test_the_worst_case_decides_all_the_way_up(outcomes: dict[str, Outcome], expected: str) -> None:
    judged = judgements(TREE, **outcomes)
    assert shown(judged["XenSSR a"]) == expected
    verdict = expected.partition(";")[0]
    assert shown(judged["XenPRQ p"]) == (verdict if verdict == "verified" else f"{verdict}; XenSSR~a~1: {verdict}")


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (PASSED, Verdict.VERIFIED),
        (FAILED, Verdict.FAILED),
        (ERROR, Verdict.FAILED),
        (BLOCKED, Verdict.UNVERIFIED),
        (SKIPPED, Verdict.UNVERIFIED),
    ],
)
def test_a_case_is_worth_what_its_evidence_says(outcome: Outcome, verdict: Verdict) -> None:
    assert judgements(TREE, one=outcome)["XenValTestCase one"].verdict is verdict


def test_the_worst_child_decides_over_its_parent() -> None:
    text = TREE + SSR.format(name="b") + CASE.format(name="three", of="b")
    assert judgements(text, one=PASSED, two=PASSED, three=PASSED)["XenPRQ p"].verdict is Verdict.VERIFIED
    for worst, verdict in ((FAILED, Verdict.FAILED), (BLOCKED, Verdict.UNVERIFIED)):
        judged = judgements(text, one=PASSED, two=PASSED, three=worst)
        assert judged["XenSSR a"].verdict is Verdict.VERIFIED
        assert judged["XenSSR b"].verdict is verdict
        assert judged["XenPRQ p"].verdict is verdict


# [utest->dsn~evidence_belongs_to_a_text~1]
def test_evidence_of_another_text_is_none() -> None:
    graph = link(read_rst(TREE, "a.rst")[0])
    fresh = evidence(graph, {"one": PASSED, "two": PASSED})
    stale = replace(fresh, cases=(replace(fresh.cases[0], digest="0" * 64), *fresh.cases[1:]))
    judged = judge(graph, cover(graph), stale, Config())
    reason = "XenValTestCase~one~1: run on another text than the present one"
    above = ["unverified; XenSSR~a~1: unverified", f"unverified; {reason}", f"unverified; {reason}"]
    assert [shown(each) for each in judged] == [*above, "verified"]


# [utest->dsn~evidence_belongs_to_a_text~1]
def test_a_failure_of_another_text_is_none_either() -> None:
    graph = link(read_rst(TREE, "a.rst")[0])
    fresh = evidence(graph, {"one": FAILED, "two": PASSED})
    stale = replace(fresh, cases=(replace(fresh.cases[0], digest="0" * 64), *fresh.cases[1:]))
    assert judge(graph, cover(graph), stale, Config())[0].verdict is Verdict.UNVERIFIED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PRQ + SSR.format(name="a"), "unverified; XenSSR~a~1: no XenValTestCase covers it"),
        (
            TREE.replace("Needs: XenValTestCase", "Needs: XenValTestCase, XenManual"),
            "unverified; XenSSR~a~1: no XenManual covers it",
        ),
        (
            TREE + "`XenValTestCase~late~1`\nCovers:\n - XenSSR~a~2\n",
            "unverified; XenSSR~a~1: its links are defective",
        ),
        (TREE + "`XenSSR~a~1`\n", "unverified; XenSSR~a~1: several items have this id"),
        (TREE.replace("SSR~a~1`\n", "SSR~a~1`\nStatus: rejected\n"), "unverified; XenSSR~a~1: rejected"),
        (TREE.replace("Needs: XenValTestCase\n", ""), "unverified; XenSSR~a~1: no test case verifies it"),
        (TREE.replace("SSR~a~1`\n", "SSR~a~1`\nStatus: draft\n"), "verified"),
        (TREE.replace("SSR~a~1`\n", "SSR~a~1`\nStatus: proposed\n"), "verified"),
    ],
)
def test_passed_cases_do_not_verify_what_is_not_in_order(text: str, expected: str) -> None:
    assert shown(judgements(text, one=PASSED, two=PASSED, late=PASSED)["XenSSR a"]) == expected


def test_a_rejected_case_neither_verifies_nor_counts() -> None:
    text = TREE.replace("one~1`\n", "one~1`\nStatus: rejected\n")
    judged = judgements(text, one=FAILED, two=PASSED)
    assert shown(judged["XenValTestCase one"]) == "unverified; XenValTestCase~one~1: rejected"
    assert shown(judged["XenSSR a"]) == "verified"


def test_cases_with_one_id_verify_nothing() -> None:
    judged = judgements(TREE + CASE.format(name="one", of="a"), one=PASSED, two=PASSED)
    assert "XenValTestCase~one~1: several items have this id" in shown(judged["XenSSR a"])
    assert judged["XenSSR a"].verdict is Verdict.UNVERIFIED


def test_a_case_that_covers_another_revision_verifies_nothing() -> None:
    text = SSR.format(name="a") + CASE.format(name="one", of="a").replace("a~1\n", "a~2\n")
    assert judgements(text, one=PASSED)["XenSSR a"].verdict is Verdict.UNVERIFIED
    assert judgements(text, one=FAILED)["XenSSR a"].verdict is Verdict.UNVERIFIED


def test_code_says_nothing_either_way() -> None:
    code = "`impl~x~1`\nCovers:\n - XenSSR~a~1\n"
    text = TREE.replace("Needs: XenValTestCase", "Needs: XenValTestCase, impl") + code
    judged = judgements(text, one=PASSED, two=PASSED)
    assert shown(judged["XenSSR a"]) == "verified"
    assert shown(judged["impl x"]) == "unverified; impl~x~1: no test case verifies it"


def test_a_requirement_without_a_test_case_spoils_its_parent() -> None:
    leaf = "`XenSSR~leaf~1`\nCovers:\n - XenPRQ~p~1\n\nNeeds: impl\n\n`impl~x~1`\nCovers:\n - XenSSR~leaf~1\n\n"
    judged = judgements(TREE + leaf, one=PASSED, two=PASSED)
    assert shown(judged["XenPRQ p"]) == "unverified; XenSSR~leaf~1: unverified"


def test_a_circle_verifies_nothing() -> None:
    text = TREE + "`XenSSR~b~1`\nCovers:\n - XenPRQ~p~1\n - XenSSR~b~1\n\nNeeds: XenSSR\n"
    judged = judgements(text, one=PASSED, two=PASSED)
    assert shown(judged["XenSSR b"]) == "unverified; XenSSR~b~1: it stands in a circle, or above one"
    assert judged["XenPRQ p"].verdict is Verdict.UNVERIFIED
    assert judged["XenSSR a"].verdict is Verdict.VERIFIED


@pytest.mark.parametrize(("levels", "width"), [(1000, 2), (20_000, 1)])
def test_depth_is_no_fault(levels: int, width: int) -> None:
    place = Span("a.rst", 1, 1)
    kinds = [("kb", "ka")[level % 2] for level in range(levels - 1)] + ["XenValTestCase"]
    items = [
        Item(
            ItemId(kinds[level], f"n{level}-{side}", 1),
            place,
            needs=tuple(Need(kind, place) for kind in kinds[level + 1 : level + 2]),
            covers=tuple(
                Reference(ItemId(kinds[level - 1], f"n{level - 1}-{above}", 1), place)
                for above in range(width if level else 0)
            ),
        )
        for level in range(levels)
        for side in range(width)
    ]
    outcomes = {f"n{levels - 1}-{side}": PASSED for side in range(width)}
    assert {each.verdict for each in verdicts(items, outcomes)} == {Verdict.VERIFIED}


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Item], dict[str, Outcome]]:
    """Products, requirements and cases with links between them, good and bad, and outcomes of some of the cases."""
    place = Span("a.rst", 1, 1)
    kinds = ("XenPRQ", "XenSSR", "XenValTestCase")
    names: dict[str, list[str]] = {
        kind: draw(st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=4)) for kind in kinds
    }
    found = []
    for above, kind, below in ((None, *kinds[:2]), kinds, (*kinds[1:], None)):
        for number, name in enumerate(names[str(kind)]):
            cited = draw(st.lists(st.sampled_from(names[above]), min_size=1, max_size=2)) if above else []
            ids = [ItemId(str(above), each, draw(st.sampled_from((1, 1, 2)))) for each in cited]
            item = Item(
                ItemId(str(kind), name, 1),
                Span("a.rst", number + 1, 1),
                status=draw(st.sampled_from((Status.APPROVED, Status.APPROVED, Status.DRAFT, Status.REJECTED))),
                needs=(Need(below, place),) if below else (),
                covers=tuple(Reference(id_, place) for id_ in ids),
                digest=digest_of(f"{kind} {name}"),
            )
            found.append(item)
    cases = st.dictionaries(st.sampled_from(names[kinds[2]]), st.sampled_from((PASSED, PASSED, *Outcome)))
    return found, draw(cases)


def verdicts(items: list[Item], outcomes: Mapping[str, Outcome]) -> tuple[Judgement, ...]:
    graph = link(items)
    return judge(graph, cover(graph), evidence(graph, outcomes), Config())


def apart(judgement: Judgement) -> tuple[Verdict, frozenset[tuple[ItemId, str]]]:
    return judgement.verdict, frozenset(judgement.reasons)


@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(
    tree: tuple[list[Item], dict[str, Outcome]], shuffle: random.Random
) -> None:
    items, outcomes = tree
    other = items.copy()
    shuffle.shuffle(other)
    assert Counter(map(apart, verdicts(items, outcomes))) == Counter(map(apart, verdicts(other, outcomes)))


@given(trees(), st.sampled_from([FAILED, ERROR, BLOCKED, SKIPPED]), st.sampled_from("uvwxyz"))
def test_a_case_that_fails_never_improves_a_verdict(
    tree: tuple[list[Item], dict[str, Outcome]], outcome: Outcome, name: str
) -> None:
    items, outcomes = tree
    place = Span("b.rst", 1, 1)
    new = Item(ItemId("XenValTestCase", "new", 1), place, covers=(Reference(ItemId("XenSSR", name, 1), place),))
    order = list(Verdict)
    after = verdicts([*items, new], outcomes | {"new": outcome})
    known = {item.id: judged for item, judged in zip(link([*items, new]).items, after, strict=True)}
    for item, before in zip(link(items).items, verdicts(items, outcomes), strict=True):
        assert order.index(known[item.id].verdict) >= order.index(before.verdict)


# [utest->dsn~worst_child_decides~1]
@given(trees())
def test_what_is_verified_is_deeply_covered_and_nothing_below_it_failed(
    tree: tuple[list[Item], dict[str, Outcome]],
) -> None:
    items, outcomes = tree
    graph = link(items)
    coverage = cover(graph)
    judged = verdicts(items, outcomes)
    for position, each in enumerate(judged):
        assert bool(each.reasons) is (each.verdict is not Verdict.VERIFIED)
        if each.verdict is Verdict.VERIFIED and graph.items[position].needs:
            assert coverage[position].deep is Deep.COVERED
            assert not coverage[position].defect
            children = list(graph.covering(position))
            assert children
            assert {judged[child].verdict for child in children} == {Verdict.VERIFIED}


# [utest->dsn~worst_child_decides~1]
@given(trees())
def test_nothing_is_verified_or_failed_without_evidence(tree: tuple[list[Item], dict[str, Outcome]]) -> None:
    assert {each.verdict for each in verdicts(tree[0], {})} == {Verdict.UNVERIFIED}


def test_a_requirement_that_forgot_its_needs_spoils_its_parent() -> None:
    forgetful = "`XenSSR~leaf~1`\nCovers:\n - XenPRQ~p~1\n"
    judged = judgements(TREE + forgetful, one=PASSED, two=PASSED)
    assert shown(judged["XenSSR leaf"]) == "unverified; XenSSR~leaf~1: no test case verifies it"
    assert shown(judged["XenPRQ p"]) == "unverified; XenSSR~leaf~1: unverified"
