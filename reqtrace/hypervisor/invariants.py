# SPDX-License-Identifier: Apache-2.0
"""What holds in every reachable state, from host and state alone: the rules of the requests are never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from reqtrace.hypervisor.domain import Domain
from reqtrace.hypervisor.pci import Sbdf
from reqtrace.hypervisor.platform import Device, Role
from reqtrace.hypervisor.region import PAGE, Region
from reqtrace.hypervisor.state import DOM0, DOMID_XEN, State, Window

Invariant = Callable[[State], Iterator[str]]
"""Yields the offenders; its docstring is the sentence that must hold."""


def i_1(state: State) -> Iterator[str]:
    """I-1: a device that is held exists, is known, and has a living domain as its holder."""
    for name, number in sorted(state.holder.items()):
        device = state.host.devices.get(name)
        if device is None:
            yield f"{name} does not exist"
        elif not device.is_platform and name not in state.known:
            yield f"{name} is held by d{number}, but not known"
        elif number not in state.domains:
            yield f"{name} is held by d{number}, which does not live"


def i_2(state: State) -> Iterator[str]:
    """I-2: registers are reached by one domain at most, the one that holds the device."""
    for one, other in combinations(sorted(state.windows), 2):
        if one.domain != other.domain and one.host.overlaps(other.host):
            yield f"{one.host} is mapped into d{one.domain}, and {other.host} into d{other.domain}"
    for window, device in _reached(state):
        holder = state.holder.get(device.name)
        if device.is_platform and holder != window.domain:
            yield f"d{window.domain} reaches {device.name}, held by {_number(holder)}"


def i_3(state: State) -> Iterator[str]:
    """I-3: requests of a device reach the memory of its holder only, unless the holder may have it unprotected."""
    for device in state.host.devices.values():
        holder = state.domains.get(state.holder.get(device.name, DOMID_XEN))
        for stream in device.streams:
            number = state.streams.get(stream)
            if holder is not None and number is not None and number != holder.number and _is_guest(holder):
                yield f"{stream} of {device.name}, held by d{holder.number}, reaches d{number}"
        if device.name in state.masters and not device.protected and not _may_reach_all(holder):
            yield f"{device.name}, held by {_number(state.holder.get(device.name))}, reaches all memory"


def i_4(state: State) -> Iterator[str]:
    """I-4: a guest that holds an unprotected device with DMA is direct-mapped and trusted."""
    for device, guest in _held_by_guests(state):
        if device.dma_capable and not device.protected and not (guest.direct_map and guest.trusted):
            yield f"{device.name}, held by d{guest.number}"


def i_5(state: State) -> Iterator[str]:
    """I-5: an interrupt goes to one domain, and no other guest holds a device that uses it."""
    for line, number in sorted(state.routes.items()):
        if number not in state.domains and number != DOMID_XEN:
            yield f"IRQ {line} is routed to d{number}, which does not live"
        for device, guest in _held_by_guests(state):
            if line in device.interrupts and guest.number != number:
                yield f"IRQ {line} is routed to d{number}, but {device.name} belongs to d{guest.number}"
    for (one, first), (other, second) in combinations(_held_by_guests(state), 2):
        if first != second and set(one.interrupts) & set(other.interrupts):
            yield f"{one.name} of d{first.number} and {other.name} of d{second.number} share an interrupt"


def i_6(state: State) -> Iterator[str]:
    """I-6: devices that no IOMMU can tell apart belong to the same guest, as far as guests hold them."""
    for (one, first), (other, second) in combinations(_held_by_guests(state), 2):
        if first.number != second.number and _alike(one, other):
            yield f"{one.name} belongs to d{first.number}, {other.name} to d{second.number}"


def i_7(state: State) -> Iterator[str]:
    """I-7: a stream is translated for a domain just when that domain lives, has an IOMMU context, and holds it."""
    holders: dict[object, set[int]] = {}
    for name, number in state.holder.items():
        device = state.host.devices.get(name)
        for stream in () if device is None else device.streams:
            holders.setdefault(stream, set()).add(number)
    for stream, number in sorted(state.streams.items()):
        domain = state.domains.get(number)
        if domain is None or not domain.iommu or number not in holders.get(stream, set()):
            yield f"{stream} is translated for d{number}"
    for device, guest in _held_by_guests(state):
        for stream in device.streams:
            if state.streams.get(stream) != guest.number:
                yield f"{stream} of {device.name} is not translated for d{guest.number}"


def i_8(state: State) -> Iterator[str]:
    """I-8: a domain reaches only what it is permitted, and a guest is permitted nothing but that and by dom0 itself."""
    for window in sorted(state.windows):
        if (window.domain, window.host) not in state.permitted:
            yield f"d{window.domain} reaches {window.host} without permission"
    mapped = {(window.domain, window.host) for window in state.windows}
    for number, region in sorted(state.permitted - mapped - state.delegated):
        if number != DOM0:
            yield f"d{number} is permitted {region}, which it was not given"
    for number, line in sorted(state.permitted_lines):
        if number != DOM0 and state.routes.get(line) != number:
            yield f"d{number} is permitted IRQ {line}, which it was not given"


def i_9(state: State) -> Iterator[str]:
    """I-9: nothing is left of a domain that does not live."""
    permitted = {number for number, _ in state.permitted} | {number for number, _ in state.permitted_lines}
    traces = {
        "a device": set(state.holder.values()),
        "an interrupt": set(state.routes.values()) - {DOMID_XEN},
        "a stream": set(state.streams.values()),
        "a mapping": {window.domain for window in state.windows},
        "a permission": permitted,
    }
    for what, numbers in traces.items():
        for number in sorted(numbers - state.domains.keys()):
            yield f"d{number} has left {what}"


def i_10(state: State) -> Iterator[str]:
    """I-10: no request reaches memory that its domain has given back."""
    for stream, number in sorted(state.streams.items()):
        if number not in state.domains:
            yield f"{stream} is translated for d{number}, whose memory is free"
    for name in sorted(state.masters):
        device, holder = state.host.devices.get(name), state.holder.get(name)
        if device is not None and not device.protected and holder not in state.domains:
            yield f"{name} sends requests, and {_number(holder)} has no memory"


def i_12(state: State) -> Iterator[str]:
    """I-12: no domain sees an IOMMU: no node, no property, no register, whether it is enabled or not."""
    for number, domain in sorted(state.domains.items()):
        for node in domain.tree.walk():
            for name in node.properties:
                if name in {"iommus", "iommu-map", "iommu-map-mask", "#iommu-cells"}:
                    yield f"d{number} sees the property {name} of {node.path}"
            if any("smmu" in kind or "mmu-500" in kind or "ipmmu" in kind for kind in node.strings("compatible")):
                yield f"d{number} sees the node {node.path}"
    for window, device in _reached(state):
        if device.role is Role.IOMMU:
            yield f"d{window.domain} reaches the registers of {device.name}"


def i_16(state: State) -> Iterator[str]:
    """I-16: registers are mapped page by page, without a gap, and keep their offset in the page."""
    for window in sorted(state.windows):
        if window.guest % PAGE or window.host.base % PAGE or window.host.size % PAGE or window.host.size <= 0:
            yield f"{window.host} of d{window.domain} at {window.guest:#x}"


def i_17(state: State) -> Iterator[str]:
    """I-17: registers a guest sees stand neither over its memory, interrupt controller or UART, nor over others."""
    guests = [window for window in sorted(state.windows) if window.domain != DOM0]
    for window in guests:
        domain = state.domains.get(window.domain)
        for region in () if domain is None else _occupied(state, domain):
            if region.overlaps(window.seen):
                yield f"d{window.domain} sees {window.host} at {window.guest:#x}, where {region} is"
    for one, other in combinations(guests, 2):
        same = one.host.base - one.guest == other.host.base - other.guest
        if one.domain == other.domain and one.seen.overlaps(other.seen) and not same:
            yield f"d{one.domain} sees {one.host} and {other.host} at {max(one.guest, other.guest):#x}"


def i_22(state: State) -> Iterator[str]:
    """I-22: the hardware domain reaches no device that is marked xen,passthrough."""
    for window, device in _reached(state):
        if window.domain == DOM0 and device.marked:
            yield f"{device.name}"


def i_23(state: State) -> Iterator[str]:
    """I-23: a direct-mapped domain sees its memory where the machine has it; no two domains share memory."""
    for number, domain in sorted(state.domains.items()):
        if domain.direct_map and domain.ram_base != domain.ram.base:
            yield f"d{number} sees {domain.ram} at {domain.ram_base:#x}"
    for one, other in combinations(state.domains.values(), 2):
        if one.ram.overlaps(other.ram):
            yield f"d{one.number} and d{other.number} share memory"


def i_24(state: State) -> Iterator[str]:
    """I-24: a device nobody holds is still: it sends no requests, and no stream of its own is translated."""
    held = {
        stream for device in state.host.devices.values() if device.name in state.holder for stream in device.streams
    }
    for device in state.host.devices.values():
        if device.name in state.holder:
            continue
        if device.name in state.masters:
            yield f"{device.name} sends requests"
        for stream in device.streams:
            if stream in state.streams and stream not in held:
                yield f"{stream} of {device.name} is translated for d{state.streams[stream]}"


INVARIANTS: tuple[Invariant, ...] = (
    i_1, i_2, i_3, i_4, i_5, i_6, i_7, i_8, i_9, i_10, i_12, i_16, i_17, i_22, i_23, i_24,
)  # fmt: skip
"""The invariants of a single state; those on sequences (I-11, I-18, I-21) are laws of the operations."""


AT_ALL_TIMES: tuple[Invariant, ...] = (i_10,)
"""Those that hold even in the midst of an operation."""


def lapses(state: State) -> tuple[str, ...]:
    """Every broken invariant that must hold even in a state an operation passes through."""
    return _broken(AT_ALL_TIMES, state)


# [impl->dsn~invariants_know_no_rules~1]
def violations(state: State) -> tuple[str, ...]:
    """Every broken invariant with what breaks it, in the order of the invariants."""
    return _broken(INVARIANTS, state)


def _broken(invariants: tuple[Invariant, ...], state: State) -> tuple[str, ...]:
    return tuple(
        f"{(invariant.__doc__ or '').removesuffix('.')} ({offender})"
        for invariant in invariants
        for offender in invariant(state)
    )


def _reached(state: State) -> Iterator[tuple[Window, Device]]:
    for window in sorted(state.windows):
        for device in state.host.devices.values():
            if any(registers.overlaps(window.host) for registers in device.registers):
                yield window, device


def _held_by_guests(state: State) -> list[tuple[Device, Domain]]:
    held = ((device, state.domains.get(state.holder.get(name, DOM0))) for name, device in state.host.devices.items())
    return [(device, domain) for device, domain in held if domain is not None and _is_guest(domain)]


def _is_guest(domain: Domain) -> bool:
    return domain.number != DOM0


def _may_reach_all(holder: Domain | None) -> bool:
    return holder is not None and holder.direct_map and holder.trusted


def _alike(one: Device, other: Device) -> bool:
    first, second = Sbdf.parse(one.name), Sbdf.parse(other.name)
    if first is not None and second is not None and first.slot == second.slot:
        return True
    return any(stream.overlaps(stream_) for stream in one.streams for stream_ in other.streams)


def _occupied(state: State, domain: Domain) -> tuple[Region, ...]:
    """What every guest's address space holds already, written down a second time on purpose."""
    ram = Region(domain.ram_base, domain.ram.size)
    if not domain.direct_map:
        return ram, Region(0x3001000, 0x10000), Region(0x3020000, 0x1000000), Region(0x22000000, 0x1000)
    kept = {Role.INTERRUPT_CONTROLLER, Role.CONSOLE}
    return ram, *(each for device in state.host.devices.values() if device.role in kept for each in device.registers)


def _number(holder: int | None) -> str:
    return "nobody" if holder is None else f"d{holder}"
