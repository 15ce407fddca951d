# SPDX-License-Identifier: Apache-2.0
"""A small Sphinx project that shows of everything something, to be looked at in a browser and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sites import CASE, FAULTS, RUNS, Site

from reqtrace.report.sheets.columns import ASPECTS

SCRIPT = '<script>window.executed = true</script><img src=x onerror="window.executed = true">'
"""A title that a browser which takes it for HTML would execute."""
SHEETS = {
    "Summary": ".. req:summary::",
    "Coverage": ".. req:coverage::",
    "Matrix": ".. req:matrix::\n   :caption: What covers what",
    "Chains": ".. req:matrix::\n   :path: PRQ SSR XenValTestCase\n   :caption: From product to test case",
    "Table": f".. req:table::\n   :columns: {' '.join(ASPECTS)}\n   :caption: Everything",
    "List": ".. req:list::\n   :kinds: PRQ",
    "Uncovered": ".. req:uncovered::",
    "Versions": ".. req:versions::",
    "Findings": ".. req:findings::",
    "Diagnostics": ".. req:diagnostics::",
    "Tree": ".. req:tree:: PRQ~root~1",
    "Graph": ".. req:graph:: PRQ~root~1",
}
LONG = {"Adequacy": ".. req:adequacy::"}
"""What has a page of its own, for three test cases leave hundreds of broken rules unnoticed."""


def showcase(folder: Path, theme: str, *, is_plain: bool = False) -> Site:
    """The project in `folder`, not yet built: a product requirement, nine safety requirements and three test cases.

    A plain one has the same texts without the extension and without its directives.
    """
    documents = {
        "index": _page("Home", _sections(SHEETS, is_plain=is_plain), toctree=True),
        "noticing": _page("What the test cases notice", _sections(LONG, is_plain=is_plain)),
        "product": "Passthrough\n===========\n\n`PRQ~root~1`\n\nNeeds: SSR\n",
        "safety": _page("Safety", "\n".join(_requirement(number) for number in range(9))),
        "cases": _page("Cases", "\n".join(_case(number) for number in range(3))),
    }
    settings: dict[str, object] = {"html_theme": theme, "project": "Passthrough"}
    if is_plain:
        settings["extensions"] = []
    if theme == "alabaster":
        settings["html_sidebars"] = {"**": ["about.html", "navigation.html"]}  # without its box to search, a script
    return Site(folder, settings).write(documents)


def _page(title: str, text: str, *, toctree: bool = False) -> str:
    tree = "\n\n.. toctree::\n   :glob:\n\n   *\n" if toctree else ""
    return f"{title}\n{'=' * len(title)}\n\n{text}{tree}"


def _sections(sheets: Mapping[str, str], *, is_plain: bool) -> str:
    return "\n\n".join(_section(title, "Nothing." if is_plain else text) for title, text in sheets.items())


def _section(title: str, text: str) -> str:
    return f"{title}\n{'-' * len(title)}\n\n{text}\n"


def _requirement(number: int) -> str:
    title = SCRIPT if number == 0 else f"Hide what belongs to nobody, part {number} of a long title"
    status = "draft" if number % 4 == 3 else "approved"
    return (
        f"{_section(title, f'`SSR~hide_what_belongs_to_nobody_{number}~1`')}\n"
        f"Status: {status}\n\nDescription:\nXen shall hide part {number}.\n\n"
        "Covers:\n - `PRQ~root~1`\n\nNeeds: XenValTestCase\n"
    )


def _case(number: int) -> str:
    """A test case that passes, one that fails, and one that covers two requirements."""
    text = CASE.partition("\n\n")[2].replace("~hidden~", f"~hidden_{number}~")
    covered = f" - `SSR~hide_what_belongs_to_nobody_{number}~1`"
    text = text.replace(" - `SSR~hide~1`", covered if number != 2 else f"{covered}\n{covered.replace('_2', '_5')}")
    return _section(f"It is hidden, case {number}", text.replace(RUNS, FAULTS) if number == 1 else text)
