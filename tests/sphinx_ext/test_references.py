# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import pytest
from sites import DOCUMENTS, Site
from test_directives import body as body_of


def body(html: str) -> str:
    """The body of a page, without the places at which an id may be broken."""
    return re.sub("<wbr ?/?>", "", body_of(html))


ITEMS = """\
Top
===

`req~some_item~1`

Later
-----

`req~some_item~2`

"""
LINK = '<a class="reference internal" href="#req.some_item.{}" title="{}">{}</a>'
ID = '<code class="reqtrace-identity">req~some_item{}</code>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("`req~some_item~1`", LINK.format(1, "Top", ID.format("~1"))),
        (":req:item:`req~some_item~1`", LINK.format(1, "Top", ID.format("~1"))),
        (":req:item:`that one <req~some_item~1>`", LINK.format(1, "Top", "<span>that one</span>")),
        (":req:item:`~req~some_item~1`", LINK.format(1, "Top", "<span>Top</span>")),
        (":req:item:`!req~some_item~1`", ID.format("~1")),
        ("`req~some_item`", LINK.format(2, "Later", ID.format(""))),
        (":req:item:`req~some_item`", LINK.format(2, "Later", ID.format(""))),
        (":req:item:`~req~some_item`", LINK.format(2, "Later", "<span>Later</span>")),
        ("`other~thing`", "<cite>other~thing</cite>"),
        ("`~req~some_item`", "<cite>~req~some_item</cite>"),
    ],
)
def test_a_reference_is_a_link_with_the_title_as_tooltip(site: Site, written: str, shown: str) -> None:
    page = body(site.write({"index": f"{ITEMS}See {written}.\n"}).page())
    assert f"<p>See {shown}.</p>" in page
    assert "RT" not in site.warnings.replace("RT206", "")
    assert "[reqtrace.ref]" not in site.warnings


def test_the_role_any_finds_items(site: Site) -> None:
    page = body(site.write({"index": f"{ITEMS}See :any:`req~some_item~1` and :any:`so <req~some_item>`.\n"}).page())
    assert page.count('title="Top"') == 1
    assert page.count('title="Later"') == 1
    assert site.warnings == ""


def inventory(folder: Path) -> list[str]:
    lines = zlib.decompress((folder / "objects.inv").read_bytes().split(b"zlib.\n", 1)[1]).decode().splitlines()
    return [line for line in lines if " req:" in line]


# [utest->dsn~domain_is_an_inventory~1]
def test_every_item_that_a_page_shows_stands_in_the_inventory_with_its_title(site: Site) -> None:
    site.settings["exclude_patterns"] = ["safety.rst"]
    assert inventory(site.write(DOCUMENTS).build()) == [
        "PRQ~root req:item 1 product.html#PRQ.root.1 PRQ~root~1",
        "PRQ~root~1 req:item 1 product.html#PRQ.root.1 Passthrough",
        "XenValTestCase~hidden req:item 1 cases.html#XenValTestCase.hidden.1 XenValTestCase~hidden~1",
        "XenValTestCase~hidden~1 req:item 1 cases.html#XenValTestCase.hidden.1 It is hidden",
    ]


def test_an_id_without_revision_is_listed_as_the_current_one(site: Site) -> None:
    assert inventory(site.write({"index": ITEMS}).build()) == [
        "req~some_item req:item 1 index.html#req.some_item.2 req~some_item~2",
        "req~some_item~1 req:item 1 index.html#req.some_item.1 Top",
        "req~some_item~2 req:item 1 index.html#req.some_item.2 Later",
    ]


def other(site: Site, text: str, **settings: object) -> Site:
    """Another project that has an item of its own, and one whose id the first project has as well."""
    inventory = site.write(DOCUMENTS).build() / "objects.inv"
    mapping = {"xen": ("https://xen.example/", str(inventory))}
    more = {"extensions": ["reqtrace_sphinx", "sphinx.ext.intersphinx"], "intersphinx_mapping": mapping, **settings}
    page = f"Ours\n====\n\n`PRQ~root~1`\n\n`note~x~1`\n\nSee {text}.\n"
    return Site(site.folder / "other", more).write({"index": page})


THERE = 'href="https://xen.example/safety.html#SSR.hide.1"'
SHOWN = '<code class="reqtrace-identity">SSR~hide{}</code></a>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("`SSR~hide~1`", SHOWN.format("~1")),
        (":req:item:`SSR~hide~1`", SHOWN.format("~1")),
        (":any:`SSR~hide~1`", ">IOMMU</span>"),
        (":external:req:item:`SSR~hide~1`", SHOWN.format("~1")),
        (":external+xen:req:item:`SSR~hide~1`", SHOWN.format("~1")),
        (":req:item:`xen:SSR~hide~1`", "</a>"),
        (":req:item:`that <SSR~hide~1>`", "<span>that</span></a>"),
        (":req:item:`~SSR~hide~1`", "<span>Hide the IOMMU</span></a>"),
        (":req:item:`SSR~hide`", SHOWN.format("")),
        ("`SSR~hide`", "<cite>SSR~hide</cite></a>"),
    ],
)
def test_another_project_links_by_the_inventory(site: Site, written: str, shown: str) -> None:
    ours = other(site, written)
    page = body(ours.page())
    assert ours.warnings == ""
    link = page.split("See ", 1)[1].split(".</p>", 1)[0]
    assert THERE in link
    assert shown in link


def test_an_id_that_both_projects_have_is_ours_unless_the_other_is_named(site: Site) -> None:
    ours = other(site, "`PRQ~root~1`, :req:item:`PRQ~root~1`, :any:`PRQ~root~1`, :external+xen:req:item:`PRQ~root~1`")
    page = body(ours.page())
    assert ours.warnings == ""
    assert page.count('<a class="reference internal" href="#PRQ.root.1" title="Ours">') == 3
    assert page.count('href="https://xen.example/product.html#PRQ.root.1"') == 1


def test_what_neither_project_has_is_told_once(site: Site) -> None:
    ours = other(site, "`SSR~hid~1`, :external+xen:req:item:`SSR~hid~1`")
    ours.build()
    assert ours.warnings == (
        "index.rst:8: WARNING: SSR~hid~1 is cited, but no such item exists [reqtrace.ref]\n"
        "index.rst:8: WARNING: external req:item reference target not found: SSR~hid~1 [ref.item]\n"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("`SSR~hide~0`", "SSR~hide~0 is cited, but SSR~hide~1 is current"),
        (":req:item:`SSR~hide~2`", "SSR~hide~2 is cited, but only SSR~hide~1 exists"),
        (":any:`SSR~hide~2`", "SSR~hide~2 is cited, but only SSR~hide~1 exists"),
    ],
)
def test_another_revision_than_that_of_the_other_project_is_told(site: Site, written: str, said: str) -> None:
    ours = other(site, written)
    ours.build()
    assert ours.warnings == f"index.rst:8: WARNING: {said} [reqtrace.ref]\n"


def test_what_another_project_has_not_any_more_is_told_though_nothing_changed_here(site: Site) -> None:
    ours = other(site, "`SSR~hide~1`")
    ours.build()
    assert ours.warnings == ""
    site.replace("safety", "SSR~hide~1", "SSR~hide~2")
    site.replace("cases", "SSR~hide~1", "SSR~hide~2")
    site.build()
    mapping = {"xen": ("https://xen.example/", str(site.folder / "out/html/objects.inv"))}
    ours.settings["intersphinx_mapping"] = mapping  # which Sphinx has changed
    ours.build()
    assert ours.warnings == "index.rst:8: WARNING: SSR~hide~1 is cited, but SSR~hide~2 is current [reqtrace.ref]\n"


def test_an_id_that_another_domain_knows_is_no_complaint_of_the_role_any(site: Site) -> None:
    index = f"{ITEMS}.. _req~label~1:\n\nLabelled\n--------\n\nSee :any:`req~label~1`.\n"
    page = body(site.write({"index": index}).page())
    assert site.warnings == ""
    assert ">Labelled</span></a>" in page


NEVER = ".. only:: never\n\n   .. include:: part.rst\n"


@pytest.mark.parametrize(
    ("shown", "is_there"),
    [(NEVER, False), (NEVER.replace("never", "html"), True), (f"{NEVER}\n.. include:: part.rst\n", True)],
)
def test_an_item_in_what_is_not_shown_is_no_target(site: Site, shown: str, *, is_there: bool) -> None:
    site.settings["exclude_patterns"] = ["part.rst"]
    index = f"{ITEMS}See `req~part~1`.\n\nPart\n----\n\n{shown}\n.. req:list::\n"
    page = site.write({"index": index, "part": "`req~part~1`\n"}).page()
    assert any("req.part.1" in line for line in inventory(site.folder / "out/html")) == is_there
    assert page.count('id="req.part.1"') == is_there
    assert ('href="#req.part.1"' in page) == is_there
    assert site.warnings == ""


def index(folder: Path) -> dict[str, object]:
    text = (folder / "searchindex.js").read_text()
    found = json.loads(re.sub(r"^Search\.setIndex\((.*)\)$", r"\1", text))
    assert isinstance(found, dict)
    return found


def test_an_item_is_searched_for_by_its_id_and_by_its_title(site: Site) -> None:
    found = index(site.write(DOCUMENTS).build())
    assert found["objtypes"] == {"0": "req:item"}
    assert found["objnames"] == {"0": ["req", "item", "Requirements item"]}
    listed = {(place[-1], place[-2], place[2]) for places in found["objects"].values() for place in places}
    assert {("Hide the IOMMU", "SSR.hide.1", 1), ("SSR~hide~1", "SSR.hide.1", 1)} <= listed
