# SPDX-License-Identifier: Apache-2.0
"""Puts what is known in the place of every mark, when a page is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from sphinx.addnodes import only
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import process_only_nodes

from reqtrace_sphinx.cite import link
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.label import label
from reqtrace_sphinx.nodes import Citation, Identity, ItemMark, Place, Recorded


def register(app: Sphinx) -> None:
    """Let marks be replaced; only who knows the builder knows how they are written."""
    app.add_post_transform(Decorations)
    app.connect("builder-inited", _note_builder)


def _note_builder(app: Sphinx) -> None:
    TraceDomain.of(app.env).builder = app.builder


class Decorations(SphinxPostTransform):
    """Replace marks by cards, places by sheets and citations by links, before Sphinx resolves what else is one."""

    default_priority = 5

    def run(self, **_options: Any) -> None:
        """Replace everything that was recorded."""
        recorded = self._recorded()
        if any(isinstance(each, only) for each in recorded):
            # As Sphinx does later: what is not shown must not be the target that a link is made for.
            process_only_nodes(self.document, TraceDomain.of(self.env).builder.tags)
            recorded = self._recorded()
        if not recorded:
            return
        from reqtrace_sphinx.writer import Writer  # noqa: PLC0415 - who writes nothing of ours needs no sheets

        domain = TraceDomain.of(self.env)
        writer = Writer(domain)
        marks = [each for each in recorded if isinstance(each, ItemMark)]
        label(marks, domain)
        writer.cards(list(_known(marks, domain)))
        for place in recorded:
            if isinstance(place, Place):
                writer.sheet(place)
        link((each for each in recorded if isinstance(each, Citation)), domain)

    def _recorded(self) -> list[nodes.Node]:
        """What was recorded, and where it may not be shown."""
        return list(self.document.findall(lambda node: isinstance(node, Recorded | only)))


def _known(marks: Iterable[ItemMark], domain: TraceDomain) -> Iterator[ItemMark]:
    """The marks whose items there still are; where an item has vanished since, words take the place of its mark."""
    known = domain.project.known_by_anchor
    for mark in marks:
        if mark["item"] in known:
            yield mark
        else:
            mark.replace_self(nodes.paragraph("", "", Identity("", mark["item"])))
