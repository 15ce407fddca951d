# SPDX-License-Identifier: Apache-2.0
"""Whether access control services keep a function from reaching others without the IOMMU."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from reqtrace.hypervisor.host.pci import Acs, PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.quirks import Quirk, quirks_of
from reqtrace.hypervisor.isolation.topology import Topology, bus_of, is_multifunction, is_pcie

SOURCE_VALIDATION, TRANSLATION_BLOCKING, REQUEST_REDIRECT, COMPLETION_REDIRECT = 0x01, 0x02, 0x04, 0x08
UPSTREAM_FORWARDING, EGRESS_CONTROL, DIRECT_TRANSLATED = 0x10, 0x20, 0x40

WANTED = SOURCE_VALIDATION | REQUEST_REDIRECT | COMPLETION_REDIRECT | UPSTREAM_FORWARDING
"""The bits that isolate; one that the hardware does not implement is not asked for."""

_NEVER = frozenset({Port.TO_PCI, Port.FROM_PCI, Port.EVENT_COLLECTOR})
"""What can not have ACS (PCI Express base specification 6.12.1)."""

_ALWAYS_ASKED = frozenset({Port.ROOT_PORT, Port.DOWNSTREAM})
_DOWNWARDS = frozenset({Port.ROOT_PORT, Port.DOWNSTREAM})


class Setting(Enum):
    """Which ACS control bits are looked at."""

    AS_FOUND = "as-found"
    """Those that stand in the registers."""
    ENABLED_BY_OS = "enabled-by-os"
    """Those that an operating system sets while it starts: all it wants, as far as they are implemented."""


@dataclass(frozen=True, slots=True)
class Override:
    """The out-of-tree parameter ``pcie_acs_override=`` of Linux: claims isolation that nobody has shown.

    It is believed for PCI Express functions without an ACS capability only, and by the view of Linux alone.
    """

    downstream: bool = False
    multifunction: bool = False
    ids: frozenset[tuple[int, int]] = frozenset()

    def claims(self, function: PciFunction, port: Port) -> bool:
        """Whether the override says of the function that it is isolated."""
        if not is_pcie(function) or function.acs is not None:
            return False
        if (function.vendor, function.device) in self.ids or (self.downstream and port in _DOWNWARDS):
            return True
        return self.multifunction and port not in {*_DOWNWARDS, *_NEVER} and is_multifunction(function)


@dataclass(frozen=True)
class Services:
    """The access control services of a machine under one setting.

    `trusts_errata` says whether ACS with a known erratum counts, as it does in Linux, which has no list of them.
    """

    topology: Topology
    setting: Setting = Setting.AS_FOUND
    override: Override = Override()
    trusts_errata: bool = False

    def enabled(self, function: PciFunction) -> bool:
        """Whether the function keeps its requests from others (drivers/pci/pci.c, pci_acs_enabled)."""
        return self._enabled[function.sbdf]

    def path_enabled(self, function: PciFunction) -> bool:
        """Whether the function and every bridge above it do (drivers/pci/pci.c, pci_acs_path_enabled)."""
        return self._paths[function.sbdf]

    @cached_property
    def _enabled(self) -> Mapping[Sbdf, bool]:
        return {function.sbdf: self._decide(function) for function in self.topology.functions}

    @cached_property
    def _paths(self) -> Mapping[Sbdf, bool]:
        found: dict[Sbdf, bool] = {}
        for function in self.topology.scanned:  # a bridge comes before what is below it
            parent = self.topology.bridge_above(function)
            found[function.sbdf] = self.enabled(function) and (parent is None or found[parent.sbdf])
        return found

    def _decide(self, function: PciFunction) -> bool:
        port = self.topology.ports[function.sbdf]
        known = self._known(function, port)
        if known is not None:
            return known
        if not is_pcie(function) or port in _NEVER:
            return False
        if port in _ALWAYS_ASKED or is_multifunction(function):
            return self._flags(function.acs)
        return True

    def _known(self, function: PciFunction, port: Port) -> bool | None:
        """What the tables and the override say; None where neither speaks of the function."""
        quirks = quirks_of(function, port)
        if Quirk.BROKEN in quirks and not self.trusts_errata:
            return False
        if Quirk.ISOLATED in quirks:
            return True
        if Quirk.EXPOSED in quirks:
            return False
        if Quirk.SOUTH_BRIDGE in quirks and self._in_south_bridge(function):
            return True
        if Quirk.SWITCHED in quirks:
            return self.setting is Setting.ENABLED_BY_OS
        return True if self.override.claims(function, port) else None

    def _in_south_bridge(self, function: PciFunction) -> bool:
        """Whether the statement of AMD holds: several functions, on a root bus, with an AMD IOMMU in the machine."""
        on_root = bus_of(function) not in self.topology.bridges
        return on_root and is_multifunction(function) and self.topology.has_amd_iommu

    def _flags(self, acs: Acs | None) -> bool:
        """Whether every wanted bit that is implemented is on; egress control never counts as unimplemented."""
        if acs is None:
            return False
        wanted = WANTED & (acs.capability | EGRESS_CONTROL)
        control = enabled_by_os(acs).control if self.setting is Setting.ENABLED_BY_OS else acs.control
        return control & wanted == wanted


def enabled_by_os(acs: Acs) -> Acs:
    """The registers after an operating system or Xen switched on what it wants (pci.c, pci_enable_acs)."""
    return replace(acs, control=acs.control | (acs.capability & WANTED))
