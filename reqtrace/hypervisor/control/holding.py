# SPDX-License-Identifier: Apache-2.0
"""Taking a device back from a domain that goes on without it."""

from __future__ import annotations

from collections.abc import Iterable

from reqtrace.hypervisor.host.platform import Device, Stream
from reqtrace.hypervisor.machine.state import State, Window


def take(state: State, number: int, device: Device) -> State:
    """Take the device back from domain `number`: streams fault first, then requests end, then all else goes.

    A line, stream or page that another device of the domain uses stays. The device goes to nobody: behind an enabled
    IOMMU, and as a PCI function, that is quarantine (iommu_deassign_dt_device, deassign_device; assumption A-2).
    """
    kept = left_with(state, number, device)
    reaching = windows_reaching(state, number, device)
    windows = {window for window in reaching if not any(each.touches(window.host) for each in kept)}
    ended = {
        (owner, region)
        for owner, region in state.permitted
        if owner == number and device.touches(region) and not any(each.touches(region) for each in kept)
    } | {(number, window.host) for window in windows}
    lines = set(device.interrupts) - {line for each in kept for line in each.interrupts}
    state = streams_fault(state, number, set(device.streams) - {stream for each in kept for stream in each.streams})
    return state.but(
        masters=state.masters - {device.name},
        routes={line: user for line, user in state.routes.items() if user != number or line not in lines},
        windows=state.windows - windows,
        permitted=state.permitted - ended,
        delegated=state.delegated - ended,
        listed=state.listed - {device.name},
        permitted_lines=state.permitted_lines - {(number, line) for line in lines},
        holder={name: user for name, user in state.holder.items() if name != device.name},
    )


def left_with(state: State, number: int, device: Device) -> tuple[Device, ...]:
    """The devices that domain `number` keeps when this one is taken from it."""
    return tuple(each for each in state.held_by(number) if each.name != device.name)


def windows_reaching(state: State, number: int, device: Device) -> frozenset[Window]:
    """The windows through which domain `number` reaches registers of the device."""
    return frozenset(each for each in state.windows if each.domain == number and device.touches(each.host))


def streams_fault(state: State, number: int, streams: Iterable[Stream]) -> State:
    """Let those of the streams that domain `number` has fault, but for those of a function whose context is stuck."""
    ended = set(streams) - {stream for name in state.pci.stuck for stream in state.host.devices[name].streams}
    left = {stream: user for stream, user in state.streams.items() if user != number or stream not in ended}
    return state.but(streams=left)


def sticks(state: State, device: Device) -> bool:
    """Whether the IOMMU no longer changes the context of the function, or of one that it does not tell from it."""
    stuck = (stream for name in sorted(state.pci.stuck) for stream in state.host.devices[name].streams)
    return device.name in state.pci.stuck or any(any(map(each.overlaps, device.streams)) for each in stuck)
