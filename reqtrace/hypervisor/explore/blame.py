# SPDX-License-Identifier: Apache-2.0
"""Which finding a broken invariant is due to, found by experiment: without it the invariant holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from reqtrace.hypervisor.explore.scope import Configuration
from reqtrace.hypervisor.explore.search import Broken, Found, replayed, search
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.xen import REQUIRED, Xen


@dataclass(frozen=True, slots=True)
class Deviation:
    """A broken invariant and the findings it is due to: without any one of `findings` it holds.

    If no single finding explains it, `together` is false, and it holds only without all of `findings`. None at all
    means that the invariant is broken by a Xen without findings too. `alone` says whether a Xen with nothing but
    `findings` breaks it as well. `aside` are findings that had been switched off before.
    """

    broken: Broken
    findings: tuple[Finding, ...]
    together: bool = True
    alone: bool = False
    aside: frozenset[Finding] = frozenset()


def without(xen: Xen, findings: Collection[Finding]) -> Xen:
    """The same Xen, some findings switched off."""
    return replace(xen, findings=xen.findings - frozenset(findings))


# [impl->dsn~violations_are_put_down_to_findings~1]
def deviations(configuration: Configuration, xen: Xen, known: Collection[Finding] = ()) -> Iterator[Deviation | Found]:
    """Every deviation that shows on a host, and at last what was reached without them.

    The nearest broken state is put down to its findings, these are switched off, and the search begins anew, until no
    invariant is broken any more.
    """
    running, aside = without(xen, known), frozenset(known)
    while (found := search(configuration, running)).broken is not None:
        deviation = blamed(found.broken, running, aside)
        yield deviation
        if not deviation.findings:
            break
        if len(deviation.findings) > 1:
            yield from _apart(configuration, running, aside, deviation.findings)
        running, aside = without(running, deviation.findings), aside | frozenset(deviation.findings)
    yield found


def _apart(
    configuration: Configuration, xen: Xen, aside: frozenset[Finding], findings: tuple[Finding, ...]
) -> Iterator[Deviation]:
    """What shows first with each of several findings, when the others of them are switched off."""
    for finding in findings:
        others = frozenset(findings) - {finding}
        running = without(xen, others)
        if (broken := search(configuration, running).broken) is not None:
            yield blamed(broken, running, aside | others)


def blamed(broken: Broken, xen: Xen, aside: frozenset[Finding] = frozenset()) -> Deviation:
    """Put a broken invariant down to findings: each finding that `xen` shows is switched off by itself."""
    shown = tuple(finding for finding in Finding if finding in xen.findings)
    needed = tuple(finding for finding in shown if _holds(broken, without(xen, (finding,))))
    if needed:
        return Deviation(broken, needed, True, not _holds(broken, Xen(frozenset(needed))), aside)
    if not _holds(broken, REQUIRED):
        return Deviation(broken, (), aside=aside)
    least = list(shown)
    for finding in shown:
        fewer = [each for each in least if each is not finding]
        if _holds(broken, without(xen, fewer)):
            least = fewer
    return Deviation(broken, tuple(least), False, not _holds(broken, Xen(frozenset(least))), aside)


def _holds(broken: Broken, xen: Xen) -> bool:
    """Whether the same operations leave the invariants unbroken that are broken here."""
    return broken.invariants.isdisjoint(replayed(broken.operations, broken.configuration, xen))
