# SPDX-License-Identifier: Apache-2.0
"""How far every requirement is verified, those of each safety integrity level apart from the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.report.block import Block, Cell, Column, Row
from reqtrace.report.dossier.ledger import Ledger, Level, counts
from reqtrace.report.dossier.requirement import Requirement, described, method_of, requirement
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed, number
from reqtrace.report.phrases import UNSTATED
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.cells import heading, plain, row, sentence
from reqtrace.report.view import Entry, counted
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.verdict import Verdict

KEY: Final = "verification_coverage"


class LevelFigures(Struct, frozen=True, gc=False):
    """The requirements of a level, counted; rejected ones are in no other figure. None where nothing was executed."""

    level: str
    of_safety: bool
    requirements: int
    rejected: int
    covered: int
    verified: int | None
    failed: int | None
    unverified: int | None
    complete: int | None


class LevelCoverage(Struct, frozen=True, gc=False):
    """The requirements of one level, with their figures."""

    figures: LevelFigures
    requirements: tuple[Requirement, ...]


class VerificationCoverage(Struct, frozen=True, gc=False):
    """Every requirement, by level, the most demanding first; `target` and `profile` are what cases were executed on."""

    target: str | None
    profile: str | None
    levels: tuple[LevelCoverage, ...]


def verification_coverage(ledger: Ledger) -> VerificationCoverage:
    """What there is to say of every requirement."""
    evidence = ledger.view.evidence
    return VerificationCoverage(
        evidence.target if evidence else None,
        evidence.profile if evidence else None,
        tuple(
            LevelCoverage(figures(level, ledger), tuple(requirement(entry, ledger) for entry in level.entries))
            for level in ledger.levels
        ),
    )


def figures(level: Level, ledger: Ledger) -> LevelFigures:
    """How many requirements of a level are how."""
    judged = [entry for entry in level.entries if not entry.rejected]
    executed = ledger.view.evidence is not None
    complete = sum(ledger.completeness(entry) is Completeness.COMPLETE for entry in judged)

    def of(verdict: Verdict) -> int | None:
        return sum(entry.verdict is verdict for entry in judged) if executed else None

    return LevelFigures(
        level.name,
        level.of_safety,
        len(level.entries),
        len(level.entries) - len(judged),
        sum(entry.coverage.shallow for entry in judged),
        of(Verdict.VERIFIED),
        of(Verdict.FAILED),
        of(Verdict.UNVERIFIED),
        complete if executed else None,
    )


# [impl->dsn~levels_stand_apart~1]
def overview(ledger: Ledger, most: int) -> Section:
    """The figures and a table for each level, for where requirements are described one by one elsewhere.

    A table has at most so many rows, the gravest; of the others it is said how many there are.
    """
    told = [figures(level, ledger) for level in ledger.levels]
    below = tuple(_level(level, ledger, (), most) for level in ledger.levels)
    return Section(KEY, TITLES[KEY], None, tuple(_figures(ledger, told)), below)


# [impl->dsn~levels_stand_apart~1]
def section(ledger: Ledger, told: VerificationCoverage) -> Section:
    """The figures of every level, then for each its requirements: a table, and below that each by itself."""
    below = tuple(
        _level(level, ledger, tuple(described(entry, ledger) for entry in level.entries)) for level in ledger.levels
    )
    levels = [level.figures for level in told.levels]
    return Section(KEY, TITLES[KEY], told, tuple(_figures(ledger, levels)), below)


def _figures(ledger: Ledger, told: Sequence[LevelFigures]) -> Iterator[Block]:
    yield sentence(
        "Requirements of each safety integrity level stand apart, those that are QM and those of which nobody states "
        "a level behind them. What is rejected is listed and counts for nothing."
    )
    yield level_table(KEY, told, ledger.view.qualifier)
    if ledger.view.evidence is None:
        yield sentence("No test case was executed, so nothing is said of verdicts and of completeness.")


def level_table(name: str, levels: Sequence[LevelFigures], qualifier: str) -> Block:
    """A row of figures for every level; the `qualifier` says on what verdicts rest, in the caption."""
    columns = (
        Column("level", "Level", 20),
        Column("requirements", "Requirements", 14, number=True),
        Column("covered", "Covered", 11, number=True),
        Column("verified", "Verified", 11, number=True),
        Column("failed", "Failed", 11, number=True),
        Column("unverified", "Unverified", 11, number=True),
        Column("complete", "Complete", 11, number=True),
        Column("rejected", "Rejected", 11, number=True),
    )
    table = listed(f"{name}-levels", columns, map(_level_row, levels), "level", "There is no requirement.")
    return replace(table, caption=f"Requirements of each level ({qualifier})" if qualifier else "")


def _level_row(told: LevelFigures) -> Row:
    shares = (told.covered, told.verified, told.failed, told.unverified, told.complete, told.rejected)
    return Row((plain(told.level), number(told.requirements), *map(_count, shares)))


def _count(count: int | None) -> Cell:
    return plain("–") if count is None else number(count)


def _level(level: Level, ledger: Ledger, below: tuple[Section, ...], most: int | None = None) -> Section:
    """A table of the requirements of a level, the gravest first, and what is `below` it."""
    name = "_".join(level.name.lower().replace(",", "").split())
    title = "No level is stated" if level.name == UNSTATED else level.name
    key = f"{KEY}_{name}"
    entries = sorted(level.entries, key=lambda entry: rank(entry.chip))
    shown = entries[:most]
    said = f"These are the first {len(shown)} of {counted(len(entries), 'requirement')}, the gravest first."
    cut = (sentence(said),) if len(shown) < len(entries) else ()
    return Section(key, title, None, (*cut, _table(key, shown, ledger)), below)


def _table(name: str, entries: Sequence[Entry], ledger: Ledger) -> Block:
    columns = (
        Column("item", "Requirement", 34),
        Column("verdict", heading(ledger.view), 14),
        Column("completeness", "Completeness", 12),
        Column("method", "Method", 12),
        Column("cases", "Test cases", 8, number=True),
        Column("passed", "Passed", 7, number=True),
        Column("failed", "Failed", 7, number=True),
        Column("not-run", "Not run", 6, number=True),
    )
    rows = (_row(entry, ledger) for entry in entries)
    return listed(name, columns, rows, "requirement", "There is no requirement.")


_ORDER: Final = {each: float(place) for place, each in enumerate(Completeness)}


def _row(entry: Entry, ledger: Ledger) -> Row:
    cases, completeness = ledger.cases(entry), ledger.completeness(entry)
    whole = Cell((sentence(completeness.value),), _ORDER[completeness]) if completeness else plain("–")
    ended = counts(cases)
    outcomes = (ended.passed, ended.failed, ended.not_run) if ledger.view.evidence else (None, None, None)
    return row(
        entry,
        (
            ledger.named(entry),
            ledger.worth(entry),
            whole,
            plain(method_of(entry, ledger)),
            number(len(cases)),
            *map(_count, outcomes),
        ),
    )
