# SPDX-License-Identifier: Apache-2.0
"""What tags and kinds say of an item."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.config import Config, load
from reqtrace.config.terms import TAGS, Term, folded
from reqtrace.ident import ItemId
from reqtrace.item import Item
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.attributes import Attributes, Extent, Integrity, Method, Technique, TestType, attributes
from reqtrace.trace.tagging import unclear_tags

CASE = "`XenValTestCase~a~1`\n\nCovers:\n - XenSSR~a~1\n\nTags: {}\n"
SSR = "`XenSSR~a~1`\n\nTags: {}\n\nNeeds: XenValTestCase\n"


def said(text: str, settings: str = "") -> Attributes:
    config, problems = load(settings, "reqtrace.toml")
    assert problems == ()
    return attributes(read_rst(text, "a.rst")[0][0], config)


# [utest->dsn~tags_have_meanings~1]
@pytest.mark.parametrize(
    ("tags", "level", "safety"),
    [
        ("arm64", "", False),
        ("qm", "QM", False),
        ("asil-b", "ASIL B", True),
        ("ASIL_D", "ASIL D", True),
        ("asil-b-d", "", False),
        ("sil-2, asil-b", "ASIL B, SIL 2", True),
        ("dal-e", "DAL E", False),
        ("qm, asil-a", "ASIL A", True),
        ("dal-a, dal-c", "DAL A", True),
        ("qm, sil-3", "QM, SIL 3", True),
    ],
)
def test_the_highest_level_of_each_standard_counts_and_none_is_made_up(tags: str, level: str, safety: bool) -> None:
    found = said(SSR.format(tags))
    assert (found.integrity, found.safety) == (level, safety)
    assert ", ".join(found.levels) == level


@pytest.mark.parametrize(
    ("text", "method"),
    [
        (SSR.format("x"), Method.TEST),
        (SSR.format("inspection"), Method.INSPECTION),
        (SSR.format("aou"), Method.ASSUMPTION),
        (SSR.format("Assumption-of-use"), Method.ASSUMPTION),
        (CASE.format("x"), Method.TEST),
        ("`XenPRQ~a~1`\n\nNeeds: XenSSR\n", None),
        ("`XenPRQ~a~1`\n\nNeeds: review\n", Method.INSPECTION),
        ("`guide~a~1`\n", Method.ASSUMPTION),
    ],
)
def test_what_needs_a_test_case_is_verified_by_test_unless_it_says_otherwise(text: str, method: Method | None) -> None:
    settings = "[kinds.review]\nmethod = 'inspection'\n[kinds.guide]\nmethod = 'assumption-of-use'\n"
    assert said(text, settings).method is method


@pytest.mark.parametrize(
    ("tags", "types", "techniques"),
    [
        ("positive", (TestType.REQUIREMENTS,), ()),
        ("boundary, requirement-based", (TestType.REQUIREMENTS,), (Technique.REQUIREMENTS, Technique.BOUNDARY)),
        ("fault-injection", (TestType.FAULT_INJECTION,), ()),
        ("interface, resource, exploratory", (TestType.INTERFACE, TestType.RESOURCE), (Technique.EXPLORATORY,)),
        ("back-to-back, error-guessing", (TestType.BACK_TO_BACK,), (Technique.ERROR_GUESSING,)),
    ],
)
def test_a_case_without_a_type_is_based_on_the_requirement_it_covers(
    tags: str, types: Sequence[TestType], techniques: Sequence[Technique]
) -> None:
    found = said(CASE.format(tags))
    assert (found.types, found.techniques) == (types, techniques)


def test_a_case_that_covers_nothing_and_a_requirement_have_no_type() -> None:
    assert said("`XenValTestCase~a~1`\n").types == ()
    assert said(SSR.format("x")).types == ()


@pytest.mark.parametrize(
    ("tags", "extent"),
    [
        ("x", Extent.UNSAID),
        ("verifies-fully", Extent.FULLY),
        ("verifies-fully, verifies-in-part", Extent.IN_PART),
        ("verifies_in_part", Extent.IN_PART),
    ],
)
def test_where_authors_contradict_themselves_a_part_is_verified(tags: str, extent: Extent) -> None:
    assert said(CASE.format(tags)).extent is extent


def test_a_kind_says_what_holds_for_items_that_say_nothing() -> None:
    settings = "[kinds.XenValTestCase]\nintegrity = 'ASIL B'\ntype = 'interface'\nextent = 'fully'\n"
    assert said(CASE.format("x"), settings) == Attributes(
        "ASIL B", Method.TEST, (TestType.INTERFACE,), (), Extent.FULLY
    )
    assert said(CASE.format("qm, resource, verifies-in-part"), settings) == Attributes(
        "QM", Method.TEST, (TestType.RESOURCE,), (), Extent.IN_PART
    )


def test_a_project_gives_its_own_tags_a_meaning() -> None:
    settings = "[tags]\n'Safety critical' = 'asil-c'\nwhole = 'fully'\nlimits = 'boundary values'\n"
    found = said(CASE.format("safety-critical, whole, limits"), settings)
    assert (found.integrity, found.extent, found.techniques) == ("ASIL C", Extent.FULLY, (Technique.BOUNDARY,))


def test_together_and_derived_are_said_by_tags() -> None:
    assert (said(SSR.format("cases-complete")).together, said(SSR.format("derived")).derived) == (True, True)
    assert (said(SSR.format("derived")).together, said(SSR.format("cases-complete")).derived) == (False, False)


def item(*tags: str) -> Item:
    return Item(ItemId("XenSSR", "a", 1), Span("a.rst", 1), tags=tags)


@pytest.mark.parametrize(
    ("tags", "message", "help_"),
    [
        (("asil-b", "ASIL_B"), "", ""),
        (("asil-b", "sil-2"), "", ""),
        (("arm64", "positive", "interfaces", "requirements", "model-only"), "", ""),
        (
            ("asil-b", "x", "QM"),
            "XenSSR~a~1: the tags asil-b and QM contradict each other: ASIL B, QM",
            "remove one of the two",
        ),
        (
            ("verifies-fully", "verifies-in-part"),
            "XenSSR~a~1: the tags verifies-fully and verifies-in-part contradict each other: fully, in part",
            "remove one of the two",
        ),
        (
            ("inspection", "test"),
            "XenSSR~a~1: the tags inspection and test contradict each other: inspection, test",
            "remove one of the two",
        ),
        (("asilb",), "XenSSR~a~1: the tag asilb means nothing, and is nearly asil-b", "did you mean asil-b?"),
        (
            ("verify-fully",),
            "XenSSR~a~1: the tag verify-fully means nothing, and is nearly verifies-fully",
            "did you mean verifies-fully?",
        ),
    ],
)
def test_unclear_tags_are_told(tags: Sequence[str], message: str, help_: str) -> None:
    expected = [(message, help_)] if message else []
    assert [(each.message, each.help) for each in unclear_tags([item(*tags)], Config())] == expected


words = st.sampled_from([*TAGS, "arm64", "x", "Some Tag"])


@given(st.lists(words, max_size=6))
def test_the_order_of_tags_means_nothing_but_for_methods(tags: list[str]) -> None:
    one, other = (attributes(item(*each), Config()) for each in (tags, tags[::-1]))
    assert (one.integrity, one.types, one.techniques, one.extent) == (
        other.integrity,
        other.types,
        other.techniques,
        other.extent,
    )
    methods: set[Term] = {term for tag in tags for term in TAGS.get(folded(tag), ()) if isinstance(term, Method)}
    assert (one.method is None) == (not methods)


@given(st.sampled_from(Integrity), st.sampled_from(Integrity))
def test_a_level_of_safety_is_never_lost_beside_another(one: Integrity, other: Integrity) -> None:
    found = attributes(item(folded(one), folded(other)), Config())
    assert found.safety == (one.safety or other.safety)
