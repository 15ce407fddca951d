# SPDX-License-Identifier: Apache-2.0
"""What the control domain can ask of a running machine: assign a device, deassign it, destroy a domain."""

from __future__ import annotations

from itertools import accumulate

from reqtrace.hypervisor.claim import Claim, claim_function
from reqtrace.hypervisor.destruction import DESTRUCTION
from reqtrace.hypervisor.domain import Domain
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.holding import take, windows_reaching
from reqtrace.hypervisor.pci import Sbdf
from reqtrace.hypervisor.platform import Device
from reqtrace.hypervisor.rule import atomically
from reqtrace.hypervisor.rules import COMPLETION, DOMCTL, PCI
from reqtrace.hypervisor.state import DOM0, State

_DOMCTL = "drivers/passthrough/iommu.c, iommu_do_domctl"
_DT_DOMCTL = "drivers/passthrough/device_tree.c, iommu_do_dt_domctl"
_PCI_DOMCTL = "drivers/passthrough/pci.c, iommu_do_pci_domctl"


def destroy(state: State, name: str) -> State | Refused:
    """Let the control domain destroy a domain; everything it held is free afterwards."""
    states = destruction(state, name)
    return states if isinstance(states, Refused) else states[-1]


def destruction(state: State, name: str) -> tuple[State, ...] | Refused:
    """Every state Xen passes through while it destroys a domain, the last one without it."""
    # CHECK
    target = _target(state, name)
    if isinstance(target, Refused):
        return target
    # EFFECT
    return tuple(accumulate(DESTRUCTION, lambda before, stage: stage(before, target.number), initial=state))


def assign(state: State, device: str, name: str) -> State | Refused:
    """Let the control domain assign a device: a platform device by its path, or a PCI function by its address.

    A platform device behind the IOMMU gets its streams translated; its registers and interrupts are other calls.
    The call has no way to force an unprotected device.
    """
    # CHECK
    claim = _requested(state, device, name)
    if isinstance(claim, Refused):
        return claim
    # EFFECT
    book = DOMCTL if claim.named is not None and claim.named.is_platform else PCI
    given = atomically("assignment", book, state, claim)
    return given if isinstance(given, Refused) else atomically("completion", COMPLETION, given, claim.domain)


def deassign(state: State, device: str, name: str) -> State | Refused:
    """Let the control domain take a device back; it is quarantined, and nothing of it stays with the domain."""
    # CHECK
    claim = _requested(state, device, name)
    if isinstance(claim, Refused):
        return claim
    if claim.named is None or (not claim.named.is_platform and claim.named.name not in state.known):
        return Refused(Errno.ENODEV, f"{device} is not known", _PCI_DOMCTL)
    named, number = claim.named, claim.domain.number
    if state.holder.get(named.name) != number:
        errno, source = (Errno.ESRCH, _DT_DOMCTL) if named.is_platform else (Errno.ENODEV, _PCI_DOMCTL)
        return Refused(errno, f"{named.name} is not assigned to domain {number}", source)
    if not named.protected:
        words = f"no enabled IOMMU protects {named.name}, so nothing stops its requests"
        return Refused(Errno.EOPNOTSUPP, words, "XenSSR~deassign_pci_device_without_iommu~1")
    for window in sorted(windows_reaching(state, number, named)):
        for other in state.held_by(number):
            if other.name != named.name and other.touches(window.host):
                words = f"{other.name}, which domain {number} keeps, is reached by the same pages"
                return Refused(Errno.EBUSY, words, claim.exclusion)
    # EFFECT
    return take(state, number, named)


def _target(state: State, name: str) -> Domain | Refused:
    """The domain a call of the control domain is about, never the control domain itself."""
    if DOM0 not in state.domains:
        return Refused(Errno.EPERM, "there is no control domain", "xsm/dummy.h, xsm_domctl")
    domain = state.domain(name)
    if domain is None:
        return Refused(Errno.ESRCH, f"there is no domain {name}", "common/domctl.c, do_domctl")
    if domain.number == DOM0:
        return Refused(Errno.EINVAL, f"{name} is the caller itself", "common/domctl.c, do_domctl")
    return domain


def _requested(state: State, device: str, name: str) -> Claim | Refused:
    """The claim behind an assignment call: domain and device exist, and the device can be translated for it."""
    domain = _target(state, name)
    if isinstance(domain, Refused):
        return domain
    if not domain.iommu:
        return Refused(Errno.EOPNOTSUPP, f"domain {domain.number} has no IOMMU context", _DOMCTL)
    if Sbdf.parse(device) is not None:
        return claim_function(state.host, domain, device, forced=False)
    return _platform_claim(state.host.find(device), device, domain)


def _platform_claim(found: Device | None, path: str, domain: Domain) -> Claim | Refused:
    if found is None:
        return Refused(Errno.ESRCH, f"Couldn't find node {path} in host_dt!", _DT_DOMCTL)
    if not found.protected:
        return Refused(Errno.EINVAL, f"no enabled IOMMU protects {found.name}", _DT_DOMCTL)
    return Claim(domain, (), (found,), found, (), False, path)
