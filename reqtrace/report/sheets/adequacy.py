# SPDX-License-Identifier: Apache-2.0
"""Whether the test cases would notice if something were not as required: the answer, the requirements, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from reqtrace.evidence import Sense
from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Bar,
    Block,
    Bullets,
    Cell,
    Column,
    Inline,
    Line,
    Named,
    Paragraph,
    Row,
    Square,
    Table,
    Weight,
    Words,
)
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.arrange import arranged, misnamed
from reqtrace.report.sheets.cells import linked, named, plain, sentence, soft
from reqtrace.report.sheets.chosen import chosen, misfits, restriction, unjudged
from reqtrace.report.sheets.columns import CHOOSING
from reqtrace.report.sheets.sheet import Ground, Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import Entry, Noticing, View, chip
from reqtrace.report.view.noticing import IDLE, WANTED, asked, lacking, noticing
from reqtrace.trace.adequacy import Adequacy, Detection, Survivor
from reqtrace.trace.adequacy import Row as Notices
from reqtrace.trace.verdict import Verdict

NOT_MEASURED: Final = "What the test cases notice was not measured in this build."
"""What stands where it is wanted and there is no measure."""
_COLUMNS: Final = MappingProxyType(
    {
        "item": "The title of a requirement, as a link, and its id.",
        "verdict": (
            "What it is worth on the target that the heading names, and the first reasons why it is not verified."
        ),
        "rules": (
            "Of the broken rules that its test cases ask, how many they notice, how many make no difference to any of "
            "them, and how many go unnoticed."
        ),
        "noticed": (
            "How many of the broken rules that make a difference to its test cases these notice; and how many an "
            "invariant alone noticed, not a step."
        ),
        "findings": "The findings that concern it, each with a square for every one of its test cases that notices it.",
        "nobody": (
            "Broken rules that its test cases ask and no test case of the project notices; and how many only the test "
            "cases of other requirements notice."
        ),
    }
)
_MOST: Final = 10
"""How many reasons a cell names."""
_FEW: Final = 3
"""How many broken rules a cell names that nobody notices; all of them have a table of their own."""


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """The answer and what is lacking; every requirement; the findings that concern none; what nobody notices."""
    found = view.adequacy
    if found is None:
        return (sentence(NOT_MEASURED),)
    if found.idle:
        return (Paragraph((Words(IDLE, Weight.STRONG),)),)
    entries = chosen(view.rows, replace(wish.choice, verdicts=()))
    return (
        Paragraph((Words(noticing(found), Weight.STRONG),)),
        *_lacking(found),
        arranged(_requirements(view, found, entries, wish), wish),
        *(() if wish.choice.verdicts else unjudged(entries, found.rows)),
        *_elsewhere(view, found),
        _survivors(found, wish),
        *_needless(found),
        soft(WANTED),
    )


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the wish fits nothing here."""
    return (*misfits(view, wish.choice), *misnamed(wish, tuple(_COLUMNS)))


def _lacking(found: Adequacy) -> Iterator[Block]:
    """What was not reached; in a word where all was."""
    said = tuple((Words(each),) for each in lacking(found))
    if said:
        yield sentence("That is not enough:")
        yield Bullets(said)
    else:
        yield sentence("That is all that is wanted.")


def _requirements(view: View, found: Adequacy, entries: Iterable[Entry], wish: Wish) -> Table:
    columns = (
        Column("item", "Requirement", 24),
        Column("verdict", f"Verdict ({found.survey.target}, {found.survey.profile})", 16),
        Column("rules", "Broken rules", 12),
        Column("noticed", "Noticed", 14, number=True),
        Column("findings", "Findings", 18),
        Column("nobody", "Nobody notices", 16),
    )
    first = {id_: view.by_id[id_][0].anchor for id_ in found.rows if id_ in view.by_id}
    rows = tuple(
        _row(view, found, entry, found.rows[entry.id])
        for entry in entries
        if first.get(entry.id) == entry.anchor
        and (not wish.choice.verdicts or found.rows[entry.id].verdict.value in wish.choice.verdicts)
    )
    limits = restriction(wish.choice)
    title = wish.caption or "What the test cases of every requirement notice"
    caption = f"{title}; the chosen ones only ({limits})" if limits else title
    return Table(wish.name, columns, rows, caption, "requirement", "No requirement is to be shown here.")


def _row(view: View, found: Adequacy, entry: Entry, row: Notices) -> Row:
    noticed, mattering = len(row.noticed), len(row.mattering)
    share = noticed / len(row.asked) if row.asked else -1.0
    parts = {
        Noticing.NOTICED: noticed,
        Noticing.NO_DIFFERENCE: len(row.asked) - mattering,
        Noticing.UNNOTICED: mattering - noticed,
    }
    bar = Bar(tuple((chip(each), count) for each, count in parts.items() if count))
    return Row(
        (
            named(entry),
            Cell((Paragraph((Badge(chip(row.verdict)),)), *_reasons(entry.id, row)), rank(chip(row.verdict))),
            Cell((bar,) if bar.parts else (sentence("none"),), share),
            Cell(tuple(_figures(row)), share),
            Cell(tuple(_findings(view, found, row)), -float(len(row.undetected))),
            Cell(tuple(_nobody(found, row)), -float(len(set(row.asked) - found.noticed.keys()))),
        ),
        entry.id.kind,
        entry.item.status.value,
        row.verdict.value,
    )


def _reasons(id_: ItemId, row: Notices) -> Iterator[Paragraph]:
    """Why a requirement is not verified, the first reasons."""
    for about, text in row.reasons[:_MOST]:
        yield soft(text if about == id_ else f"{about}: {text}")
    if len(row.reasons) > _MOST:
        yield soft(f"and {len(row.reasons) - _MOST} more")


def _figures(row: Notices) -> Iterator[Paragraph]:
    """How many were noticed of how many; no share, for one of what makes a difference would hide what makes none."""
    yield sentence(f"{len(row.noticed)} of {len(row.mattering)}")
    yield soft(f"that make a difference; {len(row.asked)} asked")
    if alone := list(row.noticed.values()).count(Sense.INVARIANT):
        yield soft(f"{alone} by an invariant alone")


def _findings(view: View, found: Adequacy, row: Notices) -> Iterator[Block]:
    """The findings that concern a requirement, each with the cases of it that noticed it."""
    if not row.findings:
        yield soft("none concerns it by itself")
        return
    detected = sum(bool(each.by) for each in row.findings)
    yield sentence(f"{detected} of {len(row.findings)} noticed")
    yield Bullets(tuple(_detection(view, found, each) for each in row.findings))


def _detection(view: View, found: Adequacy, detection: Detection) -> Line:
    """A finding, and the cases that noticed it, as squares; that nobody did where it is so."""
    titles = {finding.name: finding.title for finding in found.survey.findings}
    shown: tuple[Inline, ...] = (Named(detection.finding, titles.get(detection.finding, "")), Words(" "))
    if not detection.by:
        return (*shown, Badge(chip(Noticing.UNNOTICED)))
    return (*shown, *(_square(view, id_, sense) for id_, sense in detection.by))


def _square(view: View, id_: ItemId, sense: Sense) -> Square:
    case = linked(id_, view)
    return Square(case.anchor, id_, chip(Noticing.NOTICED), f"{case.text or id_}: noticed by {_BY[sense]}")


_BY: Final = {Sense.STEP: "a step", Sense.INVARIANT: "an invariant alone"}


def _nobody(found: Adequacy, row: Notices) -> Iterator[Block]:
    """What its cases ask and none of all cases notices; how much only the cases of others notice."""
    nobody = [name for name in row.asked if name not in found.noticed]
    elsewhere = sum(name in found.noticed and name not in row.noticed for name in row.mattering)
    meanings = {change.name: change.meaning for change in found.survey.changes}
    if nobody:
        yield Bullets(tuple((Named(name, meanings.get(name, "")),) for name in nobody[:_FEW]))
    if len(nobody) > _FEW:
        yield soft(f"and {len(nobody) - _FEW} more, below")
    if elsewhere:
        yield soft(f"{elsewhere} that only test cases of other requirements notice")


def _elsewhere(view: View, found: Adequacy) -> Iterator[Block]:
    """The findings that concern no requirement, and who notices each."""
    if found.elsewhere:
        yield sentence("Findings that concern no requirement, and are to be noticed by any test case:")
        yield Bullets(tuple(_alone(view, found, Detection(name, by)) for name, by in found.elsewhere.items()))


def _alone(view: View, found: Adequacy, detection: Detection) -> Line:
    """As `_detection`; that it does not count where only a part of what findings concern was put to the test."""
    counts = detection.finding in found.findings
    line = _detection(view, found, detection)
    return line if counts else (*line, Words(" (not asked of a part of the requirements)", Weight.SOFT))


def _survivors(found: Adequacy, wish: Wish) -> Table:
    """What nobody notices, first that of which nobody says why."""
    columns = (
        Column("rule", "Broken rule", 22),
        Column("meaning", "What the rule says", 25),
        Column("source", "Source", 18),
        Column("asked", "How close test cases come", 15),
        Column("reason", "Why that is accepted", 20),
    )
    ordered: Sequence[Survivor] = sorted(found.survivors, key=lambda each: bool(each.reason))
    nothing = "Every broken rule is noticed." if found.survey.changes else "No rule was broken."
    caption = "Broken rules that no test case notices"
    return Table(f"{wish.name}-survivors", columns, tuple(map(_survivor, ordered)), caption, "broken rule", nothing)


def _survivor(survivor: Survivor) -> Row:
    change = survivor.change
    unexplained = Cell((Paragraph((Badge(chip(Noticing.UNNOTICED)), Words(" and nobody gave a reason"))),), 0.0)
    return Row(
        (
            Cell((Paragraph((Words(change.name, Weight.CODE),)),)),
            plain(change.meaning),
            Cell((Paragraph((Words(change.source, Weight.CODE),)),)),
            plain(asked(survivor)),
            Cell((sentence(survivor.reason),), 1.0) if survivor.reason else unexplained,
        )
    )


def _needless(found: Adequacy) -> Iterator[Block]:
    if found.needless:
        yield sentence("Reasons for what is noticed, or does not exist:")
        yield Bullets(tuple((Words(name, Weight.CODE),) for name in found.needless))


ADEQUACY: Final = Sheet(
    "adequacy",
    fill,
    object_to,
    CHOOSING | {"columns", "caption"},
    _COLUMNS,
    Ground.PROBED,
    tuple(verdict.value for verdict in Verdict),
)
