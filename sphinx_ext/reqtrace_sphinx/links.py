# SPDX-License-Identifier: Apache-2.0
"""Says where links of a page lead: to items on the pages that show them, and into the repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from sphinx.builders import Builder
from sphinx.errors import NoUri

from reqtrace.report.hypertext.links import Dress
from reqtrace.span import Span
from reqtrace_sphinx.domain import TraceDomain

DRESS: Final = Dress(
    internal=' class="reference internal"',
    external=' class="reqtrace-source reference external"',
    code=' class="docutils literal notranslate"',
)
"""What themes of Sphinx know links and code by."""


class Links:
    """The links of the page `docname`.

    `homes` are the pages of items by their anchors, and `relative` the way from one page to another. `pattern` is the
    address of a line of a file, with ``{file}`` and ``{line}`` in it.
    """

    dress = DRESS

    def __init__(
        self, docname: str, homes: Mapping[str, str], relative: Callable[[str, str], str], pattern: str = ""
    ) -> None:
        self._docname = docname
        self._homes = homes
        self._relative = relative
        self._pattern = pattern
        self._ways: dict[str, str | None] = {docname: ""}

    @classmethod
    def of(cls, domain: TraceDomain, builder: Builder, docname: str) -> Links:
        """The links of a page of this build."""
        return cls(docname, domain.homes(), builder.get_relative_uri, domain.project.source_url)

    def item(self, anchor: str) -> str:
        """The address of an item, seen from this page; empty where no page that is written shows it."""
        home = self._homes.get(anchor)
        if home is None:
            return ""
        if home not in self._ways:
            self._ways[home] = self._way(home)
        way = self._ways[home]
        return "" if way is None else f"{way}#{anchor}"

    def _way(self, home: str) -> str | None:
        """The address of another page; empty where all pages are one, and None where the page is not written."""
        try:
            way = self._relative(self._docname, home)
        except NoUri:
            return None
        return "" if way.startswith("#") else way

    def section(self, _key: str) -> str:
        """Nothing: a report is not part of the documents."""
        return ""

    def source(self, span: Span) -> str:
        """The address of a line in the repository; empty where none is configured, and for files that are not in it."""
        if not self._pattern or span.file.startswith("/"):
            return ""
        file = quote(span.file, errors="surrogatepass")
        return self._pattern.replace("{line}", str(span.line or 1)).replace("{file}", file)
