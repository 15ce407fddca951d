# SPDX-License-Identifier: Apache-2.0
"""What an operation did, in words: two states compared, so that the operations themselves say nothing of tracing."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.machine.state import DOMID_XEN, State, Window
from reqtrace.hypervisor.region import PAGE
from reqtrace.hypervisor.toolstack.changes import changes as of_functions


def changes(before: State, after: State) -> tuple[str, ...]:
    """The events that lead from one state to the other, always in the same order."""
    return tuple(
        event
        for compare in (
            _ended,
            _functions,
            _created,
            _windows,
            _lines,
            _streams,
            _masters,
            _holders,
            of_functions,
            _gone,
        )
        for event in compare(before, after)
    )


def _ended(before: State, after: State) -> Iterator[str]:
    for stream, number in sorted(before.streams.items()):
        if stream not in after.streams:
            yield f"{stream} faults, no longer translated for d{number}"
    for name in sorted(before.masters - after.masters):
        yield f"{name} stopped: it sends no requests any more"


def _functions(before: State, after: State) -> Iterator[str]:
    for name in sorted(after.known - before.known):
        yield f"PCI function {name} known"
    for name in sorted(before.known - after.known):
        yield f"PCI function {name} no longer known"


def _created(before: State, after: State) -> Iterator[str]:
    for number, domain in sorted(after.domains.items()):
        if number not in before.domains:
            yield f"d{number} {domain.name} created"


def _windows(before: State, after: State) -> Iterator[str]:
    for window in sorted(before.windows - after.windows):
        yield f"frames {_frames(window)} unmapped from d{window.domain} at {window.guest // PAGE:#x}"
    for window in sorted(after.windows - before.windows):
        yield f"frames {_frames(window)} mapped into d{window.domain} at {window.guest // PAGE:#x}"


def _lines(before: State, after: State) -> Iterator[str]:
    for line in sorted(before.routes.keys() | after.routes.keys()):
        if before.routes.get(line) == after.routes.get(line):
            continue
        number = after.routes.get(line)
        target = "nobody" if number is None else "Xen" if number == DOMID_XEN else f"d{number}"
        yield f"IRQ {line} routed to {target}"


def _streams(before: State, after: State) -> Iterator[str]:
    for stream, number in sorted(after.streams.items()):
        if before.streams.get(stream) != number:
            yield f"{stream} translated for d{number}"


def _masters(before: State, after: State) -> Iterator[str]:
    for name in sorted(after.masters - before.masters):
        yield f"{name} able to send requests"


def _holders(before: State, after: State) -> Iterator[str]:
    for name in sorted(before.holder.keys() | after.holder.keys()):
        old, new = before.holder.get(name), after.holder.get(name)
        if old == new:
            continue
        yield f"{name} taken from d{old}" if new is None else f"{name} given to d{new}"


def _gone(before: State, after: State) -> Iterator[str]:
    for number, domain in sorted(before.domains.items()):
        if number not in after.domains:
            yield f"d{number} {domain.name} destroyed"


def _frames(window: Window) -> str:
    return f"{window.host.base // PAGE:#x}+{window.host.size // PAGE}"
