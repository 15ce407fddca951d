# SPDX-License-Identifier: Apache-2.0
"""What changed between two states as one HTML page that needs nothing beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

import jinja2
from markupsafe import Markup

import reqtrace
from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Block,
    Bullets,
    Card,
    Fact,
    Facts,
    Line,
    Link,
    Literal,
    Paragraph,
    Source,
    Weight,
    Words,
)
from reqtrace.report.change_words import (
    FIELD_TITLES,
    MENDS,
    answer,
    gravest,
    lines,
    meaning,
    name,
    of_direction,
    ordered,
    others,
    relation,
    warnings,
)
from reqtrace.report.hypertext import Dress, html
from reqtrace.report.shipped import shipped
from reqtrace.report.view import chip, printable
from reqtrace.span import Span
from reqtrace.trace.change import Change, Direction, FieldChange, ItemChange, Suspect

_HEADINGS: Final = {
    Direction.DOWN: ("To be reviewed", "As they were, and written for something else than what they now cover."),
    Direction.UP: ("To be judged again", "As they were, and covered by something that is not."),
}
Entry = tuple[str, Block]
"""The title of an item, and what there is to say of it; without a title what there is to say of all."""
Part = tuple[str, str, Sequence[Entry]]
"""A part of the page: its heading, what it is about, and its entries."""


class _Here:
    """The links of the page: from one item to another that changed."""

    dress = Dress()

    def __init__(self, change: Change) -> None:
        self.anchors = {_anchor(item.id) for item in change.items}

    def item(self, anchor: str) -> str:
        """The address of an item on the page."""
        return f"#{anchor}" if anchor in self.anchors else ""

    def section(self, _key: str) -> str:
        """Nothing: there is one page."""
        return ""

    def source(self, span: Span) -> str:
        """No repository is known."""
        return ""


# [impl->dsn~change_in_every_form~1]
def change_html(change: Change) -> str:
    """The page; the same input gives the same bytes."""
    links, css = (
        _Here(change),
        shipped("static/reqtrace.css").read_text("utf-8") + shipped("change.css").read_text("utf-8"),
    )
    policy = f"default-src 'none'; style-src 'sha256-{_digest(css)}'; base-uri 'none'; form-action 'none'"
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(shipped(".")), autoescape=True)
    return (
        environment.get_template("change.html.j2").render(
            title=printable(f"Changes from {change.before} to {change.after}"),
            answer=printable(answer(change)),
            meaning="" if change.unchanged else printable(meaning(change)),
            tone="ok" if change.sound else "bad",
            parts=[(heading, words, _laid_out(entries, links)) for heading, words, entries in _parts(change)],
            css=Markup(css),  # noqa: S704 - our own, and it says nothing of a project
            policy=policy,
            version=reqtrace.__version__,
        )
        + "\n"
    )


def _laid_out(entries: Sequence[Entry], links: _Here) -> list[tuple[str, Markup]]:
    """Entries as markup, with what they are called."""
    return [(printable(title), Markup(html([block], links))) for title, block in entries]  # noqa: S704 - the writer of blocks escapes every text


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _anchor(id_: ItemId) -> str:
    return str(id_).replace("~", ".")


def _anchor_once(id_: ItemId, anchored: dict[ItemId, str]) -> str:
    """The anchor of an item, for the first that has its id."""
    return "" if id_ in anchored else anchored.setdefault(id_, _anchor(id_))


def _parts(change: Change) -> Iterator[Part]:
    if told := warnings(change):
        known = Bullets(tuple((Words(each),) for each in told))
        yield "What the comparison may not show", "Look at these before you rely on the rest.", [("", known)]
    anchored: dict[ItemId, str] = {}
    for heading, wrong in (("Must not be", True), ("Changed", False)):
        items = [each for each in ordered(change) if gravest(each.edits).defect is wrong]
        if items:
            yield heading, "", [(each.title, _card(each, change, _anchor_once(each.id, anchored))) for each in items]
    for direction in Direction:
        if suspects := of_direction(change, direction):
            yield *_HEADINGS[direction], [("", Bullets(tuple(map(_suspect, suspects))))]
    if change.rerun:
        again = Bullets(tuple((_link(id_),) for id_ in change.rerun))
        yield "To be executed again", "Test cases that changed, or that stand below something that did.", [("", again)]
    if change.verdicts:
        yield "Other verdicts", f"On the same target: {change.qualifier}.", [("", Bullets(tuple(_verdicts(change))))]
    if change.incomparable:
        why = f"It is not known what was tested or inspected elsewhere in {' and '.join(change.untold)}."
        yield (
            "Verdicts that can not be compared",
            why,
            [("", Bullets(tuple((_link(id_),) for id_ in change.incomparable)))],
        )


def _card(item: ItemChange, change: Change, anchor: str) -> Card:
    edit = gravest(item.edits)
    also = f" also {', '.join(others(item))}" if others(item) else ""
    standing: Line = (Badge(chip(edit)), Words(also, Weight.SOFT))
    return Card(anchor, item.id, chip(edit), standing, Facts(tuple(_facts(item, change))))


def _facts(item: ItemChange, change: Change) -> Iterator[Fact]:
    edit = gravest(item.edits)
    if edit in MENDS:
        yield Fact("Way out", (_words(MENDS[edit]),))
    if item.before != item.after and item.before and item.after:
        yield Fact("Revision", (_words(name(item)),))
    if item.links_removed or item.links_added:
        told = [f"- {each}" for each in item.links_removed] + [f"+ {each}" for each in item.links_added]
        yield Fact("Links", (Literal("\n".join(told)),))
    for field in item.fields:
        yield _field(field)
    if item.verdict_before is not item.verdict_after:
        verdicts = (item.verdict_before, item.verdict_after)
        shown = [Badge(chip(each), change.qualifier) if each else Words("–") for each in verdicts]
        yield Fact("Verdict", (Paragraph((shown[0], Words(" → "), shown[1])),))
    yield Fact("Place", (Paragraph((Source(item.span),)),))


def _field(field: FieldChange) -> Fact:
    title = FIELD_TITLES.get(field.name, field.name.capitalize())
    told = "\n".join(f"{sign} {line}".rstrip() for sign, line in lines(field.before, field.after))
    return Fact(title, (Literal(told),))


def _words(text: str) -> Paragraph:
    return Paragraph((Words(text),))


def _link(id_: ItemId) -> Link:
    return Link(_anchor(id_), id_)


def _suspect(suspect: Suspect) -> Line:
    why = Words(f" {relation(suspect)} ", Weight.SOFT)
    return Words(suspect.title, Weight.STRONG), Words(" "), _link(suspect.id), why, _link(suspect.because)


def _verdicts(change: Change) -> Iterator[Line]:
    for id_, (before, after) in change.verdicts.items():
        shown = [Badge(chip(each), change.qualifier) if each else Words("–") for each in (before, after)]
        yield shown[0], Words(" → "), shown[1], Words(" "), _link(id_)
