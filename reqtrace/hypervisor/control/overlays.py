# SPDX-License-Identifier: Apache-2.0
"""Device tree overlays: nodes that come to the host tree of a running machine, and leave again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reqtrace.hypervisor.control.holding import take
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.discovery import discover
from reqtrace.hypervisor.host.platform import Device, Host
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import Book, atomically, check, effect
from reqtrace.hypervisor.tree.devicetree import Node, Tree
from reqtrace.hypervisor.tree.dts import read_tree

_ADD = "common/device-tree/dt-overlay.c, handle_add_overlay_nodes"
_REMOVE = "common/device-tree/dt-overlay.c, handle_remove_overlay_nodes"
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


def _brought(state: State, overlay: Overlay) -> Iterator[Device]:
    """The devices that the host would have with the overlay and has not yet."""
    host = _with_nodes(state, (*state.host.tree.root.children, *overlay.nodes(state)))
    return (device for name, device in host.devices.items() if name not in state.host.devices)


def _with_nodes(state: State, nodes: tuple[Node, ...]) -> Host:
    """The host with these nodes below the root of its tree."""
    host = state.host
    tree = Tree(replace(host.tree.root, children=nodes))
    return discover(tree, host.functions, host.settings, state.xen, host.arch)


def _in_use(state: State, devices: Iterator[Device]) -> Refused | None:
    for device in devices:
        number = state.holder.get(device.name, DOM0)
        if number != DOM0:
            words = f"Device {device.name} is being used by domain {number}. Removing nodes failed"
            return Refused(Errno.EINVAL, words, _REMOVE)
    return None
