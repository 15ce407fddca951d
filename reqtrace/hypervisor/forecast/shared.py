# SPDX-License-Identifier: Apache-2.0
"""What two guests both ask for: pages, interrupts, and what their devices are told apart by at the IOMMU."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, combinations, groupby

from reqtrace.hypervisor.assignment.interrupt import SPI_BASE
from reqtrace.hypervisor.forecast.functions import functions_of
from reqtrace.hypervisor.forecast.guest import Guest, Want, Way, wants
from reqtrace.hypervisor.host.platform import Host, Stream
from reqtrace.hypervisor.machine.domain import NO_TREE, Domain
from reqtrace.hypervisor.region import Region, merge
from reqtrace.hypervisor.tree.devicetree import Node
from reqtrace.hypervisor.tree.tree_source import Place

_CELLS_OF_AN_INTERRUPT = 3
"""Type, number and flags: what one interrupt takes at a GIC, the only controller that a guest has."""

_SAID = 8
"""How many pairs of nodes are told of two guests that share one kind of resource."""

PCI_FUNCTION = "PCI function"
"""What is said of a requester that a guest names by its address."""


class Resource(Enum):
    """What can be shared that must not be."""

    MMIO = "mmio"
    IRQ = "irq"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One kind of resource that two guests both ask for; `detail` says which, `places` where the first of it stands."""

    guests: tuple[str, str]
    resource: Resource
    detail: str
    places: tuple[Place, Place]


@dataclass(frozen=True, slots=True)
class _Share:
    """What one thing that a guest asks for takes.

    `devices` are all that come with it, each with its interrupts: a page is not divisible, and neither is a device.
    `routed` are the interrupts that arrive at the guest; `functions` the PCI functions it names.
    """

    subject: str
    places: Mapping[Resource, Place]
    pages: tuple[Region, ...] = ()
    routed: frozenset[int] = frozenset()
    streams: frozenset[Stream] = frozenset()
    functions: frozenset[str] = frozenset()
    devices: Mapping[str, frozenset[int]] = field(default_factory=dict)


# [impl->dsn~conflicts_are_pairs~1]
def conflicts(host: Host, guests: Sequence[Guest]) -> tuple[Conflict, ...]:
    """Every pair of guests that shares something, with one conflict for each kind of resource.

    The host may be an empty one: then the texts decide, the interrupts that the guests' own nodes state included.
    """
    shares = [tuple(_shares(host, guest)) for guest in guests]
    return tuple(
        conflict
        for (one, ones), (other, others) in combinations(zip(guests, shares, strict=True), 2)
        for conflict in _between((one.name, other.name), ones, others)
    )


def stated_lines(node: Node) -> Iterator[int]:
    """The shared peripheral interrupts that a node of a guest's tree states, as INTIDs."""
    cells = node.cells("interrupts")
    for at in range(0, len(cells) - _CELLS_OF_AN_INTERRUPT + 1, _CELLS_OF_AN_INTERRUPT):
        if cells[at] == 0:
            yield SPI_BASE + cells[at + 1]


def _shares(host: Host, guest: Guest) -> Iterator[_Share]:
    domain = Domain(1, guest.name, Region(0, 0), 0, NO_TREE)
    for want in wants(guest):
        if want.way is Way.NODE and not want.asked.is_platform and want.asked.functions is None:
            continue
        claim = want.claim(host, domain)
        named = want.asked.path if claim.named is None else claim.named.name
        devices = {device.name: frozenset(device.interrupts) for device in claim.given}
        yield _Share(
            want.asked.node,
            {resource: _place(guest, want, resource) for resource in Resource},
            tuple(window.host.pages for window in claim.windows if window.host.size),
            frozenset(claim.lines) if claim.named is not None or want.lines else _stated(guest, want),
            frozenset(stream for device in claim.given for stream in device.streams if want.way is not Way.IRQS),
            frozenset(want.functions),
            {} if want.way is Way.IRQS else devices if named is None else {named: frozenset(), **devices},
        )
    for entry in () if guest.config is None else guest.config.pci:
        places = dict.fromkeys(Resource, entry.place)
        yield _Share(f"pci {entry.name}", places, functions=functions_of(entry.name))


def _place(guest: Guest, want: Want, resource: Resource) -> Place:
    """Where the guest says that it wants the resource."""
    if guest.tree is None or want.way is not Way.NODE:
        return want.place
    said = {Resource.IRQ: ("interrupts", "xen,path"), Resource.STREAM: ("xen,pci-assigned", "xen,path")}
    return guest.tree.place(want.asked.node, *said.get(resource, ("xen,reg", "xen,path")))


def _stated(guest: Guest, want: Want) -> frozenset[int]:
    """The interrupts a node of the guest states, where it names a device: Xen routes those of the host's node."""
    node = None if guest.tree is None or want.asked.path is None else guest.tree.tree.node(want.asked.node)
    return frozenset() if node is None else frozenset(stated_lines(node))


def _between(names: tuple[str, str], ones: Sequence[_Share], others: Sequence[_Share]) -> Iterator[Conflict]:
    """The conflicts of two guests, one for each kind of resource."""
    for resource, shared in _SHARED.items():
        found = [(what, one, other) for one in ones for other in others if (what := shared(one, other))]
        if found:
            said = [f"{what} ({one.subject}, {other.subject})" for what, one, other in found[:_SAID]]
            detail = "; ".join((*said, f"and {len(found) - _SAID} more") if len(found) > _SAID else said)
            places = (found[0][1].places[resource], found[0][2].places[resource])
            yield Conflict(names, resource, detail, places)


def _shared_registers(one: _Share, other: _Share) -> str:
    """The pages that both name, or else the devices that both would reach by pages of their own."""
    common = merge(_common(mine, theirs) for mine in one.pages for theirs in other.pages if mine.overlaps(theirs))
    if common:
        return "registers " + ", ".join(f"{region.base:#x} - {region.end - 1:#x}" for region in common)
    return ", ".join(f"device {name}" for name in sorted(one.devices.keys() & other.devices.keys()))


def _shared_lines(one: _Share, other: _Share) -> str:
    """The interrupts of both; those of a device that both reach are no matter of their own, unless both have them."""
    mine, theirs = ({*each.routed, *_united(each.devices.values())} for each in (one, other))
    both = _united(one.devices[name] for name in one.devices.keys() & other.devices.keys())
    lines = mine & theirs - (both - (one.routed & other.routed))
    return f"interrupt{'s' if len(lines) > 1 else ''} {_ranges(sorted(lines))}" if lines else ""


def _shared_streams(one: _Share, other: _Share) -> str:
    streams = sorted({mine for mine in one.streams for theirs in other.streams if mine.overlaps(theirs)})
    functions = sorted(one.functions & other.functions)
    return ", ".join(
        (*(f"{stream} of {stream.iommu}" for stream in streams), *(f"{PCI_FUNCTION} {name}" for name in functions))
    )


_SHARED: Mapping[Resource, Callable[[_Share, _Share], str]] = {
    Resource.MMIO: _shared_registers,
    Resource.IRQ: _shared_lines,
    Resource.STREAM: _shared_streams,
}
"""What two wants share of each kind, in words; empty where they share nothing of it."""


def _united(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset(chain.from_iterable(sets))


def _ranges(lines: Sequence[int]) -> str:
    """Rising numbers, those that follow each other as a range."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(lines), lambda each: each[1] - each[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} - {run[-1]}" for run in runs)


def _common(one: Region, other: Region) -> Region:
    base = max(one.base, other.base)
    return Region(base, min(one.end, other.end) - base)
