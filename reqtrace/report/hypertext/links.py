# SPDX-License-Identifier: Apache-2.0
"""What has to be known of the pages around it to lay blocks out: where their links lead."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from reqtrace.span import Span


class Dress(Struct, frozen=True):
    """What themes know links and code by: attributes as they stand in a tag, with a blank before them."""

    internal: str = ""
    external: str = ""
    code: str = ""


class Links(Protocol):
    """The links of one page; an address is empty where there is nothing to lead to."""

    @property
    def dress(self) -> Dress:
        """What the style sheets of the page ask for."""

    def item(self, anchor: str) -> str:
        """The address of an item, seen from the page; empty where no page shows it."""

    def section(self, key: str) -> str:
        """The address of a section of the report; empty where no page shows it."""

    def source(self, span: Span) -> str:
        """The address of a place in the sources; empty where none is known."""
