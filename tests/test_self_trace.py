# SPDX-License-Identifier: Apache-2.0
"""reqtrace traces itself: its requirements and design, the code that implements it and the tests that show it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from reqtrace import config as configuration
from reqtrace.catalogue import Severity
from reqtrace.item import Item
from reqtrace.pipeline import Conclusion, conclude

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements" / "reqtrace"
CONFIG, _, PROBLEMS = configuration.read(FOLDER / "reqtrace.toml", "reqtrace.toml")
TAG = re.compile(r"^\s*# \[(impl|utest)->dsn~(\w+)~\d+\]$")


@cache
def concluded() -> Conclusion:
    return conclude([str(FOLDER / path) for path in CONFIG.paths], CONFIG)


def of_kind(kind: str) -> list[Item]:
    return [item for item in concluded().library.items if item.id.kind == kind]


def test_the_configuration_can_be_used() -> None:
    assert PROBLEMS == ()
    assert {kind for kind, told in CONFIG.kinds.items() if not told.executable} == {"req", "dsn", "impl", "utest"}


def test_the_trace_has_no_defect() -> None:
    conclusion = concluded()
    assert [str(each.span) for each in conclusion.diagnostics if each.severity is Severity.ERROR] == []
    judged = zip(conclusion.graph.items, conclusion.coverage, strict=True)
    assert [str(item.id) for item, each in judged if each.defect] == []
    assert len(of_kind("req")) >= 25


# [utest->dsn~tags_cover_from_source~1]
def test_every_design_item_is_implemented_and_shown() -> None:
    designs = {item.id for item in of_kind("dsn")}
    assert len(designs) >= 40
    for kind in ("impl", "utest"):
        assert {reference.id for item in of_kind(kind) for reference in item.covers} == designs


@pytest.mark.parametrize("kind", ["req", "dsn"])
def test_every_item_says_what_shall_be_and_why(kind: str) -> None:
    for item in of_kind(kind):
        assert "shall" in item.description, item.id
        assert item.rationale, item.id
        assert item.title, item.id


def tagged(folder: str) -> list[tuple[str, Path, int]]:
    """The kind of every tag on a line of its own, its file, and the number of the line below it and its like."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if tag := TAG.match(line):
                below = next(n for n in range(number, len(lines) + 1) if not TAG.match(lines[n]))
                found.append((tag[1], path, below + 1))
    return found


@pytest.mark.parametrize(
    ("folder", "kind", "name"), [("reqtrace", "impl", ""), ("sphinx_ext", "impl", ""), ("tests", "utest", "test_")]
)
def test_a_tag_stands_above_what_it_speaks_of(folder: str, kind: str, name: str) -> None:
    for said, path, number in tagged(folder):
        assert said == kind, f"{path}:{number}"
        below = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if begins(node) == number]
        assert below, f"{path}:{number} is no definition"
        if name:
            assert all(isinstance(node, ast.FunctionDef) and node.name.startswith(name) for node in below), path


def begins(node: ast.stmt) -> int:
    """The first line of a definition, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])
