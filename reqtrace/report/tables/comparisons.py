# SPDX-License-Identifier: Apache-2.0
"""How requirements stand on several profiles, what their test cases notice, and what changed, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reqtrace.report.tables.facts import Facts
from reqtrace.report.tables.grid import Column, Grid, Look, Value
from reqtrace.report.view import chip
from reqtrace.trace.adequacy import Adequacy
from reqtrace.trace.change import Change
from reqtrace.trace.versions import Matrix

_ITEM = (Column("Id", 34, Look.CODE), Column("Title", 40))


def versions(facts: Facts) -> Grid:
    """How every requirement stands on every profile, and which findings act there."""
    told = facts.view.matrix
    nothing = "Profiles were not compared."
    if told is None:
        return Grid("Versions", _ITEM, (), nothing)
    by_profile = (
        (Column(f"{profile} ({told.target})", 18, Look.CHIP), Column(f"Findings on {profile}", 18))
        for profile in told.profiles
    )
    columns = (*_ITEM, *(column for pair in by_profile for column in pair))
    return Grid("Versions", columns, _versions(facts, told), nothing, 2)


def _versions(facts: Facts, told: Matrix) -> Iterator[Sequence[Value]]:
    for entry in facts.requirements:
        if cells := told.rows.get(entry.id):
            shown = ((chip(cell.standing), ", ".join(cell.findings)) for cell in cells)
            yield str(entry.id), entry.title, *(value for pair in shown for value in pair)


def adequacy(facts: Facts) -> Grid:
    """What the test cases of every requirement notice of what is made wrong on purpose."""
    told = facts.view.adequacy
    nothing = "What the test cases notice was not measured."
    if told is None:
        return Grid("Adequacy", _ITEM, (), nothing)
    columns = (
        *_ITEM,
        Column(f"Verdict ({told.survey.target}, {told.survey.profile})", 16, Look.CHIP),
        Column("Changes asked for", 12, Look.NUMBER),
        Column("Making a difference", 12, Look.NUMBER),
        Column("Noticed", 12, Look.NUMBER),
        Column("Findings noticed", 24),
        Column("Findings not noticed", 24),
        Column("Why not verified", 60),
    )
    return Grid("Adequacy", columns, _adequacy(facts, told), nothing, 2)


def _adequacy(facts: Facts, told: Adequacy) -> Iterator[Sequence[Value]]:
    for entry in facts.requirements:
        if row := told.rows.get(entry.id):
            yield (
                str(entry.id),
                entry.title,
                chip(row.verdict),
                len(row.asked),
                len(row.mattering),
                len(row.noticed),
                ", ".join(each.finding for each in row.findings if each.by),
                ", ".join(row.undetected),
                "\n".join(f"{id_}: {text}" for id_, text in row.reasons),
            )


def changes(facts: Facts) -> Grid:
    """What became of every item that changed since the baseline."""
    told = facts.material.change
    nothing = "Nothing changed since the baseline." if told else "No baseline was named."
    columns = (
        Column("Before", 34, Look.CODE),
        Column("After", 34, Look.CODE),
        Column("Title", 40),
        Column("What was done", 30),
        Column("Defect", 8),
        Column("Links", 50),
        Column("Fields", 24),
        Column("Verdict before", 16, Look.CHIP),
        Column("Verdict after", 16, Look.CHIP),
        Column("File", 30, Look.CODE),
        Column("Line", 7, Look.NUMBER),
    )
    return Grid("Changes", columns, _changes(told) if told else (), nothing, 2)


def _changes(told: Change) -> Iterator[Sequence[Value]]:
    for each in told.items:
        links = (*(f"+ {link}" for link in each.links_added), *(f"− {link}" for link in each.links_removed))
        yield (
            str(each.before or ""),
            str(each.after or ""),
            each.title,
            ", ".join(edit.value for edit in each.edits),
            "yes" if any(edit.defect for edit in each.edits) else "no",
            "\n".join(links),
            ", ".join(field.name for field in each.fields),
            chip(each.verdict_before) if each.verdict_before else None,
            chip(each.verdict_after) if each.verdict_after else None,
            each.span.file,
            each.span.line,
        )


def suspects(facts: Facts) -> Grid:
    """What has to be looked at or executed again because of what changed."""
    told = facts.material.change
    nothing = "Nothing is suspect." if told else "No baseline was named."
    columns = (*_ITEM, Column("What is to be done", 46), Column("Because of", 34, Look.CODE))
    return Grid("Suspects", columns, _suspects(facts, told) if told else (), nothing, 2)


def _suspects(facts: Facts, told: Change) -> Iterator[Sequence[Value]]:
    for each in told.suspects:
        yield str(each.id), each.title, f"look at it: suspicion goes {each.direction.value}", str(each.because)
    for id_ in told.rerun:
        known = facts.view.by_id.get(id_)
        yield str(id_), known[0].title if known else "", "execute it again", ""
