# SPDX-License-Identifier: Apache-2.0
"""What the sections of a certification report ask of a project again and again, found out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from reqtrace.evidence import Case, Outcome
from reqtrace.ident import ItemId
from reqtrace.report.block import Cell
from reqtrace.report.material import Material
from reqtrace.report.phrases import UNSTATED
from reqtrace.report.sheets.cells import OBSERVED, named, verdict
from reqtrace.report.view import Chip, Entry, Neighbour, View
from reqtrace.trace.attributes import Attributes, Integrity, every
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.marks import is_mark, speaking


class Counts(Struct, frozen=True, gc=False):
    """How many test cases passed, failed or ended in an error, or say nothing, whyever."""

    passed: int
    failed: int
    not_run: int


class Level(Struct, frozen=True, gc=False):
    """The requirements of one integrity level, in the order of the documents; `of_safety` if safety rests on them.

    Those of which nobody states a level are a group of their own, for they are not known to be QM.
    """

    name: str
    of_safety: bool
    entries: tuple[Entry, ...]


class Ledger:
    """A project with what its items say of themselves, by anchor; requirements stand apart by level.

    What only marks a place in code is no requirement, and what whoever integrates the system has to see to is none
    that could be verified here.
    """

    def __init__(self, material: Material) -> None:
        self.material = material
        view: View = material.view
        self.view = view
        said = every([entry.item for entry in view.entries], material.config)
        self.attributes: Mapping[str, Attributes] = {
            entry.anchor: each for entry, each in zip(view.entries, said, strict=True)
        }
        self.observed: Mapping[ItemId, Case] = {each.id: each for each in view.evidence.cases} if view.evidence else {}
        kinds = speaking((entry.item for entry in view.entries), material.config)
        self.required = tuple(entry for entry in view.rows if not is_mark(entry.item, kinds))
        self.assumptions = tuple(entry for entry in self.required if self.is_assumption(entry))
        self.requirements = tuple(entry for entry in self.required if not self.is_assumption(entry))
        self.levels = self._levels()
        self._names: dict[str, Cell] = {}
        self._chips: dict[tuple[Chip, str], Cell] = {}

    def of(self, entry: Entry) -> Attributes:
        """What an item says of itself."""
        return self.attributes[entry.anchor]

    def is_assumption(self, entry: Entry) -> bool:
        """Whether whoever integrates the system has to see to it; what needs or has test cases is a requirement."""
        return entry.assumed

    def grounds(self, entry: Entry) -> str:
        """On what the verdict or the outcome of an item rests; empty where it shows none."""
        return self.view.grounds(entry) if entry.chip.word in OBSERVED else ""

    def completeness(self, entry: Entry) -> Completeness | None:
        """Whether it is verified in whole; None where nothing was executed."""
        return self.material.completeness.get(entry.id) if self.view.evidence else None

    def cases(self, entry: Entry) -> Sequence[Neighbour]:
        """The test cases that cover it as they should."""
        return [each for each in entry.covered_by if each.executable and each.condition.good]

    def case(self, entry: Entry) -> Case | None:
        """What was observed of an item: of a test case, and of a requirement that a record or a result names."""
        return entry.case or self.observed.get(entry.id)

    def case_of(self, neighbour: Neighbour) -> Attributes:
        """What a test case at the other end of a link says of itself."""
        return self.attributes[neighbour.anchor]

    def named(self, entry: Entry) -> Cell:
        """What an item is called, made once: it stands in a row of nearly every table."""
        if (cell := self._names.get(entry.anchor)) is None:
            cell = self._names[entry.anchor] = named(entry)
        return cell

    def worth(self, entry: Entry) -> Cell:
        """What an item is worth, made once for each chip and what it rests on."""
        key = entry.chip, entry.resting
        if (cell := self._chips.get(key)) is None:
            cell = self._chips[key] = verdict(entry)
        return cell

    def _levels(self) -> tuple[Level, ...]:
        """The levels that occur, the most demanding first, then those not of safety, then what nobody states."""
        found: dict[str, list[Entry]] = {}
        for entry in self.requirements:
            found.setdefault(self.of(entry).integrity, []).append(entry)
        groups = sorted(found.items(), key=lambda group: _demand(self.of(group[1][0])))
        return tuple(Level(name or UNSTATED, self.of(entries[0]).safety, tuple(entries)) for name, entries in groups)


def counts(cases: Sequence[Neighbour]) -> Counts:
    """How many of `cases` ended how."""
    passed = sum(each.chip.word == Outcome.PASSED.value for each in cases)
    failed = sum(each.chip.word in _FAILED for each in cases)
    return Counts(passed, failed, len(cases) - passed - failed)


_FAILED: Final = frozenset({Outcome.FAILED.value, Outcome.ERROR.value})


_RANKS: Final = {level: rank for rank, level in enumerate(Integrity)}


def _demand(said: Attributes) -> tuple[bool, bool, tuple[tuple[str, int], ...]]:
    """Where a level stands: those of safety first, by standard, the most demanding first; last what is not stated."""
    levels = said.levels
    return not levels, not said.safety, tuple((level.scale, -_RANKS[level]) for level in levels)
