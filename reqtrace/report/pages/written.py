# SPDX-License-Identifier: Apache-2.0
"""Which pages are written, and how a page is renewed without its introduction being lost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from reqtrace.report.pages.diagnostics import diagnostics_page
from reqtrace.report.pages.filters import filters_page
from reqtrace.report.pages.findings import findings_page
from reqtrace.report.pages.rules import rules_page
from reqtrace.report.pages.settings import settings_page
from reqtrace.report.pages.vocabulary import vocabulary_page

MARK = '.. Written by "make pages"; what stands above this line is kept.\n'

Pages = Mapping[str, Callable[[], str]]
"""What is written below the mark of each page, by the file of the page below ``requirements``."""

PAGES: Pages = MappingProxyType(
    {
        "passthrough/findings.rst": findings_page,
        "passthrough/rules.rst": rules_page,
        "passthrough/vocabulary.rst": vocabulary_page,
        "reqtrace/reference/configuration.rst": settings_page,
        "reqtrace/reference/diagnostics.rst": diagnostics_page,
        "reqtrace/reference/filters.rst": filters_page,
    }
)
"""Those that follow from the library alone; the command line and the extension have pages of their own."""


# [impl->dsn~written_pages_are_current~1]
def renewed(page: str, body: str) -> str | None:
    """The text of a page with `body` below its mark; None where the page has no mark, so that nothing is lost."""
    above, mark, _ = page.partition(MARK)
    return f"{above}{mark}\n{body}" if mark else None


def renew(pages: Pages, folder: Path) -> int:
    """Write every page below `folder` anew; 1 where one has no mark and is left alone, else 0."""
    unmarked = 0
    for name, write in pages.items():
        path = folder / name
        text = renewed(path.read_text(encoding="utf-8"), write())
        if text is None:
            sys.stderr.write(f"{path} has no mark below which it could be written\n")
            unmarked = 1
        else:
            path.write_text(text, encoding="utf-8")
    return unmarked
