# SPDX-License-Identifier: Apache-2.0
"""An extension of a project that puts a line before the text of every document."""

from __future__ import annotations

from sphinx.application import Sphinx


def _shift(_app: Sphinx, _docname: str, source: list[str]) -> None:
    source[0] = f".. a line of its own\n\n{source[0]}"


def setup(app: Sphinx) -> None:
    """Shift the lines that Sphinx sees."""
    app.connect("source-read", _shift)
