# SPDX-License-Identifier: Apache-2.0
"""Pages with tables as the extension writes them, without building a project: as many rows as one wants."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from reqtrace.ident import ItemId
from reqtrace.report.block import Badge, Cell, Column, Identity, Link, Paragraph, Row, Square, Squares, Table, Words
from reqtrace.report.hypertext import html
from reqtrace.report.view.chip import CHIPS
from reqtrace_sphinx.links import Links

STATIC = Path(__file__).parents[2] / "templates/static"
COLUMNS = (
    Column("item", "Item"),
    Column("verdict", "Verdict (model)"),
    Column("covered", "Covered by"),
    Column("cases", "Cases", number=True),
)
RANKS = {"failed": 0, "unverified": 1, "verified": 2}
SUBJECTS = ("IOMMU", "interrupt", "memory", "register", "device tree", "platform device", "PCI function", "reset line")
ACTIONS = ("hide", "assign", "release", "map", "refuse", "report", "isolate", "restore")
VERDICTS = ("verified", "verified", "verified", "unverified", "failed", "verified")


class Requirement(NamedTuple):
    """One row: what it is called, what it is chosen by, and how many test cases cover it."""

    title: str
    id: str
    kind: str = "XenSSR"
    status: str = "approved"
    verdict: str = "verified"
    cases: int = 1


class Everywhere(dict[str, str]):
    """The pages of items, whatever they are called."""

    def get(self, key: str, default: str | None = None) -> str | None:
        return "cases" if key else default


LINKS = Links("index", Everywhere(), lambda _, page: f"{page}.html")


def many(count: int) -> tuple[Requirement, ...]:
    """As many requirements, all different, of two kinds, two statuses and three verdicts."""
    return tuple(
        Requirement(
            title=f"Xen shall {ACTIONS[n % 8]} each {SUBJECTS[n // 8 % 8]} of an unprivileged domain, case {n}",
            id=f"XenSSR~{ACTIONS[n % 8]}_{SUBJECTS[n // 8 % 8].replace(' ', '_').lower()}_{n}~1",
            kind="XenPRQ" if n % 5 == 0 else "XenSSR",
            status="draft" if n % 7 == 0 else "approved",
            verdict=VERDICTS[n % 6],
            cases=n % 3,
        )
        for n in range(count)
    )


def table(requirements: Sequence[Requirement], name: str = "requirements", caption: str = "All requirements") -> str:
    """A table of requirements in the frame that scrolls."""
    rows = tuple(map(_row, requirements))
    return html((Table(name, COLUMNS, rows, caption, "requirement"),), LINKS)


def page(*parts: str) -> str:
    """A whole page; the script and the style sheet lie in `_static` beside it."""
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Requirements</title>
<link rel="stylesheet" href="_static/reqtrace.css">
<script src="_static/reqtrace.js"></script>
</head>
<body>
<main>
<h1>Requirements</h1>
{body}
</main>
</body>
</html>
"""


def write(folder: Path, text: str) -> Path:
    """Lay a page and what it needs into `folder`."""
    static = folder / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for path in STATIC.iterdir():
        (static / path.name).write_bytes(path.read_bytes())
    written = folder / "index.html"
    written.write_text(text, encoding="utf-8")
    return written


def _row(row: Requirement) -> Row:
    id_ = ItemId.parse(row.id)
    assert id_ is not None
    squares = Squares(tuple(_square(number) for number in range(row.cases)))
    return Row(
        (
            Cell((Paragraph((Link("anchor", id_, row.title),)), Paragraph((Identity(id_, soft=True),)))),
            Cell((Paragraph((Badge(CHIPS[row.verdict]),)),), RANKS[row.verdict]),
            Cell((squares,)),
            Cell((Paragraph((Words(str(row.cases)),)),), row.cases),
        ),
        row.kind,
        row.status,
        row.verdict,
    )


def _square(number: int) -> Square:
    id_ = ItemId("XenValTestCase", f"boots_{number}", 1)
    return Square("anchor", id_, CHIPS["passed"], f"dom0 boots with number {number}: passed")
