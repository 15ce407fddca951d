# SPDX-License-Identifier: Apache-2.0
"""What the report is of: which texts and items, what was executed, and what the project decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.config import Weight
from reqtrace.report.block import Block, Column, Facts, Row
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed, number, said
from reqtrace.report.sheets.cells import plain, sentence
from reqtrace.report.view import counted

KEY: Final = "scope"
NOTHING_EXECUTED: Final = "no test case was executed"


class KindScope(Struct, frozen=True, gc=False):
    """A kind of item, and what the project says of it; `covers` is None where its items may cover anything."""

    kind: str
    title: str
    items: int
    test_cases: bool
    covers: tuple[str, ...] | None
    needs: tuple[str, ...]


class Scope(Struct, frozen=True, gc=False):
    """What was read and executed, and the settings by which it was judged; `target` is None where nothing was.

    `elsewhere` names what counts besides that was not executed here.
    """

    title: str
    target: str | None
    profile: str | None
    elsewhere: str
    profiles_compared: tuple[str, ...]
    adequacy_measured: bool
    baseline: str | None
    paths: tuple[str, ...]
    excluded: tuple[str, ...]
    ignored_by_git_left_out: bool
    dependencies: Weight
    files: int
    kinds: tuple[KindScope, ...]


def scope(ledger: Ledger) -> Scope:
    """What the report is of."""
    view, config, change = ledger.view, ledger.material.config, ledger.material.change
    return Scope(
        view.title,
        view.evidence.target if view.evidence else None,
        view.evidence.profile if view.evidence else None,
        view.evidence.elsewhere if view.evidence else "",
        view.matrix.profiles if view.matrix else (),
        view.adequacy is not None,
        change.before if change else None,
        config.paths,
        config.exclude,
        config.gitignore,
        config.dependencies,
        len(view.inputs),
        tuple(
            KindScope(tally.kind, tally.title, tally.items, tally.executable, known.covers, known.needs)
            if (known := config.kinds.get(tally.kind))
            else KindScope(tally.kind, tally.title, tally.items, tally.executable, None, ())
            for tally in view.tallies
        ),
    )


def section(ledger: Ledger, told: Scope) -> Section:
    """What was read and executed, in words, and a row for every kind."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(ledger, told)))


def _blocks(ledger: Ledger, told: Scope) -> Iterator[Block]:
    yield sentence(ledger.view.meaning)
    yield Facts(
        (
            said("Project", told.title),
            said("Executed on", f"{told.target}, profile {told.profile}" if told.target else NOTHING_EXECUTED),
            said("Results from elsewhere", told.elsewhere or "none"),
            said("Versions compared", ", ".join(told.profiles_compared) or "none"),
            said("Adequacy of the test cases", "measured" if told.adequacy_measured else "not measured"),
            said("Baseline", told.baseline or "none was named"),
            said("Files read", f"{counted(told.files, 'file')} below {', '.join(told.paths)}"),
            said("Left out", *_left_out(told)),
            said("Items", counted(sum(each.items for each in told.kinds), "item")),
        )
    )
    yield listed(
        f"{KEY}-kinds",
        (
            Column("kind", "Kind", 20),
            Column("title", "What it is called", 28),
            Column("items", "Items", 12, number=True),
            Column("covers", "May cover", 20),
            Column("needs", "Has to need", 20),
        ),
        map(_kind, told.kinds),
        "kind",
        "No item was found.",
    )


def _left_out(told: Scope) -> Iterator[str]:
    yield f"by the configuration: {', '.join(told.excluded) or 'nothing'}"
    yield f"what git ignores: {'left out' if told.ignored_by_git_left_out else 'read like everything else'}"


def _kind(told: KindScope) -> Row:
    covers = "anything" if told.covers is None else ", ".join(told.covers) or "nothing"
    title = f"{told.title} (test cases)" if told.test_cases else told.title
    return Row(
        (plain(told.kind), plain(title), number(told.items), plain(covers), plain(", ".join(told.needs) or "–")),
        told.kind,
    )
