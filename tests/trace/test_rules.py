# SPDX-License-Identifier: Apache-2.0
"""What is said of a graph that is not in order: places, words, notes and help of every rule."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item
from reqtrace.read.rst import read_rst
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.rules import RULES, check


def checked(items: tuple[Item, ...]) -> tuple[Diagnostic, ...]:
    graph = link(items)
    return check(graph, cover(graph))


def cases() -> Iterator[tuple[str, str, list[str]]]:
    """The title, the text and the expected words of every case in the file beside this one."""
    for case in Path(__file__).with_name("rules.txt").read_text("utf-8").split("\n§ ")[1:]:
        title, _, rest = case.partition("\n")
        lines = rest.rstrip("\n").split("\n")
        said = [line for line in lines if line[:1] in ("→", "∙", "⇒")]
        yield title, "\n".join(lines[: len(lines) - len(said)]) + "\n", said


CASES = tuple(cases())


def shown(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    lines = []
    for diagnostic in diagnostics:
        span = diagnostic.span
        lines.append(f"→ {diagnostic.code} {span.line}:{span.column}+{span.length} {diagnostic.message}")
        lines += [f"∙ {note.text} ({note.span.line}:{note.span.column})" for note in diagnostic.notes if note.span]
        lines += [f"⇒ {diagnostic.help}"] if diagnostic.help else []
    return lines


# [utest->dsn~circles_with_their_path~1]
# [utest->dsn~rule_book_is_a_tuple~1]
@pytest.mark.parametrize(("text", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_rule_says_what_is_wrong(text: str, said: list[str]) -> None:
    items, _ = read_rst(text, "a.rst")
    assert shown(checked(items)) == said


def test_every_code_of_tracing_is_among_them() -> None:
    of_settings = {"RT211", "RT212", "RT213", "RT214", "RT215"}  # these are said where a configuration says more
    said = {line.split()[1] for _, _, lines in CASES for line in lines if line.startswith("→")}
    of_changes = {f"RT2{number}" for number in range(16, 25)}  # and these where two states are compared
    assert said == {str(code) for code in Code if str(code).startswith("RT2")} - of_settings - of_changes


def test_a_revision_between_two_is_neither_current_nor_there() -> None:
    items, _ = read_rst("`a~x~1`\nNeeds: b\n\n`a~x~3`\nNeeds: b\n\n`b~x~1`\nCovers:\n - a~x~2\n", "a.rst")
    said = [diagnostic for diagnostic in checked(items) if diagnostic.span.line == 9]
    assert [(each.code, each.message) for each in said] == [(Code.OUTDATED, "a~x~2 is cited, but a~x~3 is current")]


# [utest->dsn~circles_with_their_path~1]
def test_what_stands_above_a_circle_is_not_called_one() -> None:
    above = "`a~x~1`\nNeeds: b\n\n`b~x~1`\nNeeds: b\nCovers:\n - a~x~1\n - b~x~1\n"
    said = [each.message for each in checked(read_rst(above, "a.rst")[0]) if each.code is Code.CYCLE]
    assert said == ["these items cover each other in a circle: b~x~1 → b~x~1"]


def test_what_stands_above_a_circle_is_told_that_it_is_not_covered() -> None:
    above = "`a~x~1`\nNeeds: b\n\n`b~x~1`\nNeeds: b\nCovers:\n - a~x~1\n - b~x~1\n"
    said = [each for each in checked(read_rst(above, "a.rst")[0]) if each.code is Code.UNCOVERED_BELOW]
    assert [each.message for each in said] == ["a~x~1 is covered by items that are not"]
    assert [note.text for note in said[0].notes] == ["b~x~1 is not covered"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "`req~a~1`\n",
        "`req~a~1`\nNeeds: dsn\n\n`dsn~a~1`\nCovers:\n - req~a~1\n",
        "`req~a~1`\nNeeds: arch\n\narch --> dsn : req~a~1\n\n`dsn~a~1`\nCovers:\n - arch~a~1\nDepends:\n - req~a~1\n",
        "`req~a~1`\nStatus: rejected\nNeeds: dsn\nCovers:\n - gone~a~1\n",
    ],
)
def test_nothing_is_said_of_what_is_in_order(text: str) -> None:
    items, _ = read_rst(text, "a.rst")
    assert checked(items) == ()


def test_every_rule_says_in_a_sentence_what_it_demands() -> None:
    assert all(rule.__doc__ and rule.__doc__.strip().endswith(".") for rule in RULES)


ALL = tuple(text for _, text, _ in CASES)


@given(st.lists(st.sampled_from(ALL), max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(texts: list[str], shuffle: random.Random) -> None:
    items = [item for number, text in enumerate(texts) for item in read_rst(text, f"{number}.rst")[0]]
    other = items.copy()
    shuffle.shuffle(other)
    assert checked(tuple(items)) == checked(tuple(other))


# [utest->dsn~rule_book_is_a_tuple~1]
@given(st.lists(st.sampled_from(ALL), max_size=4))
def test_where_there_is_no_defect_there_is_no_error(texts: list[str]) -> None:
    graph = link(item for number, text in enumerate(texts) for item in read_rst(text, f"{number}.rst")[0])
    coverage = cover(graph)
    errors = [each for each in check(graph, coverage) if each.code is not Code.BAD_DEPENDENCY]
    assert bool(errors) is any(each.defect for each in coverage)


def test_the_requirements_of_xen(shared: Path) -> None:
    texts = {file: file.read_text("utf-8") for file in (shared / "corpora" / "xen-fusa").rglob("*.rst")}
    graph = link(item for file, text in texts.items() for item in read_rst(text, file.name)[0])
    coverage = cover(graph)
    kinds = [item.id.kind for item, judged in zip(graph.items, coverage, strict=True) if judged.defect]
    assert (len(graph.items), kinds.count("XenMkt"), kinds.count("XenProd"), len(kinds)) == (61, 4, 14, 18)


def test_of_many_items_of_one_id_each_names_some_of_the_others() -> None:
    items, _ = read_rst("`req~a~1`\n\n" * 5_000, "a.rst")
    said = checked(items)
    assert len(said) == 5_000
    assert [note.text for note in said[0].notes] == [*["it is here too"] * 8, "and at 4991 more places"]
    assert [note.span.line for note in said[0].notes if note.span] == [3, 5, 7, 9, 11, 13, 15, 17]
    assert [note.span.line for note in said[-1].notes if note.span] == [1, 3, 5, 7, 9, 11, 13, 15]
