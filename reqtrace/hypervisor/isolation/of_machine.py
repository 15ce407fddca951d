# SPDX-License-Identifier: Apache-2.0
"""The isolation of a running machine: its topology, with the access control that Xen has switched on by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from reqtrace.hypervisor.host.pci import PciFunction, Sbdf
from reqtrace.hypervisor.isolation.acs import Services, enabled_by_os
from reqtrace.hypervisor.isolation.strict import strict_groups
from reqtrace.hypervisor.isolation.topology import Topology, bus_of
from reqtrace.hypervisor.machine.state import State


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

    What Xen has switched on stays on, also where it forgets the function.
    """
    return _isolation(state.host.functions, state.isolation.redirecting)


def switched_on(state: State, names: Iterable[str]) -> State:
    """The machine once Xen has switched on the access control of these functions, as far as they have any.

    It does so when it learns of a function, and where there is an IOMMU that requests can be redirected to
    (drivers/passthrough/pci.c, pci_enable_acs).
    """
    if not state.host.iommu_enabled:
        return state
    able = {str(function.sbdf) for function in state.host.functions if function.acs is not None}
    redirecting = state.isolation.redirecting | able.intersection(names)
    return replace(state, isolation=replace(state.isolation, redirecting=redirecting))


@lru_cache(maxsize=256)
def _isolation(functions: tuple[PciFunction, ...], redirecting: Set[str]) -> Isolation:
    return Isolation(Topology.of((_now(each, redirecting) for each in functions), _roots(functions)))


def _now(function: PciFunction, redirecting: Set[str]) -> PciFunction:
    if function.acs is None or str(function.sbdf) not in redirecting:
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
