# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import pytest
from sites import Site

TOP = "Top\n===\n\n"


@pytest.mark.parametrize(
    "written",
    ["`req~a~1`", "req~a~1", "`req~a~1`\nIts text.", "req~a~1\nIts text.", "`req~a~1`\n\nDescription:\nIts text."],
)
def test_an_id_at_the_head_of_an_item_becomes_its_card_and_what_follows_stays(site: Site, written: str) -> None:
    page = site.write({"index": f"{TOP}{written}\n"}).page()
    assert page.count('id="req.a.1"') == 1
    assert page.count("req<wbr/>~a<wbr/>~1") == 1
    assert ("Its text." in page) == ("Its text." in written)


# [utest->dsn~sphinx_decorates~1]
def test_what_the_reader_takes_for_text_is_text(site: Site) -> None:
    text = f"{TOP}.. note::\n\n   `req~a~1`\n\n::\n\n   `req~b~1`\n\nIn prose ``req~c~1``.\n\n`req~d~1`\n"
    page = site.write({"index": text}).page()
    assert "req.d.1" in page
    assert not any(f'id="req.{name}.1"' in page for name in "abc")


def test_dashes_in_a_name_stay_as_they_are(site: Site) -> None:
    page = site.write({"index": f"{TOP}`req~a--b~1`\n\nSee `req~a--b~1`.\n"}).page()
    assert page.count("req<wbr/>~a--b<wbr/>~1") == 2
    assert site.warnings == ""


def test_items_of_one_id_are_told_apart(site: Site) -> None:
    site.write({"index": f"{TOP}`req~a~1`\n\nOther\n-----\n\n`req~a~1`\n\nSee `req~a~1`.\n"})
    page = site.page()
    assert 'id="req.a.1"' in page
    assert 'id="req.a.1-2"' in page
    assert page.count('class="reference internal" href="#req.a.1" title="Top"') == 1
    assert site.warnings.count("[reqtrace.RT206]") == 2


def test_an_item_in_an_included_file_is_found_there(site: Site) -> None:
    site.write({"index": f"{TOP}.. include:: part.rst\n\nSee `req~a~1`.\n", "part": ":orphan:\n\n`req~a~1`\n"})
    assert 'id="req.a.1"' in site.page()
    assert 'href="part.html#req.a.1"' in site.page()


def test_keywords_of_an_item_can_be_seen(site: Site) -> None:
    page = site.write({"index": f"{TOP}Tags: none\n\n`req~a~1`\n\nDescription:\nText.\n\nTags: x\n"}).page()
    assert '<span class="reqtrace-keyword">Description:</span>\nText.' in page
    assert page.count("reqtrace-keyword") == 2


ROLES = ["", "any", "req:item", "py:obj", "ref", "literal", "code", "math", "emphasis", "samp", "title", "nope"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_local", [False, True])
def test_heads_and_cited_ids_are_found_whatever_the_default_role_makes_of_them(
    site: Site, role: str, *, is_local: bool
) -> None:
    site.settings |= {} if is_local else {"default_role": role}
    local = f".. default-role:: {role}\n\n" if is_local and role != "nope" else ""
    text = f"{local}{TOP}`req~a~1`\nIts text.\n\nSee `req~a~1`, `req~a`, `req~gone~1`.\n"
    page = re.sub("<wbr ?/?>", "", site.write({"index": text}).page())
    assert page.count('id="req.a.1"') == 1
    assert page.count('<a class="reference internal" href="#req.a.1" title="Top">') == 2
    told = [line for line in site.warnings.splitlines() if "default role nope" not in line]
    line = 9 if local else 7
    assert told == [f"index.rst:{line}: WARNING: req~gone~1 is cited, but no such item exists [reqtrace.ref]"]
    assert "Its text." in page


@pytest.mark.parametrize("role", ["index", "eq", "pep", "download", "guilabel"])
def test_a_head_is_one_even_where_its_role_can_make_nothing_of_it(site: Site, role: str) -> None:
    site.settings |= {"default_role": role}
    page = site.write({"index": f"{TOP}`req~a~1`\n\nIts text.\n"}).page()
    assert page.count('id="req.a.1"') == 1
    assert page.count("req<wbr/>~a<wbr/>~1") == 1


def test_an_id_in_a_role_or_in_literals_is_no_citation(site: Site) -> None:
    page = site.write({"index": f"{TOP}`req~a~1`\n\nSee *req~a~1*, ``req~a~1``, :emphasis:`req~a~1`.\n"}).page()
    assert 'href="#req.a.1"' not in page.partition("See ")[2].partition("</p>")[0]


def test_items_are_shown_where_links_of_the_system_lead_to_their_files(site: Site) -> None:
    site.write({"index": f"{TOP}`req~a~1`\n"})
    (site.folder / "link").symlink_to(site.source)
    site.settings["reqtrace_paths"] = ["../link"]
    assert 'id="req.a.1"' in site.page()
    assert site.warnings == ""


def test_an_item_that_its_page_does_not_show_is_told_in_every_build_and_closes_the_gate(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["warning"]
    site.settings["extensions"] = ["reqtrace_sphinx", "shifting"]
    site.write({"index": f"{TOP}`req~a~1`\n"})
    for _ in range(2):
        assert 'id="req.a.1"' not in site.page()
        assert site.warnings.startswith(
            "index.rst:4: WARNING: req~a~1 is traced, but this page does not show it: "
            "no paragraph of the page begins with its id in this line [reqtrace.unshown]\n"
        )
        assert site.status == 1
