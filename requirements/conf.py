# SPDX-License-Identifier: Apache-2.0
"""How Sphinx builds the requirements into pages."""

from reqtrace import __version__

project = "Device passthrough on Xen"
author = "The reqtrace developers"
copyright = "The reqtrace developers"  # noqa: A001 - Sphinx calls it so
version = release = __version__
language = "en"

extensions = ["reqtrace_sphinx"]

html_theme = "furo"
html_title = "Device passthrough on Xen"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
