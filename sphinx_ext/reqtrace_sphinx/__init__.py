# SPDX-License-Identifier: Apache-2.0
"""Shows, in a Sphinx project, what reqtrace concludes of the requirements in it."""

from __future__ import annotations

from pathlib import Path
from types import NoneType

from docutils.nodes import Element, document
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

import reqtrace
from reqtrace_sphinx import decorate
from reqtrace_sphinx.complain import complain_of_reference, tell
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.mark import Marks
from reqtrace_sphinx.nodes import register
from reqtrace_sphinx.project import Settings, consult

STATIC = Path(__file__).parent / "static"
STYLE = "reqtrace.css"


def _begin(app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]) -> list[str]:
    """Ask the pipeline; documents in which it now finds other items are read again."""
    domain = TraceDomain.of(env)
    settings = Settings.of(app.config, Path(app.confdir), Path(app.srcdir))
    domain.project = consult(settings, (Path(app.outdir), Path(app.doctreedir)))
    return list(domain.outdated())


def _updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Tell what is wrong; documents that show something else than before are written again."""
    domain = TraceDomain.of(env)
    tell(domain)
    return domain.restyled(str(app.outdir), lambda page: decorate.shown(domain, page))


def _styled(app: Sphinx, pagename: str, _template: str, _context: dict[str, object], doctree: document | None) -> None:
    """Only pages that show something of ours get the style sheet."""
    page = TraceDomain.of(app.env).pages.get(pagename)
    if doctree is not None and ((page is not None and (page.marks or page.whole)) or _speaks_of_it(doctree)):
        app.add_css_file(STYLE)


def _speaks_of_it(doctree: document) -> bool:
    """Whether something on a page asks by its class to look like ours, as a role or a table may."""
    return any(name.startswith("reqtrace-") for node in doctree.findall(Element) for name in node["classes"])


def _configured(_app: Sphinx, config: Config) -> None:
    """Let the style sheet be copied with the project's own static files, which may replace it."""
    config.html_static_path.insert(0, str(STATIC))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything with Sphinx."""
    register(app)
    app.add_domain(TraceDomain)
    app.add_config_value("reqtrace_config", None, "env", (str, NoneType), "The configuration file of reqtrace.")
    app.add_config_value("reqtrace_paths", (), "env", (list, tuple), "What is traced; the source folder by default.")
    app.add_transform(Marks)
    decorate.register(app)
    app.connect("config-inited", _configured)
    app.connect("env-get-outdated", _begin)
    app.connect("env-updated", _updated)
    app.connect("warn-missing-reference", complain_of_reference)
    app.connect("html-page-context", _styled)
    return {
        "version": reqtrace.__version__,
        "env_version": TraceDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
