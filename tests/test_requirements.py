# SPDX-License-Identifier: Apache-2.0
"""The device passthrough requirements of this project: what we promise about their texts and their test cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reqtrace.item import Item
from reqtrace.read.library import read

FOLDER = Path(__file__).resolve().parents[1] / "requirements" / "passthrough"
LIBRARY, DIAGNOSTICS = read([str(FOLDER)])
REQUIREMENTS = [item for item in LIBRARY.items if item.id.kind == "XenSSR"]
CASES = [item for item in LIBRARY.items if item.id.kind == "XenValTestCase"]

TECHNIQUES = {"requirement-based", "boundary", "equivalence", "error-guessing", "fault-injection", "exploratory"}
POLARITIES = {"positive", "negative"}
OBSERVABILITIES = {"observe-arm64", "observe-amd64", "observe-hardware", "model-only"}


def named(item: Item) -> str:
    return item.id.name


def test_the_texts_are_read_without_a_complaint() -> None:
    assert DIAGNOSTICS == ()


def test_the_items_are_those_of_the_original_with_their_titles_and_links(shared: Path) -> None:
    library, _ = read([str(shared / "corpora" / "passthrough.rst")])
    original = {
        item.id: (item.title, [each.id for each in item.covers], [need.kind for need in item.needs])
        for item in library.items
    }
    ours = {
        item.id: (item.title, [each.id for each in item.covers], [need.kind for need in item.needs])
        for item in REQUIREMENTS
    }
    assert len(original) == 19
    assert ours == original


@pytest.mark.parametrize("item", REQUIREMENTS, ids=named)
def test_a_requirement_is_definitive_and_says_why_and_what_a_refusal_looks_like(item: Item) -> None:
    assert item.description.startswith("Xen shall ")
    assert not re.search(r"\b(should|may|might|could)\b not|\bshould\b", item.description)
    assert item.rationale.strip()
    assert re.search(r"refus|fails with", item.description)
    assert re.search(r"``E[A-Z]+``", item.description)


@pytest.mark.parametrize("item", REQUIREMENTS, ids=named)
def test_a_requirement_has_a_case_that_must_succeed_and_one_that_must_be_refused(item: Item) -> None:
    covering = [case for case in CASES if item.id in [each.id for each in case.covers]]
    assert {tag for case in covering for tag in case.tags} >= POLARITIES


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_case_says_how_it_was_derived_and_where_it_can_be_observed(case: Item) -> None:
    tags = set(case.tags)
    assert len(tags & TECHNIQUES) >= 1
    assert len(tags & POLARITIES) == 1
    assert len(tags & OBSERVABILITIES) >= 1
    assert tags <= TECHNIQUES | POLARITIES | OBSERVABILITIES


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_a_real_board_can_show_is_written_on_one(case: Item) -> None:
    if "observe-arm64" in case.tags:
        hosts = {host for block in case.blocks for host in re.findall(r'the host "([^"]*)"', block.text)}
        assert hosts == {"qemu-virt"}


def test_no_sentence_is_taken_from_the_original(shared: Path) -> None:
    library, _ = read([str(shared / "corpora" / "passthrough.rst")])
    theirs = {sentence for item in library.items for sentence in _sentences(item)}
    ours = {sentence for item in REQUIREMENTS for sentence in _sentences(item)}
    assert theirs & ours == set()


def _sentences(item: Item) -> set[str]:
    """Sentences and entries of some length, white space folded."""
    text = " ".join(f"{item.description}. {item.rationale}. {item.comment}".split())
    return {each.strip().lower() for each in re.split(r"[.;:]\s", text) if len(each.split()) > 5}
