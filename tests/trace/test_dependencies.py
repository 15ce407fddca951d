# SPDX-License-Identifier: Apache-2.0
"""What is said of items that depend on what does not exist."""

from __future__ import annotations

import pytest

from reqtrace.catalogue import Severity
from reqtrace.config import Weight
from reqtrace.read.rst import read_rst
from reqtrace.trace.dependencies import dependencies_exist, faults, unfounded
from reqtrace.trace.graph import Graph, link

TEXT = "`a~x~1`\nDepends:\n - a~y~1\n - a~y~2\n - b~z~1\n\n`a~y~2`\n\n`a~y~3`\n"


def graph_of(text: str) -> Graph:
    return link(read_rst(text, "a.rst")[0])


def test_each_of_them_is_named_with_the_revisions_there_are() -> None:
    assert [(str(each.span), each.message) for each in dependencies_exist(graph_of(TEXT))] == [
        ("a.rst:3:4", "a~x~1 depends on a~y~1, which does not exist; revisions that do: 2, 3"),
        ("a.rst:5:4", "a~x~1 depends on b~z~1, which does not exist"),
    ]
    assert {position: len(references) for position, references in unfounded(graph_of(TEXT)).items()} == {0: 2}


@pytest.mark.parametrize(
    ("weight", "severities", "faulty"),
    [
        (Weight.IGNORE, [], set()),
        (Weight.WARN, [Severity.WARNING, Severity.WARNING], set()),
        (Weight.ERROR, [Severity.ERROR, Severity.ERROR], {0}),
    ],
)
def test_the_project_decides_what_it_weighs(weight: Weight, severities: list[Severity], faulty: set[int]) -> None:
    graph = graph_of(TEXT)
    assert [each.severity for each in dependencies_exist(graph, weight)] == severities
    assert faults(graph, weight) == faulty


def test_a_rejected_item_is_no_defect_by_what_it_depends_on() -> None:
    graph = graph_of(TEXT.replace("Depends", "Status: rejected\nDepends"))
    assert faults(graph, Weight.ERROR) == set()
    assert {each.severity for each in dependencies_exist(graph, Weight.ERROR)} == {Severity.WARNING}


def test_what_exists_is_no_matter() -> None:
    assert list(dependencies_exist(graph_of("`a~x~1`\nDepends:\n - a~y~1\n\n`a~y~1`\n"), Weight.ERROR)) == []
