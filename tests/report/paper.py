# SPDX-License-Identifier: Apache-2.0
"""Sets small reports, and reads what stands on their pages."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from pypdf import PdfReader
from samples import project

from reqtrace.config import Config
from reqtrace.ident import ItemId
from reqtrace.provenance import Provenance
from reqtrace.report.block import Badge, Block, Card, Facts, Paragraph, Words
from reqtrace.report.dossier import Dossier, Section
from reqtrace.report.material import Material
from reqtrace.report.pdf import rendered
from reqtrace.report.view import View, chip
from reqtrace.trace.verdict import Verdict

PROVENANCE = Provenance(
    tool="reqtrace 0.1.0",
    commit="0123456789abcdef0123456789abcdef01234567",
    date=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    configuration="reqtrace.toml",
    configuration_digest="ab" * 32,
)


def material(view: View | None = None, provenance: Provenance = PROVENANCE) -> Material:
    return Material(view or project(), Config(), provenance)


def said(text: str) -> Paragraph:
    return Paragraph((Words(text),))


def card(name: str, verdict: Verdict = Verdict.VERIFIED) -> Card:
    id_ = ItemId("SSR", name, 1)
    return Card(f"SSR.{name}.1", id_, chip(verdict), (Badge(chip(verdict)),), Facts(()))


def about(name: str, verdict: Verdict = Verdict.VERIFIED) -> Section:
    """A section that describes one item."""
    return Section(f"SSR.{name}.1", f"About {name}", None, (card(name, verdict),))


def dossier(*blocks: Block, below: tuple[Section, ...] = (), across: bool = False, title: str = "Brakes") -> Dossier:
    return Dossier(title, "All is well.", "It means this.", (Section("only", "Chapter", None, blocks, below, across),))


def pdf(*blocks: Block, below: tuple[Section, ...] = (), across: bool = False) -> PdfReader:
    return PdfReader(io.BytesIO(rendered(dossier(*blocks, below=below, across=across), material())))


def words(reader: PdfReader, start: int = 2) -> str:
    """What stands on all pages behind the title and the contents, with blanks between words."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages[start:]).split())
