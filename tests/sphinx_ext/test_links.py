# SPDX-License-Identifier: Apache-2.0
"""Where links of a page of a Sphinx project lead."""

from __future__ import annotations

import pytest

pytest.importorskip("sphinx", reason="needs Sphinx, which the extension is for")

from reqtrace.span import Span
from reqtrace_sphinx.links import Links

LINKS = Links("safety", {"SSR.a.1": "product"}, lambda _, home: f"{home}.html", "https://example.org/{file}#L{line}")


@pytest.mark.parametrize(
    ("span", "address"),
    [
        (Span("a b/x.rst", 7), "https://example.org/a%20b/x.rst#L7"),
        (Span("x.rst"), "https://example.org/x.rst#L1"),
        (Span("\ud800.rst", 2), "https://example.org/%ED%A0%80.rst#L2"),
        (Span("/etc/x.rst", 7), ""),
    ],
)
def test_a_place_leads_into_the_repository(span: Span, address: str) -> None:
    assert LINKS.source(span) == address


def test_an_item_leads_to_the_page_that_shows_it() -> None:
    assert LINKS.item("SSR.a.1") == "product.html#SSR.a.1"
    assert LINKS.item("SSR.gone.1") == ""
