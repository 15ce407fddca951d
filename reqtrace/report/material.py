# SPDX-License-Identifier: Apache-2.0
"""All that a report is made of: every format is given this, and computes nothing that decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from reqtrace.config import Config, Format
from reqtrace.ident import ItemId
from reqtrace.provenance import Provenance
from reqtrace.report.view import View
from reqtrace.trace.change import Change
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.gate import Threshold


class Companion(Struct, frozen=True):
    """A file of the report that others point to: its name within the folder, and what it is, as in ``every row``."""

    name: str
    title: str
    format: Format


class Absence(Struct, frozen=True):
    """A format that the report would have and has not, and why."""

    format: Format
    reason: str


class Material(Struct, frozen=True):
    """What was concluded, what it was concluded from, and what it is held against.

    `change` is what happened since the baseline, where one was named; `gate` what the project demands of itself.
    `companions` are the files that stand in the same folder, those of the format that is being written too, and
    `absent` the formats that were left out.
    """

    view: View
    config: Config
    provenance: Provenance
    completeness: Mapping[ItemId, Completeness] = MappingProxyType({})
    change: Change | None = None
    gate: tuple[Threshold, ...] = ()
    companions: tuple[Companion, ...] = ()
    absent: tuple[Absence, ...] = ()
    sources: Mapping[str, str] = MappingProxyType({})
    """The texts that were read, by the names of their files."""
    base: str = "."
    """The folder, as typed, that the names of files are relative to."""

    @property
    def missed(self) -> tuple[Threshold, ...]:
        """What the project demands of itself and does not reach, or can not show that it reaches."""
        return tuple(each for each in self.gate if not each.met)


Documents = Callable[[Material], Iterator[tuple[str, bytes]]]
"""A format: it gives the files that it consists of, one after the other, by their names within the report's folder."""
