# SPDX-License-Identifier: Apache-2.0
"""The certification report, whatever its format: sections, each with its facts as data and as blocks to lay out."""

from reqtrace.report.dossier.contents import SCHEMA, Report, dossier, report
from reqtrace.report.dossier.section import Dossier, Section

__all__ = ["SCHEMA", "Dossier", "Report", "Section", "dossier", "report"]
