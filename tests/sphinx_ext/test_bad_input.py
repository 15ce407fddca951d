# SPDX-License-Identifier: Apache-2.0
"""Whatever authors write: a warning in its place, no traceback, and the rest of the page as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sites import CASE, DOCUMENTS, PRODUCT, REQUIREMENT, Site
from sphinx import locale
from test_directives import body, words

HARM = "<script>alert(1)</script><img src=x onerror=alert(1)>"
TOP = "Top\n===\n\n`PRQ~top~1`\n\n"
SHEETS = "\n.. req:summary::\n\n.. req:table::\n\n.. req:coverage::\n\n.. req:diagnostics::\n\n"


class Harm(HTMLParser):
    """Collects what a browser would execute or fetch of what others wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Images there are none."""
        if tag in ("img", "iframe", "object"):
            self.found.append(tag)
        for name, value in attrs:
            executed = name in ("href", "src") and re.match(r"\s*(javascript|data|vbscript):", value or "")
            if name.startswith("on") or name == "srcdoc" or executed:
                self.found.append(f"{tag} {name}")

    def handle_data(self, data: str) -> None:
        """Scripts of Sphinx alert nobody."""
        if self.cdata_elem == "script" and "alert" in data:
            self.found.append("script")


def harm(page: str) -> list[str]:
    """What markup of others became an element, an attribute or an address that is executed."""
    parser = Harm()
    parser.feed(page)
    return parser.found


# [utest->dsn~pages_are_valid_and_harmless~1]
def test_markup_in_a_title_is_text_wherever_it_is_shown(site: Site) -> None:
    title = f"{HARM} & \"both\" 'quotes'"
    text = f"{title}\n{'=' * len(title)}\n\n`SSR~hide~1`\n\n{HARM}\n\nCovers:\n - `PRQ~top~1`\n"
    site.write({"index": f"{TOP}Needs: SSR\n{SHEETS}See `SSR~hide~1`.\n\n.. toctree::\n\n   harm\n", "harm": text})
    made = site.build()
    for name in ("index", "harm", "search", "genindex"):
        assert harm((made / f"{name}.html").read_text()) == [], name
    assert body((made / "index.html").read_text()).count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
    assert site.warnings == ""


@pytest.mark.parametrize("option", ["caption", "filter", "kinds", "tags", "columns", "sort", "verdict", "name", HARM])
def test_markup_in_an_option_is_text_in_page_and_warning(site: Site, option: str) -> None:
    index = f"{TOP}.. req:table::\n   :{option}: {HARM}\n\nThe rest.\n"
    page = body(site.write({"index": index}).page())
    assert harm(page) == []
    assert "The rest." in page
    assert site.warnings.startswith("index.rst:") or option in ("caption", "name")


def test_markup_in_the_body_and_in_a_failed_step_is_text(site: Site) -> None:
    case = CASE.replace('domain "dom0" runs', f'domain "{HARM}" runs')
    site.write(DOCUMENTS | {"cases": case, "safety": REQUIREMENT.replace("Xen shall", HARM)})
    made = site.build()
    for path in made.glob("*.html"):
        assert harm(path.read_text()) == [], path.name
    assert "cases.rst:15" in site.warnings


def test_raw_html_in_a_status_or_a_tag_is_text(site: Site) -> None:
    site.write({"index": f"{TOP}Status: {HARM}\n\nTags: {HARM}, <b>\n{SHEETS}"})
    assert harm(body(site.page())) == []
    assert "index.rst:6: WARNING: " in site.warnings


def test_an_item_in_an_orphan_page_is_there_and_its_links_work(site: Site) -> None:
    site.write({"index": f"{TOP}Needs: SSR\n\n.. req:list::\n", "lost": f":orphan:\n\n{REQUIREMENT}"})
    site.replace("lost", "PRQ~root~1", "PRQ~top~1")
    made = site.build()
    assert 'href="lost.html#SSR.hide.1"' in (made / "index.html").read_text()
    assert 'href="index.html#PRQ.top.1"' in (made / "lost.html").read_text()
    assert [line for line in site.warnings.splitlines() if "RT" not in line] == []


def test_an_orphan_page_that_a_format_leaves_out_is_linked_nowhere(site: Site) -> None:
    site.write(
        {"index": f"{TOP}Needs: SSR\n\nSee `SSR~hide~1`.\n\n.. req:list::\n", "lost": f":orphan:\n\n{REQUIREMENT}"}
    )
    site.replace("lost", "PRQ~root~1", "PRQ~top~1")
    tex = next(site.build("latex").glob("*.tex")).read_text()
    assert "lost:SSR" not in tex
    assert "Hide the IOMMU" in tex
    single = (site.build("singlehtml") / "index.html").read_text()
    assert 'href="#SSR.hide.1"' not in single
    assert "Hide the IOMMU" in single


@pytest.mark.parametrize("settings", [{"exclude_patterns": ["safety.rst"]}, {"reqtrace_paths": [".", "../more"]}])
def test_an_item_that_no_document_shows_is_text_and_counts(site: Site, settings: dict[str, object]) -> None:
    index = "Top\n===\n\n.. req:table::\n\nSee `SSR~hide~1`.\n\n.. toctree::\n   :glob:\n\n   *\n"
    site.write(DOCUMENTS | {"index": index})
    if "reqtrace_paths" in settings:
        (site.folder / "more").mkdir()
        (site.source / "safety.rst").rename(site.folder / "more/safety.rst")
    site.settings |= settings
    page = body(site.page())
    assert site.warnings == ""
    assert "#SSR.hide.1" not in page
    assert "Hide the IOMMU" in page
    assert "verified" in words((site.folder / "out/html/product.html").read_text())


def test_one_id_in_two_pages_is_told_and_both_are_shown(site: Site) -> None:
    site.write(DOCUMENTS | {"other": f"Other\n=====\n\n{PRODUCT.split(chr(10), 3)[3]}"})
    made = site.build()
    assert 'id="PRQ.root.1"' in (made / "other.html").read_text() + (made / "product.html").read_text()
    assert 'id="PRQ.root.1-2"' in (made / "other.html").read_text() + (made / "product.html").read_text()
    assert site.warnings.count("[reqtrace.RT206]") == 2
    assert "Traceback" not in site.warnings


@pytest.mark.parametrize("name", ["a.b.c", "a-b_c", "a--b", "Über-größe", "a.b-c_d.e"])
def test_dots_dashes_and_letters_of_every_alphabet_in_ids(site: Site, name: str) -> None:
    id_ = f"req~{name}~1"
    index = f"Top\n===\n\n`{id_}`\n\nSee `{id_}`, :req:item:`{id_}`, :any:`{id_}`.\n\n.. req:list::\n   :name: {name}\n"
    page = body(site.write({"index": index}).page())
    assert site.warnings == ""
    anchor = f"req.{name}.1"
    assert page.count(f'id="{anchor}"') == 1
    assert page.count(f'href="#{anchor}"') >= 4


def test_an_item_within_only_is_shown_where_its_tag_is_set(site: Site) -> None:
    index = f"{TOP}.. only:: html\n\n   .. req:list::\n\n.. only:: never\n\n   See `PRQ~top~1`.\n"
    page = body(site.write({"index": index}).page())
    assert 'id="req-list-1"' in page
    assert site.warnings == ""


@pytest.mark.parametrize("condition", ["html and", "(", "a b", "html == 2"])
def test_an_item_below_a_condition_that_sphinx_can_not_read_is_shown_as_sphinx_shows_it(
    site: Site, condition: str
) -> None:
    site.settings["exclude_patterns"] = ["part.rst"]
    index = f"{TOP}.. only:: {condition}\n\n   .. include:: part.rst\n\nSee `SSR~in~1`.\n"
    page = body(site.write({"index": index, "part": "`SSR~in~1`\n"}).page())
    assert 'id="SSR.in.1"' in page
    assert page.count('href="#SSR.in.1"') == 2
    assert "exception while evaluating only directive expression" in site.warnings


def test_an_item_below_only_is_text_for_the_reader_too(site: Site) -> None:
    index = f"{TOP}.. only:: html\n\n   `SSR~in~1`\n\n   Covers:\n    - `PRQ~top~1`\n\nSee `SSR~in~1`.\n"
    page = body(site.write({"index": index}).page())
    assert 'id="SSR.in.1"' not in page
    assert "SSR~in~1 is cited, but no such item exists" in site.warnings


def test_a_substitution_in_an_item_is_substituted_and_in_an_id_it_is_none(site: Site) -> None:
    index = f"{TOP}Xen |version| shall.\n\nSee `PRQ~|version|~1`.\n\n.. |version| replace:: 4.20\n"
    page = words(body(site.write({"index": index}).page()))
    assert "Xen 4.20 shall." in page
    assert site.warnings == ""


def test_an_item_whose_document_is_included_twice_has_one_home(site: Site) -> None:
    site.write({"index": f"{TOP}.. include:: part.rst\n\n.. include:: part.rst\n", "part": ":orphan:\n\n`SSR~in~1`\n"})
    made = site.build()
    page = body((made / "index.html").read_text())
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "Traceback" not in site.warnings


def test_a_file_of_items_that_is_no_document_and_not_utf_8_is_told(site: Site) -> None:
    site.write(DOCUMENTS)
    # oft:off - a tag for the project that is built here
    (site.source / "code.c").write_bytes(b"/* \xff [impl->SSR~hide~1] */\n")
    # oft:on
    (site.source / "old.rst").write_bytes(b"Old\n===\n\n`PRQ~old~1`\n\nD\xe9j\xe0 vu.\n")
    site.settings["exclude_patterns"] = ["old.rst"]
    page = site.page("safety")
    assert re.search(r"code.c:1: WARNING: .* \[reqtrace.RT003\]", site.warnings)
    assert re.search(r"old.rst:6: WARNING: .* \[reqtrace.RT003\]", site.warnings)
    assert 'id="SSR.hide.1"' in page


def test_another_language_translates_prose_and_leaves_ids_as_they_are(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "translators", {})  # which Sphinx never empties
    site.write({"index": f"{TOP}The text of it.\n\nSee `PRQ~top~1`.\n\n.. req:list::\n"})
    folder = site.source / "locale/de/LC_MESSAGES"
    folder.mkdir(parents=True)
    translated = {"Top": "Oben", "The text of it.": "Der Text davon.", "See `PRQ~top~1`.": "Siehe `PRQ~top~1`."}
    entries = "".join(f'msgid "{old}"\nmsgstr "{new}"\n\n' for old, new in translated.items())
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "index.po").write_text(head + entries, encoding="utf-8")
    site.settings |= {"language": "de", "locale_dirs": ["locale"], "gettext_compact": False}
    page = body(site.page())
    assert site.warnings == ""
    assert "Der Text davon." in page
    assert page.count('id="PRQ.top.1"') == 1
    assert re.search(r'Siehe <a class="reference internal" href="#PRQ.top.1"', page)


def test_ids_are_not_handed_to_translators(site: Site) -> None:
    site.write({"index": f"{TOP}The text of it.\n\n.. req:list::\n   :caption: All\n"})
    catalogue = (site.build("gettext") / "index.pot").read_text()
    assert "The text of it." in catalogue
    assert 'msgid "`PRQ~top~1`"' not in catalogue
    assert "verified" not in catalogue


def test_a_document_in_markdown_is_a_document_like_others(site: Site) -> None:
    pytest.importorskip("myst_parser", reason="MyST-Parser is not installed")
    site.settings["extensions"] = ["reqtrace_sphinx", "myst_parser"]
    site.write({"index": f"{TOP}Needs: SSR\n\nSee `SSR~md~1`.\n\n.. toctree::\n\n   more\n"})
    (site.source / "more.md").write_text("# More\n\n`SSR~md~1`\n\nCovers:\n* `PRQ~top~1`\n")
    assert "SSR.md.1" in site.page("more")


UNKNOWN = [
    (".. req:matrx::", "there is no directive req:matrx; did you mean req:matrix?"),
    (".. req:lst::\n   :kinds: PRQ", "there is no directive req:lst; did you mean req:list?"),
    (".. req:lst:: PRQ~a~1 PRQ~b~1\n\n   Text.", "there is no directive req:lst; did you mean req:list?"),
    ("See :req:itm:`PRQ~top~1`.", "there is no role req:itm; did you mean req:item?"),
    ("See :req:nothing:`PRQ~top~1`.", "there is no role req:nothing; did you mean req:item?"),
]


@pytest.mark.parametrize(("written", "said"), UNKNOWN)
def test_an_unknown_directive_or_role_is_told_in_every_build_and_closes_the_gate(
    site: Site, written: str, said: str
) -> None:
    site.settings["reqtrace_fail_on"] = ["warning"]
    site.write({"index": f"{TOP}{written}\n\nThe rest.\n"})
    for _ in range(2):
        assert "The rest." in body(site.page())
        assert site.warnings.startswith(f"index.rst:6: WARNING: {said} [reqtrace.")
        assert site.warnings.count("WARNING") == 1
        assert site.status == 1


def test_which_directives_there_are_is_told_where_none_is_like_it(site: Site) -> None:
    site.write({"index": f"{TOP}.. req:xyz::\n"}).build()
    assert "there is no directive req:xyz; there are req:" in site.warnings


def test_in_the_default_domain_directives_of_others_are_found(site: Site) -> None:
    site.settings["primary_domain"] = "req"
    page = body(site.write({"index": f"{TOP}.. note:: Look :sub:`down`.\n\n.. list::\n"}).page())
    assert site.warnings == ""
    assert "admonition note" in page
    assert "<sub>" in page
    assert "req-list-1" in page


@pytest.mark.parametrize(
    "written",
    [
        ".. req:list:: too much",
        ".. req:list::\n\n   content",
        ".. req:list::\n   :kinds: PRQ\n   :kinds: SSR",
        ".. req:list::\n   no option",
    ],
)
def test_what_docutils_refuses_is_told_in_its_place_and_the_rest_is_shown(site: Site, written: str) -> None:
    page = body(site.write({"index": f"{TOP}{written}\n\nThe rest.\n"}).page())
    assert site.warnings.startswith("index.rst:6: ERROR: ")
    assert "The rest." in page


def test_a_sheet_of_an_item_that_is_gone_says_so(site: Site) -> None:
    site.write(DOCUMENTS | {"index": "Top\n===\n\n.. req:tree:: PRQ~rot~1\n\n.. toctree::\n   :glob:\n\n   *\n"})
    site.build()
    assert re.search(r"index.rst:4: WARNING: .*PRQ~rot~1.*PRQ~root~1.* \[reqtrace.tree\]", site.warnings)


def test_a_project_without_any_item_is_built(site: Site, tmp_path: Path) -> None:
    page = site.write({"index": f"Top\n===\n{SHEETS}"}).page()
    assert "[reqtrace.RT006]" in site.warnings
    assert site.warnings.count("\n") == 1
    assert "Top" in body(page)
