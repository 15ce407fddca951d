# SPDX-License-Identifier: Apache-2.0
"""How every requirement stands in each version of Xen, and which findings that is put down to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from reqtrace.evidence import Finding
from reqtrace.report.block import (
    Badge,
    Bar,
    Block,
    Cell,
    Column,
    Inline,
    Named,
    Paragraph,
    Row,
    Table,
    Weight,
    Words,
)
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.arrange import arranged, misnamed, unknown
from reqtrace.report.sheets.cells import linked, named, plain, sentence, soft
from reqtrace.report.sheets.chosen import chosen, misfits, restriction, silent, unjudged
from reqtrace.report.sheets.columns import CHOOSING
from reqtrace.report.sheets.sheet import Ground, Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View, chip, counted, percent
from reqtrace.report.view.deviations import IMITATED, comparison, is_alike, narrowed, rows, unnoticed
from reqtrace.report.view.deviations import Row as Requirement
from reqtrace.report.view.wording import MODEL
from reqtrace.scenario.targets import PROFILES
from reqtrace.trace.versions import Matrix, Standing

NOT_COMPARED: Final = "No versions of Xen were compared, so nothing is said here of how they differ."
"""What stands where a comparison is wanted and there is none."""
ALIKE: Final = "Alike in every version, for the same reasons and with no finding that concerns them, stand"
"""What is said of the requirements that have no row where only differences are shown."""
_GRADES: Final = tuple(Standing)
_ITEM: Final = "item"
_COLUMNS: Final = MappingProxyType(
    {_ITEM: "The title of a requirement, as a link, and its id."}
    | {
        profile: f"How the requirement stands in {profile}, with the findings that show, are hidden or are known and "
        "not seen, and the reasons where no finding explains it."
        for profile in dict.fromkeys(chain.from_iterable(PROFILES.values()))
    }
)


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """How things stand in words, a row for every requirement, the figures of every version, and what that is worth."""
    if view.matrix is None:
        return (sentence(NOT_COMPARED),)
    matrix = narrowed(view.matrix, wish.profiles)
    entries = chosen(view.rows, replace(wish.choice, verdicts=()))
    anchors = {entry.anchor for entry in entries}
    wanted = wish.choice.verdicts
    found = [
        each
        for each in rows(view, matrix)
        if each.entry.anchor in anchors and (not wanted or worst(each).value in wanted)
    ]
    return (
        Paragraph((Words(comparison(matrix), Weight.STRONG),)),
        arranged(_requirements(view, matrix, found, wish), wish),
        *(() if wanted else unjudged(entries, matrix.rows)),
        *_figures(matrix, found, wish),
        *_worth(matrix),
    )


def differences(view: View, wish: Wish) -> tuple[Block, ...]:
    """As `fill`, but those that stand alike in every version, with no finding about them, are counted and no rows."""
    if view.matrix is None:
        return fill(view, wish)
    matrix = view.matrix
    found = rows(view, matrix)
    differing = [each for each in found if not is_alike(matrix, each)]
    alike = f"{len(found) - len(differing)} of {counted(len(found), 'requirement')}"
    others = silent(view.rows, matrix.rows)
    unsaid = sentence(f"Of {counted(len(others), 'other requirement')} nothing can be said, for want of test cases.")
    title = replace(wish, caption="The requirements that do not stand alike, or that a finding concerns")
    return (
        Paragraph((Words(comparison(matrix), Weight.STRONG),)),
        sentence(f"{ALIKE}: {alike}. The matrix and their own pages say how."),
        *([_requirements(view, matrix, differing, title)] if differing else []),
        *([unsaid] if others else []),
        *_figures(matrix, found, wish),
        *_worth(matrix),
    )


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the wish fits nothing here."""
    columns = (_ITEM, *view.matrix.profiles) if view.matrix else ()
    return (*misjudged(view, wish, Standing), *(misnamed(wish, columns) if columns else ()))


def misjudged(view: View, wish: Wish, verdicts: Iterable[StrEnum]) -> Iterator[str]:
    """What in a wish fits nothing that was compared; the `verdicts` are those that may be chosen."""
    words = [each.value for each in verdicts]
    profiles = view.matrix.profiles if view.matrix else wish.profiles
    yield from misfits(view, replace(wish.choice, verdicts=()))
    yield from (unknown(each, "version that is compared", profiles) for each in wish.profiles if each not in profiles)
    yield from (unknown(each, "verdict over versions", words) for each in wish.choice.verdicts if each not in words)


def worst(requirement: Requirement) -> Standing:
    """The gravest of the verdicts of a requirement: what its row can be chosen by."""
    return max((cell.standing for cell in requirement.cells), key=_GRADES.index)


def _requirements(view: View, matrix: Matrix, found: Iterable[Requirement], wish: Wish) -> Table:
    heads = [Column(profile, f"{matrix.target}, {profile}", 20) for profile in matrix.profiles]
    shown = tuple(
        Row(
            (named(each.entry), *(_cell(view, matrix, each, column) for column in range(len(heads)))),
            each.entry.id.kind,
            each.entry.item.status.value,
            worst(each).value,
        )
        for each in found
    )
    limits = restriction(wish.choice)
    title = wish.caption or f"How every requirement stands in each version, on the {matrix.target}"
    caption = f"{title}; the chosen ones only ({limits})" if limits else title
    nothing = "No requirement is to be shown here."
    return Table(wish.name, (Column(_ITEM, "Requirement", 35), *heads), shown, caption, "requirement", nothing)


def _cell(view: View, matrix: Matrix, requirement: Requirement, column: int) -> Cell:
    """The verdict and the findings that show; below it what is hidden or not seen, and why it failed or is open."""
    cell, id_ = requirement.cells[column], requirement.entry.id
    shown = chip(cell.standing)
    blocks = [Paragraph((Badge(shown), *_names(matrix.findings[name] for name in cell.findings)))]
    if cell.hidden:
        blocks.append(_soft("hidden:", (matrix.findings[name] for name in cell.hidden)))
    if silent := unnoticed(matrix, id_, column):
        blocks.append(_soft("known, but not seen:", silent))
    for showing in cell.showings:
        if not showing.findings:
            why = Words(f": {showing.message or showing.step}", Weight.SOFT)
            blocks.append(Paragraph((Words("no finding explains ", Weight.SOFT), linked(showing.id, view), why)))
    first = next(number for number, each in enumerate(requirement.cells) if each.reasons == cell.reasons)
    if cell.reasons and first < column:
        blocks.append(soft(f"for the same reasons as in {matrix.profiles[first]}"))
    else:
        blocks += [soft(text if about == id_ else f"{about}: {text}") for about, text in cell.reasons]
    return Cell(tuple(blocks), rank(shown))


def _worth(matrix: Matrix) -> Iterator[Block]:
    """What a comparison on the model is worth."""
    if matrix.target == MODEL:
        yield soft(IMITATED)


def _soft(words: str, findings: Iterable[Finding]) -> Paragraph:
    return Paragraph((Words(words, Weight.SOFT), *_names(findings)))


def _names(findings: Iterable[Finding]) -> Iterator[Inline]:
    for finding in findings:
        yield Words(" ")
        yield Named(finding.name, finding.title)


def _figures(matrix: Matrix, found: Sequence[Requirement], wish: Wish) -> Iterator[Block]:
    """For every version how many of the requirements shown stand how, and how many findings it is known for."""
    if not found:
        return
    columns = (
        Column("version", "Version", 25),
        Column("verdict", f"Verdict ({matrix.target})", 35),
        Column("conforms", "Conform", 25, number=True),
        Column("findings", "Findings it is known for", 15, number=True),
    )
    lines = []
    for column, profile in enumerate(matrix.profiles):
        standings = [each.cells[column].standing for each in found]
        conform = standings.count(Standing.CONFORMS)
        known = sum(profile in shown for shown in matrix.versions.values())
        parts = tuple((chip(each), standings.count(each)) for each in Standing if each in standings)
        share = Cell((sentence(percent(conform, len(found))), soft(f"{conform} of {len(found)}")), conform / len(found))
        lines.append(Row((plain(profile), Cell((Bar(parts),)), share, Cell((sentence(f"{known}"),), known))))
    limits = restriction(wish.choice)
    what = f"{'those above, ' if limits else ''}{counted(len(found), 'requirement')}"
    yield Table(f"{wish.name}-figures", columns, tuple(lines), f"Figures of {what}", noun="version")


VERSIONS: Final = Sheet(
    "versions",
    fill,
    object_to,
    CHOOSING | {"profiles", "columns", "caption"},
    _COLUMNS,
    ground=Ground.COMPARED,
    verdicts=tuple(standing.value for standing in Standing),
)
