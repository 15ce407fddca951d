# SPDX-License-Identifier: Apache-2.0
"""The words of which every one that may be asked for is known, whatever a project holds: statuses and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from reqtrace.evidence import Outcome
from reqtrace.item import Status
from reqtrace.report.query.filter import Field
from reqtrace.report.view import State
from reqtrace.trace.coverage import Deep
from reqtrace.trace.verdict import Verdict

STATUSES: Final = tuple(each.value for each in Status)
"""How far the author of an item may say that it has come."""
VERDICTS: Final = tuple(
    dict.fromkeys((*(each.value for words in (Verdict, Outcome, Deep, State) for each in words), Status.REJECTED.value))
)
"""What the chip of an item may say."""
VOCABULARIES: Final[Mapping[Field, Sequence[str]]] = MappingProxyType({Field.STATUS: STATUSES, Field.VERDICT: VERDICTS})
