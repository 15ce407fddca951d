# SPDX-License-Identifier: Apache-2.0
"""Every rule book stands in the list, so that no rule escapes being broken on purpose."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import reqtrace.hypervisor
from reqtrace.hypervisor import Way
from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.mutants import mutants

FOLDER = Path(reqtrace.hypervisor.__file__).parent
JUDGED_ELSEWHERE = {"forecast"}
"""Packages whose books judge files and no machine: no scenario asks them."""


def followed() -> Iterator[str]:
    """The names under which books are followed anywhere in the model; of one that is made up, its beginning."""
    for file in sorted(FOLDER.rglob("*.py")):
        if file.relative_to(FOLDER).parts[0] in JUDGED_ELSEWHERE or file.name == "rule.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"follow", "atomically"}
            ):
                name = node.args[0]
                first = name.values[0] if isinstance(name, ast.JoinedStr) else name
                assert isinstance(first, ast.Constant)
                yield str(first.value)


# [utest->dsn~every_rule_is_broken~1]
def test_every_book_that_is_followed_stands_in_the_list() -> None:
    unlisted = {name for name in followed() if not any(book.startswith(name) for book in BOOKS)}
    assert not unlisted


# [utest->dsn~every_rule_is_broken~1]
def test_every_rule_is_broken_in_every_way() -> None:
    made = mutants()
    assert len({mutant.mutation for mutant in made}) == len(made)
    rules = {rule.name for book in BOOKS.values() for rule in book}
    assert {mutant.mutation.rule for mutant in made} == rules
    for name in rules:
        ways = {mutant.mutation.way for mutant in made if mutant.mutation.rule == name}
        assert ways in ({Way.DROP_CHECK, Way.SWAP_ERRNO}, {Way.SKIP_EFFECT})


def test_a_mutant_says_what_is_broken() -> None:
    mutant = next(each for each in mutants() if str(each.mutation) == "assignment.iommu.trusted: drop the check")
    assert "platform" in mutant.books
    assert mutant.rule.meaning.endswith(".")
