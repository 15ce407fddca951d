# SPDX-License-Identifier: Apache-2.0
"""What is not refused and yet likely a mistake: where a guest's tree and the host say different things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from reqtrace.hypervisor.assignment.passthrough import FORCE, top_level
from reqtrace.hypervisor.forecast.guest import Guest, Want, Way, wants
from reqtrace.hypervisor.forecast.quiet import is_uncertain
from reqtrace.hypervisor.forecast.shared import stated_lines
from reqtrace.hypervisor.host.discovery import is_dma_capable
from reqtrace.hypervisor.host.platform import Device, Host, Role
from reqtrace.hypervisor.machine.domain import NO_TREE, Domain
from reqtrace.hypervisor.region import Region, merge
from reqtrace.hypervisor.tree.addresses import bus_cells, identity, registers
from reqtrace.hypervisor.tree.devicetree import Node
from reqtrace.hypervisor.tree.tree_source import Place


@dataclass(frozen=True, slots=True)
class Remark:
    """Something an integrator should look at; `guest` is empty where it is the host."""

    guest: str
    message: str
    place: Place
    help: str


def remarks_on_host(host: Host, file: str) -> Iterator[Remark]:
    """What the host's tree leaves open."""
    if not any(region.size for device in host.of_role(Role.MEMORY) for region in device.registers):
        message = "the host's tree has no memory, so nobody can say whether registers lie within it"
        yield Remark("", message, Place(file), "take the tree that the firmware hands to Xen, which fills memory in")


def remarks_on(guest: Guest, host: Host | None) -> Iterator[Remark]:
    """What to look at in a guest."""
    tree = guest.tree
    if tree is not None and top_level(tree.tree, "passthrough") is None:
        message = "the tree has no node /passthrough, so Xen reads nothing of it"
        yield Remark(guest.name, message, Place(tree.file), "write the devices below a node called passthrough")
    for want in wants(guest):
        node = None if tree is None or want.way is not Way.NODE else tree.tree.node(want.asked.node)
        if tree is None or node is None or not want.asked.is_platform:
            continue
        device = None if host is None or want.asked.path is None else host.find(want.asked.path)
        yield from _interrupts(guest, node, device)
        yield from _force(guest, node, device)
        if device is None:
            yield from _registers(guest, want, node)
    if host is not None:
        yield from _uncertain(guest, host)
    yield from islice(_functions(guest), 1)
    yield from _settings(guest)


# [impl->dsn~uncertain_masters_are_named~1]
def _uncertain(guest: Guest, host: Host) -> Iterator[Remark]:
    """Each device of which nothing says whether it masters the bus: the model takes it not to (assumption A-8)."""
    domain, told = Domain(1, guest.name, Region(0, 0), 0, NO_TREE), set[str]()
    for want in wants(guest):
        place = want.place if guest.tree is None else guest.tree.place(want.asked.node, "xen,path", "xen,reg")
        for device in () if want.way is Way.IRQS else want.claim(host, domain).given:
            node = host.tree.node(device.name)
            if node is None or device.name in told or device.role is not Role.PERIPHERAL or not is_uncertain(node):
                continue
            told.add(device.name)
            message = f"nothing says whether {device.name} masters the bus; it was taken not to"
            help_ = (
                "look into the manual of the chip; if it does, protect it by an IOMMU, or give it to a trusted, "
                "direct-mapped domain"
            )
            yield Remark(guest.name, message, place if want.way is Way.NODE else want.place, help_)


def _functions(guest: Guest) -> Iterator[Remark]:
    """For each place at which the guest names PCI functions, that nobody knows them before the machine is there."""
    message = (
        "which PCI functions the machine has is in no device tree, so only the form of their names and clashes between "
        "guests are judged; Xen refuses a function that it does not know"
    )
    listed = () if guest.config is None else guest.config.pci
    for place in (*(want.place for want in wants(guest) if want.asked.functions), *(each.place for each in listed)):
        yield Remark(guest.name, message, place, "look at the functions of the machine and at its isolation groups")


def _interrupts(guest: Guest, node: Node, device: Device | None) -> Iterator[Remark]:
    """The guest waits for the interrupts its tree states; Xen routes those of the host's node."""
    if device is None or guest.tree is None or "interrupts-extended" in node:  # that names its controllers itself
        return
    stated, routed = set(stated_lines(node)), set(device.interrupts)
    messages = {
        line: f"Xen routes interrupt {line} of {device.name}, and the guest's tree does not state it"
        for line in routed - stated
    } | {
        line: f"the guest's tree states interrupt {line}, and {device.name} does not have it: it will not arrive"
        for line in stated - routed
    }
    place = guest.tree.place(node.path, "interrupts", "xen,path")
    for line in sorted(messages):
        yield Remark(guest.name, messages[line], place, "copy `interrupts` from the node of the host")


def _force(guest: Guest, node: Node, device: Device | None) -> Iterator[Remark]:
    """Consent to an unprotected device is given where it is not needed, or where it opens all memory."""
    if guest.tree is None or FORCE not in node:
        return
    place = guest.tree.place(node.path, FORCE)
    if device is not None and device.protected:
        message = f"{FORCE} for {device.name}, which an IOMMU protects: it would be given away without, too"
        yield Remark(guest.name, message, place, "leave the property out, so that a missing IOMMU is noticed")
    elif is_dma_capable(node) if device is None else device.dma_capable:
        message = f"{FORCE} for a device that looks capable of DMA: it reaches all memory of the machine"
        yield Remark(
            guest.name, message, place, "protect it by an IOMMU, or give it to a trusted, direct-mapped domain"
        )


def _registers(guest: Guest, want: Want, node: Node) -> Iterator[Remark]:
    """Where the host does not tell what belongs to a device, the guest's own `reg` does."""
    parent = None if guest.tree is None else guest.tree.tree.node(node.path.rpartition("/")[0] or "/")
    if guest.tree is None or parent is None or "reg" not in node or max(bus_cells(parent)) > 2:  # noqa: PLR2004 - wider ones are no addresses
        return
    own = merge(region.pages for region in registers(node, parent, identity))
    seen = merge(Region(each.guest, each.host.size) for each in want.asked.ranges)
    beside = [region for region in seen if own and not any(each.contains(region) for each in own)]
    if beside:
        listed = ", ".join(f"{region.base:#x} - {region.end - 1:#x}" for region in beside)
        place = guest.tree.place(node.path, "xen,reg")
        message = f"xen,reg maps {listed}, which reg of the node does not name"
        yield Remark(guest.name, message, place, "let reg say where the guest sees the registers of the device")


def _settings(guest: Guest) -> Iterator[Remark]:
    """The toolstack reads no `xen,reg`: pages that only the tree names are not given."""
    if guest.tree is None or guest.config is None:
        return
    given = merge(entry.host for entry in guest.config.iomem)
    for want in wants(guest):
        for each in want.asked.ranges if want.way is Way.NODE else ():
            if not any(region.contains(each.host) for region in given):
                message = f"xl reads no xen,reg, and iomem does not name {each.host.base:#x} - {each.host.end - 1:#x}"
                frames = f"{each.host.base >> 12:#x},{each.host.size >> 12:#x}"
                place = guest.tree.place(want.asked.node, "xen,reg")
                yield Remark(guest.name, message, place, f'add "{frames}" to iomem')
