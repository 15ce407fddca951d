# SPDX-License-Identifier: Apache-2.0
"""How Sphinx builds the documentation of reqtrace, with the requirements on device passthrough as its example."""

from reqtrace import __version__

project = "reqtrace"
author = "The reqtrace developers"
copyright = "The reqtrace developers"  # noqa: A001 - Sphinx calls it so
version = release = __version__
language = "en"

extensions = ["reqtrace_sphinx"]
reqtrace_fail_on = ["any"]

html_theme = "furo"
html_title = "reqtrace"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
