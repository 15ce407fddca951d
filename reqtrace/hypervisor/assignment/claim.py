# SPDX-License-Identifier: Apache-2.0
"""What granting one request would mean: the registers, the devices and the domain it concerns."""

from __future__ import annotations

from dataclasses import dataclass

from reqtrace.hypervisor.assignment.passthrough import Asked
from reqtrace.hypervisor.host.platform import IPA_BITS, Device, Host
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import Window
from reqtrace.hypervisor.region import merge

_IDENTITY = "XenSSR~map_platform_device_mmio_region_ident~1"

NOTHING_ASKED = Asked("")
"""The node of a claim that comes from a call."""


# [impl->dsn~refusals_name_requirements~1]
@dataclass(frozen=True, slots=True)
class Claim:
    """A request set against the host.

    `wanted` is the path or the PCI address it is written with, `named` the device found by it. `reached` are all
    devices whose registers stand in the pages of `windows`, and `named`: a page is not divisible, so whoever is given
    it is given every device in it. `asked` is the node of the tree it comes from; a call has none to speak of.
    """

    domain: Domain
    windows: tuple[Window, ...]
    reached: tuple[Device, ...]
    named: Device | None
    lines: tuple[int, ...] = ()
    forced: bool = False
    wanted: str | None = None
    asked: Asked = NOTHING_ASKED

    @property
    def given(self) -> tuple[Device, ...]:
        """The devices that change hands: all that are reached, but of PCI functions only the one named."""
        return self.reached if self.named is None or self.named.is_platform else (self.named,)

    @property
    def requirement(self) -> str:
        """The requirement that says what this assignment takes: by bus, protection, DMA and interrupts."""
        masters = tuple(device for device in self.given if device.dma_capable)
        way = "with" if all(device.protected for device in masters) else "without"
        if self.is_pci:
            return f"XenSSR~assign_pci_device_{way}_iommu~1"
        if masters:
            return f"XenSSR~assign_dma_platform_device_{way}_iommu~1"
        lines = any(device.interrupts for device in self.given)
        return f"XenSSR~assign_{'non_dma' if lines else 'interrupt_less'}_platform_device~1"

    @property
    def exclusion(self) -> str:
        """The requirement that keeps what is given from a second domain."""
        return f"XenSSR~forbid_same_{'pci' if self.is_pci else 'platform'}_device_assignment~1"

    @property
    def mapping(self) -> str:
        """The requirement that says which registers can be given: of a function, a node, or no name."""
        if self.is_pci:
            return self.requirement
        return _IDENTITY if self.named is not None else "XenSSR~assign_interrupt_less_platform_device~1"

    def placing(self, window: Window) -> str:
        """The requirement that says where the domain may see `window`; the end of its space is one of the second."""
        if self.is_pci:
            return self.requirement
        identity = window.guest == window.host.base and window.seen.end <= 1 << IPA_BITS
        return _IDENTITY if identity else "XenSSR~map_platform_device_mmio_region_non_ident~1"

    @property
    def is_pci(self) -> bool:
        """Whether a PCI function is asked for."""
        return self.named is not None and not self.named.is_platform


def claim_node(host: Host, domain: Domain, asked: Asked) -> Claim:
    """Claim the platform device that a node asks for; a path may begin with an alias."""
    named = None if asked.path is None else host.find(asked.path)
    named = named if named is not None and named.is_platform else None
    windows = tuple(Window(domain.number, each.host, each.guest) for each in asked.ranges)
    lines = () if named is None else named.interrupts
    return Claim(domain, windows, _reached(host, windows, named), named, lines, asked.forced, asked.path, asked)


def claim_function(host: Host, domain: Domain, name: str, *, forced: bool, asked: Asked = NOTHING_ASKED) -> Claim:
    """Claim a PCI function with its BARs where they stand."""
    function = host.find(name)
    if function is None or function.is_platform:
        return Claim(domain, (), (), None, (), forced, name, asked)
    pages = merge(bar.pages for bar in function.registers)
    windows = tuple(Window(domain.number, region, region.base) for region in pages)
    lines = function.interrupts
    return Claim(domain, windows, _reached(host, windows, function), function, lines, forced, name, asked)


def _reached(host: Host, windows: tuple[Window, ...], named: Device | None) -> tuple[Device, ...]:
    touched = host.touched(window.host for window in windows)
    return touched if named is None or named in touched else (named, *touched)
