# SPDX-License-Identifier: Apache-2.0
"""The same thing looks the same everywhere: chips, links to items, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.addnodes import pending_xref

from reqtrace.evidence import Outcome
from reqtrace.report.view import Chip, Neighbour, acceptance, printable
from reqtrace.trace.justification import Gap
from reqtrace.trace.verdict import Verdict
from reqtrace_sphinx.domain import ITEM_ROLE, TraceDomain
from reqtrace_sphinx.nodes import Glyph, HeaderCell, Identity, Printed

_OBSERVED = frozenset(word.value for words in (Verdict, Outcome) for word in words)


def text(words: str) -> nodes.Text:
    """Words that others wrote, safe in every format."""
    return nodes.Text(printable(words))


def soft(words: str) -> nodes.inline:
    """Words of less weight."""
    return nodes.inline("", "", text(words), classes=["reqtrace-soft"])


def line(*parts: nodes.Node, style: str = "") -> nodes.paragraph:
    """A paragraph of `parts`."""
    return nodes.paragraph("", "", *parts, classes=[style] if style else [])


def badge(chip: Chip, qualifier: str = "", count: int | None = None) -> nodes.inline:
    """A chip: colour, glyph and word; a verdict or outcome with its qualifier, where that is not said around it."""
    number = "" if count is None else f"{count} "
    shown = nodes.inline("", "", Glyph("", f"{chip.glyph} "), classes=["reqtrace-chip", f"reqtrace-{chip.tone.value}"])
    shown += nodes.Text(f"{number}{chip.word}")
    if qualifier and chip.word in _OBSERVED:
        shown += nodes.inline("", f" ({qualifier})", classes=["reqtrace-qualifier"])
    return shown


class Linker:
    """Makes links from one page to items wherever they are shown."""

    def __init__(self, domain: TraceDomain, docname: str) -> None:
        self.homes = domain.homes()
        self.docname = docname
        self.qualifier = domain.project.view.qualifier

    def link(self, id_: object, anchor: str, tip: str, *parts: nodes.Node) -> nodes.Node:
        """`parts` as a link to the item at `anchor`, or as they are where no page shows it; `tip` is its tooltip."""
        content = nodes.inline("", "", *parts)
        if anchor not in self.homes:
            return content
        return pending_xref(
            "", content, refdomain=TraceDomain.name, reftype=ITEM_ROLE, reftarget=str(id_), refdoc=self.docname,
            refexplicit=True, refwarn=False, reftitle=printable(tip), anchor=anchor, home=self.homes[anchor],
        )  # fmt: skip

    def titled(self, id_: object, anchor: str, title: str) -> list[nodes.Node]:
        """The title of an item as a link; its id is the tooltip, and stands beside it where there are no tooltips."""
        if not title:
            return [Identity("", str(id_))]
        return [self.link(id_, anchor, str(id_), text(title)), Printed("", f" ({id_})")]

    def neighbour(self, other: Neighbour) -> list[nodes.Node]:
        """What became of an item, and its title; a verdict has its qualifier, the outcome of a case needs none."""
        chip = badge(other.chip, "" if other.executable else self.qualifier)
        return [chip, nodes.Text(" "), *self.titled(other.id, other.anchor, other.title)]

    def square(self, other: Neighbour) -> nodes.paragraph:
        """A link of one glyph; the words are in its tooltip, and there for who can not see."""
        said = other.chip.word
        if said in _OBSERVED and not other.executable:
            said += f" ({self.qualifier})"
        words = f"{other.title or other.id}: {said}"
        shown = nodes.inline("", "", classes=["reqtrace-square", f"reqtrace-{other.chip.tone.value}"])
        shown += [Glyph("", f"{other.chip.glyph} "), nodes.inline("", "", text(words), classes=["reqtrace-unseen"])]
        return line(self.link(other.id, other.anchor, f"{words} ({other.id})", shown))


def gap_in_words(gap: Gap) -> list[nodes.Node]:
    """What is missing, why the project accepts that, who answers for it, and how long."""
    return [text(f"no {gap.kind} covers it: {gap.justification.reason} "), soft(f"({acceptance(gap)})")]


def bullets(entries: Iterable[Sequence[nodes.Node]], style: str) -> nodes.bullet_list:
    """A list with one paragraph for each of `entries`."""
    listed = (nodes.list_item("", line(*entry)) for entry in entries)
    return nodes.bullet_list("", *listed, bullet="-", classes=[style])


def field(name: str, *body: nodes.Element) -> nodes.field:
    """One fact with its name."""
    return nodes.field("", nodes.field_name("", name), nodes.field_body("", *body))


def table(
    heads: Sequence[str], rows: Iterable[Sequence[nodes.Element]], widths: Sequence[int], caption: str = ""
) -> nodes.table:
    """A table whose first row heads columns, and whose first cell of every row heads that row."""
    group = nodes.tgroup("", cols=len(heads))
    group += [nodes.colspec(colwidth=width, stub=int(not index)) for index, width in enumerate(widths)]
    top = nodes.row("", *(HeaderCell("", line(nodes.Text(head)), scope="col") for head in heads))
    body = nodes.tbody("")
    for first, *others in rows:
        body += nodes.row("", HeaderCell("", first, scope="row"), *(nodes.entry("", cell) for cell in others))
    group += [nodes.thead("", top), body]
    shown = nodes.table("", classes=["reqtrace-table", "longtable"])
    if caption:
        shown += nodes.title("", "", text(caption))
    shown += group
    return shown
