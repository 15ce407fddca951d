# SPDX-License-Identifier: Apache-2.0
"""What the certification report says of requirements: levels apart, methods, test cases, completeness, gaps."""

from __future__ import annotations

import pytest
from reading import read, rows, tables
from samples import CONFIG, accepting, project
from stated import stated

from reqtrace.report.block import Block
from reqtrace.report.dossier import Section, assumptions, coverage, derived, gaps
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.material import Material

LEVELS = """
    Quality managed
    ---------------
    `SSR~comfort~1`

    Needs: Case

    Tags: qm

    Safe
    ----
    `SSR~safe~1`

    Needs: Case

    Tags: asil-b

    Safer
    -----
    `SSR~safer~1`

    Needs: Case

    Tags: asil-d

    Silent
    ------
    `SSR~silent~1`

    Needs: Case
"""


def covered(material: Material) -> Section:
    ledger = Ledger(material)
    return coverage.section(ledger, coverage.verification_coverage(ledger))


def of(section: Section, key: str) -> tuple[Block, ...]:
    """The blocks of what lies below a section under `key`."""
    found = {each.key: each for level in section.below for each in (level, *level.below)}
    return found[key].blocks


# [utest->dsn~levels_stand_apart~1]
def test_requirements_of_each_level_stand_apart_the_most_demanding_first() -> None:
    section = covered(stated(LEVELS))
    assert [level.title for level in section.below] == ["ASIL D", "ASIL B", "QM", "No level is stated"]
    assert [[each.title for each in level.below] for level in section.below] == [
        ["Safer"],
        ["Safe"],
        ["Quality managed"],
        ["Silent"],
    ]


def test_a_level_of_two_standards_is_a_group_with_a_plain_key() -> None:
    (level,) = covered(stated("`SSR~a~1`\n\nNeeds: Case\n\nTags: sil-2, asil-b\n")).below
    assert (level.key, level.title) == ("verification_coverage_asil_b_sil_2", "ASIL B, SIL 2")


@pytest.mark.parametrize(
    ("tags", "titles"),
    [
        (("dal-c", "dal-a", "dal-e"), ["DAL A", "DAL C", "DAL E"]),
        (("sil-0", "sil-1", "sil-4"), ["SIL 4", "SIL 1", "SIL 0"]),
        (("asil-a", "asil-b, sil-2", "asil-b", "qm"), ["ASIL B", "ASIL B, SIL 2", "ASIL A", "QM"]),
    ],
)
def test_levels_of_every_standard_are_in_order(tags: tuple[str, ...], titles: list[str]) -> None:
    text = "".join(f"`SSR~a{number}~1`\n\nNeeds: Case\n\nTags: {each}\n\n" for number, each in enumerate(tags))
    assert [level.title for level in covered(stated(text)).below] == titles


def test_nobody_takes_what_states_no_level_for_qm() -> None:
    told = coverage.verification_coverage(Ledger(stated(LEVELS)))
    assert [(level.figures.level, level.figures.of_safety) for level in told.levels] == [
        ("ASIL D", True),
        ("ASIL B", True),
        ("QM", False),
        ("not stated", False),
    ]


CASES = """
    Hide the IOMMU
    --------------
    `SSR~hide~3`

    Description:
    Xen shall hide ``smmu``.

    Rationale:
    Who finds it may use it.

    Needs: Case

    Tags: asil-b

    One page
    --------
    `Case~one~1`

    Covers:
     - SSR~hide~3

    Tags: verifies-in-part, boundary, fault-injection

    Two pages
    ---------
    `Case~two~1`

    Covers:
     - SSR~hide~3

    Never run
    ---------
    `Case~never~1`

    Covers:
     - SSR~hide~3

    An older one
    ------------
    `Case~older~1`

    Covers:
     - SSR~hide~2
"""


# [utest->dsn~requirement_with_all_of_its_evidence~1]
def test_a_requirement_stands_with_its_text_its_method_and_each_of_its_cases() -> None:
    section = covered(stated(CASES, one="passed", two="failed", older="passed"))
    assert read(of(section, "SSR.hide.3")) == [
        "SSR~hide~3 ✕ failed (model, required) Safety requirement, revision 3",
        "Text: Xen shall hide smmu.",
        "Rationale: Who finds it may use it.",
        "Verification: Integrity level: ASIL B. Method: test. Completeness: incomplete.",
        "Because: - its links are defective / - [Case~never~1]: not run / - [Case~two~1]: failed",
        "Defects: - Case~older~1 covers an older revision of it",
        "Test cases: 3 test cases: 1 passed, 1 failed, 1 not run. "
        "/ - ✓ passed [One page] (fault injection; boundary values; verifies a part of it) "
        "/ - ✕ failed [Two pages] (requirements-based; derivation not stated; extent not stated) "
        "/ - ○ not run [Never run] (requirements-based; derivation not stated; extent not stated) "
        "/ - ✕ covered-outdated [An older one]",
        "Written in: safety.rst:4",
    ]


def test_a_case_of_another_revision_is_none_of_its_cases() -> None:
    told = coverage.verification_coverage(Ledger(stated(CASES, one="passed", two="error", older="passed")))
    (requirement,) = told.levels[0].requirements
    assert [(each.id, each.outcome) for each in requirement.cases] == [
        ("Case~one~1", "passed"),
        ("Case~two~1", "error"),
        ("Case~never~1", "not run"),
    ]
    assert requirement.outcomes is not None
    assert (requirement.outcomes.passed, requirement.outcomes.failed, requirement.outcomes.not_run) == (1, 1, 1)


WHOLE = """
    `SSR~hide~1`

    Needs: Case

    Tags: {tag}

    `Case~one~1`

    Covers:
     - SSR~hide~1

    Tags: {extent}
"""


@pytest.mark.parametrize(
    ("tag", "extent", "outcome", "said"),
    [
        ("a", "verifies-fully", "passed", "complete"),
        ("cases-complete", "verifies-in-part", "passed", "complete"),
        ("a", "verifies-in-part", "passed", "in part"),
        ("a", "b", "passed", "not stated"),
        ("cases-complete", "verifies-fully", "failed", "incomplete"),
    ],
)
def test_a_requirement_is_complete_only_if_it_is_verified_and_somebody_says_so(
    tag: str, extent: str, outcome: str, said: str
) -> None:
    told = coverage.verification_coverage(Ledger(stated(WHOLE.format(tag=tag, extent=extent), one=outcome)))
    assert told.levels[0].requirements[0].completeness == said
    (table,) = tables(covered(stated(WHOLE.format(tag=tag, extent=extent), one=outcome)).below[0].blocks)
    assert f" | {said} | test | 1 | " in rows(table)[0]


def test_what_failed_stands_first_and_what_is_verified_last() -> None:
    section = covered(Material(project(), CONFIG, stated(LEVELS).provenance))
    (table,) = tables(section.below[0].blocks)
    assert [row.split(" | ")[1] for row in rows(table)] == [
        "✕ failed",
        "✕ failed",
        "○ unverified",
        "○ unverified",
        "– rejected",
        "✓ verified",
    ]


def test_figures_count_each_requirement_once_and_no_rejected_one() -> None:
    section = covered(Material(project(), CONFIG, stated(LEVELS).provenance))
    (table,) = tables(section.blocks)
    assert rows(table) == ["not stated | 6 | 4 | 1 | 2 | 2 | 0 | 1"]
    assert table.caption == "Requirements of each level (model, required)"


ASSUMED = """
    Give devices
    ------------
    `PRQ~give~1`

    Needs: SSR

    Hide the IOMMU
    --------------
    `SSR~hide~1`

    Covers:
     - PRQ~give~1

    Needs: Case

    One page
    --------
    `Case~one~1`

    Covers:
     - SSR~hide~1

    Keep the board cool
    -------------------
    `SSR~cool~1`

    Description:
    The integrator shall cool the board.

    Covers:
     - PRQ~give~1

    Tags: aou, asil-b
"""


# [utest->dsn~assumptions_stand_apart~1]
def test_an_assumption_of_use_is_apart_and_in_no_figure_of_requirements() -> None:
    ledger = Ledger(stated(ASSUMED, one="passed"))
    told = assumptions.assumptions_of_use(ledger)
    assert [(each.id, each.text, each.integrity) for each in told.assumptions] == [
        ("SSR~cool~1", "The integrator shall cool the board.", "ASIL B")
    ]
    section = assumptions.section(ledger, told)
    (table,) = tables(section.blocks)
    assert rows(table) == ["[Keep the board cool] / SSR~cool~1 | ASIL B | - [Give devices]"]
    assert [each.key for each in section.below] == ["SSR.cool.1"]
    levels = coverage.verification_coverage(ledger).levels
    assert [each.id for level in levels for each in level.requirements] == ["PRQ~give~1", "SSR~hide~1"]


def test_what_is_called_an_assumption_and_needs_a_test_case_is_a_requirement() -> None:
    ledger = Ledger(stated("`SSR~cool~1`\n\nNeeds: Case\n\nTags: aou\n"))
    assert not assumptions.assumptions_of_use(ledger).assumptions
    assert [entry.id.name for entry in ledger.requirements] == ["cool"]


DERIVED = """
    `PRQ~give~1`

    Needs: SSR

    `SSR~refined~1`

    Covers:
     - PRQ~give~1

    `SSR~parentless~1`

    Description:
    Something.

    Log it
    ------
    `SSR~said~1`

    Rationale:
    The log is read
    by people.

    Covers:
     - PRQ~give~1

    Tags: derived, qm

    `SSR~gone~1`

    Status: rejected
"""


# [utest->dsn~derived_requirements_are_listed~1]
def test_a_requirement_without_one_above_it_is_listed_for_safety_assessment() -> None:
    ledger = Ledger(stated(DERIVED))
    told = derived.derived_requirements(ledger)
    assert [(each.id, each.stated) for each in told.requirements] == [
        ("SSR~parentless~1", False),
        ("SSR~said~1", True),
    ]
    (table,) = tables(derived.section(ledger, told).blocks)
    assert rows(table) == [
        "[parentless] / SSR~parentless~1 | not stated | it refines nothing, and nobody says that it is derived "
        "| none is given",
        "[Log it] / SSR~said~1 | QM | its author calls it derived / it covers PRQ~give~1 | The log is read by people.",
    ]


# [utest->dsn~gaps_with_owner_and_expiry~1]
def test_a_gap_stands_with_its_reason_its_owner_and_its_last_day() -> None:
    material = stated(LEVELS)
    ledger = Ledger(Material(accepting(), material.config, material.provenance))
    told = gaps.gaps(ledger)
    (gap,) = told.accepted
    assert (gap.id, gap.needs, gap.owner, gap.days_left) == ("SSR~second~1", "Case", "Ada", 221)
    (table,) = tables(gaps.section(ledger, told).blocks)
    assert rows(table) == [
        "[Hide the second] / SSR~second~1 | Case | The board has no second IOMMU. | Ada | 2026-01-10 | 2027-06-30 "
        "/ 221 days left"
    ]


REFINED = """
    `PRQ~give~2`

    Needs: SSR

    `SSR~now~1`

    Description:
    This is current.

    Covers:
     - PRQ~give~2

    `SSR~then~1`

    Description:
    This is not.

    Covers:
     - PRQ~give~1
"""


def test_a_requirement_is_refined_by_what_cites_its_present_revision() -> None:
    (level,) = coverage.verification_coverage(Ledger(stated(REFINED))).levels
    assert [(each.id, each.refined_by, each.covers) for each in level.requirements] == [
        ("PRQ~give~2", ("SSR~now~1",), ()),
        ("SSR~now~1", (), ("PRQ~give~2",)),
        ("SSR~then~1", (), ()),
    ]


def test_a_requirement_that_others_refine_is_verified_through_them() -> None:
    section = covered(stated(REFINED))
    (table,) = tables(section.below[0].blocks)
    methods = {row.split(" | ")[0]: row.split(" | ")[3] for row in rows(table)}
    assert methods["[give] / PRQ~give~2"] == "through what refines it"
    assert methods["[now] / SSR~now~1"] == "not stated"
