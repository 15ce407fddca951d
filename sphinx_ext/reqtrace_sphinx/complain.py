# SPDX-License-Identifier: Apache-2.0
"""Says what is wrong as Sphinx warnings: what reqtrace found, what sheets object to, items that no page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.util import logging

from reqtrace.catalogue import Severity
from reqtrace_sphinx.astray import astray
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.memory import Complaint

if TYPE_CHECKING:
    from reqtrace.diagnostic import Note
    from reqtrace_sphinx.page import Page
    from reqtrace_sphinx.project import Project

logger = logging.getLogger(__name__)


def complaints(app: Sphinx) -> tuple[Complaint, ...]:
    """Everything to be told: errors and warnings of reqtrace, then what is wrong with what the documents say of it."""
    domain = TraceDomain.of(app.env)
    project, pages = domain.project, domain.pages
    wrong = (each for _, page in sorted(pages.items()) for each in page.wrong)
    others = (*wrong, *_misfits(project, pages), *_unshown(domain), *astray(app, domain))
    return (*_found(project), *dict.fromkeys(others))


def tell(complaints: Iterable[Complaint]) -> None:
    """Warn of everything, in its place."""
    for each in complaints:
        place = f"{each.file}:{each.line}"
        logger.warning("%s", each.message, location=place, type="reqtrace", subtype=each.subtype)


# [impl->dsn~findings_are_warnings~1]
def _found(project: Project) -> Iterator[Complaint]:
    """Every error and warning with its notes, which say where else to look, and the way out, on one line.

    Where a file as a whole is meant its first line is named, for Sphinx takes a mere file for a document.
    """
    from reqtrace.report.view import printable  # noqa: PLC0415 - where nothing changed, nothing new is said

    for each in project.diagnostics:
        if each.severity is not Severity.NOTE:
            notes = f" ({'; '.join(map(_note, each.notes))})" if each.notes else ""
            message = printable(f"{each.message}{notes}; {each.way_out}".replace("\n", " "))
            yield Complaint(str(project.base / each.span.file), each.span.line or 1, str(each.code), message)


def _note(note: Note) -> str:
    """A second place that helps to understand, in words, with its file and line."""
    return f"{note.text}: {note.span.file}:{note.span.line}" if note.span and note.span.file else note.text


def _misfits(project: Project, pages: Mapping[str, Page]) -> Iterator[Complaint]:
    """What sheets were asked for that fits nothing in the project."""
    from reqtrace.report.sheets import SHEETS  # noqa: PLC0415 - a project without sheets does not pay for them
    from reqtrace.report.view import printable  # noqa: PLC0415 - where nothing changed, nothing new is said

    for _, page in sorted(pages.items()):
        for placed in page.wishes:
            for message in SHEETS[placed.sheet].object_to(project.view, placed.wish):
                yield Complaint(str(project.base / placed.file), placed.line, placed.sheet, printable(message))


def _unshown(domain: TraceDomain) -> Iterator[Complaint]:
    """What the reader found in the text of a document, and the document shows no card of.

    So it is where a page is not what stands in its file, or where the reader sees an item and docutils none.
    """
    from reqtrace.report.view import printable  # noqa: PLC0415 - where nothing changed, nothing new is said

    project, env = domain.project, domain.env
    own = {project.file(env.doc2path(docname)): page for docname, page in domain.pages.items()}
    marks = {name: frozenset(page.marks) for name, page in own.items()}
    for each in project.known:
        if each.file in own and each.anchor not in marks[each.file]:
            words = (
                "is traced, but this page does not show it: no paragraph of the page begins with its id in this line"
            )
            yield Complaint(str(project.base / each.file), each.line, "unshown", printable(f"{each.id} {words}"))
