# SPDX-License-Identifier: Apache-2.0
"""All that a report is made of: every format is given this, and computes nothing that decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from reqtrace.config import Config
from reqtrace.ident import ItemId
from reqtrace.provenance import Provenance
from reqtrace.report.view import View
from reqtrace.trace.change import Change
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.gate import Threshold


class Material(Struct, frozen=True):
    """What was concluded, what it was concluded from, and what it is held against.

    `change` is what happened since the baseline, where one was named; `gate` what the project demands of itself.
    """

    view: View
    config: Config
    provenance: Provenance
    completeness: Mapping[ItemId, Completeness] = MappingProxyType({})
    change: Change | None = None
    gate: tuple[Threshold, ...] = ()


Documents = Callable[[Material], Iterator[tuple[str, bytes]]]
"""A format: it gives the files that it consists of, one after the other, by their names within the report's folder."""
