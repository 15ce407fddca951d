# SPDX-License-Identifier: Apache-2.0
"""From text to view: the five arrows, in one function."""

from __future__ import annotations

from reqtrace.pipeline.arrows import conclude, deduce, execute, weigh
from reqtrace.pipeline.conclusion import Conclusion
from reqtrace.pipeline.execution import (
    EVERYTHING,
    Comparison,
    Execution,
    Probing,
    Selection,
    Wanted,
    executions,
)

__all__ = [
    "EVERYTHING",
    "Comparison",
    "Conclusion",
    "Execution",
    "Probing",
    "Selection",
    "Wanted",
    "conclude",
    "deduce",
    "execute",
    "executions",
    "weigh",
]
