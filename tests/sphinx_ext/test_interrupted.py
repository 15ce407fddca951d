# SPDX-License-Identifier: Apache-2.0
"""What was written to an output by a build that came to no end, by another, or from files that changed meanwhile."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from sites import CASE, DOCUMENTS, FAULTS, PRODUCT, RUNS, Site, files
from sphinx.cmd.build import main

import reqtrace_sphinx
from reqtrace_sphinx.fingerprint import footing
from reqtrace_sphinx.memory import SEAL

FAILING = CASE.replace(RUNS, FAULTS)
FAILED = ">failed<"

INTERRUPTED = """\
from pathlib import Path

def interrupt(app, pagename, template, context, doctree):
    if pagename == "search" and Path(app.srcdir, "now.flag").exists():
        raise KeyboardInterrupt

def setup(app):
    app.connect("html-page-context", interrupt)
"""


def assert_as_clean(site: Site, builder: str = "html") -> None:
    """What a build leaves now is what a clean one leaves."""
    again = files(site.build(builder).parent)
    clean = files(site.build(builder, output="clean", trees="clean-trees").parent)
    assert sorted(again) == sorted(clean)
    assert [name for name in clean if again[name] != clean[name]] == []


def interrupted(site: Site) -> None:
    """A build that ends when all pages were written and nothing else."""
    (site.source / "now.flag").touch()
    with pytest.raises(KeyboardInterrupt):
        site.build()
    (site.source / "now.flag").unlink()


# [utest->dsn~builds_are_repeatable~1]
def test_what_an_interrupted_build_wrote_is_not_believed(site: Site) -> None:
    site.write(DOCUMENTS | {"cases": FAILING})
    (site.source / "conf.py").write_text(INTERRUPTED)
    safety = site.build() / "safety.html"
    assert "failed" in safety.read_text()
    site.write({"cases": CASE})
    interrupted(site)
    assert "failed" not in safety.read_text()
    site.write({"cases": FAILING})
    assert_as_clean(site)
    assert "failed" in safety.read_text()


def test_a_page_that_only_an_interrupted_build_wrote_goes_with_its_document(site: Site) -> None:
    site.write(DOCUMENTS)
    (site.source / "conf.py").write_text(INTERRUPTED)
    made = site.build()
    site.write({"more": "More\n====\n\n`PRQ~more~1`\n"})
    interrupted(site)
    assert (made / "more.html").is_file()
    (site.source / "more.rst").unlink()
    assert_as_clean(site)


def test_an_output_that_was_brought_back_is_not_believed(site: Site) -> None:
    made = site.write(DOCUMENTS).build()
    shutil.copytree(made, site.folder / "kept")
    site.write({"cases": FAILING})
    site.build()
    shutil.rmtree(made)
    shutil.copytree(site.folder / "kept", made, copy_function=shutil.copy)
    assert_as_clean(site)


def test_what_was_read_twice_for_one_output_is_believed_where_it_was_written_last(site: Site) -> None:
    site.write(DOCUMENTS | {"cases": FAILING}).build()
    site.write({"cases": CASE})
    site.build(trees="other-trees")
    site.write({"cases": FAILING})
    assert_as_clean(site)


def test_an_output_says_the_same_of_itself_wherever_it_lies(site: Site, tmp_path: Path) -> None:
    documents = DOCUMENTS | {"cases": FAILING, "lost": "Lost\n====\n\n`PRQ~a~1`, `PRQ~gone~1` and :ref:`search`\n"}
    other = Site(tmp_path / "somewhere/else")
    seals = {(each.write(documents).build() / SEAL).read_bytes() for each in (site, other)}
    assert len(seals) == 1
    other.replace("lost", "PRQ~a~1", "PRQ~b~1")
    assert {(other.build() / SEAL).read_bytes()} != seals


FLICKERING = """\
from pathlib import Path

def put(app, name):
    if Path(app.srcdir, "now.flag").exists():
        Path(app.srcdir, "cases.rst").write_text(Path(app.srcdir, name).read_text())

def before(app, env, added, changed, removed):
    put(app, "pass.txt")
    return []

def after(app, env, docnames):
    put(app, "fail.txt")

def setup(app):
    app.connect("env-get-outdated", before, priority={})
    app.connect("env-before-read-docs", after, priority=900)
"""


@pytest.mark.parametrize("priority", [499, 501])
def test_a_file_that_was_read_as_something_else_is_told_and_read_again(site: Site, priority: int) -> None:
    site.write(DOCUMENTS | {"cases": FAILING})
    (site.source / "conf.py").write_text(FLICKERING.format(priority))
    for name, text in (("pass.txt", CASE), ("fail.txt", FAILING), ("now.flag", "")):
        (site.source / name).write_text(text)
    site.build()
    assert "cases.rst:1: WARNING: cases.rst changed while the documents were read; build again" in site.warnings
    (site.source / "now.flag").unlink()
    assert_as_clean(site)
    assert "[reqtrace.changed]" not in site.warnings


SWAPPED = """\
from pathlib import Path

def swap(app, doctree, docname):
    case = Path(app.srcdir, "cases.rst")
    if Path(app.srcdir, "now.flag").exists() and not Path(app.srcdir, "is.flag").exists():
        Path(app.srcdir, "is.flag").touch()
        case.write_text(Path(app.srcdir, "pass.txt").read_text())

def back(app, exception):
    if Path(app.srcdir, "now.flag").exists():
        Path(app.srcdir, "cases.rst").write_text(Path(app.srcdir, "fail.txt").read_text())

def setup(app):
    app.connect("env-updated", lambda app, env: swap(app, None, ""))
    app.connect("build-finished", back, priority=1)
"""


def test_pages_that_are_missing_are_not_written_from_something_else_for_good(site: Site) -> None:
    site.write(DOCUMENTS | {"cases": FAILING})
    (site.source / "conf.py").write_text(SWAPPED)
    for name, text in (("pass.txt", CASE), ("fail.txt", FAILING)):
        (site.source / name).write_text(text)
    lost = site.build() / "safety.html"
    lost.unlink()
    (site.source / "now.flag").touch()
    site.build()
    assert "failed" not in lost.read_text()
    assert "cases.rst changed while the documents were read" in site.warnings
    (site.source / "now.flag").unlink()
    assert_as_clean(site)


def test_output_is_left_out_by_its_place_and_other_folders_of_its_name_are_read(site: Site) -> None:
    site.settings |= {"reqtrace_paths": [".", "../code"], "exclude_patterns": ["out"]}
    site.write({"index": DOCUMENTS["index"]})
    for folder, name in (("source/out/html", "copy"), ("code/out", "real")):
        (site.folder / folder).mkdir(parents=True)
        (site.folder / folder / f"{name}.rst").write_text(PRODUCT.replace("root", name))
    page = site.page(output="source/out")
    assert "PRQ~real~1" in site.warnings
    assert "PRQ~copy~1" not in site.warnings + page


@pytest.mark.parametrize("builder", ["text", "xml", "pseudoxml", "html", "dirhtml"])
def test_the_page_of_a_document_that_is_gone_goes_with_it(site: Site, builder: str) -> None:
    site.write(DOCUMENTS | {"more": "More\n====\n\n`PRQ~more~1`\n"})
    assert list(site.build(builder).glob("more*")) != []
    (site.source / "more.rst").unlink()
    assert_as_clean(site, builder)


SHEETS = """\
Sheets
======

.. req:versions::

.. req:findings::

.. req:adequacy::
"""


@pytest.mark.parametrize("builder", ["html", "text", "singlehtml"])
def test_what_is_written_again_where_nothing_changed_shows_what_it_showed(site: Site, builder: str) -> None:
    made = site.write(DOCUMENTS | {"sheets": SHEETS}).build(builder)
    before = files(made)
    names = [path for path in made.rglob("*") if path.stem in {"sheets", "product"} and path.parent == made]
    for path in names or [made / "index.html"]:
        path.unlink()
    again = files(site.build(builder))
    assert again == before
    if builder == "html":
        stamp = (made / "sheets.html").stat().st_mtime_ns
        site.build(builder)
        assert (made / "sheets.html").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("builder", ["dummy", "linkcheck", "text", "singlehtml"])
def test_builders_with_one_output_remove_nothing_of_each_other(site: Site, builder: str) -> None:
    site.write(DOCUMENTS)
    (site.source / "conf.py").write_text('extensions = ["reqtrace_sphinx"]\nhtml_theme = "basic"\n')
    made, trees = site.folder / "one", site.folder / "trees"

    def build(name: str) -> dict[str, bytes]:
        assert main(["-q", "-b", name, "-d", str(trees), str(site.source), str(made)]) == 0
        return files(made)

    before = build("html")
    site.replace("product", "Passthrough", "Assignments")
    assert before.keys() - build(builder).keys() == set()
    site.replace("product", "Assignments", "Passthrough")
    again = build("html")
    assert {name: again[name] for name in before} == before
    (site.source / "product.rst").unlink()
    assert main(["-q", "-b", builder, "-d", str(trees), str(site.source), str(made)]) == 0
    build("html")
    assert not (made / "product.html").exists()


@pytest.mark.parametrize("builder", ["dummy", "linkcheck"])
def test_builders_that_show_nothing_leave_an_output_as_well_known_as_it_was(site: Site, builder: str) -> None:
    site.write(DOCUMENTS)
    (site.source / "conf.py").write_text('extensions = ["reqtrace_sphinx"]\nhtml_theme = "basic"\n')
    made, trees = site.folder / "one", site.folder / "trees"
    for name in ("html", builder):
        assert main(["-q", "-b", name, "-d", str(trees), str(site.source), str(made)]) == 0
    stamp = (made / "safety.html").stat().st_mtime_ns
    assert main(["-q", "-b", "html", "-d", str(trees), str(site.source), str(made)]) == 0
    assert (made / "safety.html").stat().st_mtime_ns == stamp


def test_a_book_is_packed_again_without_what_tells_its_output_from_others(site: Site) -> None:
    site.settings |= {
        "version": "1", "epub_copyright": "us", "epub_author": "us", "copyright": "us", "epub_show_urls": "no"
    }  # fmt: skip
    site.write(DOCUMENTS).build("epub")
    site.build("epub")
    assert site.warnings == ""
    assert (site.folder / "out/epub" / SEAL).is_file()


@pytest.mark.parametrize("epoch", ["999999999999999", "-999999999999999", "1e9"])
def test_a_date_that_is_none_is_told_and_today_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    found = footing(None, (str(tmp_path),), ())
    assert abs(found.day - datetime.datetime.now(datetime.UTC).date()) <= datetime.timedelta(days=1)
    assert found.misdated == epoch


def test_a_date_that_is_none_is_told_as_long_as_it_is_there(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write(DOCUMENTS).build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "999999999999999")
    for _ in range(2):
        site.build()
        assert site.warnings == (
            "conf.py:1: WARNING: SOURCE_DATE_EPOCH is no number of seconds that leads to a day: '999999999999999', so "
            "today holds; set it to the seconds since 1970, as `git log -1 --format=%ct` prints them, or not at all "
            "[reqtrace.date]\n"
        )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    site.build()
    assert site.warnings == ""


def test_what_is_built_does_not_depend_on_where_this_is_installed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = files(site.write(DOCUMENTS).build())
    shutil.copytree(reqtrace_sphinx.STATIC, tmp_path / "elsewhere")
    monkeypatch.setattr(reqtrace_sphinx, "STATIC", tmp_path / "elsewhere")
    there = files(site.build(output="other", trees="other-trees"))
    assert [name for name in here if here[name] != there.get(name)] == []
    (site.source / "own").mkdir()
    (site.source / "own/reqtrace.css").write_text("/* mine */")
    site.settings["html_static_path"] = ["own"]
    assert (site.build() / "_static/reqtrace.css").read_text() == "/* mine */"


def test_pages_follow_what_another_project_offers(site: Site, tmp_path: Path) -> None:
    other = Site(tmp_path / "other").write({"index": PRODUCT, "later": "Later\n=====\n"})
    other.settings["root_doc"] = "index"
    site.settings["extensions"] = ["reqtrace_sphinx", "sphinx.ext.intersphinx"]
    offering = {"other": ("https://other.example", str(other.build() / "objects.inv"))}
    site.source.mkdir()
    (site.source / "conf.py").write_text(f"intersphinx_mapping = {offering}")
    site.write({"index": "Top\n===\n\nSee :req:item:`PRQ~root~1`.\n\n.. toctree::\n\n   more\n", "more": "M\n=\n"})
    assert "https://other.example/index.html#PRQ.root.1" in site.page()
    stamp = (site.folder / "out/html/more.html").stat().st_mtime_ns
    other.write({"index": "Top\n===\n\n.. toctree::\n\n   later\n", "later": PRODUCT}).build()
    assert "https://other.example/later.html#PRQ.root.1" in site.page()
    assert (site.folder / "out/html/more.html").stat().st_mtime_ns == stamp
    other.replace("later", "PRQ~root~1", "PRQ~root~2")
    other.build()
    assert "PRQ.root.1" not in site.page()
    assert "PRQ~root~1 is cited, but PRQ~root~2 is current" in site.warnings
