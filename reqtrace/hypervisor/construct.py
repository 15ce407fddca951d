# SPDX-License-Identifier: Apache-2.0
"""Building a domain with the devices its passthrough tree names, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor import iommu, memory
from reqtrace.hypervisor.claim import claim_of, first_refusal
from reqtrace.hypervisor.devicetree import Tree
from reqtrace.hypervisor.domain import Domain
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.guest_tree import guest_tree
from reqtrace.hypervisor.holding import give
from reqtrace.hypervisor.passthrough import PciRequest, Request, read_requests
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.rules import PCI_CHECKS, PLATFORM_CHECKS
from reqtrace.hypervisor.state import DOM0, State


@dataclass(frozen=True, slots=True)
class DomainSpec:
    """A domain somebody wants: its name, its passthrough tree, and what the integrator says about it."""

    name: str
    tree: Tree | None = None
    direct_map: bool = False
    trusted: bool = True


# [impl->dsn~creation_gives_all_or_nothing~1]
def create(state: State, spec: DomainSpec, *, at_boot: bool = True) -> State | Refused:
    """Create the domain with every device its tree names, or refuse and change nothing.

    Every step makes a new state, and a refusal drops them all: a domain that fails leaves no residue. The domain
    takes the next number; `skip_number` uses up that of a refused one. After boot it is the control domain that
    asks, so there must be one.
    """
    # CHECK
    if not at_boot and DOM0 not in state.domains:
        return Refused(Errno.EPERM, "there is no control domain", "xsm/dummy.h, xsm_domctl")
    if state.domain(spec.name) is not None:
        return Refused(
            Errno.EEXIST, f"there is already a domain {spec.name}", "common/domctl.c, XEN_DOMCTL_createdomain"
        )
    requests = () if spec.tree is None else read_requests(spec.tree, state.next_number)
    if isinstance(requests, Refused):
        return requests
    domain = _domain(state, spec)
    if isinstance(domain, Refused):
        return domain
    # EFFECT
    grown: State | Refused = replace(state, domains={**state.domains, domain.number: domain})
    for request in requests:
        if isinstance(grown, Refused):
            break
        grown = grant(grown, domain, request)
    if isinstance(grown, Refused):
        return grown
    return iommu.told_apart(grown, domain.number) or skip_number(grown)


def grant(state: State, domain: Domain, request: Request) -> State | Refused:
    """Give the domain what one node of its tree names."""
    claim = claim_of(state, domain, request)
    if isinstance(claim, Refused):
        return claim
    checks = PCI_CHECKS if isinstance(request, PciRequest) else PLATFORM_CHECKS
    refused = first_refusal(checks, state, claim)
    return give(state, claim) if refused is None else refused


def skip_number(state: State) -> State:
    """Use up the next domain number, which a refused domain has had."""
    return replace(state, next_number=state.next_number + 1)


def _domain(state: State, spec: DomainSpec) -> Domain | Refused:
    """The domain without devices: memory, tree, and an IOMMU context where it has a tree and the host an IOMMU.

    Source of the last: common/device-tree/dom0less-bindings.c, CDF_iommu.
    """
    ram = memory.free_memory(state, memory.GUEST_MEMORY)
    if ram is None:
        return Refused(Errno.ENOMEM, f"no memory is left for {spec.name}", "common/page_alloc.c, alloc_domheap_pages")
    base = ram.base if spec.direct_map else memory.GUEST_RAM_BASE
    iommu_context = spec.tree is not None and state.host.iommu_enabled
    tree = guest_tree(Region(base, ram.size), spec.tree)
    return Domain(state.next_number, spec.name, ram, base, tree, spec.direct_map, spec.trusted, iommu_context)
