# SPDX-License-Identifier: Apache-2.0
"""Invariants on who holds a device, and what is left when a holder is gone."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.host.platform import Device
from reqtrace.hypervisor.invariants.facts import Facts
from reqtrace.hypervisor.isolation.of_machine import isolation_of
from reqtrace.hypervisor.machine.state import DOM0, DOMID_XEN


def i_1(facts: Facts) -> Iterator[str]:
    """I-1: a device that is held exists, is known, and has a living domain as its holder."""
    state = facts.state
    for name, number in sorted(state.holder.items()):
        device = state.host.devices.get(name)
        if device is None:
            yield f"{name} does not exist"
        elif not device.is_platform and name not in state.known:
            yield f"{name} is held by d{number}, but not known"
        elif number not in state.domains:
            yield f"{name} is held by d{number}, which does not live"


def i_6(facts: Facts) -> Iterator[str]:
    """I-6: devices that can not be told apart or kept apart belong to one guest, but where a bypass is on record."""
    for one, first, other, second in facts.divided((*facts.layout.alike, *_grouped(facts))):
        if not _bypassed(facts, one.name, first) and not _bypassed(facts, other.name, second):
            yield f"{one.name} belongs to d{first}, {other.name} to d{second}"


def i_9(facts: Facts) -> Iterator[str]:
    """I-9: nothing is left of a domain that does not live."""
    state = facts.state
    traces = {
        "a device": set(state.holder.values()),
        "an interrupt": set(state.routes.values()) - {DOMID_XEN} | {number for _, number in state.pci.joined},
        "a stream": set(state.streams.values()),
        "a mapping": {window.domain for window in state.windows},
        "an overlay": set(state.overlays.attached.values()),
        "a permission": {
            number for grants in (state.permitted, state.permitted_lines, state.delegated) for number, _ in grants
        },
    }
    for what, numbers in traces.items():
        for number in sorted(numbers - state.domains.keys()):
            yield f"d{number} has left {what}"


def i_14(facts: Facts) -> Iterator[str]:
    """I-14: a device that has failed belongs to no guest."""
    if facts.state.broken:
        for device, guest in facts.given:
            if device.name in facts.state.broken:
                yield f"{device.name}, held by d{guest.number}"


def i_15(facts: Facts) -> Iterator[str]:
    """I-15: a function that is known exists, and with a virtual function its physical one is known."""
    if not facts.state.known:
        return
    functions = {str(function.sbdf): function for function in facts.state.host.functions}
    for name in sorted(facts.state.known):
        function = functions.get(name)
        if function is None:
            yield f"{name} does not exist"
        elif function.physical is not None and str(function.physical) not in facts.state.known:
            yield f"{name} is known, {function.physical} is not"


def _grouped(facts: Facts) -> tuple[tuple[Device, Device], ...]:
    """Every two functions of guests that may reach one another past the IOMMU: they stand in one isolation group."""
    held = [device for device, _ in facts.given if not device.is_platform]
    if len(held) < 2:  # noqa: PLR2004 - it takes two
        return ()
    groups = isolation_of(facts.state).classes
    return tuple(
        (one, other)
        for at, one in enumerate(held)
        for other in held[at + 1 :]
        if other.name in groups.get(one.name, ()) and (one, other) not in facts.layout.alike
    )


def _bypassed(facts: Facts, name: str, number: int) -> bool:
    """Whether it is on record that the integrator's policy let this guest have this function."""
    return any(each.function == name and each.domain == number for each in facts.state.isolation.record)


def i_22(facts: Facts) -> Iterator[str]:
    """I-22: the hardware domain reaches no device that is marked xen,passthrough."""
    for window, device in facts.reached:
        if window.domain == DOM0 and device.marked:
            yield f"{device.name}"


def i_24(facts: Facts) -> Iterator[str]:
    """I-24: a device nobody holds is still: it sends no requests, and no stream of its own is translated."""
    state, holder = facts.state, facts.state.holder
    idle = [device for device in facts.layout.devices if device.name not in holder]
    held = {stream for device in facts.layout.devices if device.name in holder for stream in device.streams}
    for device in idle:
        if device.name in state.masters:
            yield f"{device.name} sends requests"
        for stream in device.streams:
            if stream in state.streams and stream not in held:
                yield f"{stream} of {device.name} is translated for d{state.streams[stream]}"
