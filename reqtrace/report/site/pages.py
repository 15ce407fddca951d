# SPDX-License-Identifier: Apache-2.0
"""All files of the report to read, one after the other: the first page, the folder of the others, their style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.results import CRITERION
from reqtrace.report.material import Material
from reqtrace.report.shipped import shipped
from reqtrace.report.site.chapters import Chapter, chapters
from reqtrace.report.site.front import front, listing
from reqtrace.report.site.homes import Home, Homes, homes
from reqtrace.report.site.item import requirement
from reqtrace.report.site.search import Index
from reqtrace.report.site.shell import FOLDER, Sheet, Shell
from reqtrace.report.site.tables import Part, matrix, trials
from reqtrace.report.site.trial import Trees, trial
from reqtrace.report.site.words import Ways, chip_style, counted_chip, text
from reqtrace.report.view import View, tally

_STATIC: Final = ("static/reqtrace.css", "static/reqtrace.js", "site/report.css", "site/report.js", "site/search.js")
"""What is shipped for the pages: what Sphinx projects have too, and what only a report has."""


# [impl->dsn~pages_from_disk~1]
def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """Every page with its name within the report, `index.html` first; then its style, its scripts and its index."""
    ledger = Ledger(material)
    yield from _Site(ledger).files()


class _Site:
    """A report of which every page is laid out when it is asked for."""

    def __init__(self, ledger: Ledger) -> None:
        view = ledger.view
        self.ledger = ledger
        self.homes: Homes = homes(view)
        self.first = {id_: entries[0] for id_, entries in view.by_id.items()}
        self.chapters: tuple[Chapter, ...] = tuple(chapters(ledger, self.ways()))
        self.shell = Shell(ledger.material, _places(view, material=ledger.material))

    def ways(self, here: str = "", up: str = "") -> Ways:
        """The links of a page."""
        return Ways(self.homes.by_anchor, self.first, here, up)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """All of it."""
        content = front(self.ledger, self.chapters, self.ways(up=f"{FOLDER}/"))
        yield self.shell.page(Sheet("", self.ledger.view.title, content))
        for sheet in self._sheets():
            yield self.shell.page(sheet)
        for name in _STATIC:
            path = shipped(name)
            yield f"{FOLDER}/static/{path.name}", path.read_bytes()
        yield f"{FOLDER}/static/chips.css", chip_style().encode()
        index = Index(self.ledger.view, self.homes, self.chapters)
        for number, script in enumerate(index.scripts(), 1):
            yield f"{FOLDER}/search/{number}.js", script

    def _sheets(self) -> Iterator[Sheet]:
        yield from _table("matrix", "Matrix", matrix(self.ledger, self.ways()), _LEGEND, "There is no requirement.")
        said = f'<p class="soft">{text(CRITERION)}</p>\n'
        yield from _table("cases", "Test cases", trials(self.ledger, self.ways()), said, "There is no test case.")
        yield Sheet("documents.html", "Documents", _contents(self.homes, self.ledger.view.qualifier))
        for pages in (self.homes.requirements, self.homes.trials):
            for number, home in enumerate(pages):
                before = _beside(pages[number - 1]) if number else None
                after = _beside(pages[number + 1]) if number + 1 < len(pages) else None
                yield Sheet(home.name, home.title, self._described(home), before=before, after=after)
        for chapter in self.chapters:
            yield from _chapter(chapter)
        yield Sheet("report.html", "Certification report", f"<h1>Certification report</h1>\n{listing(self.chapters)}")
        yield Sheet("search.html", "Search", _SEARCH, script="search.js")

    def _described(self, home: Home) -> str:
        ways = self.ways(home.name)
        trees = Trees()
        shown = "".join(
            [
                trial(entry, self.ledger, ways, trees) if entry.executable else requirement(entry, self.ledger, ways)
                for entry in home.entries
            ]
        )
        return f"<h1>{text(home.title)}</h1>\n{shown}"


_LEGEND: Final = (
    '<p class="soft">Every square is an item that covers the requirement, and a link to it; its tooltip says what the '
    "item is called and what it is worth.</p>\n"
)
_SEARCH: Final = (
    "<h1>Search</h1>\n<noscript><p>Searching all pages needs JavaScript. Without it, the "
    '<a href="matrix.html">matrix</a> and the <a href="cases.html">test cases</a> can be searched by the browser.</p>'
    '</noscript>\n<div id="search"></div>\n'
)


def _places(view: View, material: Material) -> tuple[tuple[str, str], ...]:
    """Where every page leads: what there is for certain, and what was asked for."""
    asked = (
        (view.matrix is not None, "versions.html", "Versions"),
        (view.adequacy is not None, "adequacy.html", "Adequacy"),
        (material.change is not None, "changes.html", "Changes"),
    )
    return (
        ("matrix.html", "Matrix"),
        ("cases.html", "Test cases"),
        ("documents.html", "Documents"),
        ("findings.html", "Findings"),
        *((name, title) for there, name, title in asked if there),
        ("report.html", "Certification report"),
        ("search.html", "Search"),
    )


def _beside(home: Home) -> tuple[str, str]:
    return home.name, home.title


def _table(key: str, title: str, parts: Sequence[Part], before: str, nothing: str) -> Iterator[Sheet]:
    """The pages of a long table."""
    if not parts:
        yield Sheet(f"{key}.html", title, f"<h1>{title}</h1>\n<p>{nothing}</p>\n")
    for part in parts:
        yield _numbered(key, title, part.number, part.of, before + part.table, landscape=True)


def _chapter(chapter: Chapter) -> Iterator[Sheet]:
    for number, page in enumerate(chapter.pages, 1):
        yield _numbered(chapter.key, chapter.title, number, len(chapter.pages), page, landscape=chapter.landscape)


def _numbered(key: str, title: str, number: int, of: int, content: str, *, landscape: bool) -> Sheet:
    """One page of several that are one: what it is, and the ways to those beside it."""
    said = f"{title}, page {number} of {of}" if of > 1 else title
    return Sheet(
        _name(key, number),
        said,
        f"<h1>{text(said)}</h1>\n{content}",
        tables=True,
        landscape=landscape,
        before=(_name(key, number - 1), f"Page {number - 1}") if number > 1 else None,
        after=(_name(key, number + 1), f"Page {number + 1}") if number < of else None,
    )


def _name(key: str, number: int) -> str:
    return f"{key}.html" if number == 1 else f"{key}-{number}.html"


def _contents(homes: Homes, qualifier: str) -> str:
    """Every page that describes items, with what these are worth."""
    shown = "<h1>Documents</h1>\n"
    resting = f" <small>({text(qualifier)})</small>" if qualifier else ""
    for title, pages in ((f"Requirements{resting}", homes.requirements), ("Test cases", homes.trials)):
        lines = "".join([_content(home) for home in pages])
        shown += f'<h2>{title}</h2>\n<ul class="contents">\n{lines}</ul>\n' if lines else ""
    return shown


def _content(home: Home) -> str:
    chips = " ".join([counted_chip(shown, count) for shown, count in tally(home.entries).parts])
    return f'<li><a href="{home.name}">{text(home.title)}</a> <span>{chips}</span></li>\n'
