# SPDX-License-Identifier: Apache-2.0
"""What granting one request would mean: the registers, the devices and the domain it concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reqtrace.hypervisor.domain import Domain
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.passthrough import PciRequest, PlatformRequest, Request
from reqtrace.hypervisor.platform import IPA_BITS, Device, Host
from reqtrace.hypervisor.region import merge
from reqtrace.hypervisor.state import State, Window

_IDENTITY = "XenSSR~map_platform_device_mmio_region_ident~1"


# [impl->dsn~refusals_name_requirements~1]
@dataclass(frozen=True, slots=True)
class Claim:
    """A request set against the host.

    `named` is the device a path or an address names. `reached` are all devices whose registers stand in the pages
    of `windows`, and `named`: a page is not divisible, so whoever is given it is given every device in it.
    """

    domain: Domain
    windows: tuple[Window, ...]
    reached: tuple[Device, ...]
    named: Device | None
    lines: tuple[int, ...] = ()
    forced: bool = False

    @property
    def given(self) -> tuple[Device, ...]:
        """The devices that change hands: all that are reached, but of PCI functions only the one named."""
        return self.reached if self.named is None or self.named.is_platform else (self.named,)

    @property
    def requirement(self) -> str:
        """The requirement that says what this assignment takes: by bus, protection, DMA and interrupts."""
        masters = tuple(device for device in self.given if device.dma_capable)
        way = "with" if all(device.protected for device in masters) else "without"
        if self._is_pci:
            return f"XenSSR~assign_pci_device_{way}_iommu~1"
        if masters:
            return f"XenSSR~assign_dma_platform_device_{way}_iommu~1"
        lines = any(device.interrupts for device in self.given)
        return f"XenSSR~assign_{'non_dma' if lines else 'interrupt_less'}_platform_device~1"

    @property
    def exclusion(self) -> str:
        """The requirement that keeps what is given from a second domain."""
        return f"XenSSR~forbid_same_{'pci' if self._is_pci else 'platform'}_device_assignment~1"

    @property
    def mapping(self) -> str:
        """The requirement that says which registers can be given: of a function, a node, or no name."""
        if self._is_pci:
            return self.requirement
        return _IDENTITY if self.named is not None else "XenSSR~assign_interrupt_less_platform_device~1"

    def placing(self, window: Window) -> str:
        """The requirement that says where the domain may see `window`; the end of its space is one of the second."""
        if self._is_pci:
            return self.requirement
        identity = window.guest == window.host.base and window.seen.end <= 1 << IPA_BITS
        return _IDENTITY if identity else "XenSSR~map_platform_device_mmio_region_non_ident~1"

    @property
    def _is_pci(self) -> bool:
        return self.named is not None and not self.named.is_platform


Check = Callable[[State, Claim], Refused | None]
"""A rule: why the claim is not granted in this state, or None."""


def first_refusal(checks: tuple[Check, ...], state: State, claim: Claim) -> Refused | None:
    """The answer of the first check that refuses."""
    return next((refused for check in checks if (refused := check(state, claim)) is not None), None)


def claim_of(state: State, domain: Domain, request: Request) -> Claim | Refused:
    """Find on the host what `request` names."""
    if isinstance(request, PciRequest):
        return claim_function(state, domain, str(request.sbdf), forced=request.forced)
    return _claim_platform(state.host, domain, request)


def claim_function(state: State, domain: Domain, name: str, *, forced: bool) -> Claim | Refused:
    """Claim a PCI function with its BARs where they stand; Xen must know it (pci.c, device_assigned)."""
    function = state.host.find(name)
    if function is None or function.name not in state.known:
        return Refused(Errno.ENODEV, f"{name} is not known", "drivers/passthrough/pci.c, device_assigned")
    pages = merge(bar.pages for bar in function.registers)
    windows = tuple(Window(domain.number, region, region.base) for region in pages)
    return Claim(domain, windows, _reached(state.host, windows, function), function, function.interrupts, forced)


def _claim_platform(host: Host, domain: Domain, request: PlatformRequest) -> Claim | Refused:
    """Claim a platform device; a path may begin with an alias (handle_passthrough_prop, step h)."""
    named = None if request.path is None else host.find(request.path)
    if request.path is not None and (named is None or not named.is_platform):
        words = f"Couldn't find node {request.path} in host_dt!"
        return Refused(Errno.EINVAL, words, "arch/arm/dom0less-build.c, handle_passthrough_prop")
    windows = tuple(Window(domain.number, each.host, each.guest) for each in request.ranges)
    lines = () if named is None else named.interrupts
    return Claim(domain, windows, _reached(host, windows, named), named, lines, request.forced)


def _reached(host: Host, windows: tuple[Window, ...], named: Device | None) -> tuple[Device, ...]:
    touched = host.touched(window.host for window in windows)
    return touched if named is None or named in touched else (named, *touched)
