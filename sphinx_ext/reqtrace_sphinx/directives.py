# SPDX-License-Identifier: Apache-2.0
"""The directives ``req:matrix`` and ``req:summary``: they record where a view of the project is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from reqtrace.ident import KIND
from reqtrace_sphinx.nodes import Place


class Shape(StrEnum):
    """What can be shown of the whole project."""

    MATRIX = "matrix"
    SUMMARY = "summary"


class Only(StrEnum):
    """Which requirements a matrix holds."""

    ALL = "all"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"
    ATTENTION = "attention"


def kinds(argument: str | None) -> list[str]:
    """Read kinds, separated by commas or blanks."""
    words = (argument or "").replace(",", " ").split()
    wrong = [word for word in words if not re.fullmatch(KIND, word)]
    if wrong or not words:
        shown = repr(wrong[0]) if wrong else "nothing"
        raise ValueError(f"{shown} is no kind; write kinds as they stand in ids, separated by commas")
    return words


def only(argument: str | None) -> str:
    """Read which requirements are wanted."""
    return directives.choice(argument or "", [each.value for each in Only])


class _Recorder(SphinxDirective):
    shape: ClassVar[Shape]

    def run(self) -> list[nodes.Node]:
        """Record the wish; it is granted when the page is written, for only then is everything known."""
        number = self.env.new_serialno(f"req-{self.shape.value}") + 1
        anchor = f"req-{self.shape.value}-{number}"
        place = Place("", shape=self.shape.value, options=dict(self.options), docname=self.env.docname, anchor=anchor)
        self.set_source_info(place)
        return [place]


# [impl->dsn~matrix_where_it_is_wanted~1]
class Matrix(_Recorder):
    """Every requirement with its verdict and what covers it."""

    shape = Shape.MATRIX
    option_spec: ClassVar[dict[str, Callable[[str], Any]] | None] = {
        "kinds": kinds,
        "caption": directives.unchanged_required,
        "only": only,
    }


class Summary(_Recorder):
    """How things stand: the answer in words, what needs a person, and the figures."""

    shape = Shape.SUMMARY
