# SPDX-License-Identifier: Apache-2.0
"""Words typed become a call of the pipeline, and its conclusion an answer and an exit code."""

from reqtrace.cli.entry import main

__all__ = ["main"]
