# SPDX-License-Identifier: Apache-2.0
"""The reader and the tracer, held against cases that OpenFastTrace was run on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from reqtrace.item import Item
from reqtrace.read.markdown import read_markdown
from reqtrace.read.rst import read_rst
from reqtrace.read.selection import select
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.rules import check
from tests.conformance.expected import ExpectedItem, seen


class ExpectedTrace(msgspec.Struct, forbid_unknown_fields=True):
    total: int
    defects: list[str]
    links: list[tuple[str, str, str]] | None = None
    deep: dict[str, str] = {}
    shallow: dict[str, bool] = {}

    def __post_init__(self) -> None:
        self.defects.sort()
        if self.links:
            self.links.sort()


class Filter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    artifact_types: frozenset[str] | None = None
    tags: frozenset[str] | None = None


class Case(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    kind: str
    input: str
    filter: Filter = Filter()
    better: str = ""
    items: list[ExpectedItem] | None = None
    trace: ExpectedTrace | None = None
    codes: list[str] | None = None
    rules: list[str] | None = None


class Cases(msgspec.Struct, forbid_unknown_fields=True):
    about: str
    cases: list[Case]


READERS = {"markdown": read_markdown, "rst": read_rst}
"""How the cases of a file are read, by the file's name."""


def cases() -> Iterator[tuple[str, Case]]:
    for path in sorted(Path(__file__).parent.glob("*.json")):
        yield from ((path.stem, case) for case in msgspec.json.decode(path.read_bytes(), type=Cases).cases)


CASES = tuple(cases())


def traced(items: Sequence[Item], expected: ExpectedTrace) -> ExpectedTrace:
    """What a trace of `items` gives, as far as `expected` states it."""
    graph = link(items)
    judged = list(zip((str(item.id) for item in graph.items), cover(graph), strict=True))
    links = [
        (str(item.id), each.condition.value, str(each.id))
        for item, links in zip(graph.items, graph.links, strict=True)
        for each in links
    ]
    return ExpectedTrace(
        total=len(graph.items),
        defects=sorted(id_ for id_, coverage in judged if coverage.defect),
        links=None if expected.links is None else sorted(links),
        deep={id_: coverage.deep.value for id_, coverage in judged if id_ in expected.deep},
        shallow={id_: coverage.shallow for id_, coverage in judged if id_ in expected.shallow},
    )


# [utest->dsn~format_from_the_name~1]
@pytest.mark.parametrize(("form", "case"), CASES, ids=[f"{form}: {case.name}" for form, case in CASES])
def test_case(form: str, case: Case) -> None:
    read, diagnostics = READERS[form](case.input, "a")
    items = select(read, case.filter.artifact_types, case.filter.tags)
    if case.items is not None:
        assert [seen(item) for item in items] == case.items
    if case.codes is not None:
        assert [str(diagnostic.code) for diagnostic in diagnostics] == case.codes
    if case.trace is not None:
        assert traced(items, case.trace) == case.trace
    if case.rules is not None:
        graph = link(items)
        assert [str(diagnostic.code) for diagnostic in check(graph, cover(graph))] == case.rules


def test_every_case_states_something() -> None:
    assert [case.name for _, case in CASES if case.items is None and case.trace is None] == []


def test_every_quirk_says_what_is_better_except_where_the_behaviour_is_kept() -> None:
    kept = "trace: rejected uncovered child makes its parent a defect"
    assert [case.name for _, case in CASES if case.kind == "quirk" and not case.better] == [kept]


class Document(msgspec.Struct):
    name: str
    input: str = ""
    expected_items: msgspec.Raw = msgspec.Raw(b"[]")


class Originals(msgspec.Struct):
    cases: list[Document]


def test_the_document_of_xen_is_read_as_it_should_be(shared: Path) -> None:
    originals = msgspec.json.decode((shared / "conformance" / "openfasttrace.json").read_bytes(), type=Originals).cases
    (document,) = (case for case in originals if case.name.startswith("document: "))
    items, _ = read_rst(document.input, "a")
    assert len(items) == 19
    assert [seen(item) for item in items] == msgspec.json.decode(document.expected_items, type=list[ExpectedItem])
