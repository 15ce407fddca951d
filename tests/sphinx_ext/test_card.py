# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import pytest
from sites import CASE, DOCUMENTS, FAULTS, RUNS, Site


def words(html: str) -> str:
    """What one reads on a page."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def card(html: str, anchor: str) -> str:
    found = re.search(
        rf'<div class="[^"]*reqtrace-card[^"]*" id="{re.escape(anchor)}"[^>]*>.*?\n</div>', html, re.DOTALL
    )
    assert found, f"no card {anchor}"
    return found[0]


def test_an_id_is_a_target_and_shows_itself_as_a_permalink(site: Site) -> None:
    shown = card(site.write(DOCUMENTS).page("safety"), "SSR.hide.1")
    assert 'href="#SSR.hide.1"><code class="reqtrace-identity">SSR<wbr/>~hide<wbr/>~1</code></a>' in shown
    assert ' role="group" aria-label="SSR~hide~1">' in shown
    assert site.warnings == ""


# [utest->dsn~cards_show_worth~1]
def test_a_card_says_what_an_item_is_worth_and_to_whom_it_is_linked(site: Site) -> None:
    shown = card(site.write(DOCUMENTS).page("safety"), "SSR.hide.1")
    assert words(shown) == (
        "SSR~hide~1 ✓ verified (model, required) SSR, revision 1 "
        "Covers ✓ verified (model, required) Passthrough Test cases ✓ passed It is hidden Written in safety.rst:4"
    )
    assert '<a class="reference internal" href="product.html#PRQ.root.1" title="PRQ~root~1">' in shown
    assert '<a class="reference internal" href="cases.html#XenValTestCase.hidden.1"' in shown


# [utest->dsn~cards_show_places~1]
def test_a_card_and_a_matrix_name_the_lines_of_code_that_cover_an_item(site: Site) -> None:
    site.settings["reqtrace_source_url"] = "https://example.org/{file}#L{line}"
    # oft:off
    site.write({"index": "Top\n===\n\n`dsn~a~1`\n\nNeeds: impl\n\nAll\n---\n\n.. req:matrix::\n"})
    (site.source / "a.c").write_text("\n// [impl->dsn~a~1]\n")
    # oft:on
    page = site.page()
    assert "Covered by ✓ covered impl in a.c:2 Written in" in words(card(page, "dsn.a.1"))
    assert 'href="https://example.org/a.c#L2"' in card(page, "dsn.a.1")
    assert "a.c:2: covered" in words(page.split("<table", 1)[1])


def test_a_failed_case_names_its_step_its_message_and_the_events(site: Site) -> None:
    site.write(DOCUMENTS | {"cases": CASE.replace(RUNS, FAULTS)})
    said = words(card(site.page("cases"), "XenValTestCase.hidden.1"))
    assert "✕ failed (model, required)" in said
    assert (
        "Stopped at dom0 boots, line 15 Then domain &quot;dom0&quot; can not read the peripheral at 0x9010000" in said
    )
    assert (
        "expected: a read at 0x9010000 faults; seen: a peripheral answers the read at 0x9010000 the host boots" in said
    )
    assert site.warnings.startswith("cases.rst:15: WARNING: expected: a read at 0x9010000 faults; ")
    assert site.warnings.endswith(" [reqtrace.RT306]\n")


def test_a_requirement_that_failed_says_because_of_what(site: Site) -> None:
    site.write(DOCUMENTS | {"cases": CASE.replace(RUNS, FAULTS)})
    said = words(card(site.page("safety"), "SSR.hide.1"))
    assert "Because XenValTestCase~hidden~1: Then domain &quot;dom0&quot; can not read" in said
    assert "Because SSR~hide~1: failed" in words(card(site.page("product"), "PRQ.root.1"))


def test_what_is_missing_and_a_status_are_shown(site: Site) -> None:
    site.write({"index": "Top\n===\n\n`SSR~a~1`\n\nStatus: draft\n\nNeeds: XenValTestCase\n"})
    said = words(card(site.page(), "SSR.a.1"))
    assert "○ unverified (model, required) ◌ draft SSR, revision 1" in said
    assert "Missing XenValTestCase" in said


def test_markup_and_control_characters_in_titles_are_shown_as_text(site: Site) -> None:
    site.write({"index": "<b>x</b> \x1b[1m\n=============\n\n`SSR~a~1`\n\nSee\n\n.. req:matrix::\n"})
    page = site.page()
    assert "&lt;b&gt;x&lt;/b&gt; ␛[1m" in page.split("<table", 1)[1]


def test_a_gap_that_the_project_accepts_is_shown_with_its_reason(site: Site) -> None:
    page = "Top\n===\n\n`SSR~a~1`\n\nNeeds: XenValTestCase\n\nAll\n---\n\n.. req:summary::\n\n.. req:matrix::\n"
    site.write({"index": page})
    settings = '[[justified]]\nid = "SSR~a~1"\nreason = "Later."\nowner = "Ada"\ndate = 2026-01-10\nexpires = {}\n'
    (site.source / "reqtrace.toml").write_text(settings.format("9000-01-01"), encoding="utf-8")
    told = "no XenValTestCase covers it: Later. (accepted by Ada on 2026-01-10, holds until 9000-01-01)"
    html = site.page()
    assert f"Accepted gaps {told}" in words(card(html, "SSR.a.1"))
    assert f"Gaps that the project accepts: Top: {told}" in words(html)
    assert "accepted to be missing: XenValTestCase" in words(html)
    assert site.warnings == ""


def test_a_gap_that_was_accepted_for_a_time_is_missing_after_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write({"index": "Top\n===\n\n`SSR~a~1`\n\nNeeds: XenValTestCase\n"})
    settings = (
        '[[justified]]\nid = "SSR~a~1"\nreason = "Later."\nowner = "Ada"\ndate = 2026-01-10\nexpires = 2026-01-11\n'
    )
    (site.source / "reqtrace.toml").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1768089600")  # 2026-01-11, its last day
    assert "Accepted gaps" in words(card(site.page(), "SSR.a.1"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1768176000")  # the day after
    assert "Missing XenValTestCase" in words(card(site.page(output="later", trees="later"), "SSR.a.1"))
    assert "RT212" in site.warnings


def test_what_is_wrong_besides_an_accepted_gap_is_what_needs_a_person(site: Site) -> None:
    page = (
        "Top\n===\n\n`SSR~a~1`\n\nCovers:\n - `PRQ~gone~1`\n\nNeeds: XenValTestCase\n\nAll\n---\n\n.. req:summary::\n"
    )
    site.write({"index": page})
    settings = (
        '[[justified]]\nid = "SSR~a~1"\nreason = "Later."\nowner = "Ada"\ndate = 2026-01-10\nexpires = 9000-01-01\n'
    )
    (site.source / "reqtrace.toml").write_text(settings, encoding="utf-8")
    said = words(site.page())
    assert "○ unverified (model, required) Top: it covers PRQ~gone~1, which does not exist Gaps that" in said
