# SPDX-License-Identifier: Apache-2.0
"""One test case on its page: what it is for, and what happened when it was executed, with all that it was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reqtrace.evidence import Outcome, Scenario, Step, Tree
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.site.item import common, from_elsewhere, heading, listed, words
from reqtrace.report.site.words import Ways, chip, linked, style, text, toned
from reqtrace.report.view import Entry, State
from reqtrace.report.view import chip as chip_of
from reqtrace.trace.attributes import Extent

_LONG = 2000
"""A device tree of more characters than this stands on a page once, however many scenarios were given it."""


class Trees:
    """The long device trees that stand on a page already, by their text, with the ids under which they do."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def shown(self, tree: Tree, anchor: str) -> str:
        """A tree that can be opened, or a link to where it stands."""
        name = text(tree.name)
        if tree.text in self._ids:
            return f'<p><a href="#{self._ids[tree.text]}">{name}</a></p>\n'
        mark = ""
        if len(tree.text) > _LONG:
            self._ids[tree.text] = anchor
            mark = f' id="{anchor}"'
        opened = f'<pre tabindex="0">{text(tree.text)}</pre>'
        return f'<details class="tree"{mark}><summary>{name}</summary>{opened}</details>\n'


def trial(entry: Entry, ledger: Ledger, ways: Ways, trees: Trees) -> str:
    """All there is to say of one test case."""
    facts = listed(_facts(entry, ledger, ways))
    scenarios = entry.case.scenarios if entry.case else ()
    shown = "".join([_scenario(each, f"{entry.anchor}.s{number}", trees) for number, each in enumerate(scenarios, 1)])
    return (
        f'<section class="item {style(entry.chip)}" id="{entry.anchor}">\n{heading(entry, ledger.view.qualifier)}'
        f"<div>{words(entry, ways)}</div>\n{facts}"
        f"{_told(entry)}{from_elsewhere(entry, ledger, ways)}{shown}{_written(entry)}</section>\n"
    )


def _facts(entry: Entry, ledger: Ledger, ways: Ways) -> Iterator[tuple[str, str]]:
    attributes = ledger.of(entry)
    if attributes.types:
        yield "Type", text(", ".join(attributes.types))
    if attributes.techniques:
        yield "Derived by", text(", ".join(attributes.techniques))
    if attributes.extent is not Extent.UNSAID:
        yield "Verifies", text(attributes.extent.value)
    yield from common(entry, ledger, ways)
    if entry.covered_by:
        yield "Covered by", "<br>".join([linked(each, ways.item(each.anchor)) for each in entry.covered_by])
    if entry.case is None:
        return
    yield "SHA-256 of its text", f"<code>{text(entry.case.digest)}</code>"
    if entry.case.findings:
        yield "Findings", text(", ".join(entry.case.findings))


def _told(entry: Entry) -> str:
    """What is said of the case as a whole, where no step says it: that it was not run, and why."""
    if entry.case is None:
        return '<p class="message">It was not executed.</p>\n'
    if entry.chip == chip_of(State.STALE):
        return '<p class="message">What was executed was another text than it has now.</p>\n'
    said = entry.case.message
    if said and not (entry.failure and entry.failure.step):
        return f'<p class="message">{text(said)}</p>\n'
    return ""


def _scenario(scenario: Scenario, anchor: str, trees: Trees) -> str:
    """What happened in one scenario: its steps, what the target did, and the device trees it was given."""
    steps = "".join([_step(each) for each in scenario.steps])
    broken = "".join([f'<p class="message">An invariant was broken: {text(each)}</p>\n' for each in scenario.broken])
    findings = ""
    if scenario.findings:
        findings = f'<p class="message">Findings that act here: {text(", ".join(scenario.findings))}</p>\n'
    failed = " open" if scenario.outcome in (Outcome.FAILED, Outcome.ERROR) else ""
    events = ""
    if scenario.events:
        lines = "".join([f"<li>{text(each)}</li>\n" for each in scenario.events])
        told = f'<ol class="events">\n{lines}</ol>'
        events = f'<details class="log"{failed}><summary>What happened</summary>{told}</details>\n'
    given = "".join(
        [trees.shown(tree, f"{anchor}.t{number}") for number, tree in enumerate(_distinct(scenario.trees), 1)]
    )
    return (
        f'<section class="scenario" id="{anchor}">\n'
        f"<h3>{chip(chip_of(scenario.outcome))} {text(scenario.name or 'Scenario')}</h3>\n"
        f'<ol class="steps">\n{steps}</ol>\n{broken}{findings}{events}{given}</section>\n'
    )


def _step(step: Step) -> str:
    """A step as it was written, with what came of it and why."""
    shown = chip_of(step.outcome)
    keyword, _, rest = step.text.partition(" ")
    word = "" if step.outcome is Outcome.PASSED else f'<b class="outcome">{shown.word}</b> '
    message = f'<p class="message">{text(step.message)}</p>' if step.message else ""
    return (
        f'<li class="{toned(shown)}"><p>{word}<b>{text(keyword)}</b> {text(rest)}</p>'
        f"{message}<i>{step.span.line}</i></li>\n"
    )


def _distinct(trees: Sequence[Tree]) -> tuple[Tree, ...]:
    """The device trees of a scenario, each once, with all its names."""
    names: dict[str, list[str]] = {}
    for tree in trees:
        names.setdefault(tree.text, []).append(tree.name)
    return tuple(Tree(", ".join(found), said) for said, found in names.items())


def _written(entry: Entry) -> str:
    """The blocks of the case as its author wrote them."""
    if not entry.item.blocks:
        return ""
    shown = "".join([f'<pre tabindex="0">{text(block.text)}</pre>' for block in entry.item.blocks])
    return f'<details class="log"><summary>As written</summary>{shown}</details>\n'
