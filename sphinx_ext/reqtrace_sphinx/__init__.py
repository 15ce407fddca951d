# SPDX-License-Identifier: Apache-2.0
"""Shows, in a Sphinx project, what reqtrace concludes of the requirements in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from zlib import crc32

from docutils.nodes import Element, document
from sphinx.application import Sphinx
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.util.typing import ExtensionMetadata

import reqtrace
from reqtrace.report.shipped import shipped
from reqtrace_sphinx import decorate, settings
from reqtrace_sphinx.astray import warn_once
from reqtrace_sphinx.build import EARLY, LATE, Build
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.mark import Marks
from reqtrace_sphinx.nodes import register
from reqtrace_sphinx.page import Page

# The script has no tag of its own, which would be found in every output that it is copied to.
# [impl->dsn~tables_answer_in_the_browser~1]
STATIC = shipped("static")
STYLE, SCRIPT = "reqtrace.css", "reqtrace.js"


def _styled(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: document | None) -> None:
    """Only pages that show something of ours get the style sheet, and only those with views the script."""
    if doctree is None:
        return
    pages = list(_pages(app, pagename))
    if any(page.marks or page.wishes for page in pages) or _speaks_of_it(doctree):
        app.add_css_file(STYLE)
    # Where the layout is left to others nothing is said of it, and a book has no script.
    if any(page.wishes for page in pages) and context.get("embedded") is False:
        # In the head, where no theme moves it to the end: it has to run before thousands of rows are laid out.
        address = context["pathto"](f"_static/{SCRIPT}", resource=True)
        context["metatags"] += f'\n    <script src="{address}?v={_script_digest()}"></script>'


def _pages(app: Sphinx, pagename: str) -> Iterator[Page]:
    """What stands on a page that is written: one document, or all of them."""
    pages = TraceDomain.of(app.env).pages
    return (
        page for docname, page in pages.items() if docname == pagename or isinstance(app.builder, SingleFileHTMLBuilder)
    )


@cache
def _script_digest() -> str:
    """What a browser knows by that it has another script in store."""
    return f"{crc32((STATIC / SCRIPT).read_bytes()):08x}"


def _speaks_of_it(doctree: document) -> bool:
    """Whether something on a page asks by its class to look like ours, as a role or a table may."""
    return any(name.startswith("reqtrace-") for node in doctree.findall(Element) for name in node["classes"])


def _provided(app: Sphinx) -> None:
    """Let the style sheet be copied with the project's own static files, which may replace it.

    Builders have been made by now: what they note down of the settings shall not say where this is installed.
    """
    app.config.html_static_path = [str(STATIC), *app.config.html_static_path]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    build = Build()
    register(app)
    settings.register(app)
    decorate.register(app)
    app.add_domain(TraceDomain)
    app.add_transform(Marks)
    app.connect("builder-inited", _provided)
    app.connect("env-get-outdated", build.begin)
    app.connect("env-before-read-docs", build.read)
    app.connect("env-updated", build.updated)
    app.connect("env-get-updated", build.renumber, priority=EARLY)
    app.connect("env-get-updated", build.restyle, priority=LATE)
    app.connect("doctree-resolved", build.resolved)
    app.connect("html-collect-pages", build.collect)
    app.connect("build-finished", build.finish)
    app.connect("warn-missing-reference", warn_once)
    app.connect("html-page-context", _styled)
    return {
        "version": reqtrace.__version__,
        "env_version": TraceDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
