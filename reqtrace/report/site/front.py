# SPDX-License-Identifier: Apache-2.0
"""The first page of a report: the answer, what needs a person, the figures, the demands, and where everything is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from reqtrace.catalogue import Severity
from reqtrace.report.dossier import gate
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.hypertext import html
from reqtrace.report.site.chapters import Chapter
from reqtrace.report.site.item import qualified, reasons
from reqtrace.report.site.words import Ways, counted_chip, identity, linked, text
from reqtrace.report.svg import bar
from reqtrace.report.view import Entry, Tally, View, acceptance, counted
from reqtrace.report.view import chip as chip_of
from reqtrace.report.view.deviations import comparison
from reqtrace.report.view.noticing import noticing
from reqtrace.trace.change import Change
from reqtrace.trace.verdict import Verdict
from reqtrace.trace.versions import Matrix, Standing

_MOST = 40
"""How many items that need a person the first page names; the section about them has them all."""
_FEW = 3
"""How many reasons are named of each."""


def front(ledger: Ledger, chapters: Sequence[Chapter], ways: Ways) -> str:
    """What stands on the first page; links lead from there."""
    return "".join(
        (
            _answer(ledger),
            _attention(ledger, ways),
            _gate(ledger, ways),
            _gaps(ledger.view, ways),
            _further(ledger),
            _files(ledger),
            _chapters(chapters),
        )
    )


def _answer(ledger: Ledger) -> str:
    view = ledger.view
    tone = "ok" if view.sound else "bad"
    rows = "".join([_tally(each, view) for each in view.tallies])
    head = '<tr><th scope="col">Kind</th><th scope="col">Share</th><th scope="col">Items</th></tr>'
    resting = f" ({text(view.qualifier)})" if view.qualifier else ""
    tallies = (
        f'<table class="tallies">\n<caption class="unseen">Items of each kind{resting}</caption>\n'
        f'<thead class="unseen">{head}</thead>\n<tbody>\n{rows}</tbody></table>\n'
        if rows
        else ""
    )
    return (
        f'<p class="soft">Traceability report</p>\n<h1>{text(view.title)}</h1>\n'
        f'<p class="answer {tone}">{text(view.answer)}</p>\n<p class="meaning">{text(view.meaning)}</p>\n{tallies}'
    )


def _tally(tally: Tally, view: View) -> str:
    kind = f" <code>{text(tally.kind)}</code>" if tally.title != tally.kind else ""
    figures = " ".join([counted_chip(shown, count) for shown, count in tally.parts])
    if view.qualifier and not tally.executable and any(shown.word in list(Verdict) for shown, _ in tally.parts):
        figures += f" <small>({text(view.qualifier)})</small>"
    if tally.defects:
        figures += f' <small class="bad">{counted(tally.defects, "defect")}</small>'
    return f'<tr><th scope="row">{text(tally.title)}{kind}</th><td>{bar(tally.parts)}</td><td>{figures}</td></tr>\n'


def _attention(ledger: Ledger, ways: Ways) -> str:
    """What needs a person, the gravest first."""
    found = ledger.view.attention
    if not found:
        return _section("attention", "Needs a person", "", _nothing(ledger))
    lines = "".join([_wanting(entry, ledger, ways) for entry in found[:_MOST]])
    more = len(found) - _MOST
    link = f'<p><a href="html/attention.html">{counted(more, "more item")}</a></p>\n' if more > 0 else ""
    return _section("attention", "Needs a person", str(len(found)), f'<ul class="todo">\n{lines}</ul>\n{link}')


def _nothing(ledger: Ledger) -> str:
    """That no item needs a person; that something else does, where that is so."""
    view = ledger.view
    done = "verified" if view.qualifier else "covered"
    if not view.sound or any(each.short for each in ledger.material.gate):
        return f"<p>No requirement is un{done}, and yet not all is in order, as is said below.</p>\n"
    accepted = f"what is not {done} is accepted by the project, as below"
    return f'<p class="fine">Nothing: {accepted if view.excused else f"no requirement is un{done}"}.</p>\n'


def _wanting(entry: Entry, ledger: Ledger, ways: Ways) -> str:
    why = list(reasons(entry, ways))
    if entry.inherits:
        why = [f"Because of {', '.join([linked(each, ways.item(each.anchor)) for each in entry.culprits])}."]
    said = "".join([f"<p>{each}</p>" for each in why[:_FEW]])
    if len(why) > _FEW:
        said += f'<p class="soft">and {len(why) - _FEW} more</p>'
    title = f"{linked(entry, ways.item(entry.anchor))} {identity(entry.id)}"
    return f"<li>{qualified(entry, ledger.view.qualifier)}<div><p>{title}</p>{said}</div></li>\n"


def _gate(ledger: Ledger, ways: Ways) -> str:
    """What the project demands of itself, where it does."""
    if not ledger.material.gate:
        return ""
    section = gate.section(ledger, gate.gate(ledger))
    return _section("demands", section.title, "", html(section.blocks, ways))


def _gaps(view: View, ways: Ways) -> str:
    if not view.excused:
        return ""
    lines = "".join([f"<li>{each}</li>\n" for each in _gap_lines(view, ways)])
    said = (
        '<p class="soft">What is missing here is accepted by the project for the time being. It is neither covered '
        "nor verified.</p>\n"
    )
    return _section("gaps", "Accepted gaps", str(len(view.excused)), f'{said}<ul class="todo">\n{lines}</ul>\n')


def _gap_lines(view: View, ways: Ways) -> Iterator[str]:
    for entry in view.excused:
        why = "".join(
            [
                f"<p>No {text(gap.kind)} covers it: {text(' '.join(gap.justification.reason.split()))}</p>"
                f'<p class="soft">{text(acceptance(gap))}</p>'
                for gap in entry.gaps
            ]
        )
        title = f"{linked(entry, ways.item(entry.anchor))} {identity(entry.id)}"
        yield f"{qualified(entry, view.qualifier)}<div><p>{title}</p>{why}</div>"


def _further(ledger: Ledger) -> str:
    """What else was found out: about versions, about the test cases themselves, and about changes."""
    said = "".join([f"<dt>{name}</dt><dd>{words}</dd>\n" for name, words in _findings(ledger)])
    return _section("further", "What else is known", "", f"<dl>{said}</dl>\n") if said else ""


def _findings(ledger: Ledger) -> Iterator[tuple[str, str]]:
    view, change = ledger.view, ledger.material.change
    if view.matrix is not None:
        matrix = view.matrix
        figures = "".join([f"<p>{text(each)} {_standings(matrix, each)}</p>" for each in matrix.profiles])
        yield '<a href="html/versions.html">Versions</a>', f"<p>{text(comparison(matrix))}</p>{figures}"
    complaints = [counted(len(said), each.value) for each in Severity if (said := view.of_severity(each))]
    yield '<a href="html/findings.html">Complaints</a>', f"{', '.join(complaints) or 'none'}"
    noticed = text(noticing(view.adequacy)) if view.adequacy else "What they notice was not measured."
    yield '<a href="html/adequacy.html">Test cases</a>', noticed
    yield '<a href="html/changes.html">Changes</a>', _changed(change) if change else _NO_BASELINE


_NO_BASELINE: Final = "No baseline was named, so nothing is said of what changed."


def _standings(matrix: Matrix, profile: str) -> str:
    """How many requirements stand how in a version."""
    column = matrix.profiles.index(profile)
    counts = Counter(cells[column].standing for cells in matrix.rows.values())
    return " ".join([counted_chip(chip_of(each), counts[each]) for each in Standing if each in counts])


def _changed(change: Change) -> str:
    """How much changed, and how much has to be looked at again because of that."""
    return (
        f"Since {text(change.before)}: {counted(len(change.items), 'item')} changed, "
        f"{counted(len(change.suspects), 'item')} to look at again, "
        f"{counted(len(change.rerun), 'test case')} to run again."
    )


def _files(ledger: Ledger) -> str:
    """What stands beside the pages in the same folder, and what does not, and why."""
    material = ledger.material
    lines = [
        f'<li><a href="{text(each.name)}">{text(each.name)}</a> <span class="soft">{text(each.title)}</span></li>\n'
        for each in material.companions
        if each.name != "index.html"
    ]
    lines += [
        f'<li>{text(each.format.value)} <span class="soft">was left out: {text(each.reason)}</span></li>\n'
        for each in material.absent
    ]
    if not lines:
        return ""
    return _section("files", "The same as files", "", f'<ul class="files">\n{"".join(lines)}</ul>\n')


def _chapters(chapters: Sequence[Chapter]) -> str:
    return _section("report", "Certification report", "", listing(chapters, "html/"))


def listing(chapters: Sequence[Chapter], up: str = "") -> str:
    """Every section of the certification report, with the pages where it is."""
    lines = []
    for each in chapters:
        if each.elsewhere:
            links = ", ".join([f'<a href="{up}{name}">{text(what)}</a>' for name, what in each.elsewhere])
            lines.append(f"<li>{text(each.title)}: {links}</li>\n")
        else:
            lines.append(f'<li><a href="{up}{each.key}.html">{text(each.title)}</a></li>\n')
    return f'<ol class="chapters">\n{"".join(lines)}</ol>\n'


def _section(key: str, title: str, count: str, content: str) -> str:
    number = f' <span class="count">{count}</span>' if count else ""
    head = f'<h2 id="{key}.title">{title}{number}</h2>\n'
    return f'<section id="{key}" aria-labelledby="{key}.title">\n{head}{content}</section>\n'
