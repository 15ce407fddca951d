# SPDX-License-Identifier: Apache-2.0
"""The effects of giving a device to a domain and of taking it back: the only places where the records change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reqtrace.hypervisor.claim import Claim
from reqtrace.hypervisor.platform import Device, Stream
from reqtrace.hypervisor.state import DOM0, State, Window


def give(state: State, claim: Claim) -> State:
    """Grant the claim: registers, interrupts, ownership, and the translation of what the devices send.

    Registers of a PCI function that the hardware domain sees are taken from it; so is the translation of a stream.
    """
    number = claim.domain.number
    hosts = [window.host for window in claim.windows]
    ceded = {each for each in state.windows if each.domain == DOM0 and any(map(each.host.overlaps, hosts))}
    return replace(
        state,
        windows=state.windows - ceded | set(claim.windows),
        permitted=state.permitted | {(number, region) for region in hosts},
        permitted_lines=state.permitted_lines | {(number, line) for line in claim.lines},
        routes={**state.routes, **dict.fromkeys(claim.lines, number)},
        holder={**state.holder, **{device.name: number for device in claim.given}},
        streams={**state.streams, **{stream: number for device in claim.given for stream in device.streams}},
        masters=state.masters | {device.name for device in claim.given if device.dma_capable},
    )


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
    return replace(
        state,
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
    return replace(state, streams=left)
