# SPDX-License-Identifier: Apache-2.0
"""The pages of a report of a small project, read strictly, with the links between them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from html_pages import Element, Page
from samples import CONFIG

from reqtrace.provenance import Provenance
from reqtrace.report.material import Material
from reqtrace.report.site import documents
from reqtrace.report.view import View
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.verdict import Verdict

PROVENANCE = Provenance(
    tool="reqtrace 1.0",
    commit="4f2c9e1b7a3d58c6e90f1a2b3c4d5e6f70819203",
    date=datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC),
)


def material(view: View, **facts: object) -> Material:
    """What a report of `view` is made of; of what is verified nobody says whether in whole."""
    completeness = {
        row.id: Completeness.UNSAID if row.verdict is Verdict.VERIFIED else Completeness.INCOMPLETE
        for row in view.rows
        if view.evidence
    }
    given = {"config": CONFIG, "provenance": PROVENANCE, "completeness": completeness} | facts
    return Material(view=view, **given)


class Site:
    """A report: its files as bytes, and its pages as trees, by their names."""

    def __init__(self, view: View, **facts: object) -> None:
        self.files = dict(documents(material(view, **facts)))
        self.pages = {name: Page(content.decode()) for name, content in self.files.items() if name.endswith(".html")}

    @property
    def front(self) -> Page:
        return self.pages["index.html"]

    def __getitem__(self, name: str) -> Page:
        """A page in the folder of the pages, by its name without ending."""
        return self.pages[f"html/{name}.html"]

    def item(self, anchor: str) -> Element:
        """The place where an item is described."""
        (found,) = (
            page.ids[anchor]
            for name, page in self.pages.items()
            if anchor in page.ids and page.ids[anchor].tag == "section" and name.removeprefix("html/")[0] in "rc"
            if "item" in (page.ids[anchor].attributes.get("class") or "").split()
        )
        return found

    def broken(self) -> Iterator[str]:
        """The links that lead nowhere."""
        for name, page in self.pages.items():
            for link in page.root.every("a"):
                address = link.attributes["href"] or ""
                path, _, anchor = address.partition("#")
                target = normpath(join(dirname(name), path)) if path else name
                if target not in self.files or (anchor and unquote(anchor) not in self.pages[target].ids):
                    yield f"{name}: {address}"
