# SPDX-License-Identifier: Apache-2.0
"""What was concluded becomes what reports are made of."""

from __future__ import annotations

from reqtrace.pipeline.conclusion import Conclusion
from reqtrace.provenance import Provenance
from reqtrace.report.formats import Choice, choose
from reqtrace.report.material import Material


# [impl->dsn~formats_are_a_table~1]
def material(conclusion: Conclusion, provenance: Provenance, choice: Choice | None = None) -> Material:
    """All that a report is made of; `choice` are its formats, all that can be written where nothing is chosen."""
    chosen = choose(None) if choice is None else choice
    return Material(
        view=conclusion.view,
        config=conclusion.config,
        provenance=provenance,
        completeness=conclusion.completeness,
        change=conclusion.change,
        gate=conclusion.gate,
        companions=chosen.companions,
        absent=chosen.absent,
        sources=conclusion.library.sources,
        base=conclusion.library.base,
    )
