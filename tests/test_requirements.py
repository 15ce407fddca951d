# SPDX-License-Identifier: Apache-2.0
"""The device passthrough requirements of this project: what we promise about their texts and their test cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.findings import FINDINGS
from reqtrace.item import Item
from reqtrace.read.library import read

FOLDER = Path(__file__).resolve().parents[1] / "requirements" / "passthrough"
LIBRARY, DIAGNOSTICS = read([str(FOLDER)])
REQUIREMENTS = [item for item in LIBRARY.items if item.id.kind == "XenSSR"]
CASES = [item for item in LIBRARY.items if item.id.kind == "XenValTestCase"]

ORIGINAL = {
    "all-architectures.rst",
    "arm64-mapping.rst",
    "arm64-pci.rst",
    "arm64-platform.rst",
}
"""The files of the requirements that were posted as such; the others follow from what was said elsewhere."""
WITHOUT_ERROR_NUMBER = {
    "flag_untrusted_guest_passthrough",  # rates
    "arm_platform_support_scope",  # rates
    "require_interrupt_remapping",  # rates
    "stub_domain_passthrough_scope",  # fails with the error of the step that failed
    "driver_domain_permissions_before_start",  # likewise
    "pciback_hide_device_at_boot",  # nobody is there at boot to be told a number
    "pciback_mediate_config_space",  # answers in the numbers of its own protocol
    "permissive_config_space_opt_in",  # likewise
    "pci_frontend_discovers_root_bus",  # likewise
}

EXPECTED = r"(?:(?:is refused|is not created): |\| +)(E[A-Z0-9]+)\b(?! *:)"
"""An error in a step, or in a row of examples."""

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
        if Path(item.span.file).name in ORIGINAL
    }
    assert len(original) == 19
    assert ours == original


def test_every_requirement_refines_device_passthrough_and_none_is_stated_twice() -> None:
    assert len({item.id for item in REQUIREMENTS}) == len(REQUIREMENTS) == 19 + 29
    assert all("device_passthrough" in [each.id.name for each in item.covers] for item in REQUIREMENTS)


@pytest.mark.parametrize("item", REQUIREMENTS, ids=named)
def test_a_requirement_says_below_its_text_where_it_comes_from(item: Item) -> None:
    text = (FOLDER / item.span.file).read_text("utf-8")
    _, own = text.split(f"`{item.id}`\n\nDescription:\n", 1)
    assert ".. Origin: " in own.split("\nDescription:\n")[0]


def test_every_rule_rests_on_a_requirement_that_exists_or_on_a_place_in_xen() -> None:
    rules = [rule for book in BOOKS.values() for rule in book]
    cited = {each for rule in rules for each in re.findall(r"XenSSR~\w+~\d+", rule.source)}
    assert cited <= {str(item.id) for item in REQUIREMENTS}
    assert [
        rule.name for rule in rules if not re.search(r"XenSSR~|assumption A-\d|\.[chS]\b|Kconfig|\.md\b", rule.source)
    ] == []


def test_every_finding_concerns_requirements_that_exist() -> None:
    known = {str(item.id) for item in REQUIREMENTS}
    assert {each for finding in FINDINGS.values() for each in finding.affects} <= known


@pytest.mark.parametrize("item", REQUIREMENTS, ids=named)
def test_a_requirement_is_definitive_and_says_why_and_what_a_refusal_looks_like(item: Item) -> None:
    assert item.description.startswith("Xen shall ")
    assert not re.search(r"\b(should|may|might|could)\b not|\bshould\b", item.description)
    assert item.rationale.strip()
    if item.id.name not in WITHOUT_ERROR_NUMBER:
        assert re.search(r"refus|fails with", item.description)
        assert re.search(r"``E[A-Z]+``", item.description)


@pytest.mark.parametrize("item", REQUIREMENTS, ids=named)
def test_a_requirement_of_ours_demands_one_thing(item: Item) -> None:
    if Path(item.span.file).name not in ORIGINAL:
        assert len(re.findall(r"\bshall\b", item.description)) == 1


@pytest.mark.parametrize("item", REQUIREMENTS, ids=named)
def test_a_requirement_has_a_case_that_must_succeed_and_one_that_must_be_refused(item: Item) -> None:
    covering = [case for case in CASES if item.id in [each.id for each in case.covers]]
    polarities = POLARITIES & {tag for case in covering for tag in case.tags}
    assert polarities == POLARITIES if Path(item.span.file).name in ORIGINAL else polarities


@pytest.mark.parametrize("case", CASES, ids=named)
def test_an_error_that_a_case_expects_is_named_by_a_requirement_that_it_covers(case: Item) -> None:
    covered = [item for item in REQUIREMENTS if item.id in [each.id for each in case.covers]]
    named = {errno for item in covered for errno in re.findall(r"``(E[A-Z0-9]+)``", item.description + item.comment)}
    expected = {errno for block in case.blocks for errno in re.findall(EXPECTED, block.text)}
    assert expected <= named


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
