# SPDX-License-Identifier: Apache-2.0
"""The sections of the certification report as pages; what the report has long pages of its own for is linked there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.catalogue import Severity
from reqtrace.report.block import Block, Paragraph, Table
from reqtrace.report.dossier import (
    Report,
    Section,
    adequacy,
    assumptions,
    attention,
    changes,
    confidence,
    coverage,
    derived,
    findings,
    gaps,
    gate,
    inspections,
    reproduction,
    scope,
    standards,
    summary,
    versions,
)
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.hypertext import Links, html
from reqtrace.report.hypertext.markup import escaped
from reqtrace.report.sheets.cells import sentence
from reqtrace.report.sheets.versions import differences, fill
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.site.words import ELSEWHERE
from reqtrace.report.view import counted

_LARGE: Final = 500_000
"""How many characters of blocks a page has at most, unless one row alone has more."""
_ROWS: Final = 250
"""How many rows of a table are laid out at once."""
_WANTING: Final = 300
"""How many items that need a person are listed at most, and requirements that stand alike in all versions."""
_COMPLAINTS: Final = 500
"""How many complaints are listed at most; other files have the rest."""
_MATRIX: Final = "the matrix, which can be searched by verdict"


class Chapter(Struct, frozen=True):
    """A section of the report: its pages, each the markup of its blocks, or the pages that stand for it.

    `elsewhere` are names of pages with what one finds there.
    """

    key: str
    title: str
    pages: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    landscape: bool = False


def _coverage(ledger: Ledger) -> Section:
    """Figures and requirements, levels apart, each a link to its own page; of very many the gravest."""
    section = coverage.overview(ledger, _WANTING)
    if all(len(level.entries) <= _WANTING for level in ledger.levels):
        return section
    return replace(section, blocks=(*section.blocks, sentence(f"All requirements are in {_MATRIX}.")))


def _attention(ledger: Ledger) -> Section:
    """The gravest, where there are very many; no more rows are made than are shown."""
    wanting = ledger.view.attention
    few = copy(ledger)
    few.view = dataclasses.replace(ledger.view, attention=wanting[:_WANTING])
    section = attention.section(few, attention.Attention(()))
    if len(wanting) <= _WANTING:
        return section
    return replace(section, blocks=(_cut(_WANTING, len(wanting), "item", _MATRIX), *section.blocks))


# [impl->dsn~pages_stay_small~1]
def _versions(ledger: Ledger) -> Section:
    """Every requirement in every version; of very many only those that do not stand alike, for the matrix has all."""
    view = ledger.view
    few = view.matrix is None or len(view.matrix.rows) <= _WANTING
    blocks = (fill if few else differences)(view, Wish(versions.KEY))
    return Section(versions.KEY, TITLES[versions.KEY], None, blocks, landscape=view.matrix is not None)


def _findings(ledger: Ledger) -> Section:
    """The gravest complaints, where there are very many; no more rows are made than are shown."""
    found = ledger.view.diagnostics
    few = copy(ledger)
    weights = list(Severity)
    gravest = sorted(found, key=lambda each: weights.index(each.severity))[:_COMPLAINTS]
    few.view = dataclasses.replace(ledger.view, diagnostics=tuple(gravest))
    section = findings.section(few, findings.findings(few))
    if len(found) <= _COMPLAINTS:
        return section
    complaints, *others = section.below
    cut = _cut(_COMPLAINTS, len(found), "complaint", "run.json and trace.sarif")
    return replace(section, below=(replace(complaints, blocks=(cut, *complaints.blocks)), *others))


def _cut(shown: int, of: int, noun: str, rest: str) -> Paragraph:
    return sentence(f"These are the first {shown} of {counted(of, noun)}. All of them are in {rest}.")


_SECTIONS: Final[Mapping[str, Callable[[Ledger], Section]]] = MappingProxyType(
    {
        "summary": lambda ledger: summary.section(ledger, summary.summary(ledger)),
        "attention": _attention,
        "gate": lambda ledger: gate.section(ledger, gate.gate(ledger)),
        "scope": lambda ledger: scope.section(ledger, scope.scope(ledger)),
        "verification_coverage": _coverage,
        "assumptions_of_use": lambda ledger: assumptions.section(ledger, assumptions.assumptions_of_use(ledger)),
        "inspections": lambda ledger: inspections.section(ledger, inspections.inspections(ledger)),
        "derived_requirements": lambda ledger: derived.section(ledger, derived.derived_requirements(ledger)),
        "gaps": lambda ledger: gaps.section(ledger, gaps.gaps(ledger)),
        "versions": _versions,
        "findings": _findings,
        "adequacy": lambda ledger: adequacy.section(ledger, adequacy.adequacy(ledger)),
        "changes": lambda ledger: changes.section(ledger, changes.changes(ledger)),
        "standards": lambda _ledger: standards.section(standards.standards()),
        "tool_confidence": lambda _ledger: confidence.section(confidence.tool_confidence()),
        "reproduction": lambda ledger: reproduction.section(ledger, reproduction.reproduction(ledger)),
    }
)
"""What is laid out here, by the key of the section."""
KEYS: Final = tuple(name for name in Report.__struct_fields__ if name in _SECTIONS or name in ELSEWHERE)
"""Every section in the order of the report."""


# [impl->dsn~site_has_every_section~1]
def chapters(ledger: Ledger, links: Links) -> Iterator[Chapter]:
    """Every section of the report, in its order; one that has nothing to say says so."""
    for key in KEYS:
        if key in ELSEWHERE:
            yield Chapter(key, TITLES[key], (), ELSEWHERE[key])
        else:
            section = _SECTIONS[key](ledger)
            pages = tuple(_pages(list(_pieces(section, links))))
            yield Chapter(key, section.title, pages, (), section.landscape)


def _pieces(section: Section, links: Links, level: int = 1) -> Iterator[str]:
    """The markup of a section piece by piece, with a heading for what is below it."""
    if level > 1:
        yield f'<h{level} id="{escaped(section.key)}.title">{escaped(section.title)}</h{level}>\n'
    for block in section.blocks:
        for part in _parts(block):
            yield html((part,), links)
    for below in section.below:
        yield from _pieces(below, links, level + 1)


def _parts(block: Block) -> Iterator[Block]:
    """A block, or the parts of a table that is too long for one page, each of which says which rows it has."""
    if not isinstance(block, Table) or len(block.rows) <= _ROWS:
        yield block
        return
    for first in range(0, len(block.rows), _ROWS):
        rows = block.rows[first : first + _ROWS]
        said = f"{block.caption or f'{block.noun.capitalize()}s'}, {first + 1} to {first + len(rows)}"
        name = f"{block.name}-{first // _ROWS + 1}" if first else block.name
        yield replace(block, name=name, rows=rows, caption=f"{said} of {len(block.rows)}")


def _pages(pieces: Sequence[str]) -> Iterator[str]:
    page: list[str] = []
    size = 0
    for piece in pieces:
        if page and size + len(piece) > _LARGE:
            yield "".join(page)
            page, size = [], 0
        page.append(piece)
        size += len(piece)
    yield "".join(page)
