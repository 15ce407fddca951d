# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from html.parser import HTMLParser

import pytest
from sites import CASE, DOCUMENTS, FAULTS, INDEX, PRODUCT, RUNS, Site, files

EDITS = [
    ("cases", RUNS, FAULTS),
    ("cases", "It is hidden\n============", "Nobody sees it\n=============="),
    ("cases", "XenValTestCase~hidden~1", "XenValTestCase~hidden~2"),
    ("product", "`PRQ~root~1`", "`PRQ~root~2`"),
    ("product", "Passthrough", "Assignments"),
    ("safety", "Needs: XenValTestCase", "Status: rejected\n\nNeeds: XenValTestCase"),
]


# [utest->dsn~pages_follow_items~1]
@pytest.mark.parametrize("edit", EDITS, ids=[f"{name}: {new.splitlines()[0]}" for name, _, new in EDITS])
def test_an_incremental_build_equals_a_clean_one(site: Site, edit: tuple[str, str, str]) -> None:
    site.write(DOCUMENTS).build()
    before = files(site.folder / "out")
    site.replace(*edit)
    again = files(site.build().parent)
    told = sorted(site.warnings.splitlines())
    assert again == files(site.build(output="clean", trees="clean-trees").parent)
    assert again != before
    assert told == sorted(site.warnings.splitlines())


def test_a_page_that_cites_an_item_follows_it(site: Site) -> None:
    site.write(DOCUMENTS | {"notes": "Notes\n=====\n\nSee `PRQ~root~1`.\n"}).build()
    site.replace("product", "Passthrough", "Assignments")
    assert 'href="product.html#PRQ.root.1" title="Assignments"' in site.page("notes")
    (site.source / "product.rst").rename(site.source / "moved.rst")
    assert 'href="moved.html#PRQ.root.1" title="Assignments"' in site.page("notes")
    (site.source / "moved.rst").unlink()
    assert "PRQ.root.1" not in site.page("notes")
    assert "notes.rst:4: WARNING: PRQ~root~1 is cited, but no such item exists" in site.warnings


def test_a_card_follows_an_item_that_moves_to_another_page(site: Site) -> None:
    assert 'href="safety.html#SSR.hide.1"' in site.write(DOCUMENTS).page("product")
    (site.source / "safety.rst").rename(site.source / "moved.rst")
    assert 'href="moved.html#SSR.hide.1"' in site.page("product")


def test_a_change_of_the_configuration_alone_is_followed(site: Site) -> None:
    settings = site.write(DOCUMENTS).source / "reqtrace.toml"
    site.build()
    settings.write_text('[kinds.XenValTestCase]\nexecutable = true\n[kinds.SSR]\ntitle = "Safety requirement"\n')
    assert "Safety requirement, revision 1" in site.page("safety")
    settings.unlink()
    site.build()
    settings.write_text('exclude = ["safety.rst"]\n')
    again = files(site.build().parent)
    assert b"reqtrace-card" not in again["html/safety.html"]
    assert again == files(site.build(output="clean", trees="clean-trees").parent)


def test_builders_that_share_what_was_read_all_follow_a_change(site: Site) -> None:
    site.write(DOCUMENTS)
    assert "verified (model, required)" in (site.build("text") / "product.txt").read_text()
    site.build("html")
    site.replace("cases", RUNS, FAULTS)
    site.build("html")
    assert "failed (model, required)" in (site.build("text") / "product.txt").read_text()


# [utest->dsn~pages_follow_items~1]
def test_nothing_is_written_again_when_nothing_changed(site: Site) -> None:
    written = site.write(DOCUMENTS).build() / "safety.html"
    stamp = written.stat().st_mtime_ns
    site.build()
    assert written.stat().st_mtime_ns == stamp


def test_parallel_and_serial_builds_are_equal_and_so_are_two_clean_ones(site: Site) -> None:
    many = {
        f"more{number}": f"More {number}\n======\n\n`note~n{number}~1`\n\nSee `PRQ~root~1`.\n" for number in range(8)
    }
    site.write(DOCUMENTS | many)
    serial = files(site.build().parent)
    assert serial == files(site.build(output="parallel", trees="parallel-trees", jobs=2).parent)
    assert serial == files(site.build(output="again", trees="again-trees").parent)
    assert site.warnings == ""


@pytest.mark.parametrize(
    "builder",
    ["html", "dirhtml", "singlehtml", "text", "latex", "man", "texinfo", "epub", "xml", "pseudoxml", "gettext"],
)
def test_every_builder_takes_what_we_show(site: Site, builder: str) -> None:
    site.settings |= {
        "version": "1",
        "man_pages": [("index", "top", "Top", [], 1)],
        "latex_documents": [("index", "top.tex", "Top", "Us", "manual")],
        "texinfo_documents": [("index", "top", "Top", "Us", "top", "Top", "Misc")],
        "epub_copyright": "us", "epub_author": "us", "copyright": "us",
    }  # fmt: skip
    site.write(DOCUMENTS | {"cases": CASE.replace(RUNS, FAULTS)})
    made = site.build(builder)
    assert [line for line in site.warnings.splitlines() if "RT306" not in line] == []
    assert any(path.is_file() for path in made.rglob("*"))


def test_latex_has_a_label_for_every_link(site: Site) -> None:
    tex = next((site.write(DOCUMENTS).build("latex")).glob("*.tex")).read_text()
    for label in ("product:PRQ.root.1", "safety:SSR.hide.1", "cases:XenValTestCase.hidden.1"):
        assert rf"\label{{\detokenize{{{label}}}}}" in tex
        assert rf"\hyperref[\detokenize{{{label}}}]" in tex


def test_only_pages_that_show_something_have_the_style_sheet(site: Site) -> None:
    asking = "Asking\n======\n\n.. role:: bad\n   :class: reqtrace-chip\n\n:bad:`✕ no`\n"
    made = site.write(DOCUMENTS | {"plain": "Plain\n=====\n\nSee `PRQ~root~1`.\n", "asking": asking}).build()
    having = {path.stem for path in made.glob("*.html") if "reqtrace.css" in path.read_text()}
    assert having == {"index", "product", "safety", "cases", "asking"}
    assert (made / "_static/reqtrace.css").is_file()


class Nesting(HTMLParser):
    """Fails where an element is not closed in its place."""

    open: list[str]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is closed at once nests nothing."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "input", "br", "hr", "img", "wbr", "col"):
            assert not (tag in ("p", "div", "ul", "dl", "table") and "p" in self.open), (tag, self.getpos())
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()


def test_pages_are_nested_well_and_ids_are_unique(site: Site) -> None:
    made = site.write(DOCUMENTS | {"index": f"{INDEX}\n.. req:matrix::\n", "cases": CASE.replace(RUNS, FAULTS)}).build()
    for name in ("index", "cases", "safety"):
        text = (made / f"{name}.html").read_text()
        parser = Nesting()
        parser.open = []
        parser.feed(text)
        ids = [part.split('"')[0] for part in text.split(' id="')[1:]]
        assert len(ids) == len(set(ids))


def test_the_configuration_may_be_named_and_paths_too(site: Site) -> None:
    (site.folder / "traced").mkdir(parents=True)
    (site.folder / "traced/product.rst").write_text(PRODUCT)
    (site.folder / "own.toml").write_text('[tool.reqtrace.kinds.PRQ]\ntitle = "Product thing"\n')
    site.settings |= {"reqtrace_config": "../own.toml", "reqtrace_paths": ["../traced"]}
    page = site.write({"index": "Top\n===\n\nSee `PRQ~root~1`.\n\n.. req:summary::\n"}).page()
    assert "Product thing" in page
    assert "traced/product.rst:6: WARNING: PRQ~root~1 needs SSR, " in site.warnings
    assert "[reqtrace.ref]" not in site.warnings


def test_a_configuration_that_can_not_be_used_is_told(site: Site) -> None:
    site.settings["reqtrace_config"] = "gone.toml"
    site.write(DOCUMENTS).build()
    assert site.warnings == (
        "gone.toml:1: WARNING: gone.toml can not be read: No such file or directory; "
        "correct the name of the configuration file, or give permission to read it [reqtrace.RT001]\n"
    )
    site.settings["reqtrace_config"] = "bad.toml"
    (site.source / "bad.toml").write_text("[tool.reqtrace]\npathes = []\n")
    site.build()
    assert "bad.toml:2: WARNING: no setting is called 'pathes'; did you mean paths? [reqtrace.RT004]" in site.warnings


def test_output_inside_the_source_folder_is_not_read(site: Site) -> None:
    site.write(DOCUMENTS)
    (site.source / "out/html").mkdir(parents=True)
    (site.source / "out/html/copy.rst").write_text(PRODUCT)
    site.settings["exclude_patterns"] = ["out"]
    site.build(output="source/out")
    assert site.warnings == ""
