# SPDX-License-Identifier: Apache-2.0
"""Shows, in a Sphinx project, what reqtrace concludes of the requirements in it."""

from __future__ import annotations

from pathlib import Path

from docutils.nodes import Element, document
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

import reqtrace
from reqtrace_sphinx import cite, decorate, settings
from reqtrace_sphinx.build import LATE, Build
from reqtrace_sphinx.complain import complain_of_reference
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.mark import Marks
from reqtrace_sphinx.nodes import register

STATIC = Path(__file__).parent / "static"
STYLE, SCRIPT = "reqtrace.css", "reqtrace.js"


def _styled(app: Sphinx, pagename: str, _template: str, _context: dict[str, object], doctree: document | None) -> None:
    """Only pages that show something of ours get the style sheet, and only those with views the script.

    The script is not deferred: it has to run before rows are laid out.
    """
    page = TraceDomain.of(app.env).pages.get(pagename)
    if doctree is not None and ((page is not None and (page.marks or page.whole)) or _speaks_of_it(doctree)):
        app.add_css_file(STYLE)
    if page is not None and page.wishes:
        app.add_js_file(SCRIPT)


def _speaks_of_it(doctree: document) -> bool:
    """Whether something on a page asks by its class to look like ours, as a role or a table may."""
    return any(name.startswith("reqtrace-") for node in doctree.findall(Element) for name in node["classes"])


def _configured(_app: Sphinx, config: Config) -> None:
    """Let the style sheet be copied with the project's own static files, which may replace it."""
    config.html_static_path.insert(0, str(STATIC))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    build = Build()
    register(app)
    settings.register(app)
    cite.register(app)
    decorate.register(app)
    app.add_domain(TraceDomain)
    app.add_transform(Marks)
    app.connect("config-inited", _configured)
    app.connect("env-get-outdated", build.begin)
    app.connect("env-before-read-docs", build.read)
    app.connect("env-updated", build.updated)
    app.connect("env-get-updated", build.restyle, priority=LATE)
    app.connect("doctree-resolved", build.resolved)
    app.connect("html-collect-pages", build.collect)
    app.connect("build-finished", build.finish)
    app.connect("warn-missing-reference", complain_of_reference)
    app.connect("html-page-context", _styled)
    return {
        "version": reqtrace.__version__,
        "env_version": TraceDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
