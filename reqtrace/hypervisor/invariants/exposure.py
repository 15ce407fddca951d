# SPDX-License-Identifier: Apache-2.0
"""Which devices send requests that pass no IOMMU, worked out from ids and streams a second time on purpose."""

from __future__ import annotations

from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.platform import Device, Host
from reqtrace.hypervisor.host.requester import requesters

_ROW = 4
"""The cells of a row of `iommu-map`: first id, IOMMU, first stream, how many."""


def exposed_devices(host: Host) -> frozenset[str]:
    """The devices of which some request, if they send any, passes no IOMMU that is in use."""
    functions = {str(function.sbdf): function for function in host.functions}
    enabled = {iommu.path for iommu in host.iommus if iommu.enabled}
    return frozenset(
        name
        for name, device in host.devices.items()
        if not _translated(device, enabled) or (name in functions and not _all_mapped(host, functions[name], enabled))
    )


def _translated(device: Device, enabled: set[str]) -> bool:
    """Whether the device has a stream, and one at each IOMMU it is behind."""
    mine = {stream.iommu for stream in device.streams if stream.iommu in enabled}
    return bool(mine) and device.behind <= mine


def _all_mapped(host: Host, function: PciFunction, enabled: set[str]) -> bool:
    """Whether `iommu-map` leads every id of the function to an IOMMU that is in use."""
    nodes, segment = host.tree.phandles(), function.sbdf.segment
    roots = (node for node in host.tree.walk() if node.text("device_type") == "pci")
    root = next((node for node in roots if node.cell("linux,pci-domain", 0) == segment), None)
    if root is None:
        return False
    left = {id_ & root.cell("iommu-map-mask", 0xFFFF) for id_ in requesters(function, host.functions)}
    cells = root.cells("iommu-map")
    for at in range(0, len(cells) - _ROW + 1, _ROW):
        first, phandle, _, length = cells[at : at + _ROW]
        if phandle in nodes and nodes[phandle].path in enabled:
            left -= set(range(first, first + length))
    return not left
