# SPDX-License-Identifier: Apache-2.0
"""What a page shows of the whole project: the matrix, and the summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from docutils import nodes

from reqtrace.report.view import Chip, Entry, View, misfit
from reqtrace_sphinx.directives import Only
from reqtrace_sphinx.nodes import Identity
from reqtrace_sphinx.parts import Linker, badge, bullets, gap_in_words, line, soft, table, text

_MOST = 20
"""How many items that need a person a summary names; the matrix has them all."""


def matrix(view: View, linker: Linker, kinds: Sequence[str], only: Only, caption: str) -> nodes.Element:
    """Every requirement of `kinds` with its verdict and what covers it; a sentence where there is none."""
    rows = [entry for entry in view.rows if (not kinds or entry.id.kind in kinds) and _is_wanted(entry, view, only)]
    if not rows:
        return line(nodes.Text("No requirement is " + ("here." if only is Only.ALL else f"to be shown: {only}.")))
    cells = ([_name(entry, linker), line(badge(entry.chip)), _coverers(entry, linker)] for entry in rows)
    shown = table(["Requirement", _verdict(view), "Covered by"], cells, (50, 20, 30), caption)
    shown["classes"].append("reqtrace-matrix")
    return shown


def summary(view: View, linker: Linker) -> list[nodes.Element]:
    """The answer, what it means, what needs a person, and how many items of each kind are how."""
    shown: list[nodes.Element] = [line(nodes.strong("", view.answer), nodes.Text(" "), text(view.meaning))]
    if view.attention:
        shown.append(bullets((list(_wanting(entry, linker)) for entry in view.attention[:_MOST]), "reqtrace-attention"))
    if len(view.attention) > _MOST:
        shown.append(line(soft(f"{len(view.attention) - _MOST} more need a person.")))
    shown += _excused(view.excused, linker)
    if view.tallies:
        cells = (
            [
                line(text(tally.title)),
                line(nodes.Text(str(tally.items))),
                line(*_parts(tally.parts)),
                line(nodes.Text(str(tally.defects))),
            ]
            for tally in view.tallies
        )
        figures = table(["Kind", "Items", _verdict(view), "Defects"], cells, (35, 12, 40, 13))
        figures["classes"].append("reqtrace-figures")
        shown.append(figures)
    return shown


def _excused(excused: Sequence[Entry], linker: Linker) -> Iterator[nodes.Element]:
    """What the project accepts to be missing, all of it."""
    if excused:
        yield line(nodes.Text("Gaps that the project accepts:"))
        gaps = ((entry, gap) for entry in excused for gap in entry.gaps)
        told = (
            [*linker.titled(entry.id, entry.anchor, entry.title), nodes.Text(": "), *gap_in_words(gap)]
            for entry, gap in gaps
        )
        yield bullets(told, "reqtrace-attention")


def _verdict(view: View) -> str:
    return f"Verdict ({view.qualifier})" if view.qualifier else "Coverage"


def _is_wanted(entry: Entry, view: View, only: Only) -> bool:
    match only:
        case Only.ALL:
            return True
        case Only.ATTENTION:
            return entry in view.attention
        case Only.VERIFIED | Only.UNVERIFIED | Only.FAILED:
            return entry.chip.word == only.value


def _name(entry: Entry, linker: Linker) -> nodes.Element:
    title = linker.link(entry.id, entry.anchor, str(entry.id), text(entry.title))
    identity = Identity("", str(entry.id), classes=["reqtrace-soft"])
    return nodes.container("", line(title), line(identity), classes=["reqtrace-name"])


def _coverers(entry: Entry, linker: Linker) -> nodes.Element:
    """Squares for what covers an item, and in words what should and does not."""
    shown = nodes.container("", classes=["reqtrace-coverers"])
    if entry.covered_by:
        squares = (linker.square(each) for each in entry.covered_by)
        listed = (nodes.list_item("", square) for square in squares)
        shown += nodes.bullet_list("", *listed, bullet="-", classes=["reqtrace-squares"])
    if entry.missing:
        shown += line(soft(f"missing: {', '.join(entry.missing)}"))
    if entry.gaps:
        shown += line(soft(f"accepted to be missing: {', '.join(gap.kind for gap in entry.gaps)}"))
    return shown


def _wanting(entry: Entry, linker: Linker) -> Iterator[nodes.Node]:
    yield badge(entry.chip, linker.qualifier)
    yield nodes.Text(" ")
    yield from linker.titled(entry.id, entry.anchor, entry.title)
    steps = (reason.text for reason in entry.reasons if reason.step)
    objections = (each.message for each in entry.objections)
    why = next(chain(steps, map(misfit, entry.misfits), objections, (reason.text for reason in entry.reasons)), "")
    if why:
        yield soft(f": {why}")


def _parts(parts: Sequence[tuple[Chip, int]]) -> Iterator[nodes.Node]:
    for shown, count in parts:
        yield badge(shown, count=count)
        yield nodes.Text(" ")
