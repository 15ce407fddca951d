# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Set

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import accepting, project
from written import written

from reqtrace.report.query.filter import Malformed, parse
from reqtrace.report.query.fit import fits
from reqtrace.report.view import View

TEXT = """\
    Give a domain its devices
    -------------------------
    `PRQ~give~1`

    Needs: SSR

    Hide the IOMMU
    --------------
    `SSR~hide~2`

    Status: draft

    Xen shall hide it [always].

    Tags: arm64, iommu

    Covers:
     - PRQ~give~1

    Needs: Case

    Map registers
    -------------
    `SSR~map~10`

    Covers:
     - PRQ~give~1

    Needs: Case

    Nothing to find
    ---------------
    `Case~nothing~1`

    Covers:
     - SSR~hide~2
     - SSR~map~9
    """
VIEW = written(TEXT, nothing="passed")


def found(where: str, view: View = VIEW) -> list[str]:
    """The names of the items that a filter finds."""
    read = parse(where)
    assert not isinstance(read, Malformed), read
    return [entry.id.name for entry in (*view.rows, *view.trials) if fits(read)(entry)]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("id = SSR~hide~2", ["hide"]),
        ("id ~ ssr~*", ["hide", "map"]),
        ("kind = SSR", ["hide", "map"]),
        ("kind = ssr", []),
        ("kind in (PRQ, Case)", ["give", "nothing"]),
        ("kind not in (PRQ, Case)", ["hide", "map"]),
        ("name ~ ?i*", ["give", "hide"]),
        ("name ~ i", []),
        ("name !~ *i*", ["map"]),
        ("name ~ [mn]*", ["map", "nothing"]),
        ("revision = 2", ["hide"]),
        ("revision >= 2", ["hide", "map"]),
        ("revision > 2 and revision <= 10", ["map"]),
        ("revision < 2", ["give", "nothing"]),
        ("title ~ iommu", ["hide"]),
        ("title ~ n*i", ["give", "nothing"]),
        ("title = iommu", []),
        ('title = "Hide the IOMMU"', ["hide"]),
        ("tag = arm64", ["hide"]),
        ("tag != arm64", ["give", "map", "nothing"]),
        ("tag ~ *", ["hide"]),
        ("not tag ~ *", ["give", "map", "nothing"]),
        ("status = draft", ["hide"]),
        ("status != draft and kind = SSR", ["map"]),
        ("covers = PRQ", ["hide", "map"]),
        ("covers = SSR~hide~2", ["nothing"]),
        ("covered-by = Case", ["hide"]),
        ("covered-by = Case~nothing~1", ["hide"]),
        ("needs = Case", ["hide", "map"]),
        ("missing = Case", ["map"]),
        ("missing ~ *", ["map"]),
        ("file ~ saf*.rst", ["give", "hide", "map", "nothing"]),
        ("text ~ SHALL*IT", ["hide"]),
        ('text ~ "[[]always]"', ["hide"]),
    ],
)
def test_a_condition_finds_items_by_what_its_field_holds(where: str, names: list[str]) -> None:
    assert found(where) == names


def test_a_link_in_a_bad_condition_covers_nothing() -> None:
    assert found("covers = SSR~map~9") == []
    assert "map" not in found("covered-by = Case")


def test_an_item_is_found_by_the_word_of_its_chip() -> None:
    view = project()
    assert found("verdict = verified", view) == ["hide"]
    assert found("verdict = failed and kind = SSR", view) == ["refuse"]
    assert found("verdict = rejected", view) == ["old"]
    assert found("verdict in (passed, error)", view) == ["hide_on", "refuse_twice", "lost"]
    assert found('verdict = "not run"', written(TEXT)) == ["nothing"]


def test_nothing_is_verified_where_nothing_was_executed() -> None:
    view = written(TEXT, executed=False)
    assert found("verdict = verified", view) == []
    assert found("verdict != verified", view) == ["give", "hide", "map", "nothing"]
    assert found("verdict = uncovered", view) == ["give", "map"]


def test_what_is_accepted_to_be_missing_is_not_missing() -> None:
    assert found("missing = Case", accepting()) == []


UNIVERSE = project()
CONDITIONS = st.sampled_from(
    [
        "kind = SSR",
        "kind in (PRQ, Case)",
        "verdict != verified",
        "verdict = failed",
        "tag ~ *",
        "name ~ *e*",
        "revision > 1",
        "missing = Case",
        "text ~ domain",
        "status = rejected",
    ]
)


def _all(where: str) -> Set[str]:
    read = parse(where)
    assert not isinstance(read, Malformed), read
    return {entry.anchor for entry in UNIVERSE.entries if fits(read)(entry)}


EVERYTHING = {entry.anchor for entry in UNIVERSE.entries}


@given(CONDITIONS, CONDITIONS)
def test_not_and_and_or_are_those_of_sets(one: str, other: str) -> None:
    assert _all(f"not {one}") == EVERYTHING - _all(one)
    assert _all(f"{one} and {other}") == _all(one) & _all(other)
    assert _all(f"{one} or {other}") == _all(one) | _all(other)


@given(CONDITIONS, CONDITIONS)
def test_the_laws_of_de_morgan_hold(one: str, other: str) -> None:
    assert _all(f"not ({one} and {other})") == _all(f"not {one} or not {other}")
    assert _all(f"not ({one} or {other})") == _all(f"not {one} and not {other}")


@given(CONDITIONS, CONDITIONS, CONDITIONS)
def test_precedence_is_as_it_is_written_down(first: str, second: str, third: str) -> None:
    assert _all(f"{first} or {second} and not {third}") == _all(first) | (_all(second) - _all(third))
    assert _all(f"not {first} and {second} or {third}") == ((EVERYTHING - _all(first)) & _all(second)) | _all(third)


@given(st.text(max_size=12))
def test_any_pattern_compares(pattern: str) -> None:
    escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
    assert _all(f'title !~ "{escaped}"') == EVERYTHING - _all(f'title ~ "{escaped}"')
