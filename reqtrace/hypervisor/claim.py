# SPDX-License-Identifier: Apache-2.0
"""What granting one request would mean: the registers, the devices and the domain it concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.passthrough import PciRequest, PlatformRequest, Request
from reqtrace.hypervisor.platform import Device, Host
from reqtrace.hypervisor.region import merge
from reqtrace.hypervisor.state import Domain, State, Window


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
        devices = self.given
        protected = all(device.protected for device in devices)
        if any(not device.is_platform for device in devices):
            return f"XenSSR~assign_pci_device_{'with' if protected else 'without'}_iommu~1"
        if any(device.dma_capable for device in devices):
            return f"XenSSR~assign_dma_platform_device_{'with' if protected else 'without'}_iommu~1"
        return f"XenSSR~assign_{'non_dma' if self.lines else 'interrupt_less'}_platform_device~1"

    @property
    def exclusion(self) -> str:
        """The requirement that keeps what is given from a second domain."""
        bus = "pci" if any(not device.is_platform for device in self.given) else "platform"
        return f"XenSSR~forbid_same_{bus}_device_assignment~1"


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
