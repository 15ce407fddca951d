# SPDX-License-Identifier: Apache-2.0
"""What a comparison of profiles shows, in the order in which it is read: how things stand, then each finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from reqtrace.evidence import Finding
from reqtrace.ident import ItemId
from reqtrace.report.view.records import Entry, View
from reqtrace.report.view.wording import counted
from reqtrace.trace.versions import Cell, Matrix, Showing, Standing

IMITATED = (
    "What Xen does was taken from its sources and imitated by the model: a deviation is knowledge about Xen, and "
    "says nothing about a particular build. What fails is a fault of the model or of a test case."
)
"""What a comparison of versions of Xen on the model is worth."""


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement and how it stands in each profile."""

    entry: Entry
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a case showed in the same words in each of `profiles`."""

    showing: Showing
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A finding with the cases that showed it; None for what no finding explains.

    `requirements` are those it breaks, `profiles` those in which it acts somewhere, and `hidden` the findings that it
    keeps from being seen, alone or with others.
    """

    finding: Finding | None
    proofs: tuple[Proof, ...]
    requirements: tuple[ItemId, ...] = ()
    profiles: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def narrowed(matrix: Matrix, profiles: Collection[str]) -> Matrix:
    """The matrix of these `profiles` alone, in its own order; all of it where it has none of them."""
    columns = [column for column, profile in enumerate(matrix.profiles) if profile in profiles]
    if not columns:
        return matrix
    kept = tuple(matrix.profiles[column] for column in columns)
    known = {name: tuple(each for each in kept if each in shown) for name, shown in matrix.versions.items()}
    return Matrix(
        matrix.target,
        kept,
        {id_: tuple(cells[column] for column in columns) for id_, cells in matrix.rows.items()},
        {name: finding for name, finding in matrix.findings.items() if known[name]},
        tuple(matrix.required[column] for column in columns),
        {name: shown for name, shown in known.items() if shown},
    )


# [impl->dsn~figures_do_not_flatter~1]
def unnoticed(matrix: Matrix, id_: ItemId, column: int) -> tuple[Finding, ...]:
    """The findings of a profile that concern a requirement and that no case of it shows there, hidden or not."""
    profile, cell = matrix.profiles[column], matrix.rows[id_][column]
    known = (each for each in matrix.concerning.get(id_, ()) if profile in matrix.versions[each.name])
    return tuple(each for each in known if each.name not in (*cell.findings, *cell.hidden))


def is_alike(matrix: Matrix, row: Row) -> bool:
    """Whether a requirement stands in every profile as in the first, with nothing shown and no finding about it."""
    first, *others = row.cells
    silent = not (first.findings or first.showings or first.hidden or row.entry.id in matrix.concerning)
    return silent and all(cell == first for cell in others)


def rows(view: View, matrix: Matrix) -> tuple[Row, ...]:
    """The requirements in the order of the documents."""
    unique = {entry.id: entry for entry in reversed(view.rows) if entry.id in matrix.rows}
    return tuple(Row(entry, matrix.rows[entry.id]) for entry in view.rows if unique.get(entry.id) is entry)


def unexplained(matrix: Matrix) -> Deviation | None:
    """What failed without a finding that explains it."""
    proofs = _proofs(each for each in _by_profile(matrix) if not each[1].findings)
    return Deviation(None, proofs) if proofs else None


def deviations(matrix: Matrix) -> tuple[Deviation, ...]:
    """The findings that showed, as they are numbered, with what showed each."""
    shown: dict[str, list[tuple[str, Showing]]] = {}
    for profile, showing in _by_profile(matrix):
        for name in showing.findings:
            shown.setdefault(name, []).append((profile, showing))
    broken: dict[str, dict[ItemId, None]] = {}
    for id_, cells in matrix.rows.items():
        for name in chain.from_iterable(cell.findings for cell in cells):
            broken.setdefault(name, {})[id_] = None
    return tuple(
        _deviation(matrix, finding, shown[name], broken.get(name, ()))
        for name, finding in matrix.findings.items()
        if name in shown
    )


def _deviation(
    matrix: Matrix, finding: Finding, shown: Iterable[tuple[str, Showing]], broken: Iterable[ItemId]
) -> Deviation:
    proofs = _proofs(shown)
    seen = {profile for proof in proofs for profile in proof.profiles}
    behind = {name for proof in proofs for name in proof.showing.hidden} if finding.hides else set()
    return Deviation(
        finding,
        proofs,
        tuple(broken),
        tuple(profile for profile in matrix.profiles if profile in seen),
        tuple(name for name in matrix.findings if name in behind),
    )


def hidden(matrix: Matrix) -> tuple[str, ...]:
    """The findings that are hidden in some cell, as they are numbered."""
    return matrix.hidden


def concerns_none(amends: Sequence[str]) -> str:
    """Why a finding that `amends` these others concerns no requirement by itself."""
    amended = " and ".join(amends)
    if not amended:
        return "no requirement: it is about what people are told"
    return f"no requirement by itself: it changes what {amended} does, and nothing where {amended} is not shown"


def unseen(matrix: Matrix) -> tuple[Finding, ...]:
    """The findings that no case showed in any profile."""
    shown = {deviation.finding for deviation in deviations(matrix)}
    return tuple(finding for finding in matrix.findings.values() if finding not in shown)


def tally(matrix: Matrix, column: int) -> tuple[tuple[Standing, int], ...]:
    """How many requirements stand how in a profile, the best first."""
    standings = [cells[column].standing for cells in matrix.rows.values()]
    return tuple((standing, standings.count(standing)) for standing in Standing if standing in standings)


def comparison(matrix: Matrix) -> str:
    """How things stand, in one sentence."""
    failed = sorted({showing.id for showing in _all(matrix) if not showing.findings})
    if not matrix.rows:
        return f"There is no requirement to compare ({matrix.target}, {', '.join(matrix.profiles)})."
    if failed:
        return (
            f"{counted(len(failed), 'test case')} failed without a finding that explains it "
            f"({matrix.target}, {', '.join(matrix.profiles)})."
        )
    conforming = [dict(tally(matrix, column)).get(Standing.CONFORMS, 0) for column in range(len(matrix.profiles))]
    first, *others = zip(conforming, matrix.profiles, strict=True)
    total = len(matrix.rows)
    told = [f"{_share(first[0], total)} in {_named(matrix, first[1])}"]
    told += [
        f"{'all' if count == total else count or 'none'} in {_named(matrix, profile)}" for count, profile in others
    ]
    return f"On the {matrix.target}, {' and '.join(filter(None, (', '.join(told[:-1]), told[-1])))}."


def _named(matrix: Matrix, profile: str) -> str:
    """A profile, and on what its verdicts rest besides what was executed on it."""
    besides = matrix.elsewhere and matrix.required[matrix.profiles.index(profile)]
    return f"{profile} (with {matrix.elsewhere})" if besides else profile


def _share(conforming: int, total: int) -> str:
    """How many of all requirements conform."""
    whole = counted(total, "requirement")
    if conforming == total:
        return f"all {whole} conform" if total > 1 else f"{whole} conforms"
    return f"{conforming or 'none'} of {whole} {'conform' if conforming > 1 else 'conforms'}"


def _proofs(showings: Iterable[tuple[str, Showing]]) -> tuple[Proof, ...]:
    """What showed something: each case once for each different thing it showed, with the profiles it did so in."""
    seen: dict[tuple[ItemId, str, str, tuple[str, ...]], tuple[Showing, list[str]]] = {}
    for profile, showing in showings:
        shown = (showing.id, showing.step, showing.message, showing.findings)
        _, profiles = seen.setdefault(shown, (showing, []))
        if profile not in profiles:
            profiles.append(profile)
    return tuple(Proof(showing, tuple(profiles)) for _, (showing, profiles) in sorted(seen.items(), key=itemgetter(0)))


def _by_profile(matrix: Matrix) -> Iterator[tuple[str, Showing]]:
    for column, profile in enumerate(matrix.profiles):
        for cells in matrix.rows.values():
            for showing in cells[column].showings:
                yield profile, showing


def _all(matrix: Matrix) -> Sequence[Showing]:
    return [showing for _, showing in _by_profile(matrix)]
