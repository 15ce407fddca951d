# SPDX-License-Identifier: Apache-2.0
"""The page of rule books: what is checked and what is done in each operation, in order, and who says so."""

from __future__ import annotations

from itertools import starmap

from reqtrace.hypervisor.books import BOOKS, Listed
from reqtrace.report.pages.markup import heading, link, literal, prose, source, table


def rules_page() -> str:
    """A table for each operation, its rules in the order in which Xen goes through them."""
    return "".join(
        heading(name[0].upper() + name[1:]) + table((11, 42, 36, 11), _HEAD, starmap(_row, enumerate(book, 1)))
        for name, book in BOOKS.items()
    )


_HEAD = ("Rule", "What it demands or does", "Source", "Missing under")


def _row(number: int, rule: Listed) -> list[str]:
    kind = "check" if rule.checks else "effect"
    lacking = ", ".join(link(str(finding)) for finding in sorted(rule.lacking, key=str))
    return [
        f"{number}\N{NO-BREAK SPACE}{kind}",
        f"{prose(rule.meaning)} {literal(rule.name)}",
        source(rule.source),
        lacking,
    ]
