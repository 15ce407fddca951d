# SPDX-License-Identifier: Apache-2.0
"""Rules on making a domain: who may ask, what it takes, and what it has before it is given any device."""

from __future__ import annotations

from dataclasses import dataclass, field

from reqtrace.hypervisor.assignment.guest_tree import guest_tree
from reqtrace.hypervisor.assignment.passthrough import GUEST_PHANDLE_GIC, greatest_phandle, top_level
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Arch
from reqtrace.hypervisor.machine import memory
from reqtrace.hypervisor.machine.domain import Domain, Feature, Options
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.rule import check, effect
from reqtrace.hypervisor.tree.devicetree import Tree

_BINDINGS = "common/device-tree/dom0less-bindings.c, parse_dom0less_node"


@dataclass(frozen=True, slots=True)
class DomainSpec:
    """A domain somebody wants: its name, its passthrough tree, and what the integrator says about it.

    `followed` says whether a domain with a passthrough tree stands behind this one in the host tree.
    """

    name: str
    tree: Tree | None = None
    options: Options = field(default_factory=Options)
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A domain that is asked for at boot, or later by the control domain."""

    spec: DomainSpec
    at_boot: bool


@check("xsm/dummy.h, xsm_domctl")
def asked_by_the_control_domain(state: State, wish: Wish) -> Refused | None:
    """After boot it is the control domain that asks, so there must be one."""
    if not wish.at_boot and DOM0 not in state.domains:
        return Refused(Errno.EPERM, "there is no control domain", "xsm/dummy.h, xsm_domctl")
    return None


@check("common/domctl.c, XEN_DOMCTL_createdomain")
def name_free(state: State, wish: Wish) -> Refused | None:
    """No living domain has the name."""
    if state.domain(wish.spec.name) is not None:
        words = f"there is already a domain {wish.spec.name}"
        return Refused(Errno.EEXIST, words, "common/domctl.c, XEN_DOMCTL_createdomain")
    return None


@check(_BINDINGS)
def allocated_statically(state: State, wish: Wish) -> Refused | None:
    """A direct-mapped domain has static memory; a stock build offers none (finding D-27)."""
    options = wish.spec.options
    if options.direct_map and (not options.static_memory or state.xen.has(Finding.D_27)):
        words = f"direct-map is not valid for domain {wish.spec.name} without static allocation."
        return Refused(Errno.EINVAL, words, _BINDINGS)
    return None


@check("common/page_alloc.c, alloc_domheap_pages")
def memory_left(state: State, wish: Wish) -> Refused | None:
    """There is memory for the domain."""
    if memory.free_memory(state, memory.GUEST_MEMORY) is None:
        words = f"no memory is left for {wish.spec.name}"
        return Refused(Errno.ENOMEM, words, "common/page_alloc.c, alloc_domheap_pages")
    return None


@check("XenSSR~assign_dma_platform_device_with_iommu~1", lacking=(Finding.D_06, Finding.V_2))
def passthrough_enabled(_: State, wish: Wish) -> Refused | None:
    """A domain whose passthrough is disabled asks for no device."""
    spec = wish.spec
    if spec.options.passthrough == "disabled" and spec.tree is not None and top_level(spec.tree, "passthrough"):
        words = f"passthrough is disabled for {spec.name}, and its tree names devices"
        return Refused(Errno.EINVAL, words, "XenSSR~assign_dma_platform_device_with_iommu~1")
    return None


@check("arch/arm/dom0less-build.c, domain_handle_dtb_boot_module", lacking=Finding.V_5)
def phandles_left(_: State, wish: Wish) -> Refused | None:
    """The next free phandle lies below that of the guest's interrupt controller."""
    greatest = 0 if wish.spec.tree is None else greatest_phandle(wish.spec.tree)
    if greatest + 1 >= GUEST_PHANDLE_GIC:
        words = f"phandle {greatest:#x} leaves none below that of the interrupt controller, {GUEST_PHANDLE_GIC:#x}"
        return Refused(Errno.EOVERFLOW, words, "arch/arm/dom0less-build.c, domain_handle_dtb_boot_module")
    return None


@effect("common/domain.c, domain_create")
def make(state: State, wish: Wish) -> State:
    """The domain lives, with memory and a device tree, and with an IOMMU context where it may need one."""
    spec = wish.spec
    ram = memory.free_memory(state, memory.GUEST_MEMORY) or Region(memory.GUEST_RAM_BASE, 0)
    base = ram.base if spec.options.direct_map else memory.GUEST_RAM_BASE
    tree = guest_tree(Region(base, ram.size), spec.tree)
    features = frozenset({Feature.POD}) if spec.options.on_demand else frozenset()
    domain = Domain(state.next_number, spec.name, ram, base, tree, _wants_iommu(state, wish), spec.options, features)
    return state.but(domains={**state.domains, domain.number: domain}, next_number=state.next_number + 1)


def _wants_iommu(state: State, wish: Wish) -> bool:
    """Whether the domain gets an IOMMU context: CDF_iommu in Xen.

    What xl.cfg says of passthrough every version knows; only the property of a domain's node is as new as V-2 says.
    """
    spec, xen = wish.spec, state.xen
    in_the_tree = wish.at_boot and state.host.arch is Arch.ARM64
    has_tree = spec.tree is not None or (spec.followed and xen.has(Finding.D_07))
    enabled = spec.options.passthrough == "enabled" and not (in_the_tree and xen.has(Finding.V_2))
    return state.host.iommu_enabled and (has_tree or enabled)
