# SPDX-License-Identifier: Apache-2.0
"""The pages of a report: nothing lost, nothing broken, nothing that others wrote becomes markup."""

from __future__ import annotations

import re

import pytest
from html_pages import Element
from msgspec.structs import replace
from samples import ITEMS, PROSE, case, id_of, item, project, sound_project, step
from site_pages import Site

from reqtrace.catalogue import Code
from reqtrace.config import Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Evidence, Inspection, Origin, Outcome, Scenario, Tree
from reqtrace.item import Block, Status
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.material import Absence, Companion
from reqtrace.report.view import View
from reqtrace.span import Span
from reqtrace.trace.gate import Threshold

EVIL = "</style></script><script>alert(1)</script>\"' onmouseover=x <b>&amp;\x00\x1b\u202e{{ 7 * 7 }}"
SHOWN = "</style></script><script>alert(1)</script>\"' onmouseover=x <b>&amp;␀␛\ufffd{{ 7 * 7 }}"


VIEWS = {
    "all": project(),
    "traced": project(evidence=None),
    "sound": sound_project(),
    "nothing": project([], None, ()),
    "nothing executed": project([], Evidence("model", "required", ()), ()),
}


# [utest->dsn~pages_from_disk~1]
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_page_is_good_html_and_every_link_leads_somewhere(view: View) -> None:
    site = Site(view)
    assert list(site.broken()) == []
    for page in site.pages.values():
        for element in page.root.every():
            for name in (element.attributes.get("aria-labelledby") or "").split():
                assert name in page.ids
    assert site.front.root.every("h1")[0].text == view.title


# [utest->dsn~one_answer_with_its_qualifier~1]
def test_the_first_sentence_is_the_answer_and_the_second_says_what_kind_of_answer() -> None:
    main = Site(project()).front.ids["main"]
    assert [each.text for each in main.every("p")][1:3] == [project().answer, project().meaning]


def test_what_needs_a_person_comes_first() -> None:
    page = Site(project()).front
    assert [each.attributes["id"] for each in page.ids["main"].every("section")] == ["attention", "further", "report"]
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
    assert "Nothing of the kind Case covers it, which it needs." in todo[2].text
    assert todo[4].every("p")[1].text == "Because of Refuse a second owner, Map registers, quit."


def test_where_only_a_demand_is_missed_nobody_says_that_nothing_is_the_matter() -> None:
    fine = Site(sound_project()).front.ids["attention"]
    assert fine.text == "Needs a person Nothing: no requirement is unverified."
    demand = "requirements are verified in whole"
    missed = Threshold("gate.complete", demand, "at least 95 %", "0 % (0 of 1)", "95 % too few")
    page = Site(sound_project(), gate=(missed,)).front
    assert page.ids["attention"].text == (
        "Needs a person No requirement is unverified, and yet not all is in order, as is said below."
    )
    assert demand in page.ids["demands"].text


def test_every_requirement_has_a_row_with_its_verdict_and_its_cases() -> None:
    rows = [row for body in Site(project())["matrix"].root.every("tbody") for row in body.every("tr")]
    told = [(row.every("a")[0].text, row.every("b")[0].text, len(row.every("a", "q"))) for row in rows]
    assert told == [
        ("Give a domain its devices", "failed", 4),
        ("Hide the IOMMU", "verified", 2),
        ("Refuse a second owner", "failed", 3),
        ("Map registers", "unverified", 1),
        ("quit", "unverified", 0),
        ("Give interrupts in turn", "rejected", 0),
    ]
    assert rows[4].every("p")[0].text == "no Case"
    squares = [each.attributes["title"] for each in rows[1].every("a", "q")]
    assert squares == ["Nothing to find: passed", "Two domains, one device: passed"]


def test_a_row_says_what_it_can_be_chosen_by_or_its_body_for_all_of_its_rows() -> None:
    product, safety = Site(project())["matrix"].root.every("tbody")
    assert product.attributes == {
        "data-kind": "PRQ", "data-status": "approved", "data-verdict": "failed", "data-complete": "incomplete",
    }  # fmt: skip
    assert product.every("tr")[0].attributes == {}
    assert safety.attributes == {"data-kind": "SSR"}
    assert safety.every("tr")[0].attributes == {
        "data-status": "approved", "data-verdict": "verified", "data-complete": "not stated",
    }  # fmt: skip


def nearest_heading(page: Element, chip: Element) -> str:
    """The words of the headings that stand above something, and of the head of its column."""
    found, words = False, ""
    level: Element | None = chip
    while level is not None and not found:
        if level.tag in ("td", "th") and level.parent:
            table = level.parent
            while table.tag != "table" and table.parent:
                table = table.parent
            place = level.parent.children.index(level)
            words += (
                table.every("thead")[0].every("th")[place].text
                + " "
                + " ".join(each.text for each in table.every("caption"))
            )
        before: list[Element] = []
        for each in level.parent.children if level.parent else ():
            if each is level:
                break
            before.append(each)
        words += " ".join(each.text for each in before if each.tag in ("h2", "h3", "p"))
        level = level.parent
    return words


# [utest->dsn~one_answer_with_its_qualifier~1]
def test_no_verdict_stands_without_its_qualifier() -> None:
    """It is in the chip, in the heading above it, in the head of its column, or beside it in its cell."""
    seen = 0
    for page in Site(project()).pages.values():
        for chip in page.root.every("b"):
            if "class" in chip.attributes and re.search(r"verified\b", chip.text):
                beside = chip.parent.text if chip.parent and chip.parent.tag == "td" else ""
                assert "(model, required)" in chip.text + beside + nearest_heading(page.root, chip), chip.raw
                seen += 1
    assert seen > 10


# [utest->dsn~site_has_every_section~1]
def test_every_section_of_the_certification_report_has_its_place() -> None:
    site = Site(project())
    entries = site["report"].root.every("ol", "chapters")[0].children
    keys = list(TITLES)
    assert len(entries) == len(keys)
    for key in keys:
        assert f"html/{key}.html" in site.files or key in ("traceability", "test_results", "test_logs")
    assert [each.text for each in site.front.ids["report"].every("li")] == [each.text for each in entries]


def test_a_requirement_shows_its_words_its_facts_and_its_cases_with_what_is_wrong() -> None:
    site = Site(project())
    hide = site.item("SSR.hide.1")
    assert [each.text for each in hide.every("li")][:2] == ["it is enabled, or", "its driver is absent."]
    assert "Who finds an IOMMU may use it." in hide.text
    mention = next(each for each in hide.every("a") if each.text == "SSR~map~1")
    assert (mention.attributes["href"] or "").endswith("#SSR.map.1")
    facts = {name.text: said.text for name, said in zip(hide.every("dt"), hide.every("dd"), strict=True)}
    assert facts == {
        "Verified by": "test",
        "Completeness": "not stated",
        "Covers": "Give a domain its devices",
        "Needs": "Case",
        "Tags": "arm64, iommu",
    }
    assert hide.every("p", "of")[0].text.endswith(" SSR~hide~1 revision 1, safety.rst:12")
    cases = site.item("SSR.refuse.2")
    assert cases.every("h3")[-1].text == "Test cases 1 passed, 1 failed, 0 not run"
    assert cases.every("ul", "links")[0].children[0].text == (
        'failed Two domains, one interrupt requirements-basedThen domain "b" is not created: EBUSY domain "b" runs '
        "cases/hide.rst:43"
    )


def test_a_case_shows_its_steps_what_happened_and_what_was_written() -> None:
    refused = Site(project()).item("Case.refuse_irq.1")
    _, scenario = refused.every("section", "scenario")
    assert [each.text for each in scenario.every("ol", "steps")[0].children] == [
        "When the host boots42",
        'failed Then domain "b" is not created: EBUSYdomain "b" runs IRQ 34 is routed to it43',
        'skipped And domain "a" runs44',
    ]
    (log,) = scenario.every("details", "log")
    assert "open" in log.attributes
    assert [each.text for each in log.every("li")] == ["d1 a created", "d2 b created"]
    written = Site(project()).item("Case.hide_on.1").every("details", "log")[-1]
    assert written.text == 'As writtenScenario: boot When the host boots Then domain "a" runs'


def test_a_case_that_was_not_executed_says_so() -> None:
    assert "It was not executed." in Site(project(evidence=None)).item("Case.hide_on.1").text
    changed = replace(ITEMS[6], digest="0" * 64)
    stale = Site(project([each if each.id != changed.id else changed for each in ITEMS])).item("Case.hide_on.1")
    assert "What was executed was another text than it has now." in stale.text


def test_a_case_shows_the_results_and_records_that_it_rests_on() -> None:
    result = Origin("ctest.xml", "a" * 64, "hide", "ctest", "2026-11-21T09:30:00Z", line=7, log="all <b>fine</b>")
    record = Inspection("i.toml", "b" * 64, 3, "list 2", Outcome.FAILED, "Ada", "Bob", "2026-11-20", "c" * 64, "odd")
    ran = Case(id_of("Case~a~1"), "0" * 64, Outcome.FAILED, origins=(result,), inspections=(record,))
    site = Site(project([item("Case~a~1", "a.rst:1")], Evidence("model", "required", (ran,)), ()))
    (records,) = site.item("Case.a.1").every("div", "records")
    assert [each.text for each in records.every("p")] == [
        "✓ passed hide in ctest.xml:7 (ctest, 2026-11-21T09:30:00Z)",
        "✕ failed list 2 in i.toml:3",
        "by Ada, approved by Bob, 2026-11-20",
        "odd",
    ]
    assert records.every("pre")[0].text == "all <b>fine</b>"


def test_every_item_is_described_once() -> None:
    site = Site(project())
    for each in ITEMS:
        assert site.item(str(each.id).replace("~", "."))


def test_a_long_device_tree_that_several_scenarios_used_stands_on_a_page_once() -> None:
    tree = Tree("host", "/dts-v1/; // " + "x" * 3000)
    scenario = Scenario("boot", Outcome.PASSED, (step("When the host boots", 1),), (), (tree,))
    evidence = Evidence("model", "required", (case("Case~a~1", scenario), case("Case~b~1", scenario)))
    site = Site(project([item("Case~a~1", "a.rst:1"), item("Case~b~1", "a.rst:9")], evidence, ()))
    assert sum(content.count(tree.text.encode()) for content in site.files.values()) == 1
    (shown,) = site.item("Case.a.1").every("details", "tree")
    assert f"#{shown.attributes['id']}" in [each.attributes["href"] for each in site.item("Case.b.1").every("a")]


@pytest.mark.parametrize("text", ["/ { };", "/ { }; // " + "x" * 3000])
def test_another_device_tree_stands_in_its_scenario_with_all_its_names(text: str) -> None:
    given = (Tree('domain "a"', text), Tree('domain "b"', text))
    scenario = Scenario("boot", Outcome.PASSED, (step("When the host boots", 1),), (), given)
    evidence = Evidence("model", "required", (case("Case~a~1", scenario),))
    (tree,) = Site(project([item("Case~a~1", "a.rst:1")], evidence, ())).item("Case.a.1").every("details", "tree")
    assert tree.text == f'domain "a", domain "b"{text}'


def test_items_of_one_id_have_anchors_of_their_own() -> None:
    site = Site(project([item("SSR~a~1", "a.rst:1", "One"), item("SSR~a~1", "b.rst:1", "Two")], None))
    assert site.item("SSR.a.1").every("h2")[0].text == "One"
    assert site.item("SSR.a.1-2").every("h2")[0].text == "Two"


# [utest->dsn~pages_from_disk~1]
def test_nothing_that_others_wrote_becomes_markup() -> None:
    scenario = Scenario(EVIL, Outcome.FAILED, (step(EVIL, 1, Outcome.FAILED, EVIL),), (EVIL,), (Tree(EVIL, EVIL),))
    blocks = (Block("gherkin", EVIL, Span("b.rst", 3)),)
    items = [
        item("SSR~a~1", "a.rst:1", EVIL, needs="Case", description=EVIL, rationale=f"- {EVIL}", comment=f"``{EVIL}``"),
        item("Case~a~1", "b.rst:1", EVIL, covers="SSR~a~1", tags=(EVIL,), blocks=blocks),
    ]
    executed = replace(case("Case~a~1", scenario, message=EVIL), digest=items[1].digest)
    diagnostic = Diagnostic(Code.CASE_FAILED, EVIL, Span(EVIL, 1), (), EVIL)
    companion, absence = Companion("matrix.csv", EVIL, Format.CSV), Absence(Format.PDF, EVIL)
    site = Site(
        project(items, Evidence("model", EVIL, (executed,)), (diagnostic,), {EVIL: "x"}),
        companions=(companion,),
        absent=(absence,),
    )
    for page in site.pages.values():
        assert all(set(each.attributes) <= {"src", "defer"} and not each.content for each in page.root.every("script"))
        assert page.root.every("style") == []
        assert not any("onmouseover" in element.attributes for element in page.root.every())
    assert not any(sign in content.decode() for content in site.files.values() for sign in "\x00\x1b\u202e")
    assert "{{ 7 * 7 }}" in site.front.ids["attention"].text
    assert site.item("SSR.a.1").every("h2")[0].text == SHOWN


# [utest->dsn~pages_from_disk~1]
def test_pages_load_nothing_but_what_lies_beside_them() -> None:
    site = Site(project())
    for name, page in site.pages.items():
        (policy,) = (each.attributes["content"] for each in page.root.every("meta") if "http-equiv" in each.attributes)
        assert policy == (
            "default-src 'none'; style-src 'self' file:; script-src 'self' file:; base-uri 'none'; form-action 'none'"
        )
        assert not [each for each in page.root.every() if each.tag in ("iframe", "object", "img", "form", "base")]
        folder = "html/static/" if name == "index.html" else "static/"
        loaded = [each.attributes.get("src") or each.attributes.get("href") or "" for each in page.root.every("script")]
        loaded += [each.attributes["href"] or "" for each in page.root.every("link")]
        assert len(loaded) >= 4
        assert all(each.startswith(folder) for each in loaded)
    for name in ("report.css", "chips.css", "reqtrace.css"):
        assert not re.search(rb"url\(|@import", site.files[f"html/static/{name}"])


def test_the_files_beside_are_named_and_so_is_what_was_left_out() -> None:
    companions = (Companion("index.html", "this", Format.HTML), Companion("matrix.csv", "the rows", Format.CSV))
    absent = (Absence(Format.PDF, "typst is not installed"),)
    page = Site(project(), companions=companions, absent=absent).front
    assert [each.text for each in page.ids["files"].every("li")] == [
        "matrix.csv the rows",
        "pdf was left out: typst is not installed",
    ]


def test_every_page_says_what_it_was_made_of() -> None:
    for page in Site(project()).pages.values():
        (footer,) = page.root.every("footer")
        assert footer.text == (
            "reqtrace 1.0 · executed on model, required · commit 4f2c9e1b7a3d · 2026-11-21 · "
            "how to make and check this again"
        )


def test_the_same_input_gives_the_same_bytes() -> None:
    assert Site(project(reversed(ITEMS))).files == Site(project()).files


def test_a_status_other_than_approved_shows() -> None:
    site = Site(project([item("SSR~a~1", "a.rst:1", status=Status.DRAFT, description=PROSE)], None))
    facts = [each.text for each in site.item("SSR.a.1").every("dd")]
    assert "draft" in facts


def test_a_run_of_nothing_is_a_report_too() -> None:
    site = Site(project([], Evidence("model", "required", ()), ()))
    assert site["matrix"].ids["main"].text == "Matrix There is no requirement."
    assert site["cases"].ids["main"].text == "Test cases There is no test case."
