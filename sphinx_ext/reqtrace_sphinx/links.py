# SPDX-License-Identifier: Apache-2.0
"""Says where links of a page lead: to items on the pages that show them, and into the repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

from sphinx.builders import Builder
from sphinx.errors import NoUri

from reqtrace.span import Span
from reqtrace_sphinx.domain import TraceDomain

_SCHEMES = frozenset({"", "http", "https", "file", "vscode"})
"""What a link into the sources may begin with; a browser executes what follows some others."""


class Links:
    """The links of the page `docname`.

    `homes` are the pages of items by their anchors, and `relative` the way from one page to another. `pattern` is the
    address of a line of a file, with ``{file}`` and ``{line}`` in it.
    """

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

    def source(self, span: Span) -> str:
        """The address of a line in the repository; empty where none is configured, or it would be no place to read."""
        if not self._pattern or span.file.startswith("/"):
            return ""
        address = self._pattern.replace("{file}", quote(span.file)).replace("{line}", str(span.line or 1))
        return address if _is_safe(address) else ""


def _is_safe(address: str) -> bool:
    """Whether following a link can only show something; nothing is overlooked in it as browsers do."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return False
    return address.isprintable() and " " not in address and scheme in _SCHEMES
