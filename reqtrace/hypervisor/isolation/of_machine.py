# SPDX-License-Identifier: Apache-2.0
"""The isolation of a running machine: its topology, with the access control that Xen has switched on by now."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from reqtrace.hypervisor.isolation.acs import Services, enabled_by_os
from reqtrace.hypervisor.isolation.strict import strict_groups
from reqtrace.hypervisor.isolation.topology import Topology, bus_of
from reqtrace.hypervisor.pci import PciFunction, Sbdf
from reqtrace.hypervisor.state import State


@dataclass(frozen=True)
class Isolation:
    """How the functions of a machine are isolated from one another."""

    topology: Topology

    @cached_property
    def services(self) -> Services:
        """The access control that is on."""
        return Services(self.topology)

    @cached_property
    def classes(self) -> Mapping[str, frozenset[str]]:
        """The isolation group of each function, by names."""
        groups = [frozenset(map(str, group)) for group in strict_groups(self.topology)]
        return {name: group for group in groups for name in group}

    @cached_property
    def by_name(self) -> Mapping[str, PciFunction]:
        """The functions by their addresses as they are written."""
        return {str(function.sbdf): function for function in self.topology.functions}

    def is_known(self, function: PciFunction) -> bool:
        """Whether a bridge leads to the function, or it stands on a root bus."""
        return function.sbdf not in self.topology.unknown


def isolation_of(state: State) -> Isolation:
    """The isolation of the machine as it runs.

    Xen switches the access control of a function on when it learns of it, where there is an IOMMU to redirect to
    (drivers/passthrough/pci.c, pci_enable_acs).
    """
    return _isolation(state.host.functions, state.known if state.host.iommu_enabled else frozenset())


@lru_cache(maxsize=256)
def _isolation(functions: tuple[PciFunction, ...], learnt: Set[str]) -> Isolation:
    return Isolation(Topology.of((_now(each, learnt) for each in functions), _roots(functions)))


def _now(function: PciFunction, learnt: Set[str]) -> PciFunction:
    if function.acs is None or str(function.sbdf) not in learnt:
        return function
    return replace(function, acs=enabled_by_os(function.acs))


def _roots(functions: tuple[PciFunction, ...]) -> frozenset[tuple[int, int]]:
    """The root buses of a machine of which nobody describes the bridges: all of them."""
    described = any(function.bridge and function.buses is not None for function in functions)
    return frozenset() if described else frozenset(map(bus_of, functions))


def function_named(state: State, name: str) -> PciFunction | None:
    """The function at this address."""
    sbdf = Sbdf.parse(name)
    return None if sbdf is None else isolation_of(state).topology.by_sbdf.get(sbdf)
