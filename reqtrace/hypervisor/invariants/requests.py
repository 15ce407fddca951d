# SPDX-License-Identifier: Apache-2.0
"""Invariants on what devices send: where their requests go, and whom their interrupts reach."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.invariants.facts import Facts, number_of, streams_held
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, DOMID_XEN


def i_3(facts: Facts) -> Iterator[str]:
    """I-3: requests of a device reach the memory of its holder only, unless the holder may have it unprotected.

    That holds for whatever a guest has, and for whatever sends requests, be it the hardware domain's or nobody's.
    """
    state, exposed = facts.state, facts.layout.exposed
    reached = sorted(state.streams.items())
    for device in facts.layout.devices:
        sends, number = device.name in state.masters, state.holder.get(device.name)
        holder = None if number is None else state.domains.get(number)
        if not sends and (holder is None or number == DOM0):
            continue
        for stream in device.streams:
            for other, user in reached:
                if user != number and other.overlaps(stream):
                    yield f"{stream} of {device.name}, held by {number_of(number)}, reaches d{user}"
        if sends and device.name in exposed and not _may_reach_all(holder):
            yield f"{device.name}, held by {number_of(number)}, reaches all memory"


def i_4(facts: Facts) -> Iterator[str]:
    """I-4: a guest that holds an unprotected device with DMA is direct-mapped and trusted."""
    for device, guest in facts.given:
        if device.dma_capable and device.name in facts.layout.exposed and not (guest.direct_map and guest.trusted):
            yield f"{device.name}, held by d{guest.number}"


def i_5(facts: Facts) -> Iterator[str]:
    """I-5: an interrupt goes to one domain, and no other guest holds a device that uses it."""
    state = facts.state
    for line, number in sorted(state.routes.items()):
        if number not in state.domains and number != DOMID_XEN:
            yield f"IRQ {line} is routed to d{number}, which does not live"
        for device in facts.layout.using.get(line, ()):
            guest = facts.guest_of(device)
            if guest is not None and guest != number:
                yield f"IRQ {line} is routed to d{number}, but {device.name} belongs to d{guest}"
    for line, number in sorted(state.pci.joined):
        if state.routes.get(line, number) != number:
            yield f"IRQ {line} is routed to d{state.routes[line]} and goes to d{number} too"
    for one, first, other, second in facts.divided(facts.layout.sharing):
        yield f"{one.name} of d{first} and {other.name} of d{second} share an interrupt"


def i_7(facts: Facts) -> Iterator[str]:
    """I-7: a stream is translated for a domain just when that domain lives, has an IOMMU context, and holds it."""
    state, holders = facts.state, streams_held(facts.state)
    for stream, number in sorted(state.streams.items()):
        domain = state.domains.get(number)
        if domain is None or not domain.iommu or number not in holders.get(stream, ()):
            yield f"{stream} is translated for d{number}"
    for device, guest in facts.given:
        for stream in device.streams:
            if state.streams.get(stream) != guest.number:
                yield f"{stream} of {device.name} is not translated for d{guest.number}"


def i_10(facts: Facts) -> Iterator[str]:
    """I-10: no request reaches memory that its domain has given back."""
    state = facts.state
    for stream, number in sorted(state.streams.items()):
        if number not in state.domains:
            yield f"{stream} is translated for d{number}, whose memory is free"
    for name in sorted(state.masters):
        device, holder = state.host.devices.get(name), state.holder.get(name)
        if device is not None and name in facts.layout.exposed and holder not in state.domains:
            yield f"{name} sends requests, and {number_of(holder)} has no memory"


def _may_reach_all(holder: Domain | None) -> bool:
    return holder is not None and holder.direct_map and holder.trusted
