# SPDX-License-Identifier: Apache-2.0
"""Taking a device back from a domain that goes on without it."""

from __future__ import annotations

from collections.abc import Iterable

from reqtrace.hypervisor.platform import Device, Stream
from reqtrace.hypervisor.state import State, Window


def take(state: State, number: int, device: Device) -> State:
    """Take the device back from domain `number`: streams fault first, then requests end, then all else goes.

    A line, stream or page that another device of the domain uses stays. The device goes to nobody: behind an enabled
    IOMMU, and as a PCI function, that is quarantine (iommu_deassign_dt_device, deassign_device; assumption A-2).
    """
    kept = tuple(each for each in state.held_by(number) if each.name != device.name)
    reaching = windows_reaching(state, number, device)
    windows = {window for window in reaching if not any(each.touches(window.host) for each in kept)}
    regions = {window.host for window in windows}
    lines = set(device.interrupts) - {line for each in kept for line in each.interrupts}
    state = streams_fault(state, number, set(device.streams) - {stream for each in kept for stream in each.streams})
    return state.but(
        masters=state.masters - {device.name},
        routes={line: user for line, user in state.routes.items() if user != number or line not in lines},
        windows=state.windows - windows,
        permitted=frozenset(each for each in state.permitted if each[0] != number or each[1] not in regions),
        permitted_lines=state.permitted_lines - {(number, line) for line in lines},
        holder={name: user for name, user in state.holder.items() if name != device.name},
    )


def windows_reaching(state: State, number: int, device: Device) -> frozenset[Window]:
    """The windows through which domain `number` reaches registers of the device."""
    return frozenset(each for each in state.windows if each.domain == number and device.touches(each.host))


def streams_fault(state: State, number: int, streams: Iterable[Stream]) -> State:
    """Let those of the streams that are translated for domain `number` fault."""
    ended = set(streams)
    left = {stream: user for stream, user in state.streams.items() if user != number or stream not in ended}
    return state.but(streams=left)
