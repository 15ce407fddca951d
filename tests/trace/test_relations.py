# SPDX-License-Identifier: Apache-2.0
"""What is said of items that do not relate as the project says that their kinds do."""

from __future__ import annotations

import pytest

from reqtrace.catalogue import Code
from reqtrace.config import Config, Kind
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.rst import read_rst
from reqtrace.trace.graph import Graph, link
from reqtrace.trace.relations import (
    demanded_needs_are_stated,
    forbidden,
    forgotten,
    kinds_are_known,
    only_allowed_kinds_are_covered,
)

REQ = "`req~a~1`\nNeeds: dsn, impl\n\n"
DSN = "`dsn~a~1`\nNeeds: impl\nCovers:\n - req~a~1\n\n"
IMPL = "`impl~a~1`\nCovers:\n - dsn~a~1\n - req~a~1\n\n"


def graph_of(text: str) -> Graph:
    return link(read_rst(text, "a.rst")[0])


def project(**kinds: Kind) -> Config:
    return Config(kinds=kinds)


def shown(diagnostic: Diagnostic) -> str:
    notes = "".join(f" ∙ {note.text} ({note.span})" for note in diagnostic.notes)
    return f"{diagnostic.code} {diagnostic.span}: {diagnostic.message}{notes} | {diagnostic.help}"


@pytest.mark.parametrize("kinds", [{}, {"impl": Kind(title="Code")}, {"impl": Kind(covers=("req", "dsn"))}])
def test_what_is_not_forbidden_is_allowed(kinds: dict[str, Kind]) -> None:
    graph = graph_of(REQ + DSN + IMPL)
    assert forbidden(graph, project(**kinds)) == {}
    assert list(only_allowed_kinds_are_covered(graph, project(**kinds))) == []


# [utest->dsn~relations_are_configured~1]
@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        (("dsn",), ["RT211 a.rst:12:4: impl~a~1 covers req~a~1, but impl may cover only dsn ∙ req~a~1 is here "
                    "(a.rst:1:2) | cover dsn instead, or add \"req\" to `covers` of kinds.impl"]),
        (("dsn", "x", "y"), ["RT211 a.rst:12:4: impl~a~1 covers req~a~1, but impl may cover only dsn, x or y ∙ req~a~1 "
         "is here (a.rst:1:2) | cover dsn, x or y instead, or add \"req\" to `covers` of kinds.impl"]),
        ((),
         ["RT211 a.rst:11:4: impl~a~1 covers dsn~a~1, but impl may cover nothing ∙ dsn~a~1 is here (a.rst:4:2) | ",
          "RT211 a.rst:12:4: impl~a~1 covers req~a~1, but impl may cover nothing ∙ req~a~1 is here (a.rst:1:2) | "]),
    ],
)  # fmt: skip
def test_a_link_to_another_kind_than_those_allowed_is_named(covers: tuple[str, ...], expected: list[str]) -> None:
    config = project(impl=Kind(covers=covers))
    assert [shown(each) for each in only_allowed_kinds_are_covered(graph_of(REQ + DSN + IMPL), config)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`req~a~1`\nNeeds: impl\n\n{}", {0: 0}),
        ("`req~a~1`\n\n{}", {0: 0}),
        ("`req~a~2`\nNeeds: impl\n\n{}", {0: None}),
        ("`req~a~1`\n\n`req~a~1`\n\n{}", {0: None}),
        ("{}", {}),
        ("`req~b~1`\n\n{}", {}),
    ],
)
def test_a_link_in_whatever_condition_is_forbidden_if_it_leads_anywhere(
    text: str, expected: dict[int, int | None]
) -> None:
    graph = graph_of(text.format("`impl~a~1`\nCovers:\n - req~a~1\n"))
    assert forbidden(graph, project(impl=Kind(covers=("dsn",)))) == expected


def test_a_rejected_item_covers_nothing_that_could_be_forbidden() -> None:
    graph = graph_of(REQ + "`impl~a~1`\nStatus: rejected\nCovers:\n - req~a~1\n")
    assert forbidden(graph, project(impl=Kind(covers=(), needs=("x",)))) == {}
    assert forgotten(graph, project(impl=Kind(covers=(), needs=("x",)))) == {}


# [utest->dsn~relations_are_configured~1]
def test_a_need_that_the_project_demands_and_an_item_does_not_state_is_named() -> None:
    graph, config = graph_of(REQ + DSN), project(req=Kind(needs=("dsn", "utest")), dsn=Kind(needs=("impl",)))
    assert forgotten(graph, config) == {0: ("utest",)}
    assert [shown(each) for each in demanded_needs_are_stated(graph, config)] == [
        "RT214 a.rst:1:2: req~a~1 does not need utest, as every req must | add utest to its Needs"
    ]


def test_of_a_selection_of_kinds_no_other_kind_is_demanded() -> None:
    config = project(req=Kind(needs=("dsn", "utest")))
    assert forgotten(graph_of("`req~a~1`\n"), config, frozenset({"req", "dsn"})) == {0: ("dsn",)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`rqe~a~1`\n", ["RT215 a.rst:1:2: rqe~a~1 is of the kind rqe, which nobody mentions | did you mean req?"]),
        ("`rqe~b~1`\n\n`rqe~a~1`\n\n`rqe~c~1`\n",
         ["RT215 a.rst:1:2: rqe~b~1 is of the kind rqe, which nobody mentions, and so are 2 more | did you mean req?"]),
        ("`zzz~a~1`\n", ["RT215 a.rst:1:2: zzz~a~1 is of the kind zzz, which nobody mentions | "]),
        ("`dsn~a~1`\n\n`impl~a~1`\n\n`req~a~1`\nNeeds: other\n\n`other~a~1`\n", []),
    ],
)  # fmt: skip
def test_a_kind_that_nobody_mentions_is_named_once(text: str, expected: list[str]) -> None:
    config = project(req=Kind(), impl=Kind(covers=("dsn",)))
    assert [shown(each) for each in kinds_are_known(graph_of(text), config)] == expected


def test_where_the_project_says_nothing_of_relations_every_kind_is_known() -> None:
    assert list(kinds_are_known(graph_of("`zzz~a~1`\n"), project(req=Kind("Requirement")))) == []


NEEDED = "`req~a~1`\nNeeds: XenSSR\n\n`XenSSR~b~1`\n\n`XenSSR~a~1`\n"
MISSPELT = (
    "RT011 a.rst:4:2: the configuration says how {0} relates, but no item is of it; XenSSR~b~1 is of XenSSR | "
    "did you mean kinds.XenSSR where it says kinds.{0}?"
)


# [utest->dsn~relations_are_configured~1]
@pytest.mark.parametrize("name", ["XenSrr", "XenSSr", "XneSSR", "XenSRS", "XenSSRs"])
@pytest.mark.parametrize("said", [Kind(needs=("impl",)), Kind(covers=("req",))])
def test_a_table_of_a_kind_that_no_item_has_but_one_like_it_is_named(name: str, said: Kind) -> None:
    config = project(**{name: said, "XenSSR": Kind("Requirement"), "req": Kind()})
    assert [shown(each) for each in kinds_are_known(graph_of(NEEDED), config)] == [MISSPELT.format(name)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (NEEDED, {"XenSrr": Kind("Requirement"), "XenSSR": Kind(needs=("impl",))}),
        (NEEDED, {"XenSrr": Kind(needs=("impl",)), "XenSSR": Kind(needs=("impl",))}),
        (NEEDED, {"XenSRR": Kind(needs=("impl",)), "XenPRQ": Kind(needs=("XenSSR",)), "XenSSR": Kind(covers=("req",))}),
        (NEEDED, {"XenPRQ": Kind(needs=("impl",))}),
        (NEEDED + "Needs: XenSrr\n", {"XenSrr": Kind(needs=("impl",))}),
        (NEEDED + "Covers:\n - XenSrr~a~1\n", {"XenSrr": Kind(needs=("impl",))}),
        ("`itest~a~1`\n", {"utest": Kind(covers=("itest",))}),
    ],
)
def test_a_table_of_a_kind_without_items_may_be_meant(text: str, kinds: dict[str, Kind]) -> None:
    assert [each for each in kinds_are_known(graph_of(text), project(**kinds)) if each.code is Code.UNKNOWN_KIND] == []
