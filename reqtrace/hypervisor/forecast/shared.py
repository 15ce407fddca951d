# SPDX-License-Identifier: Apache-2.0
"""What two guests both ask for: pages, interrupts, and what their devices are told apart by at the IOMMU."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from reqtrace.hypervisor.devicetree import Node
from reqtrace.hypervisor.domain import NO_TREE, Domain
from reqtrace.hypervisor.forecast.guest import Guest, Want, Way, wants
from reqtrace.hypervisor.interrupt import SPI_BASE
from reqtrace.hypervisor.pci import Sbdf
from reqtrace.hypervisor.platform import Host, Stream
from reqtrace.hypervisor.region import Region, merge
from reqtrace.hypervisor.tree_source import Place

_CELLS_OF_AN_INTERRUPT = 3
"""Type, number and flags: what one interrupt takes at a GIC, the only controller that a guest has."""


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
    """What one thing that a guest asks for takes of each kind, and the devices it names."""

    subject: str
    place: Place
    pages: tuple[Region, ...]
    lines: frozenset[int]
    streams: frozenset[Stream]
    functions: frozenset[str]
    device: str | None


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


def _shares(host: Host, guest: Guest) -> Iterator[_Share]:
    domain = Domain(1, guest.name, Region(0, 0), 0, NO_TREE)
    for want in wants(guest):
        claim = want.claim(host, domain)
        functions = (Sbdf.decode(*each) for each in want.asked.functions or () if len(each) == 3)  # noqa: PLR2004 - a triple
        lines = {line for device in claim.given for line in device.interrupts} if want.way is not Way.IRQS else set()
        found = claim.named is not None
        place = want.place if guest.tree is None else guest.tree.place(want.asked.node, "xen,reg", "xen,path")
        yield _Share(
            want.asked.node,
            place if want.way is Way.NODE else want.place,
            tuple(window.host.pages for window in claim.windows if window.host.size),
            frozenset({*lines, *claim.lines} if found or want.way is Way.IRQS else _stated(guest, want)),
            frozenset(stream for device in claim.given for stream in device.streams if want.way is not Way.IRQS),
            frozenset(str(function) for function in functions if function is not None),
            claim.named.name if claim.named is not None else want.asked.path,
        )
    for named in () if guest.config is None else guest.config.pci:
        sbdf = Sbdf.parse(named.name)
        functions_ = frozenset() if sbdf is None else frozenset({str(sbdf)})
        yield _Share(f"pci {named.name}", named.place, (), frozenset(), frozenset(), functions_, None)


def _stated(guest: Guest, want: Want) -> set[int]:
    """The interrupts a node of the guest states, where it names a device: Xen routes those of the host's node."""
    node = None if guest.tree is None or want.asked.path is None else guest.tree.tree.node(want.asked.node)
    return set() if node is None else set(stated_lines(node))


def stated_lines(node: Node) -> Iterator[int]:
    """The shared peripheral interrupts that a node of a guest's tree states, as INTIDs."""
    cells = node.cells("interrupts")
    for at in range(0, len(cells) - _CELLS_OF_AN_INTERRUPT + 1, _CELLS_OF_AN_INTERRUPT):
        if cells[at] == 0:
            yield SPI_BASE + cells[at + 1]


def _between(names: tuple[str, str], ones: Sequence[_Share], others: Sequence[_Share]) -> Iterator[Conflict]:
    """The conflicts of two guests, one for each kind of resource."""
    found: dict[Resource, list[tuple[str, _Share, _Share]]] = {}
    for one in ones:
        for other in others:
            for resource, what in _shared(one, other):
                found.setdefault(resource, []).append((what, one, other))
    for resource in Resource:
        if resource in found:
            each = found[resource]
            _, one, other = each[0]
            yield Conflict(names, resource, _detail(names, each), (one.place, other.place))


def _detail(names: tuple[str, str], found: Sequence[tuple[str, _Share, _Share]]) -> str:
    """What is shared, and by what in each guest; what one pair of nodes shares stands together."""
    whats: dict[tuple[str, str], list[str]] = {}
    for what, one, other in found:
        whats.setdefault((one.subject, other.subject), []).append(what)
    return "; ".join(
        f"{', '.join(dict.fromkeys(each))}: {one} of {names[0]}, {other} of {names[1]}"
        for (one, other), each in whats.items()
    )


def _shared(one: _Share, other: _Share) -> Iterator[tuple[Resource, str]]:
    common = merge(_common(mine, theirs) for mine in one.pages for theirs in other.pages if mine.overlaps(theirs))
    for region in common:
        yield Resource.MMIO, f"registers {region.base:#x} - {region.end - 1:#x}"
    for line in sorted(one.lines & other.lines):
        yield Resource.IRQ, f"interrupt {line}"
    for stream in sorted({mine for mine in one.streams for theirs in other.streams if mine.overlaps(theirs)}):
        yield Resource.STREAM, f"{stream} of {stream.iommu}"
    for function in sorted(one.functions & other.functions):
        yield Resource.STREAM, f"PCI function {function}"
    if one.device is not None and one.device == other.device and not common:
        yield Resource.MMIO, f"device {one.device}"


def _common(one: Region, other: Region) -> Region:
    base = max(one.base, other.base)
    return Region(base, min(one.end, other.end) - base)
