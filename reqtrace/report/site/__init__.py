# SPDX-License-Identifier: Apache-2.0
"""The report as pages of HTML that are read from disk: without a server, without a network, and without script."""

from reqtrace.report.site.pages import documents

__all__ = ["documents"]
