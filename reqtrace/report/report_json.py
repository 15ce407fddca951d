# SPDX-License-Identifier: Apache-2.0
"""The certification report for programs: the facts of every section under its key, as one JSON object."""

from __future__ import annotations

import msgspec

from reqtrace.report.dossier import report
from reqtrace.report.material import Material


# [impl->dsn~report_for_programs~1]
def report_json(material: Material) -> str:
    """The facts of every section, under keys that never change; the same input gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(report(material)), indent=2).decode() + "\n"
