# SPDX-License-Identifier: Apache-2.0
"""An exploration as people read it in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from reqtrace.hypervisor.explore import SCOPE, Deviation, Exploration
from reqtrace.hypervisor.findings import FINDINGS
from reqtrace.report.text.page import Page


# [impl->dsn~explorations_are_shown~1]
def show_exploration(console: Console, exploration: Exploration, xen: str) -> None:
    """Write what was explored, and of every deviation the host, the operations, and what does not hold then."""
    page = Page(console)
    for _, deviation in exploration.deviations:
        _show(page, deviation)
        page.blank()
    for words in (
        f"Xen: {xen}",
        f"Hosts: {exploration.hosts:,} of the {SCOPE:,} with three devices, two interrupts, two streams, four frames",
        f"States: {exploration.states:,} different ones",
        f"Transitions: {exploration.transitions:,}, of which {exploration.refused:,} were refused",
    ):
        page.prose(words)
    if exploration.hosts < SCOPE:
        page.prose(f"The other {SCOPE - exploration.hosts:,} hosts were not explored; --every 1 explores all.")
    count = len(exploration.deviations)
    page.prose("No invariant is broken." if not count else f"Deviations: {count}")


def _show(page: Page, deviation: Deviation) -> None:
    page.prose(Text(_cause(deviation), "bold"))
    page.heading("On a host with")
    for words in deviation.broken.configuration.words():
        page.prose(words, indent=2)
    page.heading("after")
    for number, operation in enumerate(deviation.broken.operations, 1):
        page.line(f"{number}. {operation}", indent=2)
    if not deviation.broken.operations:
        page.prose("nothing but booting", indent=2)
    page.heading("this does not hold")
    for sentence in deviation.broken.violations:
        page.prose(sentence, indent=2)
    page.prose(Text(_experiment(deviation), "dim"))


def _cause(deviation: Deviation) -> str:
    """What is to blame."""
    if not deviation.findings:
        return "An invariant is broken by a Xen without any finding"
    joint = " together with " if deviation.together else " as well as "
    return joint.join(f"{finding}: {FINDINGS[finding].title}" for finding in deviation.findings)


def _experiment(deviation: Deviation) -> str:
    """How it is known what is to blame."""
    names = " and ".join(map(str, deviation.findings))
    if not deviation.findings:
        return "The same happens when every finding is switched off."
    if len(deviation.findings) == 1:
        words = f"Without {names} the same operations break nothing"
    elif deviation.together:
        words = f"Without any one of {names} the same operations break nothing"
    else:
        words = f"Only without all of {names} do the same operations break nothing"
    alone = "; with nothing else they break the same" if deviation.alone else ""
    aside = f" ({', '.join(sorted(map(str, deviation.aside)))} switched off before)" if deviation.aside else ""
    return f"{words}{alone}{aside}."
