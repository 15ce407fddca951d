# SPDX-License-Identifier: Apache-2.0
"""Device tree overlays: nodes that come to the host tree of a running machine, go to a domain, and leave again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reqtrace.hypervisor.assignment import interrupt, iommu, mmio, ownership
from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.control import permissions
from reqtrace.hypervisor.control.holding import take
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.command_line import CONSOLE
from reqtrace.hypervisor.host.discovery import discover
from reqtrace.hypervisor.host.platform import Device, Host
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State, Window
from reqtrace.hypervisor.region import merge
from reqtrace.hypervisor.rule import Book, Reached, atomically, check, effect, follow
from reqtrace.hypervisor.tree.devicetree import Node, Tree
from reqtrace.hypervisor.tree.dts import read_tree

_ADD = "common/device-tree/dt-overlay.c, handle_add_overlay_nodes"
_REMOVE = "common/device-tree/dt-overlay.c, handle_remove_overlay_nodes"
_ATTACH = "common/device-tree/dt-overlay.c, handle_attach_overlay_nodes"
_ND_A = "XenSSR~assign_non_dma_platform_device~1"
_DN_D = "XenSSR~deassign_dma_platform_device_without_iommu~1"


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay by its name, and the domain it shall be attached to."""

    name: str
    domain: str = ""

    def nodes(self, state: State) -> tuple[Node, ...]:
        """The nodes it consists of, each with all below it."""
        tree = state.overlays.files.get(self.name)
        return () if tree is None else tree.root.children

    def devices(self, state: State) -> Iterator[Device]:
        """The devices of the host that came with it."""
        paths = state.overlays.added.get(self.name, ())
        return (device for path in paths if (device := state.host.devices.get(path)) is not None)


@check("xsm/dummy.h, xsm_resource_plug_core")
def asked_by_the_control_domain(state: State, _: Overlay) -> Refused | None:
    """There is a control domain, so somebody can ask."""
    if DOM0 not in state.domains:
        return Refused(Errno.EPERM, "there is no control domain", "xsm/dummy.h, xsm_resource_plug_core")
    return None


@check(_ADD)
def nodes_are_new(state: State, overlay: Overlay) -> Refused | None:
    """The host has none of the nodes yet."""
    for node in overlay.nodes(state):
        if state.host.tree.node(node.path) is not None:
            return Refused(Errno.EINVAL, f"the node {node.path} exists in device tree", _ADD)
    return None


@check(_ND_A, lacking=Finding.D_15)
def nodes_at_all(state: State, overlay: Overlay) -> Refused | None:
    """There is such an overlay, and it has nodes to add."""
    if not overlay.nodes(state):
        return Refused(Errno.EINVAL, f"the overlay {overlay.name} has no nodes", _ADD)
    return None


@check(_ND_A, lacking=Finding.D_15)
def registers_unseen(state: State, overlay: Overlay) -> Refused | None:
    """No domain sees a page of the registers that the overlay would bring: its nodes come without a holder."""
    for device in _brought(state, overlay):
        for window in sorted(state.windows):
            if device.touches(window.host):
                return Refused(Errno.EINVAL, f"domain {window.domain} sees registers of {device.name} already", _ND_A)
    return None


@check(_ND_A, lacking=Finding.D_15)
def nothing_of_xens(state: State, overlay: Overlay) -> Refused | None:
    """The overlay brings nothing that Xen would keep, such as an IOMMU: that is found at boot, or not at all."""
    for device in _brought(state, overlay):
        if device.role.xens_own:
            return Refused(Errno.EPERM, f"{device.name} is {device.role.value}", _ND_A)
    return None


@effect(_ADD)
def insert(state: State, overlay: Overlay) -> State:
    """The host has the nodes, and Xen knows what their devices are; nobody is given any."""
    nodes = overlay.nodes(state)
    host = _with_nodes(state, (*state.host.tree.root.children, *nodes))
    paths = tuple(below.path for node in nodes for below in node.walk())
    added = {**state.overlays.added, overlay.name: paths}
    return replace(state, host=host, overlays=replace(state.overlays, added=added))


@check(_REMOVE)
def was_added(state: State, overlay: Overlay) -> Refused | None:
    """The overlay is part of the host tree."""
    if overlay.name not in state.overlays.added:
        return Refused(Errno.EINVAL, "Cannot find any matching tracker with input dtbo", _REMOVE)
    return None


@check("common/device-tree/dt-overlay.c, check_nodes")
def protected_nodes_unused(state: State, overlay: Overlay) -> Refused | None:
    """No guest has a device of the overlay that an IOMMU protects: Xen knows who uses it."""
    return _in_use(state, (device for device in overlay.devices(state) if device.protected))


@check(_DN_D, lacking=Finding.D_15)
def unprotected_nodes_unused(state: State, overlay: Overlay) -> Refused | None:
    """No guest has any other device of the overlay either."""
    return _in_use(state, (device for device in overlay.devices(state) if not device.protected))


@effect(_REMOVE)
def extract(state: State, overlay: Overlay) -> State:
    """The host has the nodes no more, and the hardware domain none of their devices."""
    for device in tuple(overlay.devices(state)):
        state = take(state, DOM0, device) if state.holder.get(device.name) == DOM0 else state
    gone = set(state.overlays.added.get(overlay.name, ()))
    host = _with_nodes(state, tuple(node for node in state.host.tree.root.children if node.path not in gone))
    added = {name: paths for name, paths in state.overlays.added.items() if name != overlay.name}
    attached = {name: number for name, number in state.overlays.attached.items() if name != overlay.name}
    return replace(state, host=host, overlays=replace(state.overlays, added=added, attached=attached))


@check("common/device-tree/dt-overlay.c, dt_overlay_domctl")
def receiver_lives(state: State, overlay: Overlay) -> Refused | None:
    """The domain that is meant lives."""
    if state.domain(overlay.domain) is None:
        return Refused(Errno.ESRCH, f"there is no domain {overlay.domain}", "common/domctl.c, do_domctl")
    return None


@check("common/device-tree/dt-overlay.c, dt_overlay_domctl")
def directly_mapped(state: State, overlay: Overlay) -> Refused | None:
    """The domain is direct-mapped: the nodes say where the machine has the registers, and nothing else."""
    domain = state.domain(overlay.domain)
    if domain is not None and not domain.direct_map:
        return Refused(Errno.EOPNOTSUPP, f"domain {domain.number} is not direct-mapped", _ATTACH)
    return None


@check(_ATTACH)
def not_attached(state: State, overlay: Overlay) -> Refused | None:
    """The overlay is attached once."""
    if overlay.name in state.overlays.attached:
        return Refused(Errno.EEXIST, "Overlay is already attached", _ATTACH)
    return None


@check("arch/arm/device.c, handle_device")
def not_withheld(_: State, claim: Claim) -> Refused | None:
    """The hardware domain is not given what is marked `xen,passthrough`: the mark says that it is for others."""
    if claim.named is not None and claim.named.marked and claim.domain.number == DOM0:
        words = f"{claim.named.name} is marked xen,passthrough"
        return Refused(Errno.EINVAL, words, "arch/arm/device.c, handle_device")
    return None


@check("drivers/passthrough/device_tree.c, iommu_assign_dt_device")
def has_a_context(_: State, claim: Claim) -> Refused | None:
    """A device that an IOMMU protects goes to a domain with an IOMMU context only."""
    if claim.named is not None and claim.named.protected and not claim.domain.iommu:
        words = f"domain {claim.domain.number} has no IOMMU context"
        return Refused(Errno.EINVAL, words, "drivers/passthrough/device_tree.c, iommu_assign_dt_device")
    return None


@effect(_ATTACH)
def attached(state: State, overlay: Overlay) -> State:
    """The overlay is the domain's."""
    domain = state.domain(overlay.domain)
    if domain is None:
        return state
    owners = {**state.overlays.attached, overlay.name: domain.number}
    return replace(state, overlays=replace(state.overlays, attached=owners))


@effect("XenSSR~deassign_non_dma_platform_device~1", lacking=Finding.D_15)
def overlays_return(state: State, domain: Domain) -> State:
    """What overlays the domain was given, another one can be given."""
    left = {name: number for name, number in state.overlays.attached.items() if number != domain.number}
    return state.but(overlays=replace(state.overlays, attached=left))


ADDING: Book[Overlay] = (
    asked_by_the_control_domain,
    nodes_at_all,
    nodes_are_new,
    registers_unseen,
    nothing_of_xens,
    insert,
)
"""What adds an overlay to the host tree."""

REMOVAL: Book[Overlay] = (
    asked_by_the_control_domain,
    was_added,
    protected_nodes_unused,
    unprotected_nodes_unused,
    extract,
)
"""What removes it again."""

ATTACHABLE: Book[Overlay] = (
    asked_by_the_control_domain,
    was_added,
    receiver_lives,
    directly_mapped,
    not_attached,
    attached,
)
"""What lets a domain be given the devices of an overlay."""

ATTACHMENT: Book[Claim] = (
    not_withheld,
    mmio.named_not_reserved,
    mmio.not_reserved,
    mmio.guest_range_free,
    interrupt.permit_lines,
    interrupt.triggers_agree,
    interrupt.lines_within_range,
    interrupt.uart_line_unused,
    interrupt.lines_not_xens,
    interrupt.lines_free,
    interrupt.neighbours_lines_free,
    interrupt.route,
    mmio.permit,
    mmio.map_pages,
    has_a_context,
    ownership.unlisted,
    ownership.not_a_guests,
    ownership.not_dom0s,
    permissions.pages_permitted_to_no_other,
    iommu.one_iommu,
    iommu.streams_in_range,
    iommu.streams_in_table,
    iommu.entries_apart,
    iommu.streams_free,
    iommu.entries_left,
    iommu.directly_mapped,
    iommu.trusted,
    iommu.warned,
    iommu.attach,
    ownership.own,
)
"""What gives one device of an overlay to the domain: interrupts before registers, no consent asked for."""


def with_overlays(state: State, texts: Mapping[str, str]) -> State:
    """The machine whose control domain has these overlays at hand; a text that is no tree is none."""
    read = {name: read_tree(text) for name, text in sorted(texts.items())}
    files = {name: tree for name, tree in read.items() if isinstance(tree, Tree)}
    return replace(state, overlays=replace(state.overlays, files=files))


def add_overlay(state: State, name: str) -> State | Refused:
    """Let the control domain add an overlay to the host tree."""
    return atomically("overlay", ADDING, state, Overlay(name))


def remove_overlay(state: State, name: str) -> State | Refused:
    """Let the control domain remove an overlay from the host tree."""
    return atomically("overlay removal", REMOVAL, state, Overlay(name))


def attach_overlay(state: State, name: str, domain: str) -> Reached:
    """Let the control domain give the devices of an overlay to a domain, all or none.

    With D-15, what was given before a device is refused stays with the domain.
    """
    overlay = Overlay(name, domain)
    reached = follow("overlay attachable", ATTACHABLE, state, overlay)
    if reached.refused is not None:
        return Reached(state, reached.refused)
    receiver = state.domain(domain)
    if receiver is None:  # only where the rule that looks for it is broken on purpose
        return reached
    for device in overlay.devices(state):
        reached = follow("overlay attachment", ATTACHMENT, reached.state, _claim(state.host, device, receiver))
        if reached.refused is not None:
            return reached if state.xen.has(Finding.D_15) else Reached(state, reached.refused)
    return reached


def _claim(host: Host, device: Device, domain: Domain) -> Claim:
    """The claim to a device, its registers seen where the machine has them."""
    pages = merge(region.pages for region in device.registers)
    windows = tuple(Window(domain.number, region, region.base) for region in pages)
    touched = host.touched(pages)
    reached = touched if device in touched else (device, *touched)
    return Claim(domain, windows, reached, device, device.interrupts, True, device.name)


def _brought(state: State, overlay: Overlay) -> Iterator[Device]:
    """The devices that the host would have with the overlay and has not yet."""
    host = _with_nodes(state, (*state.host.tree.root.children, *overlay.nodes(state)))
    return (device for name, device in host.devices.items() if name not in state.host.devices)


def _with_nodes(state: State, nodes: tuple[Node, ...]) -> Host:
    """The host with these nodes below the root of its tree."""
    host = state.host
    tree = Tree(replace(host.tree.root, children=nodes))
    words = f"{CONSOLE}{host.settings.console}" if host.settings.iommu else f"iommu=no {CONSOLE}{host.settings.console}"
    found = discover(tree, host.functions, words, state.xen, host.arch)
    return replace(found, settings=host.settings)


def _in_use(state: State, devices: Iterator[Device]) -> Refused | None:
    for device in devices:
        number = state.holder.get(device.name, DOM0)
        if number != DOM0:
            words = f"Device {device.name} is being used by domain {number}. Removing nodes failed"
            return Refused(Errno.EINVAL, words, _REMOVE)
    return None
