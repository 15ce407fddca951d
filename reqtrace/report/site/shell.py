# SPDX-License-Identifier: Apache-2.0
"""What is around the content of every page: its head, the way to the others, and what the report was made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import jinja2
from markupsafe import Markup
from msgspec import Struct

from reqtrace.report.material import Material
from reqtrace.report.shipped import shipped
from reqtrace.report.view import printable

FOLDER: Final = "html"
"""The folder of all pages but the first."""
FRONT: Final = "index.html"


class Sheet(Struct, frozen=True):
    """One page: its name, its heading, its content as markup, and whether that has tables and is wide on paper.

    The first page has no `name`, and stands above the folder of the others. `before` and `after` are names and
    headings of the pages beside it, where it is one of several.
    """

    name: str
    title: str
    content: str
    tables: bool = False
    landscape: bool = False
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None
    script: str = ""
    """A script of its own, by name."""


class Shell:
    """Puts pages around contents; `places` are the names and titles of the pages that every page leads to."""

    def __init__(self, material: Material, places: Sequence[tuple[str, str]]) -> None:
        self._material = material
        self._places = places
        self._template = _environment().get_template("page.html.j2")

    def page(self, sheet: Sheet) -> tuple[str, bytes]:
        """The name of a page within the report, and its bytes."""
        front = not sheet.name
        text = self._template.render(
            sheet=sheet,
            content=Markup(sheet.content),  # noqa: S704 - every text in it was escaped when it was laid out
            places=self._places,
            here=sheet.name,
            view=self._material.view,
            provenance=self._material.provenance,
            home="#main" if front else f"../{FRONT}",
            up=f"{FOLDER}/" if front else "",
        )
        name = FRONT if front else f"{FOLDER}/{sheet.name}"
        return name, f"{text}\n".encode()


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(shipped(".")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: object) -> object:
    """What others wrote is made safe to show before it is escaped."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value
