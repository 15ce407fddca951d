# SPDX-License-Identifier: Apache-2.0
"""An extension of a project that refers to an item when the document has been read already."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx


def _add(_app: Sphinx, doctree: nodes.document) -> None:
    reference = pending_xref(
        "", nodes.literal("", "later"), refdomain="req", reftype="item", reftarget="req~later~1", refwarn=True
    )
    doctree.append(nodes.paragraph("", "", reference))


def setup(app: Sphinx) -> None:
    """Add a reference to every document."""
    app.connect("doctree-read", _add)
