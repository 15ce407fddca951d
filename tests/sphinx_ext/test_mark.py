# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

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
