# SPDX-License-Identifier: Apache-2.0
"""The small scope: every host of three devices, two interrupts, two streams and four frames, up to renaming."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement

from reqtrace.hypervisor.host.discovery import discover
from reqtrace.hypervisor.host.platform import Host
from reqtrace.hypervisor.region import PAGE
from reqtrace.hypervisor.tree.devicetree import Node, Tree, cells_of, string_of
from reqtrace.hypervisor.xen import Xen

FRAMES = (0x9010000, 0x9020000, 0x9030000)
"""The only page of registers of each device."""

CONTROLLER = 0x8000000
"""The fourth frame: the first page of the interrupt controller, which Xen keeps."""

LINES = (2, 3)
"""The shared peripheral interrupts, counted from 0 as a device tree does."""

STREAMS = (0x10, 0x20)

_GIC, _SMMU = 1, 2
"""The phandles of the host's tree."""


@dataclass(frozen=True, slots=True, order=True)
class DeviceKind:
    """What a device of the scope can be; `line` and `stream` count within `LINES` and `STREAMS`."""

    marked: bool
    dma: bool
    line: int | None
    stream: int | None

    def __str__(self) -> str:
        line = "no interrupt" if self.line is None else f"SPI {LINES[self.line]}"
        stream = "" if self.stream is None else f", stream {STREAMS[self.stream]:#x}"
        dma = ", DMA" if self.dma and self.stream is None else ""
        return f"{line}{dma}{stream}{', marked' if self.marked else ''}"


@dataclass(frozen=True, slots=True)
class Configuration:
    """A host of the scope: what its devices are, and whether its IOMMU is enabled."""

    devices: tuple[DeviceKind, DeviceKind, DeviceKind]
    iommu: bool

    def words(self) -> Iterator[str]:
        """Each device, and the IOMMU."""
        for frame, kind in zip(FRAMES, self.devices, strict=True):
            yield f"{path(frame)}: {kind}"
        yield f"an IOMMU that is {'enabled' if self.iommu else 'disabled'}"


def path(frame: int) -> str:
    """The path of the device that has this frame."""
    return f"/device@{frame:x}"


def configurations() -> Iterator[Configuration]:
    """Every host of the scope, the plainest first; of hosts that differ only in names, one.

    The devices are a multiset of kinds, for their order is a name; so is which interrupt is the first, and which
    stream. A device with a stream has DMA. A disabled IOMMU leaves no streams, but its masters name it still.
    """
    for iommu in (True, False):
        for devices in combinations_with_replacement(sorted(_kinds(), key=_plainness), 3):
            if devices == _first_named(devices):
                yield Configuration(devices, iommu)


def host_of(configuration: Configuration, xen: Xen) -> Host:
    """The host as Xen finds it."""
    return discover(_tree(configuration), (), xen=xen)


def _kinds() -> Iterator[DeviceKind]:
    for marked in (True, False):
        for line in (None, 0, 1):
            for stream in (None, 0, 1):
                for dma in (False, True) if stream is None else (True,):
                    yield DeviceKind(marked, dma, line, stream)


def _plainness(kind: DeviceKind) -> tuple[bool, int, bool, int]:
    return not kind.marked, -1 if kind.line is None else kind.line, kind.dma, -1 if kind.stream is None else kind.stream


def _first_named(devices: tuple[DeviceKind, ...]) -> tuple[DeviceKind, ...]:
    """Of the four ways to name interrupts and streams, the one whose devices come first."""
    named = (
        tuple(sorted((_renamed(kind, lines, streams) for kind in devices), key=_plainness))
        for lines in (False, True)
        for streams in (False, True)
    )
    return min(named, key=lambda kinds: [_plainness(kind) for kind in kinds])


def _renamed(kind: DeviceKind, lines: bool, streams: bool) -> DeviceKind:
    """The device with its line, its stream, or both called by the other name."""
    line = kind.line if kind.line is None or not lines else 1 - kind.line
    stream = kind.stream if kind.stream is None or not streams else 1 - kind.stream
    return DeviceKind(kind.marked, kind.dma, line, stream)


def _tree(configuration: Configuration) -> Tree:
    """The device tree of the host, in the addresses of QEMU's virt board."""
    devices = (_device(frame, kind) for frame, kind in zip(FRAMES, configuration.devices, strict=True))
    status = "okay" if configuration.iommu else "disabled"
    nodes = (
        Node("/chosen", {}),
        Node("/memory@40000000", {"device_type": string_of("memory"), "reg": _reg(0x40000000, 1 << 30)}),
        Node(f"/intc@{CONTROLLER:x}", {
            "compatible": string_of("arm,cortex-a15-gic"), "interrupt-controller": b"", "#interrupt-cells": cells_of(3),
            "reg": _reg(CONTROLLER, PAGE), "phandle": cells_of(_GIC),
        }),
        Node("/smmu@5f000000", {
            "compatible": string_of("arm,mmu-500"), "#iommu-cells": cells_of(1), "reg": _reg(0x5F000000, 0x10000),
            "status": string_of(status), "phandle": cells_of(_SMMU),
        }),
        *devices,
    )  # fmt: skip
    cells = {"#address-cells": cells_of(2), "#size-cells": cells_of(2), "interrupt-parent": cells_of(_GIC)}
    return Tree(Node("/", cells, nodes))


def _device(frame: int, kind: DeviceKind) -> Node:
    properties = {"compatible": string_of("small,device"), "reg": _reg(frame, PAGE)}
    if kind.line is not None:
        properties["interrupts"] = cells_of(0, LINES[kind.line], 4)
    if kind.stream is not None:
        properties["iommus"] = cells_of(_SMMU, STREAMS[kind.stream])
    if kind.dma:
        properties["dma-coherent"] = b""
    if kind.marked:
        properties["xen,passthrough"] = b""
    return Node(path(frame), properties)


def _reg(base: int, size: int) -> bytes:
    return base.to_bytes(8, "big") + size.to_bytes(8, "big")


SCOPE = sum(1 for _ in configurations())
"""How many hosts there are."""
