# SPDX-License-Identifier: Apache-2.0
"""Results and inspections from elsewhere: which of them count, for what, and what is told of the others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.config import Config, load
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Evidence, Outcome, Scenario
from reqtrace.ident import ItemId
from reqtrace.read.results.inspections import read_inspections
from reqtrace.read.results.junit import read_junit
from reqtrace.read.results.record import Elsewhere
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import Graph, link
from reqtrace.trace.imported import adopt
from reqtrace.trace.inspectable import inspectable
from reqtrace.trace.verdict import Judgement, judge

HERE = "0123456789abcdef0123456789abcdef01234567"
OTHER = "fedcba9876543210fedcba9876543210fedcba98"
SETTINGS = """\
[kinds.Test]
method = "test"
[kinds.Check]
method = "inspection"
[kinds.Proof]
method = "analysis"
[kinds.AoU]
method = "assumption of use"
"""
REQ = "`Req~a~1`\nNeeds: {}\n\n"
ITEM = "`{}`\nDescription:\nText.\n\nCovers:\n - Req~a~1\n\n"
TREE = REQ.format("XenValTestCase") + ITEM.format("XenValTestCase~hide~1")


def config(settings: str = SETTINGS) -> Config:
    found, problems = load(settings, "reqtrace.toml")
    assert problems == ()
    return found


def graph_of(text: str) -> Graph:
    return link(read_rst(text, "a.rst")[0])


def junit(*tests: str, commit: str = HERE) -> str:
    stated = f'<properties><property name="commit" value="{commit}"/></properties>' if commit else ""
    return f"<testsuite>\n{stated}\n" + "\n".join(tests) + "\n</testsuite>"


def one(name: str, inside: str = "") -> str:
    return f'<testcase name="{name}">{inside}</testcase>'


def brought(*files: str, commit: str = HERE, **more: object) -> Elsewhere:
    found = tuple(read_junit(text.encode(), f"{number}.xml")[0] for number, text in enumerate(files))
    return replace(Elsewhere(found, commit=commit), **more)


def executed(graph: Graph, **outcomes: Outcome) -> Evidence:
    cases = [
        Case(item.id, item.digest, outcomes[item.id.name], (Scenario("", outcomes[item.id.name], ()),), "on the model")
        for item in graph.items
        if item.id.name in outcomes
    ]
    return Evidence("model", "required", tuple(cases))


def shown(judgement: Judgement) -> str:
    return "; ".join([judgement.verdict.value, *(f"{id_}: {reason}" for id_, reason in judgement.reasons)])


def verdicts(text: str, elsewhere: Elsewhere, *, settings: str = SETTINGS, **outcomes: Outcome) -> dict[str, str]:
    graph = graph_of(text)
    evidence, _ = adopt(graph, executed(graph, **outcomes), elsewhere, config(settings))
    judged = judge(graph, cover(graph), evidence, config(settings))
    return {str(item.id): shown(each) for item, each in zip(graph.items, judged, strict=True)}


def said(text: str, elsewhere: Elsewhere, diagnostics: Iterable[Diagnostic] = ()) -> list[str]:
    graph = graph_of(text)
    _, told = adopt(graph, executed(graph), elsewhere, config(), diagnostics)
    return [f"{each.code} {each.span}: {each.message}" + (f" ({each.help})" if each.help else "") for each in told]


CASE, REQUIREMENT = "XenValTestCase~hide~1", "Req~a~1"
PASS = one("XenValTestCase__hide__1")
FAIL = one("XenValTestCase__hide__1", '<failure message="33"/>')


# [utest->dsn~results_count_on_this_revision~1]
def test_what_passed_on_this_commit_verifies() -> None:
    assert verdicts(TREE, brought(junit(PASS))) == {REQUIREMENT: "verified", CASE: "verified"}
    assert said(TREE, brought(junit(PASS))) == []


# [utest->dsn~results_count_on_this_revision~1]
@pytest.mark.parametrize(
    ("commit", "reason"),
    [
        (HERE[:7], ""),
        (HERE.upper(), ""),
        (f"v1.0-3-g{HERE[:9]}", ""),
        ("", "the file does not say which commit was tested"),
        (OTHER, "commit fedcba987654 was tested, and 0123456789ab is checked out"),
        (HERE[:6], "'012345' is no hash of a commit"),
        (f"{HERE}-dirty", f"something had been changed when it was tested, {HERE}-dirty"),
        ("v1.0", "'v1.0' is no hash of a commit"),
        ("main", "'main' is no hash of a commit"),
    ],
)
def test_what_passed_elsewhere_counts_of_the_commit_that_is_checked_out(commit: str, reason: str) -> None:
    elsewhere = brought(junit(PASS, commit=commit))
    assert verdicts(TREE, elsewhere)[CASE] == (f"unverified; {CASE}: {reason}" if reason else "verified")
    assert said(TREE, elsewhere) == ([f"RT312 0.xml:3:1: 1 result does not count: {reason}"] if reason else [])


def test_nothing_counts_of_a_tree_that_was_changed_or_that_nobody_knows() -> None:
    dirty = brought(junit(PASS), dirty=True)
    assert verdicts(TREE, dirty)[CASE] == f"unverified; {CASE}: something was changed since commit 0123456789ab"
    nowhere = brought(junit(PASS), commit="")
    assert verdicts(TREE, nowhere)[CASE] == f"unverified; {CASE}: no commit is checked out that it could be of"


def test_a_project_may_answer_for_it_and_every_verdict_says_so() -> None:
    graph = graph_of(TREE)
    elsewhere = brought(junit(PASS, commit=""), junit(PASS, commit=OTHER), dirty=True, any_commit=True)
    evidence, _ = adopt(graph, executed(graph), elsewhere, config())
    assert evidence.qualifier == "model, required; results from 2 files, of any commit"
    assert verdicts(TREE, elsewhere)[REQUIREMENT] == "verified"


def test_what_failed_on_nobody_knows_which_commit_failed() -> None:
    reason = f"failed; {CASE}: XenValTestCase__hide__1 failed: 33 (0.xml:3)"
    assert verdicts(TREE, brought(junit(FAIL, commit="")))[REQUIREMENT] == reason
    assert said(TREE, brought(junit(FAIL, commit=""))) == [
        f"RT315 0.xml:3:1: {CASE}: XenValTestCase__hide__1 failed: 33"
    ]


def test_what_failed_on_another_commit_says_nothing() -> None:
    reason = f"unverified; {CASE}: commit fedcba987654 was tested, and 0123456789ab is checked out"
    assert verdicts(TREE, brought(junit(FAIL, commit=OTHER)))[CASE] == reason
    assert verdicts(TREE, brought(junit(FAIL, commit=OTHER), junit(PASS)))[CASE] == "verified"


ENDINGS = {
    "passed": "",
    "skipped": '<skipped message="no board"/>',
    "repeated": "<flakyFailure/>",
    "failed": '<failure message="33"/>',
    "error": '<error message="gone"/>',
}


# [utest->dsn~worst_result_counts~1]
@given(st.lists(st.sampled_from(list(ENDINGS)), min_size=1, max_size=4), st.booleans())
def test_of_several_results_the_worst_counts(endings: list[str], together: bool) -> None:
    tests = [one(CASE, ENDINGS[each]) for each in endings]
    files = [junit(*tests)] if together else [junit(each) for each in tests]
    worst = max(endings, key=list(ENDINGS).index)
    expected = {"passed": "verified", "failed": "failed", "error": "failed"}.get(worst, "unverified")
    assert verdicts(TREE, brought(*files))[REQUIREMENT].partition(";")[0] == expected


# [utest->dsn~worst_result_counts~1]
@pytest.mark.parametrize(
    ("model", "ending", "expected"),
    [
        (Outcome.PASSED, "passed", "verified"),
        (Outcome.PASSED, "failed", f"failed; {CASE}: XenValTestCase~hide~1 failed: 33 (0.xml:3)"),
        (Outcome.PASSED, "skipped", f"unverified; {CASE}: XenValTestCase~hide~1 was skipped: no board (0.xml:3)"),
        (Outcome.FAILED, "passed", f"failed; {CASE}: on the model"),
        (Outcome.FAILED, "error", f"failed; {CASE}: XenValTestCase~hide~1 error: gone (0.xml:3)"),
    ],
)
def test_of_what_is_executed_here_too_the_worst_counts(model: Outcome, ending: str, expected: str) -> None:
    elsewhere = brought(junit(one(CASE, ENDINGS[ending])))
    assert verdicts(TREE, elsewhere, hide=model)[CASE] == expected


def test_a_stale_result_leaves_what_was_executed_here_as_it_is() -> None:
    assert verdicts(TREE, brought(junit(FAIL, commit=OTHER)), hide=Outcome.PASSED)[CASE] == "verified"


def test_what_was_left_out_here_is_not_run_whatever_passed_elsewhere() -> None:
    gherkin = ".. code-block:: gherkin\n\n   Scenario: a\n     When the host boots\n\n"
    assert verdicts(TREE + gherkin, brought(junit(PASS)))[CASE] == f"unverified; {CASE}: not run"
    assert verdicts(TREE + gherkin, brought(junit(FAIL)))[CASE].startswith("failed")


def test_that_there_is_no_scenario_is_not_said_where_a_result_counts() -> None:
    note = Diagnostic(Code.NO_SCENARIO, "no scenario", Span("a.rst", 4, 2, 21))
    assert graph_of(TREE).items[1].span == note.span
    assert said(TREE, brought(junit(PASS)), [note]) == []
    assert len(said(TREE, brought(junit(PASS, commit=OTHER)), [note])) == 2


# [utest->dsn~results_name_items~1]
@pytest.mark.parametrize(
    ("tests", "told"),
    [
        (
            one("XenValTestCase~hide~2"),
            "RT312 0.xml:3:1: XenValTestCase~hide~2 was tested, but XenValTestCase~hide~1 is current"
            " (review what changed, then test the current revision)",
        ),
        (
            one("XenValTestCase__hyde__1"),
            "RT313 0.xml:3:1: XenValTestCase__hyde__1 names XenValTestCase~hyde~1, which does not exist"
            " (did you mean XenValTestCase~hide~1?)",
        ),
        (
            one("test_XenValTestCase__hide"),
            "RT313 0.xml:3:1: there is no whole id in 'test_XenValTestCase__hide'"
            " (write kind~name~revision, or kind__name__revision where names allow no ~)",
        ),
        (
            one("XenValTestCase~hide~1", "<rerun/>"),
            "RT314 0.xml:3:1: XenValTestCase~hide~1: XenValTestCase~hide~1 does not count as passed: "
            "it passed only after one attempt that did not",
        ),
    ],
)
def test_what_names_no_item_of_today_is_told(tests: str, told: str) -> None:
    elsewhere = brought(junit(tests))
    assert told in said(TREE, elsewhere)
    assert verdicts(TREE, elsewhere)[REQUIREMENT].startswith("unverified")


def test_a_file_that_names_nothing_is_told_in_a_note() -> None:
    assert said(TREE, brought(junit(one("a"), one("b")))) == [
        "RT313 0.xml: none of the 2 results in 0.xml names an item"
        " (name the item in a property, or in the name of the test)"
    ]
    assert said(TREE, brought(junit())) == ["RT313 0.xml: there is no result in 0.xml"]


# [utest->dsn~only_cases_verify~1]
def test_a_result_that_names_a_requirement_fails_it_and_never_verifies_it() -> None:
    assert verdicts(TREE, brought(junit(one("Req~a~1"))))[REQUIREMENT] == f"unverified; {CASE}: not run"
    assert "RT313 0.xml:3:1: Req~a~1 names Req~a~1, which is verified by what covers it (name a test case)" in said(
        TREE, brought(junit(one("Req~a~1")))
    )
    graph = graph_of(TREE)
    evidence, _ = adopt(graph, executed(graph), brought(junit(one("Req~a~1"))), config())
    assert (evidence.cases, evidence.elsewhere) == ((), "")
    failing = brought(junit(PASS, one("Req~a~1", '<failure message="33"/>')))
    assert verdicts(TREE, failing)[REQUIREMENT] == f"failed; {REQUIREMENT}: Req~a~1 failed: 33 (0.xml:4)"


def test_a_kind_that_is_tested_elsewhere_is_worth_its_results() -> None:
    text = REQ.format("Test") + ITEM.format("Test~a~1")
    assert verdicts(text, brought()) == {
        REQUIREMENT: "unverified; Test~a~1: no result from elsewhere",
        "Test~a~1": "unverified; Test~a~1: no result from elsewhere",
    }
    assert verdicts(text, brought(junit(one("Test~a~1"))))[REQUIREMENT] == "verified"


def test_what_is_tested_elsewhere_and_needs_something_needs_that_too() -> None:
    text = REQ.format("Test") + ITEM.format("Test~a~1").replace("Covers", "Needs: Code\n\nCovers")
    assert verdicts(text, brought(junit(one("Test~a~1"))))["Test~a~1"] == "unverified; Test~a~1: no Code covers it"


def test_a_rejected_item_stays_rejected() -> None:
    text = TREE.replace("Description", "Status: rejected\n\nDescription")
    assert said(text, brought(junit(FAIL))) == []
    assert verdicts(text, brought(junit(PASS)))[CASE] == f"unverified; {CASE}: rejected"


CHECKED = REQ.format("Check") + ITEM.format("Check~a~1")
DAY = datetime.date(2026, 11, 21)


def inspected(
    text: str, *verdict: str, item: str = "Check~a~1", digest: str = "", date: str = "2026-11-20"
) -> Elsewhere:
    graph = graph_of(text)
    known = {each.id: [each] for each in graph.items}
    current = next((inspectable(each, known.__getitem__) for each in graph.items if str(each.id) == item), "0" * 64)
    ledger = "".join(
        f'[[inspection]]\nid = "{item}"\nchecklist = "Routing 3"\nverdict = "{each}"\nauthor = "Ada"\n'
        f'approver = "Bob"\ndate = {date}\ndigest = "{digest or current}"\nnote = "Remarks."\n'
        for each in verdict
    )
    records, problems = read_inspections(ledger, "i.toml")
    assert problems == ()
    return Elsewhere(records=records, ledgers={"i.toml": "ff"}, today=DAY)


# [utest->dsn~inspections_are_of_the_present_text~1]
def test_an_inspection_that_was_approved_verifies() -> None:
    assert verdicts(CHECKED, inspected(CHECKED, "passed"))[REQUIREMENT] == "verified"
    assert verdicts(CHECKED, Elsewhere())[REQUIREMENT] == "unverified; Check~a~1: no record of an inspection"
    graph = graph_of(CHECKED)
    evidence, told = adopt(graph, executed(graph), inspected(CHECKED, "passed", "passed"), config())
    assert (evidence.qualifier, told) == ("model, required; 2 inspections", ())
    (record, _) = evidence.cases[0].inspections
    assert (record.author, record.approver, record.file, record.line) == ("Ada", "Bob", "i.toml", 1)


# [utest->dsn~inspections_are_of_the_present_text~1]
@pytest.mark.parametrize(
    ("elsewhere", "reason", "told"),
    [
        (
            inspected(CHECKED, "failed"),
            "failed; Check~a~1: it did not pass Routing 3: Remarks.",
            "RT318 i.toml:1:1: Check~a~1 did not pass Routing 3: Remarks.",
        ),
        (
            inspected(CHECKED, "passed", digest="ab" * 32),
            "unverified; Check~a~1: its text or that of what it covers was changed since it was inspected",
            "RT317 i.toml:1:1: Check~a~1: its text or that of what it covers was changed since it was inspected",
        ),
        (
            inspected(CHECKED, "passed", item="Check~a~2"),
            "unverified; Check~a~1: revision 2 was inspected, and 1 is current",
            "RT317 i.toml:1:1: Check~a~2: revision 2 was inspected, and 1 is current",
        ),
        (
            inspected(CHECKED, "passed", date="2026-11-22"),
            "unverified; Check~a~1: 2026-11-22 is still to come",
            "RT316 i.toml:1:1: Check~a~1: 2026-11-22 is still to come",
        ),
        (
            inspected(CHECKED, "passed", item="Check~b~1"),
            "unverified; Check~a~1: no record of an inspection",
            "RT316 i.toml:1:1: Check~b~1: no such item exists (remove the record)",
        ),
    ],
)
def test_a_record_of_something_else_verifies_nothing(elsewhere: Elsewhere, reason: str, told: str) -> None:
    assert verdicts(CHECKED, elsewhere)["Check~a~1"] == reason
    assert said(CHECKED, elsewhere) == [told]


# [utest->dsn~inspections_are_of_what_is_covered~1]
@pytest.mark.parametrize("change", [("Req~a~1`", "Req~a~1`\n\nRewritten."), ("Needs: Check", "Needs: Check, Other")])
def test_a_record_is_of_what_the_item_covers_too(change: tuple[str, str]) -> None:
    record = inspected(CHECKED, "passed")
    assert verdicts(CHECKED, record)["Check~a~1"] == "verified"
    changed = CHECKED.replace(*change)
    reason = "Check~a~1: its text or that of what it covers was changed since it was inspected"
    assert said(changed, record) == [f"RT317 i.toml:1:1: {reason}"]
    assert verdicts(changed, record)["Check~a~1"] == f"unverified; {reason}"
    assert verdicts(changed, inspected(changed, "passed"))["Check~a~1"] == "verified"


def test_what_covers_nothing_is_inspected_alone_and_what_does_not_exist_is_no_text() -> None:
    alone, orphan = graph_of("`Check~a~1`\n\n`Check~b~1`\nCovers:\n - Req~gone~1\n").items
    assert inspectable(alone, lambda _: ()) == alone.digest
    assert inspectable(orphan, lambda _: ()) not in (orphan.digest, inspectable(orphan, lambda _: (alone,)))


def test_of_several_records_of_one_text_the_worst_counts() -> None:
    assert verdicts(CHECKED, inspected(CHECKED, "passed", "failed", "passed"))[REQUIREMENT].startswith("failed")


def test_a_test_is_no_record_of_an_inspection_but_may_be_one_of_an_analysis() -> None:
    passed, failed = brought(junit(one("Check~a~1"))), brought(junit(one("Check~a~1", "<failure/>")))
    reason = "the item is verified by inspection, of which no test is a record"
    assert verdicts(CHECKED, passed)["Check~a~1"] == f"unverified; Check~a~1: {reason}"
    assert verdicts(CHECKED, failed)["Check~a~1"].startswith("failed")
    proof = REQ.format("Proof") + ITEM.format("Proof~a~1")
    assert verdicts(proof, brought(junit(one("Proof~a~1"))))[REQUIREMENT] == "verified"


def test_a_record_of_a_test_case_verifies_nothing() -> None:
    elsewhere = inspected(TREE, "passed", item=CASE)
    assert verdicts(TREE, elsewhere)[REQUIREMENT].startswith("unverified")
    assert said(TREE, elsewhere) == [
        f"RT316 i.toml:1:1: {CASE}: it is not verified by inspection or analysis"
        " (say so with a tag of the item, or with `method` of its kind)"
    ]


def test_a_requirement_whose_tag_says_so_is_verified_by_a_record_of_its_own() -> None:
    text = "`Req~a~1`\nDescription:\nText.\n\nTags: inspection\n\n"
    assert verdicts(text, inspected(text, "passed", item=REQUIREMENT))[REQUIREMENT] == "verified"
    assert verdicts(text, Elsewhere())[REQUIREMENT] == f"unverified; {REQUIREMENT}: no record of an inspection"


# [utest->dsn~assumptions_are_handed_on~1]
def test_an_assumption_of_use_says_nothing_either_way() -> None:
    text = TREE.replace("Needs: XenValTestCase", "Needs: XenValTestCase, AoU") + ITEM.format("AoU~dma~1")
    handed_on = "an assumption of use: whoever integrates the system has to see to it"
    assert verdicts(text, brought(junit(PASS))) == {
        REQUIREMENT: "verified",
        CASE: "verified",
        "AoU~dma~1": f"unverified; AoU~dma~1: {handed_on}",
    }
    alone = REQ.format("AoU") + ITEM.format("AoU~dma~1")
    assert verdicts(alone, brought())[REQUIREMENT] == f"unverified; {REQUIREMENT}: no test case verifies it"


# [utest->dsn~assumptions_are_handed_on~1]
def test_an_assumption_among_requirements_leaves_their_parent_to_the_others() -> None:
    text = (
        "`Goal~g~1`\nNeeds: Req\n\n"
        + TREE.replace("Needs:", "Covers:\n - Goal~g~1\n\nNeeds:", 1)
        + "`Req~b~1`\nTags: aou\n\nCovers:\n - Goal~g~1\n\n"
    )
    assert verdicts(text, brought(junit(PASS)))["Goal~g~1"] == "verified"
    assert verdicts(text, brought(junit(FAIL)))["Goal~g~1"] == f"failed; {REQUIREMENT}: failed"


# [utest->dsn~assumptions_are_handed_on~1]
def test_what_is_called_an_assumption_and_has_cases_is_judged_by_them() -> None:
    needing = "`Req~a~1`\nTags: aou\n\nNeeds: XenValTestCase\n\n"
    assert verdicts(needing, brought())[REQUIREMENT] == f"unverified; {REQUIREMENT}: no XenValTestCase covers it"
    text = TREE.replace("Needs:", "Tags: aou\n\nNeeds:", 1)
    assert verdicts(text, brought(junit(FAIL)))[REQUIREMENT].startswith("failed")
    assert verdicts(text, brought(junit(PASS)))[REQUIREMENT] == "verified"


NAMES = st.sampled_from([CASE, "XenValTestCase~other~1", "Req~a~1", "Test~a~1", "Check~a~1", "nothing"])
COMMITS = st.sampled_from([HERE, OTHER, "", "v1"])


# [utest->dsn~results_count_on_this_revision~1]
@given(
    st.lists(st.tuples(NAMES, st.sampled_from(list(ENDINGS)), COMMITS), max_size=5),
    st.sampled_from([HERE, ""]),
    st.booleans(),
)
def test_nothing_is_verified_unless_it_passed_on_this_revision(
    tests: list[tuple[str, str, str]], commit: str, dirty: bool
) -> None:
    text = REQ.format("XenValTestCase, Test, Check") + "".join(
        ITEM.format(each) for each in (CASE, "Test~a~1", "Check~a~1")
    )
    files = [junit(one(name, ENDINGS[ending]), commit=stated) for name, ending, stated in tests]
    judged = verdicts(text, brought(*files, commit=commit, dirty=dirty))
    passed = {name for name, ending, stated in tests if ending == "passed" and stated == HERE == commit and not dirty}
    assert {id_ for id_, verdict in judged.items() if verdict == "verified"} <= passed - {"Check~a~1", REQUIREMENT}


def test_the_evidence_is_in_order_and_the_same_whatever_the_order_of_files() -> None:
    text = REQ.format("Test") + ITEM.format("Test~b~1") + ITEM.format("Test~a~1")
    first, second = junit(one("Test~b~1")), junit(one("Test~a~1"))
    graph = graph_of(text)
    found = [
        adopt(graph, executed(graph), brought(*files), config())[0] for files in ((first, second), (second, first))
    ]
    assert [str(case.id) for case in found[0].cases] == ["Test~a~1", "Test~b~1"]
    assert [case.outcome for case in found[0].cases] == [case.outcome for case in found[1].cases]
    assert found[0].cases[0].id == ItemId("Test", "a", 1)


CODED = TREE.replace("Text.\n", "Text.\n\nNeeds: XenValTestCode\n")


def test_a_case_in_prose_is_verified_by_its_result_where_code_carries_its_tag() -> None:
    code = f"`XenValTestCode~hide~0`\n\nCovers:\n - {CASE}\n"
    assert verdicts(CODED + code, brought(junit(PASS)))[REQUIREMENT] == "verified"
    assert verdicts(CODED + code, brought())[REQUIREMENT] == f"unverified; {CASE}: not run"
    without = verdicts(CODED, brought(junit(PASS)))
    assert without[REQUIREMENT] == f"unverified; {REQUIREMENT}: something beneath it is not covered"
