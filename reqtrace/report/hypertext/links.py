# SPDX-License-Identifier: Apache-2.0
"""What has to be known of the pages around it to lay blocks out: where their links lead."""

from __future__ import annotations

from typing import Protocol

from reqtrace.span import Span


class Links(Protocol):
    """The links of one page; an address is empty where there is nothing to lead to."""

    def item(self, anchor: str) -> str:
        """The address of an item, seen from the page; empty where no page shows it."""

    def source(self, span: Span) -> str:
        """The address of a place in the sources; empty where none is known."""
