# SPDX-License-Identifier: Apache-2.0
"""Which pages get the style sheet and the script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sites import DOCUMENTS, Site

from reqtrace_sphinx import STATIC

PLAIN = {"plain": "Plain\n=====\n\nSee `PRQ~root~1`.\n"}


def having(folder: Path, name: str) -> set[str]:
    """The pages that ask for a file."""
    pages = (path for path in folder.rglob("*.*html") if path.is_file())
    return {path.stem for path in pages if f"_static/{name}" in path.read_text(encoding="utf-8")}


@pytest.mark.parametrize("theme", ["basic", "alabaster", "furo"])
def test_only_pages_with_views_have_the_script_and_in_their_head(site: Site, theme: str) -> None:
    site.settings["html_theme"] = theme
    made = site.write(DOCUMENTS | PLAIN).build()
    assert having(made, "reqtrace.js") == {"index"}
    assert having(made, "reqtrace.css") == {"index", "product", "safety", "cases"}
    head = (made / "index.html").read_text(encoding="utf-8").partition("</head>")[0]
    assert re.search(r'<script src="_static/reqtrace\.js\?v=[0-9a-f]{8}"></script>', head)
    assert (made / "_static/reqtrace.js").is_file()


def test_a_page_in_a_folder_finds_the_script(site: Site) -> None:
    documents = {
        "index": "Top\n===\n\n.. toctree::\n\n   below/views\n",
        "safety": ":orphan:\n\n" + DOCUMENTS["product"],
    }
    site.write(documents)
    (site.source / "below").mkdir()
    made = site.write({"below/views": "Views\n=====\n\n.. req:matrix::\n"}).build()
    assert 'src="../_static/reqtrace.js?v=' in (made / "below/views.html").read_text(encoding="utf-8")


def test_one_page_of_everything_has_the_script_and_a_book_has_none(site: Site) -> None:
    site.write(DOCUMENTS)
    assert having(site.build("singlehtml"), "reqtrace.js") == {"index"}
    assert having(site.build("singlehtml"), "reqtrace.css") == {"index"}
    assert having(site.build("epub"), "reqtrace.js") == set()


def test_a_site_has_the_two_files_of_ours_and_no_other(site: Site) -> None:
    assert sorted(path.name for path in STATIC.iterdir()) == ["reqtrace.css", "reqtrace.js"]
    made = site.write(DOCUMENTS).build()
    assert all((made / "_static" / path.name).read_bytes() == path.read_bytes() for path in STATIC.iterdir())
