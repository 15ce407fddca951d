# SPDX-License-Identifier: Apache-2.0
"""What became of drivers, attached functions and configuration spaces, in words: two states compared."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback.space import space_of
from reqtrace.hypervisor.toolstack.request import driver_of

_WIDTH = 4
"""Bytes that are compared at a time."""


def changes(before: State, after: State) -> Iterator[str]:
    """The events that lead from one state to the other, always in the same order."""
    if before.toolstack == after.toolstack and before.pciback == after.pciback:
        return
    for compare in (_drivers, _permissive, _attached, _ports, _paused, _registers):
        yield from compare(before, after)


def _drivers(before: State, after: State) -> Iterator[str]:
    for name in _functions(after):
        driver = driver_of(after, name)
        if driver != driver_of(before, name):
            yield f"{name} has the driver {driver}" if driver else f"{name} has no driver"


def _permissive(before: State, after: State) -> Iterator[str]:
    for name, seized in sorted(after.pciback.seized.items()):
        known = before.pciback.seized.get(name)
        if seized.permissive and not (known and known.permissive):
            yield f"{name} is permissive"


def _attached(before: State, after: State) -> Iterator[str]:
    old, new = before.toolstack.attached, after.toolstack.attached
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield f"{name} attached to d{new[name]}" if name in new else f"{name} detached from d{old[name]}"


def _ports(before: State, after: State) -> Iterator[str]:
    old, new = before.toolstack.ports, after.toolstack.ports
    for number, region in sorted(old ^ new):
        may = "may" if (number, region) in new else "may not"
        yield f"d{number} {may} use the ports {region.base:#x}+{region.size:#x}"


def _paused(before: State, after: State) -> Iterator[str]:
    old, new = before.toolstack.paused, after.toolstack.paused
    for number in sorted(old ^ new):
        yield f"d{number} paused" if number in new else f"d{number} unpaused"


def _registers(before: State, after: State) -> Iterator[str]:
    for name in _functions(after):
        old, new = space_of(before, name), space_of(after, name)
        for offset in range(0, len(new) if old != new else 0, _WIDTH):
            value = new[offset : offset + _WIDTH]
            if value != old[offset : offset + _WIDTH]:
                yield f"register {offset:#x} of {name} holds {int.from_bytes(value, 'little'):#010x}"


def _functions(state: State) -> list[str]:
    return sorted(str(function.sbdf) for function in state.host.functions)
