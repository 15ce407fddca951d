# SPDX-License-Identifier: Apache-2.0
"""Says what is wrong as Sphinx warnings: what reqtrace found, and references that lead nowhere."""

from __future__ import annotations

from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.util import logging

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import nearest
from reqtrace.ident import ItemId
from reqtrace.report.view import printable
from reqtrace.span import Span
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.project import Project

logger = logging.getLogger(__name__)


# [impl->dsn~findings_are_warnings~1]
def tell(domain: TraceDomain) -> None:
    """Warn of every error and warning of reqtrace, in its place, with the way out."""
    project = domain.project
    for diagnostic in project.diagnostics:
        if diagnostic.severity is not Severity.NOTE:
            message = printable(f"{diagnostic.message}; {diagnostic.way_out}".replace("\n", " "))
            logger.warning(
                "%s", message, location=_place(project, diagnostic.span), type="reqtrace", subtype=str(diagnostic.code)
            )


def _place(project: Project, span: Span) -> str:
    """File and line; the first line where the file as a whole is meant, for Sphinx takes a mere file for a document."""
    return f"{project.base / span.file}:{span.line or 1}"


def complain_of_reference(_app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn of a reference to an item that does not exist, once; None for references that are not ours."""
    if not isinstance(domain, TraceDomain):
        return None
    target, project = node["reftarget"], domain.project
    known = project.named(target)
    reported = node.source is not None and node.line is not None and project.reported(target, node.source, node.line)
    if not known and not reported:
        logger.warning("%s", _lost(target, project), location=node, type="reqtrace", subtype="ref")
    return True


def _lost(target: str, project: Project) -> str:
    """Why a reference leads nowhere, and what it could mean."""
    id_ = ItemId.parse(target)
    if id_ is None:
        return f"{target!r} is no id of an item; write kind~name~revision"
    others = [each for each in project.view.by_id if (each.kind, each.name) == (id_.kind, id_.name)]
    if others:
        current = max(others)
        return f"{target} is cited, but {f'{current} is current' if current > id_ else f'only {current} exists'}"
    closest = nearest(target, map(str, project.view.by_id))
    return f"{target} is cited, but no such item exists" + (f"; did you mean {closest}?" if closest else "")
