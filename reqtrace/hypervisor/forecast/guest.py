# SPDX-License-Identifier: Apache-2.0
"""A guest as its integrator describes it: a passthrough tree, a configuration of xl, and what the host says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from reqtrace.hypervisor.assignment.claim import Claim, claim_node
from reqtrace.hypervisor.assignment.passthrough import Asked, RegisterRange, read_nodes
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.host.platform import Host
from reqtrace.hypervisor.machine.domain import Domain, Options
from reqtrace.hypervisor.toolstack.xl_config import XlConfig
from reqtrace.hypervisor.tree.devicetree import Node, Tree
from reqtrace.hypervisor.tree.tree_source import Place, TreeFile

_KERNELS = frozenset({"multiboot,kernel", "xen,linux-zimage", "xen,linux-kernel"})
"""Modules of `/chosen` that are the kernel of the hardware domain."""

_CELLS_OF_A_FUNCTION = 3
"""Segment, bus and devfn name a PCI function."""

MOST_WANTED = 500
"""Nodes and tuples of `xen,reg` of one guest; real ones have some dozens."""


class Way(Enum):
    """How a device is asked for."""

    NODE = "a node of the tree"
    DTDEV = "dtdev"
    IOMEM = "iomem"
    IRQS = "irqs"


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest; `options` are what the host's tree or its configuration say of it besides its devices."""

    name: str
    tree: TreeFile | None = None
    config: XlConfig | None = None
    options: Options = field(default_factory=Options)

    @property
    def by_toolstack(self) -> bool:
        """Whether xl makes it: it has a configuration. Any other Xen makes while it boots."""
        return self.config is not None

    @property
    def file(self) -> str:
        """The file that describes it, the tree if it has one."""
        if self.tree is not None:
            return self.tree.file
        return "" if self.config is None else self.config.file


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that a guest asks for: what its node says, or an entry of a setting as if a node said it."""

    way: Way
    asked: Asked
    place: Place
    lines: tuple[int, ...] = ()

    @property
    def functions(self) -> tuple[str, ...]:
        """The PCI functions that it lists, those that are well formed."""
        triples = (each for each in self.asked.functions or () if len(each) == _CELLS_OF_A_FUNCTION)
        return tuple(str(function) for each in triples if (function := Sbdf.decode(*each)) is not None)

    def claim(self, host: Host, domain: Domain) -> Claim:
        """The claim it is on the host; a line claims every device that uses it."""
        claim = claim_node(host, domain, self.asked)
        if self.way is not Way.IRQS:
            return claim
        users = tuple(device for device in host.devices.values() if set(device.interrupts) & set(self.lines))
        return replace(claim, reached=users, lines=self.lines)


def wants(guest: Guest) -> Iterator[Want]:
    """All that the guest asks for, in the order in which it is given: the nodes of its tree, then its settings.

    The toolstack itself reads no `xen,reg`; a tree is judged as Xen reads it at boot, whoever loads it in the end.
    """
    if guest.tree is not None:
        for asked in read_nodes(guest.tree.tree):
            yield Want(Way.NODE, asked, guest.tree.place(asked.node))
    if guest.config is None:
        return
    for line in guest.config.irqs:
        yield Want(Way.IRQS, Asked(f"irqs {line.number}"), line.place, (line.number,))
    for named in guest.config.dtdev:
        yield Want(Way.DTDEV, Asked(f"dtdev {named.name}", path=named.name), named.place)
    for entry in guest.config.iomem:
        ranges = (RegisterRange(entry.host, entry.guest),)
        asked = Asked(f"iomem {entry.host}", registers=True, ranges=ranges, forced=True)
        yield Want(Way.IOMEM, asked, entry.place)


def asks_too_much(guest: Guest) -> bool:
    """Whether the guest asks for more than any machine has; everything it asks for is held against all else."""
    asked = sum(1 + len(want.asked.ranges) + len(want.asked.functions or ()) for want in wants(guest))
    listed = 0 if guest.config is None else len(guest.config.pci)
    return asked + listed > MOST_WANTED


def has_dom0(host: Tree) -> bool:
    """Whether the host boots with a hardware domain; it has none where `/chosen` has domains and no kernel for it.

    Source: arch/arm/setup.c, create_dom0; a tree that speaks of no domains at all is that of a machine with dom0.
    """
    chosen = host.node("/chosen")
    kinds = [set(child.strings("compatible")) for child in (() if chosen is None else chosen.children)]
    return any(kind & _KERNELS for kind in kinds) or not any("xen,domain" in kind for kind in kinds)


def options_of(host: Tree | None, name: str, config: XlConfig | None) -> Options:
    """What the node of the domain in the host's tree, `/chosen/<name>`, or its configuration says of it.

    Source: common/device-tree/dom0less-bindings.c; xl.cfg(5).
    """
    node = None if host is None else host.node(f"/chosen/{name}")
    options = Options() if node is None or "xen,domain" not in node.strings("compatible") else _written(node)
    if config is not None:
        word = "disabled" if config.passthrough == "disabled" else options.passthrough
        word = "enabled" if config.passes_through else word
        options = replace(options, passthrough=word, uart=options.uart or config.uart)
    return options


def _written(node: Node) -> Options:
    return Options(
        passthrough=node.text("passthrough") or "",
        spis=node.cell("nr_spis", 0) if "nr_spis" in node else None,
        uart="vpl011" in node,
        static_memory="xen,static-mem" in node,
        direct_map="direct-map" in node,
    )
