# SPDX-License-Identifier: Apache-2.0
"""The certification report as a PDF for archives: what the dossier says, on pages that somebody reads on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from reqtrace.provenance import Provenance
from reqtrace.report.dossier.section import Dossier
from reqtrace.report.material import Material
from reqtrace.report.typst.abridged import abridged
from reqtrace.report.typst.chapters import chapters
from reqtrace.report.typst.engine import typeset
from reqtrace.report.typst.inline import Value
from reqtrace.report.typst.wrapping import wrapped
from reqtrace.report.view import Tone, View, printable

NAME: Final = "report.pdf"
_NEVER: Final = datetime.fromtimestamp(0, UTC)
_TEMPLATE: Final = "report.typ"
_UNTITLED: Final = "Certification report"
"""What a file is called whose project has no title, for it must have one."""
_SHORT: Final = 12
"""How many digits of a commit stand at the head of every page."""
_HEAD: Final = 70
"""How many characters of a title stand there."""


# [impl->dsn~report_on_paper~1]
def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """The report as one file."""
    from reqtrace.report.dossier import dossier  # noqa: PLC0415 - much of it, and only who writes it needs it

    yield NAME, rendered(dossier(material), material)


def rendered(dossier: Dossier, material: Material) -> bytes:
    """The pages of a dossier; title page and heads of pages say of what and when."""
    provenance = material.provenance
    # A PDF for archives needs a date; where none is known it is the one that nobody takes for one.
    date = (provenance.date or _NEVER).astimezone(UTC)
    content: dict[str, Value] = {
        "title": wrapped(dossier.title),
        "name": printable(dossier.title).strip() or _UNTITLED,
        "answer": wrapped(dossier.answer),
        "meaning": wrapped(dossier.meaning),
        "tone": _tone(material.view).value,
        "head": wrapped(_shortened(" ".join(dossier.title.split()))),
        "state": _state(provenance),
        "qualifier": printable(material.view.qualifier),
        "facts": _facts(provenance),
        "tool": printable(provenance.tool),
        "date": _date(date),
        "spelled": False,
        "runs": chapters(abridged(dossier.sections)),
    }
    return typeset(_TEMPLATE, content, int(date.timestamp()))


def _tone(view: View) -> Tone:
    """The colour of the answer: that of the gravest requirement, and of what else is wrong."""
    tones = {row.chip.tone for row in view.rows}
    if not view.sound or Tone.BAD in tones:
        return Tone.BAD
    return Tone.OPEN if Tone.OPEN in tones or not tones else Tone.OK


def _state(provenance: Provenance) -> str:
    """Of which commit and day a page is, for its head."""
    commit = f"commit {provenance.commit[:_SHORT]}" if provenance.commit else "no commit"
    if provenance.commit and provenance.dirty:
        commit += ", changed since"
    return f"{commit} · {provenance.date:%Y-%m-%d}" if provenance.date else commit


def _facts(provenance: Provenance) -> list[Value]:
    """What the title page says of where the report comes from."""
    changed = "; files were changed since, or are not in git" if provenance.dirty else ""
    commit = f"{provenance.commit}{changed}" if provenance.commit else "not in a git repository"
    date = f"{provenance.date:%Y-%m-%d %H:%M:%S} UTC" if provenance.date else "not known"
    digest = f", SHA-256 {provenance.configuration_digest}" if provenance.configuration_digest else ""
    return [
        ["Commit", wrapped(commit)],
        ["Date", wrapped(date)],
        ["Made by", wrapped(provenance.tool)],
        ["Configuration", wrapped(f"{provenance.configuration}{digest}" if provenance.configuration else "none")],
    ]


def _date(date: datetime) -> list[Value]:
    """Year, month, day and time."""
    return [date.year, date.month, date.day, date.hour, date.minute, date.second]


def _shortened(title: str) -> str:
    return title if len(title) <= _HEAD else f"{title[: _HEAD - 1]}…"
