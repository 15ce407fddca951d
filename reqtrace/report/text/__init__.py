# SPDX-License-Identifier: Apache-2.0
"""The answer as people read it in a terminal."""

from reqtrace.report.text.adequacy import show_adequacy
from reqtrace.report.text.explain import show_code, show_item
from reqtrace.report.text.run import show_run
from reqtrace.report.text.trace import show_trace
from reqtrace.report.text.versions import show_versions

__all__ = ["show_adequacy", "show_code", "show_item", "show_run", "show_trace", "show_versions"]
