# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import pytest
from sites import CASE, DOCUMENTS, FAULTS, RUNS, Site
from test_card import words


def rows(html: str) -> list[str]:
    table = html.split("reqtrace-matrix", 1)[1].split("</table>", 1)[0]
    return [words(row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]


# [utest->dsn~matrix_where_it_is_wanted~1]
def test_the_matrix_names_requirements_verdicts_and_what_covers_them(site: Site) -> None:
    assert rows(site.write(DOCUMENTS).page()) == [
        "Requirement Verdict (model, required) Covered by",
        "Passthrough PRQ~root~1 ✓ verified ✓ Hide the IOMMU: verified (model, required)",
        "Hide the IOMMU SSR~hide~1 ✓ verified ✓ It is hidden: passed",
    ]


def test_the_matrix_is_a_table_with_scopes_and_links(site: Site) -> None:
    page = site.write(DOCUMENTS).page()
    assert page.count('<th class="head" scope="col">') == 7
    assert page.count('<th class="stub" scope="row">') == 5
    assert 'href="cases.html#XenValTestCase.hidden.1" title="It is hidden: passed (XenValTestCase~hidden~1)"' in page


def test_options_choose_rows_and_give_a_caption(site: Site) -> None:
    options = "   :kinds: SSR\n   :caption: Safety *only*\n"
    index = f"Top\n===\n\n.. req:matrix::\n{options}\n.. toctree::\n   :glob:\n\n   *\n"
    page = site.write(DOCUMENTS | {"index": index}).page()
    assert len(rows(page)) == 2
    assert "Safety *only*" in words(page.split("<caption>", 1)[1].split("</caption>", 1)[0])
    assert site.warnings == ""


@pytest.mark.parametrize(
    ("only", "names"),
    [("failed", ["PRQ", "SSR"]), ("attention", ["PRQ", "SSR", "lone"]), ("unverified", ["lone"]), ("verified", [])],
)
def test_a_matrix_may_hold_only_what_is_in_one_state(site: Site, only: str, names: list[str]) -> None:
    index = f".. req:matrix::\n   :only: {only}\n\n.. toctree::\n   :glob:\n\n   *\n"
    lone = "Lone\n====\n\n`lone~x~1`\n\nNeeds: XenValTestCase\n"
    site.write(DOCUMENTS | {"index": f"Top\n===\n\n{index}", "cases": CASE.replace(RUNS, FAULTS), "lone": lone})
    page = site.page()
    found = [row.split("~")[0].split()[-1] for row in rows(page)[1:]] if names else []
    assert found == names
    assert (f"No requirement is to be shown: {only}." in page) == (not names)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (":kinds: SRS", "index.rst:4: WARNING: no requirement is of kind SRS; did you mean SSR? [reqtrace.matrix]"),
        (":kinds: a-b", "'a-b' is no kind; write kinds as they stand in ids, separated by commas"),
        (":only: bad", '"bad" unknown; choose from "all", "verified", "unverified", "failed", or "attention".'),
        (":color: red", 'unknown option: "color".'),
    ],
)
def test_a_wrong_option_is_told_in_its_place(site: Site, option: str, said: str) -> None:
    index = f"Top\n===\n\n.. req:matrix::\n   {option}\n\n.. toctree::\n   :glob:\n\n   *\n"
    site.write(DOCUMENTS | {"index": index}).build()
    assert said in site.warnings
    assert site.warnings.startswith("index.rst:4: ")


def test_the_summary_begins_with_the_answer_and_what_needs_a_person(site: Site) -> None:
    page = words(site.write(DOCUMENTS | {"cases": CASE.replace(RUNS, FAULTS)}).page())
    assert "No requirement is verified (model, required); 2 failed. “Verified (model, required)” says" in page
    assert "✕ failed (model, required) Hide the IOMMU : expected: a read at 0x9010000 faults" in page.replace(
        "U:", "U :"
    )
    assert "Kind Items Verdict (model, required) Defects PRQ 1 ✕ 1 failed 0" in page
