# SPDX-License-Identifier: Apache-2.0
"""Lays blocks out as HTML, for the pages of a Sphinx project and for those of a report."""

from reqtrace.report.hypertext.blocks import flow, html
from reqtrace.report.hypertext.links import Dress, Links

__all__ = ["Dress", "Links", "flow", "html"]
