# SPDX-License-Identifier: Apache-2.0
"""Says what is wrong as Sphinx warnings: what reqtrace found, what sheets object to, references that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.domains import Domain
from sphinx.util import logging

from reqtrace.catalogue import Severity
from reqtrace.ident import ItemId
from reqtrace_sphinx.domain import ITEM_ROLE, Page, TraceDomain
from reqtrace_sphinx.memory import Complaint

if TYPE_CHECKING:
    from reqtrace.diagnostic import Note
    from reqtrace_sphinx.project import Project

logger = logging.getLogger(__name__)

_LOOSE = re.compile(r"[A-Za-z]+~[^~\s]+")
"""An id without its revision."""


def complaints(project: Project, pages: Mapping[str, Page]) -> tuple[Complaint, ...]:
    """Everything to be told: errors and warnings of reqtrace, then what is wrong with the wishes of `pages`."""
    wrong = (each for _, page in sorted(pages.items()) for each in page.wrong)
    return (*_found(project), *dict.fromkeys((*wrong, *_misfits(project, pages))))


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


def complain_of_reference(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn of a reference to an item that does not exist, once; None for references that are not ours.

    A reference of the role ``any`` is ours where it is an id. What stands in single backticks and looks like an id
    without a revision is none where no item is of such a kind.
    """
    from reqtrace.report.view import printable  # noqa: PLC0415 - where nothing changed, nothing new is said

    target = node["reftarget"]
    if not isinstance(domain, TraceDomain):
        if domain is not None or node["reftype"] != "any" or ItemId.parse(target) is None:
            return None
        domain = TraceDomain.of(app.env)
    project = domain.project
    if node.get("loose") and target.partition("~")[0] not in project.kinds:
        return True
    if not (project.known_as(target) or _is_ignored(target, app.config) or _is_reported(node, project)):
        told = _lost(target, project, _elsewhere(target, app))
        logger.warning("%s", printable(told), location=node, type="reqtrace", subtype="ref")
    return True


def _is_ignored(target: str, config: Config) -> bool:
    """Whether the project wants no warning of this reference, whether or not it wants one of every other."""
    role = f"{TraceDomain.name}:{ITEM_ROLE}"
    return (role, target) in config.nitpick_ignore or any(
        re.fullmatch(kind, role) and re.fullmatch(pattern, target) for kind, pattern in config.nitpick_ignore_regex
    )


def _is_reported(node: pending_xref, project: Project) -> bool:
    """Whether a diagnostic complains of the same id in the same line."""
    return node.source is not None and node.line is not None and project.reported(
        node["reftarget"], node.source, node.line
    )  # fmt: skip


def _elsewhere(target: str, app: Sphinx) -> ItemId | None:
    """The current revision of what `target` cites, where another project has it, as its inventory says."""
    if "sphinx.ext.intersphinx" not in app.extensions:
        return None
    from sphinx.ext.intersphinx import InventoryAdapter  # noqa: PLC0415 - only who uses it has it loaded

    items = InventoryAdapter(app.env).main_inventory.get(f"{TraceDomain.name}:{ITEM_ROLE}", {})
    found: object = items.get(target.rpartition("~")[0])
    # Sphinx before 8.2 has a tuple of project, version, address and words.
    shown = found[3] if isinstance(found, tuple) else getattr(found, "display_name", "")
    return ItemId.parse(shown)


def _lost(target: str, project: Project, elsewhere: ItemId | None) -> str:
    """Why a reference leads nowhere, and what it could mean."""
    id_ = ItemId.parse(target)
    if id_ is None and not _LOOSE.fullmatch(target):
        return f"{target!r} is no id of an item; write kind~name~revision"
    current = (project.id_of(target.rpartition("~")[0]) or elsewhere) if id_ else None
    if id_ is not None and current is not None:
        return f"{target} is cited, but {f'{current} is current' if current > id_ else f'only {current} exists'}"
    closest = project.names.nearest(target)
    return f"{target} is cited, but no such item exists" + (f"; did you mean {closest}?" if closest else "")
