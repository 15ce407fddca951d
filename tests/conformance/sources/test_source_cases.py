# SPDX-License-Identifier: Apache-2.0
"""The readers of tags and specobject XML, and the choice of files, held against cases that OpenFastTrace was run on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from reqtrace.read.formats import OWN_SOURCES, PEER_SOURCES, Formats
from tests.conformance.expected import ExpectedItem, seen


class Case(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    kind: str
    file: str
    input: str
    items: list[ExpectedItem]
    better: str = ""
    codes: list[str] = []


class Cases(msgspec.Struct, forbid_unknown_fields=True):
    about: str
    cases: list[Case]


def cases(name: str) -> tuple[Case, ...]:
    path = Path(__file__).with_name(f"{name}.json")
    return tuple(msgspec.json.decode(path.read_bytes(), type=Cases).cases)


READ = (*cases("tags"), *cases("specobject"))
CHOSEN = cases("extensions")


def read(case: Case, formats: Formats) -> tuple[list[ExpectedItem], list[str]]:
    reader = formats.reader(case.file, case.input)
    items, diagnostics = reader(case.input, case.file) if reader else ((), ())
    return [seen(item) for item in items], [str(diagnostic.code) for diagnostic in diagnostics]


# [utest->dsn~format_from_the_name~1]
@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert read(case, Formats()) == (case.items, case.codes)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_the_sources_of_openfasttrace_are_the_files_that_it_reads(case: Case) -> None:
    assert read(case, Formats(PEER_SOURCES))[0] == case.items
    assert Formats(PEER_SOURCES).may_read(case.file) == bool(case.items)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_of_what_it_does_not_read_we_read_our_own(case: Case) -> None:
    ours = case.file in OWN_SOURCES or f".{case.file.rpartition('.')[2]}" in OWN_SOURCES
    assert bool(read(case, Formats())[0]) == (bool(case.items) or ours)
    assert not (case.items and ours)


def test_every_quirk_says_what_is_better_except_where_the_behaviour_is_kept() -> None:
    kept = ["tag: the same forward tag twice makes duplicates", "specobject: linksto without a type"]
    assert [case.name for case in READ if case.kind == "quirk" and not case.better] == kept


def test_no_case_is_missing(shared: Path) -> None:
    class Stated(msgspec.Struct):
        kind: str
        filename: str = ""
        input: str = ""

    text = (shared / "conformance" / "openfasttrace.json").read_bytes()
    stated = msgspec.json.decode(text, type=dict[str, msgspec.Raw])["cases"]
    all_ = msgspec.json.decode(stated, type=list[Stated])
    ours = [(case.kind, case.file, case.input) for case in READ]
    theirs = [each for each in all_ if each.filename.endswith((".java", ".oreqm", ".xml"))]
    assert [(each.kind, each.filename, each.input) for each in theirs] == ours
    assert sum(each.kind == "extension" for each in all_) == len(CHOSEN)
