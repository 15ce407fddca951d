# SPDX-License-Identifier: Apache-2.0
"""What tables tell of one item again and again, put into words once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from reqtrace.evidence import Outcome
from reqtrace.report.material import Material
from reqtrace.report.phrases import UNSTATED, method_in_words
from reqtrace.report.view import CHIPS, Chip, Entry
from reqtrace.report.view.lapsed import Lapsed, lapsed
from reqtrace.trace.attributes import Attributes, every
from reqtrace.trace.marks import is_mark, speaking
from reqtrace.trace.verdict import Verdict

OBSERVED = frozenset(word.value for words in (Verdict, Outcome) for word in words)
"""The words of chips that rest on what was observed."""


class Facts:
    """A project, and what its items say of themselves."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.view = material.view
        entries = self.view.entries
        said = every([entry.item for entry in entries], material.config)
        self._attributes: Mapping[str, Attributes] = {
            entry.anchor: each for entry, each in zip(entries, said, strict=True)
        }

    def of(self, entry: Entry) -> Attributes:
        """What an item says of itself."""
        return self._attributes[entry.anchor]

    @cached_property
    def requirements(self) -> tuple[Entry, ...]:
        """Every item that can be verified and is no test case, in the order of the documents."""
        kinds = speaking((entry.item for entry in self.view.entries), self.material.config)
        return tuple(entry for entry in self.view.rows if not is_mark(entry.item, kinds))

    @cached_property
    def verifiable(self) -> tuple[Entry, ...]:
        """The requirements that figures of what is verified are of: neither rejected nor assumptions of use."""
        return tuple(entry for entry in self.requirements if not (entry.rejected or entry.assumed))

    @cached_property
    def lapsed(self) -> tuple[Lapsed, ...]:
        """The gaps that were accepted and are so no longer, or not yet."""
        return lapsed(self.view.diagnostics, self.material.config)

    @cached_property
    def verdict(self) -> str:
        """The heading of verdicts, which are never shown without what they rest on: here or in a column beside them."""
        if not self.view.qualifier:
            return "Coverage"
        return "Verdict" if self.view.mixed else f"Verdict ({self.view.qualifier})"

    def method(self, entry: Entry) -> str:
        """How an item is verified, in the words of the certification report."""
        return method_in_words(entry, self.of(entry).method)

    def grounds(self, entry: Entry) -> str:
        """On what the verdict or outcome of an item rests; empty where it shows none."""
        return self.view.grounds(entry) if entry.chip.word in OBSERVED else ""

    def complete(self, entry: Entry) -> str:
        """Whether a requirement is verified in whole; empty where nothing was executed, and for what is none."""
        return self.material.completeness.get(entry.id, "")

    @staticmethod
    def reasons(entry: Entry) -> str:
        """Why an item is not verified, a line each."""
        return "\n".join(f"{each.id}: {each.text}" for each in entry.reasons)


def level(said: Attributes) -> str:
    """The safety integrity level."""
    return said.integrity or UNSTATED


def types(said: Attributes) -> str:
    """What a test case aims at."""
    return ", ".join(said.types) or UNSTATED


def techniques(said: Attributes) -> str:
    """How a test case was derived."""
    return ", ".join(said.techniques) or UNSTATED


def chip_of(word: str) -> Chip | str:
    """The chip of a word, where it has one."""
    return CHIPS.get(word, word)
