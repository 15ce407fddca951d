# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from sites import CASE, DOCUMENTS, FAULTS, PRODUCT, RUNS, Site

from reqtrace.report.view import CHIPS
from reqtrace_sphinx.nodes import SIGNS

SHEETS = """\
Sheets
======

.. req:summary::

.. req:list::

.. req:table::
   :caption: All of them
   :name: all-of-them

.. req:uncovered::

.. req:matrix::
   :path: PRQ SSR XenValTestCase

.. req:tree:: PRQ~root~1

.. req:graph::

.. req:coverage::

.. req:diagnostics::
"""
NAMES = {
    "version": "1",
    "man_pages": [("index", "top", "Top", [], 1)],
    "latex_documents": [("index", "top.tex", "Top", "Us", "manual")],
    "texinfo_documents": [("index", "top", "Top", "Us", "top", "Top", "Misc")],
    "epub_copyright": "us",
    "epub_author": "us",
    "copyright": "us",
}
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def full(site: Site) -> Site:
    """A project in which a case fails, with every sheet that needs no comparison."""
    site.settings |= NAMES
    return site.write(DOCUMENTS | {"cases": CASE.replace(RUNS, FAULTS), "sheets": SHEETS})


class Page(HTMLParser):
    """The ids of a page and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value and tag == "a"]


class Said(HTMLParser):
    """What one reads on a page, and in the tooltips of its links to items."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(text.partition('<div class="body" role="main">')[2].partition('<div class="sphinxsidebar"')[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = dict(attrs)
        if tag not in ("span", "wbr", "code"):
            self.text += " "
        if within.get("class") == "reference internal":
            self.text += f"{within.get('title')} "

    def handle_data(self, data: str) -> None:
        self.text += data


def words(text: str) -> set[str]:
    return set(re.sub(r"[~(),:¶]", " ", text).split())


# [utest->dsn~sheets_say_what_formats_lay_out~1]
@pytest.mark.parametrize("name", ["safety", "cases", "sheets"])
def test_what_is_not_html_says_all_that_a_page_says_with_its_tooltips(full: Site, name: str) -> None:
    page = Said((full.build() / f"{name}.html").read_text(encoding="utf-8")).text
    other = " ".join(ET.parse(full.build("xml", trees="xml-trees") / f"{name}.xml").getroot().itertext())
    assert words(page) - words(other) <= words("The same as a list")


def test_a_card_is_short_in_a_terminal(full: Site) -> None:
    text = (full.build("text") / "cases.txt").read_text(encoding="utf-8")
    assert text == (
        "It is hidden\n************\n\n"
        "XenValTestCase~hidden~1: ✕ failed (model, required), Validation test\ncase, revision 1\n"
        "   Stopped at: dom0 boots, line 15\n"
        '      Then domain "dom0" can not read the peripheral at 0x9010000\n'
        "      expected: a read at 0x9010000 faults; seen: a peripheral answers\n"
        "      the read at 0x9010000\n"
        "        the host boots\n"
        "        IRQ 33 routed to Xen\n"
        "        d0 dom0 created, 37 devices given to it\n"
        "   Covers: ✕ failed (model, required) Hide the IOMMU (SSR~hide~1)\n"
        "   Written in: cases.rst:4\n\n"
        "Covers:\n   * SSR~hide~1\n\n"
        "   Scenario: dom0 boots\n"
        '     Given the host "qemu-virt"\n'
        "     And dom0 controls the host\n"
        "     When the host boots\n"
        '     Then domain "dom0" can not read the peripheral at 0x9010000\n'
    )


def test_a_table_fits_into_a_terminal(full: Site) -> None:
    text = (full.build("text") / "sheets.txt").read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 80
    assert "| Hide the IOMMU (SSR~hide~1)   | ✕ failed       | ✕ It is hidden: failed |" in text


def test_a_manual_page_shows_everything(full: Site) -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("needs groff, which shows manual pages")
    page = full.build("man") / "top.1"
    shown = subprocess.run(
        [groff, "-k", "-t", "-man", "-Tutf8", "-P-c", "-Wbreak", "-rLL=100n", str(page)],
        capture_output=True,
        text=True,
        check=True,
    )
    words = " ".join(re.sub(r".\x08", "", shown.stdout).split())
    assert shown.stderr == ""
    assert "SSR~hide~1: ✕ failed (model, required), SSR, revision 1 Because" in words
    assert "Covers ✕ failed (model, required) Passthrough (PRQ~root~1)" in words
    assert "<#" not in words


def test_latex_is_balanced_and_links_have_labels(full: Site) -> None:
    tex = next(full.build("latex").glob("top.tex")).read_text(encoding="utf-8")
    open_: list[str] = []
    for word, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", tex):
        if word == "begin":
            open_.append(name)
        else:
            assert open_.pop() == name
    assert open_ == []
    labels = re.findall(r"\\label\{\\detokenize\{([^}]+)\}\}", tex)
    wanted = re.findall(r"\\hyperref\[\\detokenize\{([^}]+)\}\]", tex)
    assert set(wanted) <= set(labels)
    assert {"safety:SSR.hide.1", "sheets:all-of-them", "sheets:req-graph-1"} <= set(labels)
    assert r"\(\times\) \sphinxstylestrong{failed} (model, required)" in tex
    assert {each.glyph for each in CHIPS.values() if each.glyph in tex and not each.glyph.isascii()} == set()


def test_latex_has_a_sign_for_every_chip() -> None:
    assert {each.glyph for each in CHIPS.values() if not each.glyph.isascii()} == set(SIGNS)


def test_texinfo_has_an_anchor_for_every_reference(full: Site) -> None:
    text = next(full.build("texinfo").glob("*.texi")).read_text(encoding="utf-8")
    anchors = set(re.findall(r"@anchor\{([^}]+)\}", text))
    references = set(re.findall(r"@ref\{([^,}]+)", text))
    assert references
    assert references <= anchors
    assert "✕ failed (model, required) @ref{" in text


def test_every_page_of_a_book_is_well_formed_and_its_links_lead_somewhere(full: Site) -> None:
    book = next(full.build("epub").glob("*.epub"))
    with zipfile.ZipFile(book) as archive:
        pages = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")}
    trees = {name: ET.fromstring(text) for name, text in pages.items()}
    ids = {name: [each.get("id") for each in tree.iter() if each.get("id")] for name, tree in trees.items()}
    assert all(len(found) == len(set(found)) for found in ids.values())
    for name, tree in trees.items():
        for link in tree.iter(f"{XHTML}a"):
            page, _, anchor = (link.get("href") or "").partition("#")
            if anchor and not page.startswith("http"):
                assert anchor in ids[page.rpartition("/")[2] or name], link.get("href")
    assert "SSR.hide.1" in ids["safety.xhtml"]


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_links_of_pages_lead_to_what_is_there(full: Site, builder: str) -> None:
    made = full.build(builder).resolve()
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in made.rglob("*.html")}
    checked = 0
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            file, _, anchor = link.partition("#")
            if ".1" in anchor and "//" not in link:
                target = (path.parent / file).resolve() if file else path
                assert anchor in pages[target / "index.html" if target.is_dir() else target].ids, link
                checked += 1
    assert checked > 20


def test_on_a_single_page_links_to_items_name_no_file(full: Site) -> None:
    page = Page((full.build("singlehtml") / "index.html").read_text(encoding="utf-8"))
    assert {"#SSR.hide.1", "#PRQ.root.1"} <= {link for link in page.links if ".1" in link}
    assert [link for link in page.links if "html#" in link and "1" in link.rpartition("#")[2]] == []


def test_an_item_that_several_documents_include_is_one_target_of_a_single_page(site: Site) -> None:
    site.write({"index": "Top\n===\n\n.. toctree::\n\n   again\n   part\n"})
    site.write({"part": "Part\n====\n\n`req~a~1`\n", "again": "Again\n=====\n\n.. include:: part.rst\n"})
    page = (site.build("singlehtml") / "index.html").read_text(encoding="utf-8")
    assert page.count(' id="req.a.1"') == 1
    assert page.count("reqtrace-card ") == 2
    assert page.index(' id="req.a.1"') > page.index(">Part<")


def test_translators_are_given_what_people_wrote_and_nothing_else(full: Site) -> None:
    messages = "".join(path.read_text(encoding="utf-8") for path in full.build("gettext").glob("*.pot"))
    assert 'msgid "Hide the IOMMU"' in messages
    assert 'msgid "Description: Xen shall hide it."' in messages
    for ours in ("failed", "revision", "Written in", "Covered by", "Verdict", "Stopped at"):
        assert ours not in messages


def test_dashes_and_quotes_of_items_are_not_made_smart(site: Site) -> None:
    title = 'A "b" -- c...\n============='
    site.write({"index": f"Top\n===\n\n`req~x--y~1`\n\nOther\n-----\n\n.. req:list::\n\n{title}\n\n`req~z~1`\n"})
    page = (site.build() / "index.html").read_text(encoding="utf-8")
    assert "x--y" in page
    assert 'title="req~z~1">A &quot;b&quot; -- c...</a>' in page


EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(1)> ]]>'
EVILS = f"""\
{EVIL}
{"=" * len(EVIL)}

`SSR~a~1`

{EVIL}

Needs: XenValTestCase

{EVIL} again
{"=" * len(EVIL)}======

`SSR~b~1`

Covers:
 - `SSR~a~1`

"""


def test_markup_in_titles_and_bodies_is_text_wherever_it_stands(site: Site) -> None:
    site.settings |= NAMES
    sheets = SHEETS.replace("PRQ~root~1", "SSR~a~1").replace("PRQ SSR XenValTestCase", "SSR SSR")
    site.write({"index": EVILS + sheets})
    page = site.build() / "index.html"

    class Tags(HTMLParser):
        found: set[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found |= {name for name, _ in attrs if name.startswith("on")} | {tag}

    tags = Tags()
    tags.found = set()
    text = page.read_text(encoding="utf-8").partition('<div class="body" role="main">')[2]
    tags.feed(text.partition('<div class="sphinxsidebar"')[0])
    assert tags.found & {"script", "img", "onerror"} == set()
    for path in site.build("epub", trees="epub-trees").rglob("*.xhtml"):
        ET.fromstring(path.read_bytes())


def test_source_places_are_links_where_conf_py_says_where_they_are_shown(site: Site) -> None:
    site.settings["reqtrace_source_url"] = "https://example.org/{file}#L{line}"
    page = (site.write(DOCUMENTS).build() / "safety.html").read_text(encoding="utf-8")
    assert re.search(
        r'<a class="reqtrace-source reference external" href="https://example.org/[^"]*safety.rst#L4">safety.rst:4</a>',
        page,
    )


# Builders of other packages call what a later Sphinx has not any more.
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize(
    "builder",
    [
        "json",
        "pickle",
        "htmlhelp",
        "qthelp",
        "changes",
        "linkcheck",
        "dummy",
        "html",
        "dirhtml",
        "singlehtml",
        "epub",
        "text",
        "man",
        "latex",
        "texinfo",
        "xml",
        "pseudoxml",
        "gettext",
    ],
)
def test_every_builder_builds_a_project_with_every_sheet_and_complains_of_nothing(full: Site, builder: str) -> None:
    full.replace("cases", FAULTS, RUNS)
    full.build(builder)
    assert full.warnings == ""


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_page_whose_layout_others_make_says_what_a_page_of_html_says(full: Site) -> None:
    page = json.loads((full.build("json") / "sheets.fjson").read_text(encoding="utf-8"))
    assert 'id="all-of-them"' in page["body"]
    assert "script" not in page["metatags"]


NESTED = """\
Top
===

`req~a~1`

Needs: impl

.. list-table::

   * - .. req:table::
          :caption: All of them
     - Beside it.
   * - .. req:list::
     - .. req:matrix::
"""


@pytest.mark.parametrize("builder", ["text", "man", "latex", "texinfo", "xml", "html", "epub", "gettext"])
def test_a_table_in_a_cell_of_a_table_is_there_in_every_format(site: Site, builder: str) -> None:
    site.settings |= NAMES | {"suppress_warnings": ["reqtrace.RT207"]}
    site.write({"index": NESTED}).build(builder)
    assert site.warnings == ""


def test_a_table_in_a_cell_of_a_table_is_a_list_in_a_terminal(site: Site) -> None:
    text = (site.write({"index": NESTED}).build("text") / "index.txt").read_text(encoding="utf-8")
    first = " ".join(line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| "))
    assert " ".join(first.split()).startswith(
        "**All of them** * Top (req~a~1) Verdict (model, required): ○ unverified Covered by: missing: impl * "
    )


NUMBERED = f"""\
{PRODUCT}
.. req:table::
   :caption: All of them
   :name: all-of-them

.. table:: A table of its own
   :name: own

   == ==
   a  b
   == ==

See :numref:`all-of-them` and :numref:`own`.
"""


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_who_asks_for_the_number_of_a_sheet_is_told_that_it_has_none(site: Site, builder: str) -> None:
    site.settings |= NAMES | {"numfig": True, "suppress_warnings": ["reqtrace.RT207"]}
    site.write({"index": NUMBERED})
    for _ in range(2):
        site.build(builder)
        assert site.warnings == (
            "index.rst:19: WARNING: all-of-them is a sheet, and sheets have no numbers; "
            "refer to it with :ref:`all-of-them` [reqtrace.ref]\n"
        )
    if builder == "html":
        page = site.page()
        assert '<span class="std std-numref">All of them</span></a>' in page
        assert '<span class="std std-numref">Table 1</span></a>' in page
