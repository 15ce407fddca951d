# SPDX-License-Identifier: Apache-2.0
"""From the name of a host, what was added to its tree, and its command line to what it offers."""

from __future__ import annotations

from functools import lru_cache

from reqtrace.hypervisor.host.command_line import read_settings
from reqtrace.hypervisor.host.discovery import depends_on_xen, discover
from reqtrace.hypervisor.host.hosts import ARCHS, IOMMUS, SOURCES
from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.platform import Arch, Host
from reqtrace.hypervisor.tree.devicetree import Tree
from reqtrace.hypervisor.tree.dts import DtsProblem, read_fragment
from reqtrace.hypervisor.xen import REQUIRED, Xen


# [impl->dsn~model_knows_no_requirements~1]
def read_host(
    name: str,
    *,
    iommu: str = "",
    fragment: str = "",
    pci: tuple[PciFunction, ...] = (),
    command_line: str = "",
    xen: Xen = REQUIRED,
) -> Host | DtsProblem:
    """Build the host `name`, one of `HOSTS`, with `fragment` merged onto its tree.

    A problem has its place in the fragment. `iommu` adds an IOMMU of that kind, one of the host's `IOMMUS`, `pci` the
    functions found on its PCI bus.
    """
    tree = _tree(name, iommu, fragment)
    if isinstance(tree, DtsProblem):
        return tree
    return _found(name, tree, pci, command_line, xen if _depends_on_xen(tree) else REQUIRED)


@lru_cache(maxsize=256)
def _tree(name: str, iommu: str, fragment: str) -> Tree | DtsProblem:
    if name not in SOURCES:
        return DtsProblem(f'there is no host "{name}"; there are: {", ".join(sorted(SOURCES))}', 0, 0)
    offered = IOMMUS.get(name, {})
    if iommu and iommu not in offered:
        return DtsProblem(f'the host "{name}" has no IOMMU {iommu}; it has: {", ".join(sorted(offered))}', 0, 0)
    return read_fragment(SOURCES[name] + offered.get(iommu, ""), fragment)


_depends_on_xen = lru_cache(maxsize=256)(depends_on_xen)


@lru_cache(maxsize=256)
def _found(name: str, tree: Tree, pci: tuple[PciFunction, ...], command_line: str, xen: Xen) -> Host:
    """What Xen finds; hosts on which every Xen finds the same are found once for all of them."""
    return discover(tree, pci, read_settings(command_line), xen, ARCHS.get(name, Arch.ARM64))
