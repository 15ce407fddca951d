# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from comparison import DROP, ENOUGH, SURVEY, SWAP, noticing
from msgspec.structs import replace
from reading import cell, heads, read, rows, tables
from samples import project

from reqtrace.evidence import Notice, Probe, Sense
from reqtrace.report.block import Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.sheet import Ground
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View
from reqtrace.report.view.noticing import IDLE, WANTED

SHEET = SHEETS["adequacy"]
WISH = Wish("req-adequacy-1")
VIEW = noticing()


def table(view: View = VIEW, wish: Wish = WISH) -> Table:
    return tables(SHEET.fill(view, wish))[0]


def column(key: str, view: View = VIEW, wish: Wish = WISH) -> list[str]:
    return [cell(row.cells[0]) for row in table(view, replace(wish, columns=(key,))).rows]


# [utest->dsn~figures_do_not_flatter~1]
def test_where_nothing_was_measured_that_is_said() -> None:
    assert read(SHEET.fill(project(), WISH)) == ["What the test cases notice was not measured in this build."]
    assert SHEET.ground is Ground.PROBED


def test_where_no_case_that_passes_covers_a_requirement_that_is_the_answer() -> None:
    idle = replace(SURVEY, probes=tuple(Probe(probe.case) for probe in SURVEY.probes))
    assert read(SHEET.fill(noticing(idle), WISH)) == [IDLE]


def test_first_comes_the_answer_then_what_is_lacking_and_last_what_is_wanted() -> None:
    lines = read(SHEET.fill(VIEW, WISH))
    assert lines[:6] == [
        "The test cases notice 1 of the 4 findings that can be asked of them, and 2 of 3 broken rules (66.6 %); "
        "3 requirements unverified (model, required).",
        "That is not enough:",
        "- 66.6 % of all broken rules are noticed, and 95 % are wanted.",
        "- The test cases of a requirement that it concerns do not notice: D-03, D-09, D-17.",
        "- 1 broken rule that no test case notices: nobody gave a reason.",
        "- 3 requirements unverified, or failed.",
    ]
    assert lines[-1] == WANTED


def test_where_all_is_noticed_that_is_said() -> None:
    view = noticing(ENOUGH)
    assert view.adequacy is not None
    assert view.adequacy.sound
    assert read(SHEET.fill(view, WISH))[1] == "That is all that is wanted."
    assert tables(SHEET.fill(view, WISH))[1].nothing == "Every broken rule is noticed."


def test_a_reason_for_what_is_noticed_is_lacking_its_survivor() -> None:
    view = noticing(ENOUGH, skip="nobody can see it")
    lines = read(SHEET.fill(view, WISH))
    assert "- 1 reason for what is noticed, or does not exist." in lines
    assert lines[lines.index("Reasons for what is noticed, or does not exist:") + 1] == "- mmio.map: skip the effect"


def test_every_requirement_says_what_its_cases_notice_and_by_what() -> None:
    assert heads(table()) == [
        "Requirement", "Verdict (model, required)", "Broken rules", "Noticed", "Findings", "Nobody notices"
    ]  # fmt: skip
    assert rows(table())[1] == (
        "[Map the registers of a device where the integrator wants them] / XenSSR~map~1 | ✓ verified | "
        "✓2 noticed –1 no difference | 2 of 2 / that make a difference; 3 asked / 1 by an invariant alone | "
        "1 of 2 noticed / - D-01 <✓ A page that nobody may give: noticed by a step> / - D-03 ✕ not noticed | "
        "- mmio.map: skip the effect"
    )


def test_where_nothing_makes_a_difference_that_is_said() -> None:
    assert column("noticed")[2:] == [
        "0 of 0 / that make a difference; 1 asked",
        "0 of 0 / that make a difference; 0 asked",
    ]
    assert column("rules")[2:] == ["–1 no difference", "none"]


def test_a_verdict_is_the_one_that_noticing_leaves() -> None:
    """The case of the IOMMU passed, and so the run calls the requirement verified; here it is not."""
    assert column("verdict")[2] == "○ unverified / its test cases notice nothing of what was made wrong"
    assert table().rows[2].verdict == "unverified"
    hidden = next(entry for entry in VIEW.rows if entry.id.name == "hide")
    assert hidden.chip.word == "verified"


def test_what_only_cases_of_others_notice_is_no_merit_of_a_requirement() -> None:
    assert column("rules", noticing(ENOUGH))[2] == "✓1 noticed ✕1 not noticed"
    assert column("noticed", noticing(ENOUGH))[2] == "1 of 2 / that make a difference; 2 asked"
    assert column("nobody", noticing(ENOUGH))[2] == "1 that only test cases of other requirements notice"


def test_findings_that_concern_nobody_are_told_apart() -> None:
    lines = read(SHEET.fill(VIEW, WISH))
    told = lines.index("Findings that concern no requirement, and are to be noticed by any test case:")
    assert lines[told + 1] == "- D-09 ✕ not noticed"


@pytest.mark.parametrize(
    ("reason", "said"),
    [({}, "✕ not noticed and nobody gave a reason"), ({"skip": "nobody can see it"}, "nobody can see it")],
)
def test_survivors_are_told_with_their_reasons(reason: dict[str, str], said: str) -> None:
    survivors = tables(SHEET.fill(noticing(**reason), WISH))[1]
    assert survivors.name == "req-adequacy-1-survivors"
    assert rows(survivors) == [
        "mmio.map: skip the effect | The registers are mapped. | p2m.c, map | "
        f"it makes no difference in any of the 2 that ask the rule | {said}"
    ]


def test_survivors_without_a_reason_come_first() -> None:
    both = replace(SURVEY, probes=(replace(SURVEY.probes[0], changes=(Notice(DROP.name, Sense.STEP),)),))
    survivors = tables(SHEET.fill(noticing(both, skip="nobody can see it"), WISH))[1]
    assert [cell(row.cells[0]) for row in survivors.rows] == [SWAP.name, "mmio.map: skip the effect"]


def test_requirements_are_sorted_by_how_much_of_what_they_ask_is_noticed() -> None:
    """All of what makes a difference is noticed for the second, which asks for three and notices two."""
    shown = table(VIEW, Wish("a", Choice(sort=("noticed",))))
    assert [row.cells[3].order for row in shown.rows] == [-1.0, 0.0, 2 / 3, 2 / 3]


def test_requirements_are_chosen_and_the_caption_says_so() -> None:
    wish = Wish("a", Choice(verdicts=("unverified", "failed"), kinds=("XenSSR",), sort=("-verdict",)))
    assert [row.verdict for row in table(VIEW, wish).rows] == ["unverified", "failed"]
    assert table(VIEW, wish).caption == (
        "What the test cases of every requirement notice; "
        "the chosen ones only (kind XenSSR; verdict unverified, failed)"
    )
    assert read(SHEET.fill(VIEW, wish))[0] == read(SHEET.fill(VIEW, WISH))[0]


def test_what_fits_nothing_is_told() -> None:
    wish = Wish("a", Choice(kinds=("XenSRS",)), columns=("ruls",))
    assert SHEET.object_to(VIEW, wish) == (
        "no item is of kind 'XenSRS'; did you mean XenSSR?",
        "'ruls' is no column here; did you mean rules?",
    )
