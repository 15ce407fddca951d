# SPDX-License-Identifier: Apache-2.0
"""Pages with tables as the extension writes them, without building a project: as many rows as one wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

STATIC = Path(__file__).parents[2] / "sphinx_ext/reqtrace_sphinx/static"
CHUNK = 100
TONES = {"failed": ("bad", "✕", 0), "unverified": ("open", "○", 1), "verified": ("ok", "✓", 2)}
SUBJECTS = ("IOMMU", "interrupt", "memory", "register", "device tree", "platform device", "PCI function", "reset line")
ACTIONS = ("hide", "assign", "release", "map", "refuse", "report", "isolate", "restore")
VERDICTS = ("verified", "verified", "verified", "unverified", "failed", "verified")


class Requirement(NamedTuple):
    """One row: what it is called, and what it is chosen by."""

    title: str
    id: str
    kind: str = "XenSSR"
    status: str = "approved"
    verdict: str = "verified"
    covering: int = 1


def many(count: int) -> tuple[Requirement, ...]:
    """As many requirements, all different, of two kinds, two statuses and three verdicts."""
    return tuple(
        Requirement(
            title=f"Xen shall {ACTIONS[n % 8]} each {SUBJECTS[n // 8 % 8]} of an unprivileged domain, case {n}",
            id=f"XenSSR~{ACTIONS[n % 8]}_{SUBJECTS[n // 8 % 8].replace(' ', '_').lower()}_{n}~1",
            kind="XenPRQ" if n % 5 == 0 else "XenSSR",
            status="draft" if n % 7 == 0 else "approved",
            verdict=VERDICTS[n % 6],
            covering=n % 6,
        )
        for n in range(count)
    )


def table(requirements: Sequence[Requirement], name: str = "requirements", caption: str = "All requirements") -> str:
    """A table in the region that scrolls."""
    chunks = (requirements[first : first + CHUNK] for first in range(0, len(requirements), CHUNK))
    bodies = "\n".join(f"<tbody>\n{''.join(map(_row, chunk))}</tbody>" for chunk in chunks)
    return f"""<div class="reqtrace-wide" role="region" tabindex="0" aria-labelledby="{name}-caption">
<table class="reqtrace-table reqtrace-table-sheet" id="{name}" data-noun="requirement">
<caption id="{name}-caption">{escape(caption)}</caption>
<thead><tr><th scope="col" data-key="item">Item</th><th scope="col" data-key="verdict">Verdict (model)</th>\
<th scope="col" data-key="covered">Covered by</th><th scope="col" data-key="cases" data-number>Cases</th></tr></thead>
{bodies}
</table>
</div>
"""


def page(*parts: str, theme: str = "light") -> str:
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
<body data-theme="{theme}">
<main>
<h1>Requirements</h1>
{body}
</main>
</body>
</html>
"""


def write(folder: Path, text: str, name: str = "index.html") -> Path:
    """Lay a page and what it needs into `folder`."""
    static = folder / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for path in STATIC.iterdir():
        (static / path.name).write_bytes(path.read_bytes())
    written = folder / name
    written.write_text(text, encoding="utf-8")
    return written


def _row(row: Requirement) -> str:
    tone, glyph, rank = TONES[row.verdict]
    squares = "".join(map(_square, range(row.covering)))
    covering = f'<ul class="reqtrace-squares">{squares}</ul>' if squares else ""
    return (
        f'<tr data-kind="{row.kind}" data-status="{row.status}" data-verdict="{row.verdict}">'
        f'<th scope="row"><a href="safety.html#{row.id.replace("~", ".")}" title="{row.id}">{escape(row.title)}</a> '
        f'<code class="reqtrace-identity reqtrace-soft">{row.id}</code></th>'
        f'<td data-order="{rank}"><span class="reqtrace-chip reqtrace-{tone}"><span aria-hidden="true">{glyph} </span>'
        f"{row.verdict}</span></td><td>{covering}</td>"
        f'<td class="reqtrace-number" data-order="{row.covering}">{row.covering}</td></tr>\n'
    )


def _square(number: int) -> str:
    words = f"dom0 boots with number {number}: passed"
    return (
        f'<li><a href="cases.html#XenValTestCase.boots_{number}.1" title="{words}"><span class="reqtrace-square reqtrace-ok">'
        f'<span aria-hidden="true">✓ </span><span class="reqtrace-unseen">{words}</span></span></a></li>'
    )


def titles(requirements: Iterable[Requirement]) -> list[str]:
    """What the rows are called."""
    return [each.title for each in requirements]
