# SPDX-License-Identifier: Apache-2.0
"""The findings by which versions of Xen deviate: where, whom they concern, and which test cases show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from reqtrace.evidence import Consequence, Finding
from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Block,
    Bullets,
    Cell,
    Column,
    Inline,
    Line,
    Named,
    Paragraph,
    Row,
    Source,
    Square,
    Squares,
    Table,
    Weight,
    Words,
)
from reqtrace.report.query import Choice
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.arrange import arranged, misnamed
from reqtrace.report.sheets.cells import linked, plain, sentence, soft
from reqtrace.report.sheets.chosen import chosen, restriction
from reqtrace.report.sheets.columns import CHOOSING
from reqtrace.report.sheets.sheet import Ground, Sheet
from reqtrace.report.sheets.versions import NOT_COMPARED, misjudged
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View, chip, counted
from reqtrace.report.view.deviations import Deviation, Proof, concerns_none, deviations, hidden, narrowed, unexplained
from reqtrace.trace.versions import Matrix, Standing

_COLUMNS: Final = MappingProxyType(
    {
        "finding": "The name of the finding.",
        "what": "What Xen does otherwise than it is required to.",
        "versions": (
            "The versions that are known for it, whether it deviates there or something is not implemented, and in "
            "which of them no test case shows it."
        ),
        "source": "Where in the sources of Xen that is.",
        "concerns": (
            "The requirements of this project that it is known to concern or was seen to break; of others that there "
            "are none of, how many."
        ),
        "cases": "The test cases that show it, a square each with what was seen.",
        "behind": "The findings that keep test cases from showing this one, since they stop before.",
    }
)


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """First what failed and no finding explains; then a row for every finding of the versions compared."""
    if view.matrix is None:
        return (sentence(NOT_COMPARED),)
    matrix = narrowed(view.matrix, wish.profiles)
    return (*_unexplained(view, matrix), arranged(_table(view, matrix, wish), wish))


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the wish fits nothing here."""
    return (*misjudged(view, wish, Consequence), *misnamed(wish, tuple(_COLUMNS)))


def _unexplained(view: View, matrix: Matrix) -> Iterator[Block]:
    """What the model or a test case is at fault for."""
    failed = unexplained(matrix)
    if failed:
        number = len({proof.showing.id for proof in failed.proofs})
        said = f"{counted(number, 'test case')} failed without a finding that explains it:"
        yield Paragraph((Words(said, Weight.STRONG),))
        yield Bullets(tuple(tuple(_failure(view, proof)) for proof in failed.proofs))


def _failure(view: View, proof: Proof) -> Iterator[Inline]:
    """A case, the versions in which it failed, why, and where."""
    yield linked(proof.showing.id, view)
    yield Words(f" in {', '.join(proof.profiles)}: {proof.showing.message or proof.showing.step} ")
    if proof.showing.span.file:
        yield Source(proof.showing.span)


def _table(view: View, matrix: Matrix, wish: Wish) -> Table:
    columns = (
        Column("finding", "Finding", 8),
        Column("what", "What it is", 25),
        Column("versions", f"Versions ({matrix.target})", 15),
        Column("source", "Source in Xen", 14),
        Column("concerns", "Concerns", 20),
        Column("cases", "Shown by", 10),
        Column("behind", "Hidden behind", 8),
    )
    seen = {each.finding.name: each for each in deviations(matrix) if each.finding}
    among = _among(view, wish.choice)
    rows = (
        _row(view, matrix, finding, seen)
        for finding in matrix.findings.values()
        if not wish.choice.verdicts or finding.consequence.value in wish.choice.verdicts
        if among is None or not among.isdisjoint(_concerned(finding, seen.get(finding.name)))
    )
    limits = restriction(wish.choice)
    versions = ", ".join(each for each in matrix.profiles if any(each in shown for shown in matrix.versions.values()))
    title = wish.caption or (f"Findings of {versions}" if versions else "Findings")
    caption = f"{title}; the chosen ones only ({limits})" if limits else title
    return Table(wish.name, columns, tuple(rows), caption, "finding", "No finding is to be shown here.")


def _among(view: View, choice: Choice) -> Set[ItemId] | None:
    """The requirements that are chosen, one of which a finding has to concern; None where that is no matter."""
    unlimited = not (choice.kinds or choice.tags or choice.statuses or choice.where)
    return None if unlimited else {entry.id for entry in chosen(view.rows, replace(choice, verdicts=()))}


def _concerned(finding: Finding, seen: Deviation | None) -> Iterable[ItemId]:
    """The requirements that a finding is known to concern, then those that it was seen to break besides."""
    return dict.fromkeys((*finding.affects, *(seen.requirements if seen else ())))


def _row(view: View, matrix: Matrix, finding: Finding, seen: Mapping[str, Deviation]) -> Row:
    deviation = seen.get(finding.name)
    verdict = chip(Standing(finding.consequence))
    cases = tuple(_squares(view, matrix, deviation)) if deviation else ()
    return Row(
        (
            Cell((Paragraph((Named(finding.name, finding.title),)),), list(matrix.findings).index(finding.name)),
            plain(finding.title),
            Cell(tuple(_versions(matrix, finding, deviation)), rank(verdict)),
            Cell((Paragraph((Words(finding.source, Weight.CODE),)) if finding.source else soft("not known"),)),
            Cell(tuple(_concerns(view, matrix, finding, deviation))),
            Cell((Squares(cases),) if cases else (sentence("no test case"),), len(cases)),
            Cell(tuple(_behind(matrix, finding, seen))),
        ),
        verdict=verdict.word,
    )


def _versions(matrix: Matrix, finding: Finding, deviation: Deviation | None) -> Iterator[Block]:
    """The versions that are known for the finding, and those of them in which no case shows it."""
    known = matrix.versions[finding.name]
    yield Paragraph((Badge(chip(Standing(finding.consequence))), Words(f" in {', '.join(known)}")))
    unseen = [each for each in known if deviation is None or each not in deviation.profiles]
    if unseen:
        yield sentence("not seen" if len(unseen) == len(known) else f"not seen in {', '.join(unseen)}")


def _concerns(view: View, matrix: Matrix, finding: Finding, deviation: Deviation | None) -> Iterator[Block]:
    """The requirements concerned, as links; of those that nothing was seen to break, that it is so."""
    broken = deviation.requirements if deviation else ()
    lines: list[Line] = []
    concerned = tuple(_concerned(finding, deviation))
    here = [each for each in concerned if each in view.by_id]
    for each in here:
        remark = "" if each in broken else " (not seen)" if each in matrix.rows else " (not compared here)"
        lines.append((linked(each, view), *([Words(remark, Weight.SOFT)] if remark else [])))
    if lines:
        yield Bullets(tuple(lines))
    if not concerned:
        yield soft(concerns_none(finding.amends))
    elif elsewhere := len(concerned) - len(here):
        yield soft(f"{'and ' if here else ''}{counted(elsewhere, 'requirement')} that this project does not have")


def _squares(view: View, matrix: Matrix, deviation: Deviation) -> Iterator[Square]:
    """Every case that shows a finding, once, with what was seen in each version."""
    said: dict[ItemId, list[Proof]] = {}
    for proof in deviation.proofs:
        said.setdefault(proof.showing.id, []).append(proof)
    for id_, proofs in said.items():
        to = linked(id_, view)
        seen = "; ".join(
            f"{proof.showing.standing.value} ({matrix.target}, {', '.join(proof.profiles)}): {proof.showing.message}"
            for proof in proofs
        )
        gravest = max((proof.showing.standing for proof in proofs), key=list(Standing).index)
        yield Square(to.anchor, id_, chip(gravest), f"{to.text or id_}: {seen}")


def _behind(matrix: Matrix, finding: Finding, seen: Mapping[str, Deviation]) -> Iterator[Block]:
    """The findings that keep this one from being seen somewhere."""
    names = [name for name, each in seen.items() if finding.name in each.hidden]
    if names:
        titles = (Named(name, matrix.findings[name].title) for name in names)
        yield Paragraph(tuple(part for title in titles for part in (title, Words(" ")))[:-1])
    elif finding.name in hidden(matrix):
        yield sentence("others")


FINDINGS: Final = Sheet(
    "findings",
    fill,
    object_to,
    CHOOSING | {"profiles", "columns", "caption"},
    _COLUMNS,
    Ground.COMPARED,
    tuple(consequence.value for consequence in Consequence),
)
