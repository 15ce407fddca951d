# SPDX-License-Identifier: Apache-2.0
"""Items and evidence become conclusions: graph, coverage, verdicts, and what is wrong."""

from reqtrace.trace.conclusions import Trace, trace

__all__ = ["Trace", "trace"]
