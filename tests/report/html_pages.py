# SPDX-License-Identifier: Apache-2.0
"""Reads an HTML page strictly: every element closed in its place, ids unique, nothing nested where it may not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "wbr"}
BLOCKS = {
    "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
PHRASING_ONLY = {
    "p",
    "span",
    "a",
    "code",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "button",
    "b",
    "em",
    "strong",
    "small",
}
ONLY_IN = {
    "li": {"ul", "ol"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "tr": {"thead", "tbody"}, "td": {"tr"}, "th": {"tr"},
    "summary": {"details"}, "caption": {"table"}, "thead": {"table"}, "tbody": {"table"}, "rect": {"svg", "a", "g"},
}  # fmt: skip
CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "tr": {"td", "th"}, "thead": {"tr"}, "tbody": {"tr"},
    "table": {"caption", "thead", "tbody"},
}  # fmt: skip


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    parent: Element | None = None
    content: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        return [each for each in self.content if isinstance(each, Element)]

    @property
    def raw(self) -> str:
        return "".join(each if isinstance(each, str) else each.raw for each in self.content)

    @property
    def text(self) -> str:
        """The words as one reads them."""
        return " ".join(self.raw.split())

    def every(self, tag: str = "", of: str = "") -> list[Element]:
        """The elements within, in order, that have this tag and this class."""
        fits = (not tag or self.tag == tag) and (not of or of in (self.attributes.get("class") or "").split())
        return [*([self] if fits else []), *(each for child in self.children for each in child.every(tag, of))]


class Page(HTMLParser):
    """The tree of a page; raises AssertionError where it is no good HTML."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.at = self.root
        self.ids: dict[str, Element] = {}
        assert text.startswith("<!doctype html>\n")
        self.feed(text)
        self.close()
        assert self.at is self.root, f"{self.at.tag} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), self.at)
        assert len(attrs) == len(element.attributes), f"an attribute twice: {attrs}"
        assert not any(name.startswith("on") or name == "style" for name in element.attributes), attrs
        self._check(element)
        self.at.content.append(element)
        if (name := element.attributes.get("id")) is not None:
            assert name
            assert " " not in name
            assert name not in self.ids, f"id {name!r} twice"
            self.ids[name] = element
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = self.at
        while within.parent and within.tag != "svg":
            within = within.parent
        assert tag in VOID or within.tag == "svg", f"{tag} can not close itself"
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> where <{self.at.tag}> is open, line {self.getpos()[0]}"
        assert self.at.parent
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        assert not data.strip() or self.at.tag not in CHILDREN, f"text in {self.at.tag}: {data!r}"
        self.at.content.append(data)

    def _check(self, element: Element) -> None:
        above, parent = set(), self.at
        while parent.tag:
            above.add(parent.tag)
            assert parent.parent
            parent = parent.parent
        here, line = self.at.tag, self.getpos()[0]
        assert element.tag not in BLOCKS or here not in PHRASING_ONLY, f"<{element.tag}> in <{here}>, line {line}"
        assert element.tag not in ONLY_IN or here in ONLY_IN[element.tag], f"<{element.tag}> in <{here}>, line {line}"
        assert here not in CHILDREN or element.tag in CHILDREN[here], f"<{element.tag}> in <{here}>, line {line}"
        control = element.tag in ("a", "button") and above & {"a", "button", "summary"}
        assert not control, f"<{element.tag}> in a control, line {line}"
