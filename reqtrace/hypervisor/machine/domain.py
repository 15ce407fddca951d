# SPDX-License-Identifier: Apache-2.0
"""A domain: what it is, where its memory lies, and what it was made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.devicetree import Node, Tree

NO_TREE = Tree(Node("/", {}))
"""What a domain without a device tree boots from."""


class Kind(Enum):
    """What a domain is to Xen."""

    ARM = "arm"
    PV = "pv"
    HVM = "hvm"
    PVH = "pvh"


class Feature(Enum):
    """What can be switched on for a domain, and goes badly with a device (SUPPORT.md, passthrough)."""

    POD = "populate-on-demand"
    SHARING = "memory sharing"
    FORKS = "memory sharing for forks"
    """Sharing with forks of the domain that know of its IOMMU context (XENMEM_FORK_WITH_IOMMU_ALLOWED)."""
    PAGING = "memory paging"
    LOG_DIRTY = "log-dirty"
    ALTP2M = "altp2m"
    INTROSPECTION = "introspection"


@dataclass(frozen=True, slots=True)
class Options:
    """What the integrator writes about a domain besides its devices: its node in the host tree, or its xl.cfg.

    `passthrough` is the word the property of that name holds; `spis` the number of virtual SPIs asked for, None for
    as many as the host has lines; `uart` whether it has a virtual UART (vpl011); `on_demand` whether some of its memory
    is populated on demand; `stub_of` is the domain whose device model it runs, if it is a stub domain.
    """

    kind: Kind = Kind.ARM
    passthrough: str = ""
    spis: int | None = None
    uart: bool = False
    static_memory: bool = True
    direct_map: bool = False
    trusted: bool = True
    driver_domain: bool = False
    stub_of: str = ""
    relaxed_rmrr: bool = False
    on_demand: bool = False


@dataclass(frozen=True, slots=True)
class Domain:
    """A living domain.

    `ram` is its memory in the machine, `ram_base` where the domain sees it; `iommu` says whether it was made with
    an IOMMU context (CDF_iommu); `tree` is the device tree it boots from; `features` are those switched on.
    """

    number: int
    name: str
    ram: Region
    ram_base: int
    tree: Tree
    iommu: bool = False
    options: Options = field(default_factory=Options)
    features: frozenset[Feature] = frozenset()
    dying: bool = False

    @property
    def direct_map(self) -> bool:
        """Whether it sees its memory where the machine has it."""
        return self.options.direct_map

    @property
    def trusted(self) -> bool:
        """Whether the integrator trusts it."""
        return self.options.trusted
