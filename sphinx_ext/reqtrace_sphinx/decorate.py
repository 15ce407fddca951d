# SPDX-License-Identifier: Apache-2.0
"""Puts what is known in the place of every mark, when a page is written."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.nodes import ItemMark, Place, Recorded


def register(app: Sphinx) -> None:
    """Let marks be replaced; only who knows the builder knows how they are written."""
    app.add_post_transform(Decorations)
    app.connect("builder-inited", _note_builder)


def _note_builder(app: Sphinx) -> None:
    TraceDomain.of(app.env).builder = app.builder


class Decorations(SphinxPostTransform):
    """Replace marks by cards and places by sheets, before Sphinx resolves links."""

    default_priority = 5

    def run(self, **_options: Any) -> None:
        """Replace everything that was recorded."""
        recorded = list(self.document.findall(Recorded))
        if recorded:
            from reqtrace_sphinx.writer import Writer  # noqa: PLC0415 - who writes nothing of ours needs no sheets

            writer = Writer(TraceDomain.of(self.env))
            writer.cards([each for each in recorded if isinstance(each, ItemMark)])
            for place in recorded:
                if isinstance(place, Place):
                    writer.sheet(place)
