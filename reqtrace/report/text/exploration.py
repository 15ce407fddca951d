# SPDX-License-Identifier: Apache-2.0
"""An exploration as people read it in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

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
    page.prose(Text(_breach(deviation), "bold"))
    for finding in deviation.findings:
        page.prose(f"{finding}: {FINDINGS[finding].title}", indent=2)
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


def _breach(deviation: Deviation) -> str:
    """Which invariants are broken, and what is to blame."""
    broken = sorted(deviation.broken.invariants, key=lambda each: (len(each), each))
    verb = "is" if len(broken) == 1 else "are"
    joint = " together with " if deviation.together else " as well as by "
    blamed = joint.join(map(str, deviation.findings)) or "a Xen without any finding"
    return f"{_joined(broken)} {verb} broken by {blamed}"


def _joined(names: Sequence[str]) -> str:
    """Names in a sentence."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def _experiment(deviation: Deviation) -> str:
    """How it is known what is to blame."""
    if not deviation.findings:
        return "The same happens when every finding is switched off."
    aside = _joined(sorted(map(str, deviation.aside)))
    before = f" To find this, {aside} had been switched off." if aside else ""
    return f"{_enough(deviation)}{before}"


def _enough(deviation: Deviation) -> str:
    """What it takes, and what keeps the same operations from breaking anything."""
    names = _joined([*map(str, deviation.findings)])
    if len(deviation.findings) == 1:
        return f"{names} alone is enough." if deviation.alone else f"{names} is needed, and not enough by itself."
    if deviation.together:
        more = ", and nothing else" if deviation.alone else ", and they are not enough by themselves"
        return f"It takes {names}{more}."
    enough = ", and they are enough" if deviation.alone else ""
    return f"Nothing is broken only without all of {names}{enough}."
