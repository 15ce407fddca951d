# SPDX-License-Identifier: Apache-2.0
"""The folder of a report: it is exchanged as a whole, and nothing in it is lost that reqtrace did not write."""

from __future__ import annotations

from reqtrace.report.folder.fill import Make, fill, prepare
from reqtrace.report.folder.manifest import manifest, recorded

__all__ = ["Make", "fill", "manifest", "prepare", "recorded"]
