# SPDX-License-Identifier: Apache-2.0
"""Makes ids that are cited in single backticks links to their items, when a page is written."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from docutils.utils import get_source_line
from sphinx.addnodes import pending_xref
from sphinx.errors import NoUri

from reqtrace_sphinx.domain import ITEM_ROLE, TraceDomain
from reqtrace_sphinx.nodes import Citation, Identity, ItemLink


def link(citations: Iterable[Citation], domain: TraceDomain) -> None:
    """Replace what is cited by links; what is unknown here becomes a reference that others may resolve."""
    ways: dict[tuple[str, str], str | None] = {}
    for citation in citations:
        citation.replace_self(_link(citation, domain, ways) or _reference(citation))


def _link(citation: Citation, domain: TraceDomain, ways: dict[tuple[str, str], str | None]) -> nodes.Node | None:
    """A link to the item where a page shows it; `ways` are the addresses that were found between two pages."""
    homes = domain.homes()
    known = next((each for each in domain.project.known_as(citation["item"]) if each.anchor in homes), None)
    if known is None:
        return None
    docname, home = citation["docname"], homes[known.anchor]
    if (docname, home) not in ways:
        try:
            ways[docname, home] = "" if docname == home else domain.builder.get_relative_uri(docname, home)
        except NoUri:  # a page that this builder does not write
            ways[docname, home] = None
    way = ways[docname, home]
    if way is None:
        return None
    page = way.partition("#")[0]  # nothing where all pages are one
    if domain.builder.format == "html":
        return ItemLink.to(citation["item"], f"{page}#{known.anchor}", known.title)
    link = nodes.reference("", "", Identity("", citation["item"]), internal=True, reftitle=known.title)
    if page:
        link["refuri"] = f"{page}#{known.anchor}"
    else:
        link["refid"] = known.anchor
    return link


def _reference(citation: Citation) -> pending_xref:
    """A reference that should lead to an item, and of which Sphinx complains where it does not."""
    shown = citation.children if citation.get("loose") else [Identity("", citation["item"])]
    reference = pending_xref(
        "", *shown,
        refdomain=TraceDomain.name, reftype=ITEM_ROLE, reftarget=citation["item"], refdoc=citation["docname"],
        refexplicit=True, refwarn=True, support_smartquotes=False,
        loose=citation.get("loose", False),
    )  # fmt: skip
    reference.source, reference.line = locate(citation)
    return reference


def locate(reference: nodes.Element) -> tuple[str | None, int | None]:
    """The file and line of a reference itself, where its paragraph only tells its own."""
    block = reference.parent
    if not isinstance(block.line, int):
        source, line = get_source_line(block)
        return source, line
    before = block.children[: block.index(reference)]
    return block.source, block.line + sum(node.astext().count("\n") for node in before)
