# SPDX-License-Identifier: Apache-2.0
"""Puts what is known in the place of every mark, when a page is written."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from reqtrace.diagnostic import nearest
from reqtrace_sphinx.card import card
from reqtrace_sphinx.directives import Only, Shape
from reqtrace_sphinx.domain import Page, TraceDomain
from reqtrace_sphinx.nodes import ItemMark, Place
from reqtrace_sphinx.overview import matrix, summary
from reqtrace_sphinx.parts import Linker

logger = logging.getLogger(__name__)


class Decorations(SphinxPostTransform):
    """Replace marks by cards and places by views, before Sphinx resolves the links in them."""

    default_priority = 5

    def run(self, **_options: Any) -> None:
        """Replace everything that was recorded."""
        domain = TraceDomain.of(self.env)
        for mark in list(self.document.findall(ItemMark)):
            linker = Linker(domain, mark["docname"])
            mark.replace_self(card(domain.project.entries[mark["item"]], domain.project.view, linker))
        for place in list(self.document.findall(Place)):
            place.replace_self(_view(place, domain))


def shown(domain: TraceDomain, page: Page) -> str:
    """Everything that decorations would show on `page`, as text: it differs where the page must be written again."""
    view, linker = domain.project.view, Linker(domain, "")
    parts: list[nodes.Node] = [card(domain.project.entries[anchor], view, linker) for anchor in page.marks]
    if page.whole:
        parts += [matrix(view, linker, (), Only.ALL, ""), *summary(view, linker)]
    return "".join(part.pformat() for part in parts)


def _view(place: Place, domain: TraceDomain) -> list[nodes.Element]:
    view, linker, options = domain.project.view, Linker(domain, place["docname"]), place["options"]
    match Shape(place["shape"]):
        case Shape.SUMMARY:
            return summary(view, linker)
        case Shape.MATRIX:
            known = {tally.kind for tally in view.tallies if not tally.executable}
            for kind in options.get("kinds", ()):
                if kind not in known:
                    _complain(place, kind, known)
            only = Only(options.get("only", Only.ALL))
            found = matrix(view, linker, options.get("kinds", ()), only, options.get("caption", ""))
            found["ids"].append(place["anchor"])
            return [found]


def _complain(place: Place, kind: str, known: set[str]) -> None:
    closest = nearest(kind, known)
    way_out = f"did you mean {closest}?" if closest else f"there are: {', '.join(sorted(known)) or 'none'}"
    logger.warning("no requirement is of kind %s; %s", kind, way_out, location=place, type="reqtrace", subtype="matrix")
