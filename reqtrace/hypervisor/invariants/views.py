# SPDX-License-Identifier: Apache-2.0
"""Invariants on what a domain sees and is: its tree, its memory, its features, and its functions' registers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from reqtrace.hypervisor import pciback
from reqtrace.hypervisor.host.platform import Role
from reqtrace.hypervisor.invariants.facts import Facts
from reqtrace.hypervisor.machine.domain import Feature
from reqtrace.hypervisor.tree.devicetree import Tree

_TIES = frozenset({"iommus", "iommu-map", "iommu-map-mask", "#iommu-cells"})


def i_12(facts: Facts) -> Iterator[str]:
    """I-12: no domain sees an IOMMU: no node, no property, no register, whether it is enabled or not."""
    for number, domain in sorted(facts.state.domains.items()):
        for shown in _shown(domain.tree):
            yield f"d{number} sees {shown}"
    for window, device in facts.reached:
        if device.role is Role.IOMMU:
            yield f"d{window.domain} reaches the registers of {device.name}"


def i_13(facts: Facts) -> Iterator[str]:
    """I-13: a guest that holds a PCI function has no feature under which memory is not where a device expects it."""
    for device, guest in facts.given:
        features = guest.features - {Feature.FORKS}  # its forks know of its IOMMU context
        if features and not device.is_platform:
            for feature in sorted(features, key=lambda feature: feature.value):
                yield f"d{guest.number} holds {device.name} and has {feature.value}"


def i_19(facts: Facts) -> Iterator[str]:
    """I-19: no guest moves the addresses at which a function answers, or writes what pciback does not know."""
    if facts.state.pciback.seized:
        yield from pciback.violations(facts.state)


def i_20(facts: Facts) -> Iterator[str]:
    """I-20: whatever is relaxed is named in the log: each function that shares what others have, each bypass."""
    state = facts.state
    named = [(each.function, "bypass", "goes to a guest past its isolation") for each in state.isolation.record]
    named += [(name, "risky", "shares reserved memory") for name in sorted(state.pci.risky)]
    for name, word, what in named:
        if not any(name in line and word in line for line in state.log):
            yield f"{name} {what}"


def i_23(facts: Facts) -> Iterator[str]:
    """I-23: a direct-mapped domain sees its memory where the machine has it; no two domains share memory."""
    domains = facts.state.domains
    for number, domain in sorted(domains.items()):
        if domain.direct_map and domain.ram_base != domain.ram.base:
            yield f"d{number} sees {domain.ram} at {domain.ram_base:#x}"
    for one, other in combinations(domains.values(), 2):
        if one.ram.overlaps(other.ram):
            yield f"d{one.number} and d{other.number} share memory"


@lru_cache(maxsize=256)
def _shown(tree: Tree) -> tuple[str, ...]:
    """What of a tree shows an IOMMU."""
    found: list[str] = []
    for node in tree.walk():
        found += [f"the property {name} of {node.path}" for name in node.properties if name in _TIES]
        if any("smmu" in kind or "mmu-500" in kind or "ipmmu" in kind for kind in node.strings("compatible")):
            found.append(f"the node {node.path}")
    return tuple(found)
