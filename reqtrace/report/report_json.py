# SPDX-License-Identifier: Apache-2.0
"""The certification report for programs: the facts of every section under its key, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from reqtrace.report.dossier import report
from reqtrace.report.material import Material

NAME: Final = "report.json"


# [impl->dsn~report_for_programs~1]
def report_json(material: Material) -> bytes:
    """The facts of every section, under keys that never change, as UTF-8; the same input gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(report(material)), indent=2) + b"\n"


def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """The one file of this form."""
    yield NAME, report_json(material)
