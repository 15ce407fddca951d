# SPDX-License-Identifier: Apache-2.0
"""Rules on what the control domain asks of Xen: who may ask, about which domain, and about which device."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.assignment import interrupt, iommu, mmio, ownership
from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.control import pci_release, permissions
from reqtrace.hypervisor.control.holding import take, windows_reaching
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.host.platform import Device
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, Holder, State
from reqtrace.hypervisor.rule import Book, check, effect

_DOMCTL = "common/domctl.c, do_domctl"
_DT_DOMCTL = "drivers/passthrough/device_tree.c, iommu_do_dt_domctl"
_PCI_DOMCTL = "drivers/passthrough/pci.c, iommu_do_pci_domctl"
_PLATFORM = "XenSSR~forbid_same_platform_device_assignment~1"
_PN_D = "XenSSR~deassign_pci_device_without_iommu~1"


@dataclass(frozen=True, slots=True)
class Call:
    """What the control domain asks: a domain by its name, and a device by its path, alias or PCI address."""

    domain: str
    device: str = ""

    @property
    def is_pci(self) -> bool:
        """Whether the device is named as a PCI function."""
        return Sbdf.parse(self.device) is not None

    def found(self, state: State) -> Device | None:
        """The device that is meant."""
        return state.host.find(self.device)


@check("xsm/dummy.h, xsm_domctl")
def asked_by_the_control_domain(state: State, _: Call) -> Refused | None:
    """There is a control domain, so somebody can ask."""
    if DOM0 not in state.domains:
        return Refused(Errno.EPERM, "there is no control domain", "xsm/dummy.h, xsm_domctl")
    return None


@check(_DOMCTL)
def domain_lives(state: State, call: Call) -> Refused | None:
    """The domain that is meant lives."""
    if state.domain(call.domain) is None:
        return Refused(Errno.ESRCH, f"there is no domain {call.domain}", _DOMCTL)
    return None


@check(_DOMCTL)
def not_the_caller(state: State, call: Call) -> Refused | None:
    """The control domain does not mean itself."""
    domain = state.domain(call.domain)
    if domain is not None and domain.number == DOM0:
        return Refused(Errno.EINVAL, f"{call.domain} is the caller itself", _DOMCTL)
    return None


@check("drivers/passthrough/iommu.c, iommu_do_domctl")
def has_a_context(state: State, call: Call) -> Refused | None:
    """The domain was made with an IOMMU context; that is asked before the device is looked for."""
    domain = state.domain(call.domain)
    if domain is not None and not domain.iommu:
        words = f"domain {domain.number} has no IOMMU context"
        return Refused(Errno.EOPNOTSUPP, words, "drivers/passthrough/iommu.c, iommu_do_domctl")
    return None


@check(_DT_DOMCTL)
def not_dying(state: State, call: Call) -> Refused | None:
    """A domain that is about to end is given nothing, and nothing is taken from it but all at once."""
    domain = state.domain(call.domain)
    if domain is not None and domain.dying:
        return Refused(Errno.EINVAL, f"domain {domain.number} is dying", _DT_DOMCTL)
    return None


@check("common/device-tree/device-tree.c, dt_find_node_by_gpath")
def node_found(state: State, call: Call) -> Refused | None:
    """The host has a node at the path."""
    if not call.is_pci and call.found(state) is None:
        return Refused(Errno.ESRCH, f"Couldn't find node {call.device} in host_dt!", _DT_DOMCTL)
    return None


@check("drivers/passthrough/device_tree.c, iommu_assign_dt_device")
def node_protected(state: State, call: Call) -> Refused | None:
    """An enabled IOMMU protects the platform device: the call has no way to force it."""
    device = call.found(state)
    if device is not None and device.is_platform and not device.protected:
        return Refused(Errno.EINVAL, f"no enabled IOMMU protects {device.name}", _DT_DOMCTL)
    return None


@check(_PCI_DOMCTL)
def function_could_be_known(state: State, call: Call) -> Refused | None:
    """Xen knows the PCI function that is asked about; with D-22, the error is another than that of the assignment."""
    device = call.found(state)
    if not call.is_pci or (device is not None and device.name in state.known):
        return None
    if state.xen.has(Finding.D_22):
        return Refused(Errno.EINVAL, f"{call.device} already assigned, or non-existent", _PCI_DOMCTL)
    return Refused(Errno.ENODEV, f"{call.device} is not known", _PCI_DOMCTL)


@check(f"{_DT_DOMCTL}; pci.c, iommu_do_pci_domctl")
def nobodys(state: State, call: Call) -> Refused | None:
    """Nobody has the device that is asked about; with D-22, the error for a function is not that of its assignment."""
    device = call.found(state)
    number = None if device is None else state.holder.get(device.name)
    if device is None or number is None or (number == DOM0 and not device.is_platform):
        return None
    if device.is_platform or state.xen.has(Finding.D_22):
        source = _DT_DOMCTL if device.is_platform else _PCI_DOMCTL
        return Refused(Errno.EINVAL, f"{device.name} already assigned.", source)
    return Refused(Errno.EBUSY, f"{device.name} is already assigned to domain {number}", _PCI_DOMCTL)


@check("drivers/passthrough/arm/smmu.c, arm_smmu_reassign_dev; pci.c, deassign_device")
def its_own(state: State, call: Call) -> Refused | None:
    """The domain has the device that is taken from it; a function that Xen does not know nobody has."""
    device, domain = call.found(state), state.domain(call.domain)
    if domain is None or (device is not None and state.holder.get(device.name) == domain.number):
        return None
    errno, source = (Errno.ENODEV, _PCI_DOMCTL) if call.is_pci else (Errno.ESRCH, _DT_DOMCTL)
    return Refused(errno, f"{call.device} is not assigned to domain {domain.number}", source)


@check(_PN_D)
def function_protected(state: State, call: Call) -> Refused | None:
    """What no IOMMU stops is taken from a domain only at its end, when its memory is withheld."""
    device = call.found(state)
    if device is not None and not device.is_platform and not device.protected:
        words = f"no enabled IOMMU protects {device.name}, so nothing stops its requests"
        return Refused(Errno.EOPNOTSUPP, words, _PN_D)
    return None


@check(_PLATFORM)
def pages_its_own(state: State, call: Call) -> Refused | None:
    """No page of the device holds registers of another one that the domain keeps: a page is not divisible."""
    device, domain = call.found(state), state.domain(call.domain)
    if device is None or domain is None:
        return None
    for window in sorted(windows_reaching(state, domain.number, device)):
        for other in state.held_by(domain.number):
            if other.name != device.name and other.touches(window.host):
                words = f"{other.name}, which domain {domain.number} keeps, is reached by the same pages"
                source = _PLATFORM if device.is_platform else "XenSSR~forbid_same_pci_device_assignment~1"
                return Refused(Errno.EBUSY, words, source)
    return None


@effect("drivers/passthrough/device_tree.c, iommu_deassign_dt_device; pci.c, deassign_device")
def give_back(state: State, call: Call) -> State:
    """The device is quarantined, and nothing of it stays with the domain."""
    device, domain = call.found(state), state.domain(call.domain)
    return state if device is None or domain is None else take(state, domain.number, device)


@check("drivers/passthrough/device_tree.c, iommu_deassign_dt_device")
def free_for_dom0(state: State, call: Call) -> Refused | None:
    """Nobody holds the device; with D-19, what a domain gave back stays with DOMID_IO."""
    device = call.found(state)
    if device is None:
        return None
    if device.name in state.holder:
        words = f"{device.name} is already assigned to domain {state.holder[device.name]}"
        return Refused(Errno.EBUSY, words, _PLATFORM)
    if state.xen.has(Finding.D_19):
        return Refused(Errno.EPERM, f"{device.name} is used by {Holder.QUARANTINE.value}", _DT_DOMCTL)
    return None


@check(_DT_DOMCTL)
def no_function(_: State, call: Call) -> Refused | None:
    """A PCI function is called by other ways: this one is for nodes of the host tree."""
    if call.is_pci:
        return Refused(Errno.ENODEV, f"{call.device} is no node of the host tree", _DT_DOMCTL)
    return None


@check(_PLATFORM, lacking=Finding.D_01)
def pages_no_guests(state: State, claim: Claim) -> Refused | None:
    """No guest holds another device in the pages of the one that the hardware domain wants."""
    pages = () if claim.named is None else claim.named.registers
    for device in state.host.touched(region.pages for region in pages):
        number = state.holder.get(device.name, DOM0)
        if number != DOM0 and device != claim.named:
            words = f"{device.name}, in a page of {claim.wanted}, is already assigned to domain {number}"
            return Refused(Errno.EBUSY, words, _PLATFORM)
    return None


@effect("common/domain.c, domain_shutdown")
def halt(state: State, call: Call) -> State:
    """The domain runs no more."""
    domain = state.domain(call.domain)
    return state if domain is None else _with(state, replace(domain, dying=True))


def is_abandoned(state: State) -> bool:
    """Whether nobody takes down a domain that has shut down; Xen itself does where it has to, but for D-24."""
    return DOM0 not in state.domains and state.xen.has(Finding.D_24)


def _with(state: State, domain: Domain) -> State:
    return replace(state, domains={**state.domains, domain.number: domain})


CONTROL: Book[Call] = (asked_by_the_control_domain, domain_lives, not_the_caller)
"""What holds for every call about a domain."""

IOMMU_CALL: Book[Call] = (*CONTROL, has_a_context, not_dying, node_found)
"""What holds for every call that assigns or deassigns."""

ASSIGNABLE: Book[Call] = (node_protected,)
"""What a platform device must be before the control domain can assign it."""

TEST: Book[Call] = (asked_by_the_control_domain, domain_lives, has_a_context, not_dying, node_found,
                    node_protected, function_could_be_known, nobodys)  # fmt: skip
"""What answers whether a device could be assigned."""

DEASSIGNMENT: Book[Call] = (
    node_protected,
    its_own,
    function_protected,
    pages_its_own,
    pci_release.context_changes,
    give_back,
    pci_release.goes_home,
)
"""What takes a device from a domain that goes on without it."""

RECLAIMABLE: Book[Call] = (asked_by_the_control_domain, no_function, node_found, free_for_dom0)
"""What a device must be before the hardware domain can use it again."""

RECLAIM: Book[Claim] = (
    mmio.named_not_reserved,
    pages_no_guests,
    permissions.pages_permitted_to_no_other,
    interrupt.lines_not_xens,
    interrupt.lines_free,
    interrupt.neighbours_lines_free,
    iommu.one_iommu,
    iommu.streams_in_range,
    iommu.streams_in_table,
    iommu.entries_apart,
    iommu.streams_free,
    iommu.entries_left,
    interrupt.route,
    iommu.attach,
    ownership.own,
)
"""What gives it to the hardware domain, as any other would be given it; the registers that one maps by itself."""

SHUTDOWN: Book[Call] = (domain_lives, halt)
"""What happens when a domain shuts itself down, before it is taken down."""
