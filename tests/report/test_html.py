# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import unquote

import pytest
from html_pages import Page
from msgspec.structs import replace
from samples import ITEMS, PROSE, case, item, project, sound_project, step

import reqtrace
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Evidence, Outcome, Scenario, Tree
from reqtrace.item import Block, Status
from reqtrace.report.html import html
from reqtrace.span import Span

EVIL = "</style></script><script>alert(1)</script>\"' onmouseover=x <b>&amp;\x00\x1b\u202e{{ 7 * 7 }}"


def test_the_page_is_good_html_and_every_link_within_it_leads_somewhere() -> None:
    for view in (project(), project(evidence=None), sound_project(), project([], None, ())):
        page = Page(html(view))
        for link in page.root.every("a"):
            target = link.attributes["href"]
            assert target
            if target.startswith("#"):
                assert unquote(target[1:]) in page.ids, target
            else:
                assert target in ("trace.json", "run.json", "junit.xml")
        for element in page.root.every():
            for name in (element.attributes.get("aria-labelledby") or "").split():
                assert name in page.ids


# [utest->dsn~one_answer_with_its_qualifier~1]
def test_the_first_sentence_is_the_answer_and_the_second_says_what_kind_of_answer() -> None:
    header = Page(html(project())).ids["top"].every("header")[0]
    paragraphs = [each.text for each in header.every("p")]
    assert paragraphs[1:3] == [project().answer, project().meaning]


def test_what_needs_a_person_comes_before_the_matrix() -> None:
    page = Page(html(project()))
    order = [each.attributes.get("id") for each in page.ids["top"].children]
    assert order.index("attention") < order.index("matrix")
    todo = page.ids["attention"].every("li")
    assert [each.every("a")[0].text for each in todo] == [
        "Refuse a second owner",
        "Map registers",
        "quit",
        "Covers a thing that is gone",
        "Give a domain its devices",
    ]
    assert 'Then domain "b" is not created: EBUSY' in todo[0].text
    assert "cases/hide.rst:43" in todo[0].text
    assert "It needs Case, and nothing of that kind covers it. safety.rst:42" in todo[2].text


def test_every_requirement_has_a_row_with_its_verdict_and_its_cases() -> None:
    rows = [each for each in Page(html(project())).root.every("tr") if "data-of" in each.attributes]
    told = [(row.every("a")[0].text, row.every("span", "chip")[0].text, len(row.every("a", "square"))) for row in rows]
    assert told == [
        ("Give a domain its devices", "✕ failed (model, required)", 4),
        ("Hide the IOMMU", "✓ verified (model, required)", 2),
        ("Refuse a second owner", "✕ failed (model, required)", 3),
        ("Map registers", "○ unverified (model, required)", 1),
        ("quit", "○ unverified (model, required)", 0),
        ("Give interrupts in turn", "– rejected", 0),
    ]


# [utest->dsn~one_answer_with_its_qualifier~1]
def test_no_verdict_stands_without_its_qualifier() -> None:
    page = Page(html(project()))
    for shown in page.root.every("span", "chip"):
        if re.search(r"\b(verified|unverified)\b", shown.text):
            assert shown.text.endswith("(model, required)")


def test_filters_count_the_rows() -> None:
    buttons = Page(html(project())).root.every("form")[0].every("button")
    assert [each.text for each in buttons] == ["All 6", "✕ Failed 2", "○ Unverified 2", "✓ Verified 1", "– Rejected 1"]


def test_a_requirement_shows_its_words_its_cases_their_steps_and_events() -> None:
    page = Page(html(project()))
    article = page.ids["SSR.hide.1"]
    assert [each.text for each in article.every("div", "words")[0].every("li")] == [
        "it is enabled, or",
        "its driver is absent.",
    ]
    assert "Who finds an IOMMU may use it." in article.text
    assert article.every("div", "words")[0].every("a")[0].attributes["href"] == "#SSR.map.1"
    steps = page.ids["Case.refuse_irq.1.s2"]
    assert [each.text for each in steps.every("ol", "steps")[0].every("li")] == [
        "✓passed: When the host boots line 42",
        '✕failed: Then domain "b" is not created: EBUSYdomain "b" runs IRQ 34 is routed to it line 43',
        '–skipped: And domain "a" runs line 44',
    ]
    assert [each.text for each in steps.every("ol", "events")[0].every("li")] == ["d1 a created", "d2 b created"]


def test_a_case_is_described_once_and_linked_from_whatever_else_it_covers() -> None:
    page = Page(html(project()))
    twice = page.ids["Case.refuse_twice.1"]
    homes = [each for each in page.root.every("article") if twice in each.every("details")]
    assert [each.attributes["id"] for each in homes] == ["SSR.hide.1"]
    links = page.ids["SSR.refuse.2"].every("p", "elsewhere")
    assert next(each.every("a")[0].attributes["href"] for each in links) == "#Case.refuse_twice.1"


def test_cases_that_failed_stand_open_and_the_others_closed() -> None:
    page = Page(html(project()))
    assert "open" in page.ids["Case.refuse_irq.1"].attributes
    assert "open" not in page.ids["Case.hide_on.1"].attributes


def test_a_case_that_covers_no_requirement_is_not_lost() -> None:
    scenario = Scenario("x", Outcome.PASSED, (step("When the host boots", 1),))
    evidence = Evidence("model", "required", (case("Case~alone~1", scenario),))
    view = project([item("Case~alone~1", "a.rst:1", "Alone")], evidence, ())
    page = Page(html(view))
    assert "Alone" in page.ids["Case.alone.1"].text
    assert page.ids["strays"].text == "Test cases that cover no requirement 1"


def test_a_long_device_tree_that_several_scenarios_used_stands_in_the_page_once() -> None:
    tree = Tree("host", "/dts-v1/; // " + "x" * 3000)
    scenario = Scenario("boot", Outcome.PASSED, (step("When the host boots", 1),), (), (tree,))
    evidence = Evidence("model", "required", (case("Case~a~1", scenario), case("Case~b~1", scenario)))
    text = html(project([item("Case~a~1", "a.rst:1"), item("Case~b~1", "a.rst:9")], evidence, ()))
    assert text.count(tree.text) == 1
    page = Page(text)
    (annex,) = page.ids["trees"].every("details")
    for name in ("Case.a.1", "Case.b.1"):
        assert f"#{annex.attributes['id']}" in [each.attributes["href"] for each in page.ids[name].every("a")]


@pytest.mark.parametrize("text", ["/ { };", "/ { }; // " + "x" * 3000])
def test_another_device_tree_stands_in_its_scenario_with_all_its_names(text: str) -> None:
    given = (Tree('domain "a"', text), Tree('domain "b"', text))
    scenario = Scenario("boot", Outcome.PASSED, (step("When the host boots", 1),), (), given)
    evidence = Evidence("model", "required", (case("Case~a~1", scenario),))
    page = Page(html(project([item("Case~a~1", "a.rst:1")], evidence, ())))
    (tree,) = page.ids["Case.a.1"].every("details", "tree")
    assert tree.text == f'domain "a", domain "b"{text}'


def test_items_of_one_id_have_anchors_of_their_own() -> None:
    page = Page(html(project([item("SSR~a~1", "a.rst:1", "One"), item("SSR~a~1", "b.rst:1", "Two")], None)))
    assert page.ids["SSR.a.1"].every("h3")[0].text == "One"
    assert page.ids["SSR.a.1-2"].every("h3")[0].text == "Two"


# [utest->dsn~page_stands_alone~1]
def test_nothing_that_others_wrote_becomes_markup() -> None:
    scenario = Scenario(EVIL, Outcome.FAILED, (step(EVIL, 1, Outcome.FAILED, EVIL),), (EVIL,), (Tree(EVIL, EVIL),))
    blocks = (Block("gherkin", EVIL, Span("b.rst", 3)),)
    items = [
        item("SSR~a~1", "a.rst:1", EVIL, needs="Case", description=EVIL, rationale=f"- {EVIL}", comment=f"``{EVIL}``"),
        item("Case~a~1", "b.rst:1", EVIL, covers="SSR~a~1", tags=(EVIL,), blocks=blocks),
    ]
    executed = replace(case("Case~a~1", scenario, message=EVIL), digest=items[1].digest)
    diagnostic = Diagnostic(Code.CASE_FAILED, EVIL, Span(EVIL, 1), (), EVIL)
    text = html(project(items, Evidence("model", EVIL, (executed,)), (diagnostic,), {EVIL: "x"}))
    page = Page(text)
    assert [each.attributes for each in page.root.every("script")] == [{}]
    assert not any("onmouseover" in element.attributes for element in page.root.every())
    assert not set(text) & set("\x00\x1b\u202e")
    assert "{{ 7 * 7 }}" in page.ids["attention"].text
    title = page.ids["SSR.a.1"].every("h3")[0].text
    assert title == "</style></script><script>alert(1)</script>\"' onmouseover=x <b>&amp;␀␛\ufffd{{ 7 * 7 }}"


def test_the_policy_allows_our_own_style_and_script_only() -> None:
    page = Page(html(project()))
    (policy,) = (each.attributes["content"] for each in page.root.every("meta") if "http-equiv" in each.attributes)
    assert policy
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (element,) = page.root.every(tag)
        digest = base64.b64encode(hashlib.sha256(element.raw.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


# [utest->dsn~page_stands_alone~1]
def test_the_page_needs_nothing_beside_it() -> None:
    page = Page(html(project()))
    assert not any("src" in each.attributes for each in page.root.every())
    assert not [each for each in page.root.every() if each.tag in ("link", "iframe", "object", "img")]
    assert not re.search(r"url\(|@import", page.root.every("style")[0].raw)


def test_without_script_nothing_is_hidden_but_what_needs_script() -> None:
    hidden = [each for each in Page(html(project())).root.every() if "hidden" in each.attributes]
    assert [(each.tag, each.attributes.get("class")) for each in hidden] == [("form", "tools"), ("p", "nothing")]


def test_inputs_version_and_the_other_documents_are_named() -> None:
    (footer,) = (each for each in Page(html(project())).root.every("footer"))
    assert f"Made by reqtrace {reqtrace.__version__}; executed on model, required." in footer.text
    assert [each.text for each in footer.every("a")] == ["trace.json", "run.json", "junit.xml"]
    digest = hashlib.sha256("\n".join(f"line {number} of safety" for number in range(1, 80)).encode()).hexdigest()
    assert f"safety.rst{digest}" in footer.text


def test_the_same_input_gives_the_same_bytes() -> None:
    assert html(project(reversed(ITEMS))) == html(project())
    assert html(project()).endswith("</html>\n")


def test_a_status_other_than_approved_shows() -> None:
    page = Page(html(project([item("SSR~a~1", "a.rst:1", status=Status.DRAFT, description=PROSE)], None)))
    assert "draft, revision 1" in page.ids["SSR.a.1"].text


def test_a_run_of_nothing_is_a_page_too() -> None:
    page = Page(html(project([], Evidence("model", "required", ()), ())))
    assert page.ids["matrix"].text == "Matrix There is no requirement."
