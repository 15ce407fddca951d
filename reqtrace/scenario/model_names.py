# SPDX-License-Identifier: Apache-2.0
"""What a host of the reference model and the device trees of a scenario speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reqtrace.hypervisor import DtsProblem, Host, Node, Region, Sbdf, Tree, read_tree
from reqtrace.hypervisor.host.command_line import known_options
from reqtrace.hypervisor.host.requester import requesters
from reqtrace.scenario.target import Names

OPTIONS = tuple(known_options())
"""The words of Xen's command line that the model heeds."""

_MEMORY = "memory"
_WIDEST = 2
"""Addresses and sizes of more cells than this are none of the machine."""


def names_of(host: Host, texts: Iterable[str]) -> Names:
    """What `host` has and the passthrough trees `texts` describe; a text that is no tree describes nothing."""
    read = (read_tree(text) for text in sorted(set(texts)))
    trees = tuple(tree for tree in read if not isinstance(tree, DtsProblem))
    nodes = tuple(node for tree in (host.tree, *trees) for node in tree.walk())
    return Names(
        functions=frozenset(str(each.sbdf) for each in host.functions) | frozenset(_assigned(trees)),
        interrupts=frozenset(line for device in host.devices.values() for line in device.interrupts),
        streams=frozenset((*_referenced(host.tree), *_mapped(host))),
        addresses=tuple(range(each.pages.base, each.pages.end) for each in (*_registers(host), *_described(trees))),
        ports=tuple(range(each.base, each.end) for function in host.functions for each in function.ports),
        nodes=frozenset(node.name for node in nodes),
        properties=frozenset(name for node in nodes for name in (*node.properties, *_companions(node))),
    )


def _companions(node: Node) -> Iterator[str]:
    """Properties that go with one the node has, by the same binding."""
    if "iommu-map" in node:
        yield "iommu-map-mask"


def _assigned(trees: Iterable[Tree]) -> Iterator[str]:
    """The PCI functions that passthrough trees name."""
    for node in (node for tree in trees for node in tree.walk()):
        cells = node.cells("xen,pci-assigned")
        for segment, bus, devfn in zip(*[iter(cells)] * 3, strict=False):
            if (sbdf := Sbdf.decode(segment, bus, devfn)) is not None:
                yield str(sbdf)


def _referenced(tree: Tree) -> Iterator[int]:
    """The streams of `iommus`, whether their IOMMU is enabled or not."""
    phandles = tree.phandles()
    for node in tree.walk():
        cells = list(node.cells("iommus"))
        while cells and (iommu := phandles.get(cells.pop(0))) is not None:
            width = iommu.cell("#iommu-cells", 1)
            entry, cells = cells[:width], cells[width:]
            yield from (entry[0] & 0xFFFF if width == 1 else stream for stream in entry[:1])


def _mapped(host: Host) -> Iterator[int]:
    """The streams that `iommu-map` gives to the PCI functions of the host."""
    for bridge in host.tree.walk():
        cells = bridge.cells("iommu-map")
        for id_ in (id_ for function in host.functions for id_ in requesters(function, host.functions)):
            requester = id_ & bridge.cell("iommu-map-mask", 0xFFFF)
            for first, _, stream, length in zip(*[iter(cells)] * 4, strict=False):
                if first <= requester < first + length:
                    yield stream + requester - first


def _registers(host: Host) -> Iterator[Region]:
    """The registers of the host's devices; memory has none."""
    for device in host.devices.values():
        node = host.tree.node(device.name) if device.is_platform else None
        if node is None or node.text("device_type") != _MEMORY:
            yield from device.registers


def _described(trees: Iterable[Tree]) -> Iterator[Region]:
    """The ranges of `reg` and of `xen,reg`, guest and host addresses both, in passthrough trees."""
    for bus in (node for tree in trees for node in tree.walk()):
        address, size = bus.cell("#address-cells", 2), bus.cell("#size-cells", 1)
        if 1 <= address <= _WIDEST and 1 <= size <= _WIDEST:
            for node in bus.children:
                yield from (Region(base, length) for base, length in _tuples(node, "reg", address, size))
                for base, length, seen in _tuples(node, "xen,reg", address, size, address):
                    yield from (Region(base, length), Region(seen, length))


def _tuples(node: Node, name: str, *widths: int) -> Iterator[tuple[int, ...]]:
    """The whole tuples of a property, each of numbers that take `widths` cells."""
    cells = iter(node.cells(name))
    for _ in range(len(node.cells(name)) // sum(widths)):
        yield tuple(sum(next(cells) << 32 * (width - 1 - at) for at in range(width)) for width in widths)
