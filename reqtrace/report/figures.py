# SPDX-License-Identifier: Apache-2.0
"""How things stand as figures, each a file of its own: kinds, levels, completeness, versions, adequacy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from reqtrace.report.bars import Bar, Figure, drawn
from reqtrace.report.material import Material
from reqtrace.report.tables import Facts
from reqtrace.report.tables.facts import level
from reqtrace.report.view import CHIPS, Chip, Noticing, Tone, chip
from reqtrace.trace.completeness import Completeness


# [impl->dsn~figures_stand_alone~1]
def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """The figures of a report, in the folder ``figures``; what was not measured is there and says so."""
    facts = Facts(material)
    commit = material.provenance.commit
    foot = " · ".join(filter(None, (material.view.title, commit[:12] and f"commit {commit[:12]}", _changed(material))))
    for name, make in _FIGURES.items():
        yield f"figures/{name}.svg", drawn(make(facts), foot).encode()


def _changed(material: Material) -> str:
    return "changed since" if material.provenance.dirty else ""


def kinds(facts: Facts) -> Figure:
    """What the items of each kind show."""
    bars = tuple(Bar(each.title, each.parts, "item") for each in facts.view.tallies)
    return Figure("Items by kind", _qualified(facts), bars, "There is no item.")


def levels(facts: Facts) -> Figure:
    """How far the requirements of each level of safety integrity are verified."""
    groups: dict[str, Counter[Chip]] = {}
    for entry in facts.verifiable:
        groups.setdefault(level(facts.of(entry)), Counter())[entry.chip] += 1
    bars = tuple(Bar(name, _parts(found), "requirement") for name, found in sorted(groups.items()))
    return Figure("Requirements by level of safety integrity", _qualified(facts), bars, "There is no requirement.")


def completeness(facts: Facts) -> Figure:
    """Whether requirements are verified in whole."""
    found = Counter(facts.complete(entry) for entry in facts.verifiable)
    parts = tuple((_COMPLETENESS[each], found[each]) for each in Completeness if found[each])
    bars = (Bar("Requirements", parts, "requirement"),) if parts else ()
    return Figure("Requirements verified in whole", _qualified(facts), bars, "There is no requirement.")


def versions(facts: Facts) -> Figure:
    """How requirements stand on every profile."""
    told = facts.view.matrix
    bars = []
    for place, profile in enumerate(told.profiles if told else ()):
        found = Counter(chip(cells[place].standing) for cells in told.rows.values()) if told else Counter[Chip]()
        bars.append(Bar(profile, _parts(found), "requirement"))
    meaning = f"executed on the target {told.target}" if told else ""
    return Figure("Requirements by profile", meaning, tuple(bars), "Profiles were not compared.")


def adequacy(facts: Facts) -> Figure:
    """How much of what is made wrong on purpose the test cases notice."""
    told = facts.view.adequacy
    nothing = "What the test cases notice was not measured."
    if told is None:
        return Figure("What the test cases notice", "", (), nothing)
    changes = _noticed(len(told.noticed), len(told.survey.changes))
    findings = _noticed(sum(told.findings.values()), len(told.findings))
    bars = (Bar("Changes to the model", changes, "change"), Bar("Findings", findings, "finding"))
    meaning = f"{told.survey.target}, {told.survey.profile}"
    return Figure("What the test cases notice", meaning, tuple(each for each in bars if each.parts), nothing)


_FIGURES: Final = {
    "kinds": kinds,
    "levels": levels,
    "completeness": completeness,
    "versions": versions,
    "adequacy": adequacy,
}
_COMPLETENESS: Final[Mapping[Completeness, Chip]] = {
    Completeness.COMPLETE: Chip(Completeness.COMPLETE.value, Tone.OK, "✓", "+"),
    Completeness.IN_PART: Chip(Completeness.IN_PART.value, Tone.OPEN, "◐", "/"),
    Completeness.UNSAID: Chip(Completeness.UNSAID.value, Tone.OFF, "–", "-"),
    Completeness.INCOMPLETE: Chip(Completeness.INCOMPLETE.value, Tone.BAD, "✕", "x"),
}


def _qualified(facts: Facts) -> str:
    return facts.view.qualifier or "links alone: no test case was executed"


def _parts(found: Counter[Chip]) -> tuple[tuple[Chip, int], ...]:
    words = list(CHIPS)
    return tuple(sorted(found.items(), key=lambda part: words.index(part[0].word)))


def _noticed(number: int, whole: int) -> tuple[tuple[Chip, int], ...]:
    parts = ((chip(Noticing.NOTICED), number), (chip(Noticing.UNNOTICED), whole - number))
    return tuple(part for part in parts if part[1])
