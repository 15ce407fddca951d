# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from reading import heads, rows, tables
from samples import CONFIG, EVIDENCE, id_of, item, project
from written import written

from reqtrace.evidence import Case, Outcome
from reqtrace.item import Item
from reqtrace.pipeline import conclude
from reqtrace.report.block import Bullets, Link, Squares, Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.wish import Only, Wish
from reqtrace.report.view import View

VIEW = project()
TEXT = """\
    Give a domain its devices
    -------------------------
    `PRQ~give~1`

    Needs: SSR

    Save power
    ----------
    `PRQ~save~1`

    Needs: SSR

    Hide the IOMMU
    --------------
    `SSR~hide~1`

    Covers:
     - PRQ~give~1

    Needs: Case

    Map registers
    -------------
    `SSR~map~2`

    Covers:
     - PRQ~give~1

    Needs: Case

    Nothing to find
    ---------------
    `Case~nothing~1`

    Covers:
     - SSR~hide~1
     - SSR~map~1

    Two registers
    -------------
    `Case~two~1`

    Covers:
     - SSR~hide~1
    """
WRITTEN = written(TEXT, nothing="passed", two="failed")


def matrix(view: View, *path: str, **wished: object) -> Table:
    (found,) = tables(SHEETS["matrix"].fill(view, Wish("here", path=path, **wished)))
    return found


def names(table: Table) -> list[str]:
    return [row.split(" / ")[1].split(" | ")[0] for row in rows(table)]


# [utest->dsn~matrix_where_it_is_wanted~1]
def test_a_matrix_has_every_requirement_with_its_verdict_and_what_covers_it() -> None:
    shown = matrix(WRITTEN, caption="Coverage of safety")
    assert (shown.caption, shown.noun) == ("Coverage of safety", "requirement")
    assert heads(shown) == ["Requirement", "Verdict (model, required)", "Covered by"]
    assert rows(shown) == [
        "[Give a domain its devices] / PRQ~give~1 | ✕ failed | "
        "<✕ Hide the IOMMU: failed (model, required)> <○ Map registers: unverified (model, required)>",
        "[Save power] / PRQ~save~1 | ○ unverified | missing: SSR",
        "[Hide the IOMMU] / SSR~hide~1 | ✕ failed | <✓ Nothing to find: passed> <✕ Two registers: failed>",
        "[Map registers] / SSR~map~2 | ○ unverified | <✕ Nothing to find: covered-outdated> / missing: Case",
    ]


@pytest.mark.parametrize(
    ("only", "shown"),
    [
        (Only.ALL, ["PRQ~device~1", "SSR~hide~1", "SSR~refuse~2", "SSR~map~1", "SSR~quit~1", "SSR~old~1"]),
        (Only.VERIFIED, ["SSR~hide~1"]),
        (Only.UNVERIFIED, ["SSR~map~1", "SSR~quit~1"]),
        (Only.FAILED, ["PRQ~device~1", "SSR~refuse~2"]),
        (Only.ATTENTION, ["PRQ~device~1", "SSR~refuse~2", "SSR~map~1", "SSR~quit~1"]),
    ],
)
def test_a_matrix_may_hold_only_what_is_in_one_state(only: Only, shown: list[str]) -> None:
    assert names(matrix(VIEW, only=only)) == shown


def test_a_matrix_is_of_what_is_chosen_in_the_order_that_is_wanted() -> None:
    assert names(matrix(VIEW, choice=Choice(kinds=("SSR",), where="not verdict = rejected", sort=("-name",)))) == [
        "SSR~refuse~2",
        "SSR~quit~1",
        "SSR~map~1",
        "SSR~hide~1",
    ]


@pytest.mark.parametrize(
    ("view", "wished", "said"),
    [
        (project([], None, ()), {}, "No requirement is here."),
        (VIEW, {"choice": Choice(tags=("x86",))}, "No requirement is to be shown: tag x86."),
        (
            VIEW,
            {"choice": Choice(tags=("iommu",)), "only": Only.FAILED},
            "No requirement is to be shown: tag iommu; failed.",
        ),
        (
            project(evidence=None),
            {"only": Only.FAILED},
            "No requirement is to be shown: failed. No test case was executed.",
        ),
    ],
)
def test_an_empty_matrix_says_why(view: View, wished: dict[str, object], said: str) -> None:
    shown = matrix(view, **wished)
    assert (shown.rows, shown.nothing) == ((), said)


def test_a_path_leads_down_to_what_covers_through_the_kinds_between() -> None:
    shown = matrix(WRITTEN, "PRQ", "SSR", "Case")
    assert heads(shown) == [
        "Requirement",
        "Verdict (model, required)",
        "Covered by: Safety requirement (model, required)",
        "Covered by: Test case",
    ]
    assert rows(shown) == [
        "[Give a domain its devices] / PRQ~give~1 | ✕ failed | - ✕ failed [Hide the IOMMU] / "
        "- ○ unverified [Map registers] | <✓ Nothing to find: passed> <✕ Two registers: failed>",
        "[Save power] / PRQ~save~1 | ○ unverified | nothing | nothing",
    ]


def test_a_path_passes_through_whatever_lies_between() -> None:
    assert [each.split(" | ")[2] for each in rows(matrix(WRITTEN, "PRQ", "Case"))] == [
        "<✓ Nothing to find: passed> <✕ Two registers: failed>",
        "nothing",
    ]


def test_a_path_leads_up_to_what_is_covered() -> None:
    shown = matrix(WRITTEN, "Case", "PRQ")
    assert heads(shown) == [
        "Test case",
        "Verdict (model, required)",
        "Covers: Product requirement (model, required)",
    ]
    assert shown.noun == "test case"
    assert rows(shown) == [
        "[Nothing to find] / Case~nothing~1 | ✓ passed | - ✕ failed [Give a domain its devices]",
        "[Two registers] / Case~two~1 | ✕ failed | - ✕ failed [Give a domain its devices]",
    ]


def test_a_path_may_turn_round() -> None:
    """What else is tested where a case fails: the cases of all that it covers."""
    shown = matrix(WRITTEN, "Case", "SSR", "PRQ", "SSR")
    assert heads(shown)[2:] == [
        "Covers: Safety requirement (model, required)",
        "Covers: Product requirement (model, required)",
        "Covered by: Safety requirement (model, required)",
    ]
    assert [each.split(" | ")[4] for each in rows(shown)] == [
        "- ✕ failed [Hide the IOMMU] / - ○ unverified [Map registers]"
    ] * 2


def test_a_path_leads_by_way_of_the_kinds_that_it_names() -> None:
    """What a case tests besides is of no interest where that case was not reached by way of a safety requirement."""
    view = project(
        [
            item("PRQ~whole~1", "a.rst:1", needs="PRQ SSR"),
            item("PRQ~part~1", "a.rst:11", covers="PRQ~whole~1", needs="Case"),
            item("SSR~asked~1", "a.rst:21", covers="PRQ~whole~1", needs="Case"),
            item("SSR~other~1", "a.rst:31", needs="Case"),
            item("Case~one~1", "b.rst:1", covers="SSR~asked~1"),
            item("Case~two~1", "b.rst:11", covers="PRQ~part~1 SSR~other~1"),
        ],
        None,
        (),
    )
    shown = rows(matrix(view, "PRQ", "SSR", "Case", "SSR", columns=("id",)))
    assert shown[0] == "PRQ~whole~1 | - ✓ covered [asked] | <✓ one: covered> | - ✓ covered [asked]"


def test_a_path_does_not_follow_links_in_a_bad_condition() -> None:
    assert [each.split(" | ")[2] for each in rows(matrix(WRITTEN, "SSR", "Case"))] == [
        "<✓ Nothing to find: passed> <✕ Two registers: failed>",
        "nothing",
    ]


def test_without_a_run_a_path_shows_coverage_without_qualifier() -> None:
    shown = matrix(written(TEXT, executed=False), "Case", "SSR")
    assert heads(shown) == ["Test case", "Coverage", "Covers: Safety requirement"]
    assert rows(shown)[0].endswith("| - ✓ covered [Hide the IOMMU]")


def test_the_rows_of_a_path_are_chosen_and_what_they_lead_to_is_not() -> None:
    shown = matrix(WRITTEN, "SSR", "Case", choice=Choice(verdicts=("failed",)), columns=("id", "status"))
    assert rows(shown) == ["SSR~hide~1 | approved | <✓ Nothing to find: passed> <✕ Two registers: failed>"]
    assert names(matrix(WRITTEN, "SSR", "Case", only=Only.UNVERIFIED)) == ["SSR~map~2"]


def test_a_path_from_nothing_says_so() -> None:
    assert matrix(VIEW, "XenSSR", "Case").nothing == "No item is to be shown: kind XenSSR."


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish("here", path=("PRQ", "SSR")), ()),
        (Wish("here", path=("PRQ", "SRS")), ("no item is of kind 'SRS'; did you mean SSR?",)),
        (
            Wish("here", Choice(kinds=("SSR",)), path=("PRQ", "SSR")),
            (
                "the rows are of kind PRQ, with which the path begins; leave the option kinds out, or begin the path "
                "with one of them",
            ),
        ),
    ],
)
def test_what_in_a_path_fits_nothing_is_told(wish: Wish, said: tuple[str, ...]) -> None:
    assert SHEETS["matrix"].object_to(VIEW, wish) == said


def test_a_project_on_disk_has_its_matrix(tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text("Hide\n----\n`SSR~hide~1`\n\nNeeds: Case\n", encoding="utf-8")
    (tmp_path / "b.rst").write_text("Find\n----\n`Case~find~1`\n\nCovers:\n - SSR~hide~1\n", encoding="utf-8")
    view = conclude([str(tmp_path)], CONFIG).view
    assert rows(matrix(view, "SSR", "Case")) == ["[Hide] / SSR~hide~1 | ✓ covered | <✓ Find: covered>"]


def ladder(rungs: int) -> list[Item]:
    """Each of two items of a rung covers both of the rung above: 2 to the power of `rungs` ways lead through it."""
    found = [item("PRQ~top~1", "a.rst:1", needs="SSR")]
    above = "PRQ~top~1"
    for number in range(rungs):
        pair = [f"SSR~{side}{number}~1" for side in ("left", "right")]
        found += [
            item(each, f"a.rst:{number * 2 + 2 + place}", covers=above, needs="SSR Case")
            for place, each in enumerate(pair)
        ]
        above = " ".join(pair)
    return [*found, item("Case~end~1", "b.rst:1", covers=above)]


def test_many_ways_to_the_same_item_cost_no_more_than_one() -> None:
    shown = matrix(project(ladder(200), None, ()), "PRQ", "Case", "SSR")
    (row,) = shown.rows
    cases, requirements = row.cells[2].blocks, row.cells[3].blocks
    assert isinstance(cases[0], Squares)
    assert [each.words for each in cases[0].squares] == ["end: covered"]
    assert isinstance(requirements[0], Bullets)
    assert len(requirements[0].entries) == 100
    assert row.cells[3].order == 400
    assert heads(shown)[3] == "Covers: Safety requirement"


def test_what_a_cell_does_not_name_is_counted_by_what_it_is_worth() -> None:
    cases = [item(f"Case~a{number}~1", f"a.rst:{number + 2}", covers="SSR~all~1") for number in range(130)]
    view = project([item("SSR~all~1", "a.rst:1", needs="Case"), *cases])
    (row,) = matrix(view, "SSR", "Case").rows
    assert rows(matrix(view, "SSR", "Case"))[0].endswith(" / and 30 more: 30 not run")
    assert row.cells[2].order == 130


def test_where_a_cell_can_not_name_all_it_names_the_gravest() -> None:
    items = [item(f"Case~a{number:03}~1", f"a.rst:{number + 2}", covers="SSR~all~1") for number in range(130)]
    ended = {121: Outcome.FAILED, 125: Outcome.ERROR}
    cases = tuple(Case(each.id, each.digest, ended.get(number, Outcome.PASSED)) for number, each in enumerate(items))
    view = project([item("SSR~all~1", "a.rst:1", needs="Case"), *items], replace(EVIDENCE, cases=cases), ())
    (row,) = matrix(view, "SSR", "Case").rows
    assert isinstance(row.cells[2].blocks[0], Squares)
    named = [each.words for each in row.cells[2].blocks[0].squares]
    assert len(named) == 100
    assert named[-2:] == ["a121: failed", "a125: error"]
    assert rows(matrix(view, "SSR", "Case"))[0].endswith(" / and 30 more: 30 passed")


def test_circles_end() -> None:
    view = project(
        [
            item("SSR~a~1", "a.rst:1", covers="SSR~b~1", needs="SSR"),
            item("SSR~b~1", "a.rst:9", covers="SSR~a~1", needs="SSR Case"),
            item("Case~c~1", "a.rst:20", covers="SSR~b~1"),
        ],
        None,
        (),
    )
    assert [each.split(" | ")[2] for each in rows(matrix(view, "SSR", "Case"))] == ["<✓ c: covered>"] * 2


KINDS = ("PRQ", "SSR", "Case")
LINKED = st.lists(st.tuples(st.sampled_from(KINDS), st.sets(st.integers(0, 9))), min_size=1, max_size=10)


@given(LINKED, st.lists(st.sampled_from(KINDS), min_size=2, max_size=4).filter(lambda path: len(set(path)) > 1))
def test_a_cell_has_what_is_found_by_following_every_link(written: list[tuple[str, set[int]]], path: list[str]) -> None:
    """However items are linked, in circles too; held against a search that follows one link after the other."""
    ids = [f"{kind}~i{number}~1" for number, (kind, _) in enumerate(written)]
    view = project(
        [
            item(
                ids[number],
                f"a.rst:{number + 1}",
                covers=" ".join(ids[each] for each in sorted(covered) if each < len(ids) and each != number),
                needs=" ".join(KINDS),
            )
            for number, (_, covered) in enumerate(written)
        ],
        None,
        (),
    )
    shown = matrix(view, *path)
    for row, entry in zip(
        shown.rows, (each for each in (*view.rows, *view.trials) if each.id.kind == path[0]), strict=True
    ):
        reached = {entry.anchor}
        for place, (nearer, kind) in enumerate(pairwise(path)):
            up = heads(shown)[2 + place].startswith("Covers")
            reached = {
                each for start in reached for each in _reached(view, start, up=up) if f"{each}".startswith(f"{kind}.")
            }
            named = {link.anchor for block in row.cells[2 + place].blocks for link in _links(block)}
            assert named == reached, (nearer, kind)


def _links(block: object) -> list[Link]:
    match block:
        case Squares(squares):
            return [Link(each.anchor, each.id) for each in squares]
        case Bullets(entries):
            return [each for line in entries for each in line if isinstance(each, Link)]
        case _:
            return []


def _reached(view: View, start: str, *, up: bool) -> set[str]:
    entries = {entry.anchor: entry for entry in view.entries}
    found: set[str] = set()
    queue = [start]
    while queue:
        entry = entries[queue.pop()]
        others = {each.anchor for each in (entry.covers if up else entry.covered_by) if each.condition.good}
        queue += others - found
        found |= others
    return found


def test_an_item_that_nothing_is_known_of_never_looks_fine() -> None:
    """Neither stale nor not run, whatever way leads to it."""
    view = written(TEXT, nothing="passed")
    assert id_of("Case~two~1") in view.by_id
    shown = rows(matrix(view, "PRQ", "SSR", "Case"))[0]
    assert "<○ Two registers: not run>" in shown
    assert "verified [Hide" in shown
    assert "✓ verified" not in shown
