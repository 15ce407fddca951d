# SPDX-License-Identifier: Apache-2.0
"""What is to be said of findings that are switched on and off by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from reqtrace.catalogue import Code
from reqtrace.cli.answer import tell
from reqtrace.cli.manner import Manner
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span


def tell_of_switches(manner: Manner, profiles: Sequence[str], added: Sequence[str], removed: Sequence[str]) -> None:
    """Refuse a finding that is switched both ways, and warn of one that changes nothing in any of the profiles."""
    twice = [finding for finding in added if finding in removed]
    if twice:
        raise click.UsageError(f"{twice[0]} can not be switched on and off at once.")
    if added or removed:
        tell(manner, tuple(_idle(profiles, added, removed)))


def _idle(profiles: Sequence[str], added: Sequence[str], removed: Sequence[str]) -> Iterator[Diagnostic]:
    """The switches that change nothing, each with why."""
    from reqtrace.hypervisor.findings import FINDINGS, PROFILES, Finding  # noqa: PLC0415 - nobody else needs the model

    named = profiles[0] if len(profiles) == 1 else "no profile"
    usual = [PROFILES[profile] for profile in profiles]
    shown = [(each | set(map(Finding, added))) - set(map(Finding, removed)) for each in usual]
    for name in removed:
        if not any(Finding(name) in each for each in usual):
            words = f"{named} does not show {name}" if len(profiles) == 1 else f"no profile shows {name}"
            yield _warning("--without", f"{words}, so switching it off changes nothing")
    for name in added:
        amended = FINDINGS[Finding(name)].amends
        if all(Finding(name) in each for each in usual):
            words = f"{named} shows {name}" if len(profiles) == 1 else f"all profiles show {name}"
            yield _warning("--with", f"{words} already, so switching it on changes nothing")
        elif not any(each.issuperset(amended) for each in shown):
            others = " and ".join(map(str, amended))
            missing = f"{named} does not show" if len(profiles) == 1 else "no profile shows"
            words = f"{name} changes what {others} does, which {missing}"
            yield _warning("--with", f"{words}, so switching it on changes nothing")


def _warning(option: str, message: str) -> Diagnostic:
    return Diagnostic(Code.IDLE_SWITCH, message, Span(option))
