# SPDX-License-Identifier: Apache-2.0
"""Which pages are written, and how a page is renewed without its introduction being lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from reqtrace.report.pages.findings import findings_page
from reqtrace.report.pages.rules import rules_page
from reqtrace.report.pages.vocabulary import vocabulary_page

MARK = '.. Written by "make pages"; what stands above this line is kept.\n'

PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "passthrough/findings.rst": findings_page,
        "passthrough/rules.rst": rules_page,
        "passthrough/vocabulary.rst": vocabulary_page,
    }
)
"""What is written below the mark of each page, by the file of the page below ``requirements``."""


# [impl->dsn~written_pages_are_current~1]
def renewed(page: str, body: str) -> str | None:
    """The text of a page with `body` below its mark; None where the page has no mark, so that nothing is lost."""
    above, mark, _ = page.partition(MARK)
    return f"{above}{mark}\n{body}" if mark else None
