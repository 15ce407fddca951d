# SPDX-License-Identifier: Apache-2.0
"""Which items are looked at, and in which order: said in words that are data, never executed."""

from reqtrace.report.query.choice import Choice
from reqtrace.report.query.choose import choose, objections

__all__ = ["Choice", "choose", "objections"]
