# SPDX-License-Identifier: Apache-2.0
"""How Xen comes to know of PCI functions: the hardware domain announces them, or Xen scans the bus itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.enumeration import answering, unnumbered
from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.platform import Arch, Device, Host, Stream
from reqtrace.hypervisor.isolation.of_machine import switched_on
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State, Window
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.rule import Book, atomically, check, effect, follow

_ADD = "drivers/passthrough/pci.c, pci_add_device"
_SCAN = "drivers/passthrough/pci.c, scan_pci_devices"
_XSM = "xsm/dummy.h, xsm_resource_plug_pci"
_PHYSDEV = "drivers/pci/physdev.c, pci_physdev_op"


@dataclass(frozen=True, slots=True)
class Word:
    """What a domain tells Xen of a PCI function: that it is there, or that it is gone."""

    caller: str
    function: str

    def found(self, state: State) -> Device | None:
        """The function that is meant, if the host has it."""
        device = state.host.find(self.function)
        return None if device is None or device.is_platform else device

    def news(self, state: State) -> Device | None:
        """The function that is meant, if Xen does not know it yet: to say a thing twice changes nothing."""
        device = self.found(state)
        return None if device is None or device.name in state.known else device


@check("common/domain.c, rcu_lock_domain_by_id")
def caller_lives(state: State, word: Word) -> Refused | None:
    """The domain that speaks lives."""
    if state.domain(word.caller) is None:
        return Refused(Errno.ESRCH, f"there is no domain {word.caller}", _XSM)
    return None


@check(_XSM)
def from_dom0(state: State, word: Word) -> Refused | None:
    """Only the hardware domain may speak about PCI functions."""
    domain = state.domain(word.caller)
    if domain is not None and domain.number != DOM0:
        return Refused(Errno.EPERM, f"{word.caller} is not the hardware domain", _XSM)
    return None


@check(_PHYSDEV)
def passthrough_wanted(state: State, _: Word) -> Refused | None:
    """On Arm, Xen listens only if it has an IOMMU, or was told to pass PCI functions through."""
    if not listens(state.host):
        return Refused(Errno.EOPNOTSUPP, "neither an IOMMU nor pci-passthrough is enabled", _PHYSDEV)
    return None


@check(_ADD)
def answers(state: State, word: Word) -> Refused | None:
    """The host has the function."""
    if word.found(state) is None:
        return Refused(Errno.ENODEV, f"{word.function} does not answer", _ADD)
    return None


@check(_ADD)
def physical_first(state: State, word: Word) -> Refused | None:
    """A virtual function is announced after the physical one it belongs to."""
    function = _function(state.host, word.news(state))
    if function is not None and function.physical is not None and str(function.physical) not in state.known:
        words = f"Attempted to add SR-IOV VF {function.sbdf} without PF {function.physical}"
        return Refused(Errno.ENODEV, words, _ADD)
    return None


@check("XenSSR~forbid_same_pci_device_assignment~1", lacking=Finding.D_05)
def ids_free(state: State, word: Word) -> Refused | None:
    """No guest's device sends requests under an id of the new function."""
    device = word.news(state)
    return None if device is None else ids_in_use(state, device)


@effect(_ADD)
def map_registers(state: State, word: Word) -> State:
    """The hardware domain reaches the registers, but for pages that a guest already has."""
    device = word.news(state)
    return state if device is None else _mapped(state, device)


@effect("drivers/passthrough/vtd/iommu.c, intel_iommu_add_device; arm/smmu.c, arm_smmu_dt_add_device_generic")
def translate(state: State, word: Word) -> State:
    """The requests of the function are translated for the hardware domain, but for ids that a guest already has."""
    device = word.news(state)
    return state if device is None else _translated(state, device)


@effect(_ADD)
def belong_to_dom0(state: State, word: Word) -> State:
    """The function is the hardware domain's, which may let it send requests."""
    device = word.news(state)
    return state if device is None else _owned(state, device)


@effect("drivers/passthrough/pci.c, pci_enable_acs")
def redirect(state: State, word: Word) -> State:
    """The function redirects from now on what it can, where there is an IOMMU to redirect to."""
    device = word.found(state)
    return state if device is None else switched_on(state, (device.name,))


@effect(_ADD)
def note(state: State, word: Word) -> State:
    """Xen knows the function, and says so."""
    device = word.news(state)
    return state if device is None else _known(state, device)


@effect(_SCAN)
def find_functions(state: State, host: Host) -> State:
    """Xen knows every function that answers; on Arm, a Xen with D-09b does not look for any.

    Virtual functions are not there before a driver has made them.
    """
    if host.arch is Arch.ARM64 and state.xen.has(Finding.D_09B):
        return state
    return replace(state, known=state.known | set(answering(host, virtual=False)))


@effect("XenSSR~isolate_peer_to_peer_dma~1")
def redirect_found(state: State, _: Host) -> State:
    """The functions that were found redirect from now on what they can."""
    return switched_on(state, state.known)


@effect(_SCAN)
def report_unnumbered(state: State, host: Host) -> State:
    """A bridge that the firmware has not numbered is reported: what is behind it can not be addressed."""
    lines = (f"{bridge.sbdf}: bridge without bus numbers, not looked behind" for bridge in unnumbered(host))
    return replace(state, log=(*state.log, *lines))


ANNOUNCEMENT: Book[Word] = (
    caller_lives,
    from_dom0,
    passthrough_wanted,
    answers,
    physical_first,
    ids_free,
    map_registers,
    translate,
    belong_to_dom0,
    redirect,
    note,
)
"""What lets the hardware domain tell Xen of a function (PHYSDEVOP_pci_device_add)."""

SCAN: Book[Host] = (find_functions, redirect_found, report_unnumbered)
"""How Xen finds functions by itself, where there is no hardware domain."""


def announce(state: State, caller: str, function: str) -> State | Refused:
    """Let `caller` tell Xen of a PCI function; it then belongs to the hardware domain. Twice is as good as once."""
    return atomically("announcement", ANNOUNCEMENT, state, Word(caller, function))


def scanned(state: State) -> State:
    """The state once Xen has looked for functions by itself; it keeps what it finds in quarantine."""
    return follow("scan", SCAN, state, state.host).state


def announced_at_boot(state: State, dom0: Domain) -> State:
    """The state once the hardware domain has come up and told Xen of every function it found.

    Where Xen does not listen, it keeps no record of them either, and the hardware domain uses them by itself.
    """
    for name in answering(state.host, virtual=True):
        state = follow("announcement", ANNOUNCEMENT, state, Word(dom0.name, name)).state
    return state


def hand_to_dom0(state: State, device: Device) -> State:
    """Let the hardware domain own the function, with its registers mapped and its requests translated."""
    return _owned(_translated(_mapped(state, device), device), device)


def guest_behind(state: State, device: Device) -> tuple[Stream, int] | None:
    """A stream of the function that is translated for a guest, and the number of that guest."""
    used = [(other, number) for other, number in sorted(state.streams.items()) if number != DOM0]
    return next(((own, number) for own in device.streams for other, number in used if other.overlaps(own)), None)


def ids_in_use(state: State, device: Device) -> Refused | None:
    """The refusal to let the hardware domain use a function under an id that is translated for a guest."""
    found = guest_behind(state, device)
    if found is None:
        return None
    words = f"{found[0]} of {device.name} is already used by domain {found[1]}"
    return Refused(Errno.EBUSY, words, "XenSSR~forbid_same_pci_device_assignment~1")


def may_map(host: Host, region: Region) -> bool:
    """Whether these pages may be mapped into the hardware domain: none of them reaches what is not its own.

    That is a device marked `xen,passthrough` (arch/arm/device.c, handle_device), or one that Xen keeps for itself.
    """
    kept = (device for device in host.devices.values() if device.marked or device.role.xens_own)
    return not any(device.touches(region) for device in kept)


def listens(host: Host) -> bool:
    """Whether Xen listens to what it is told of PCI functions."""
    return host.arch is Arch.X86_64 or host.iommu_enabled or host.settings.pci_passthrough


def _function(host: Host, device: Device | None) -> PciFunction | None:
    return next((each for each in host.functions if device is not None and str(each.sbdf) == device.name), None)


def _is_hidden(state: State, device: Device) -> bool:
    """Whether Xen keeps the function for itself, so that it is given to nobody (pci_hide_device)."""
    function = _function(state.host, device)
    return function is not None and function.hidden


def _mapped(state: State, device: Device) -> State:
    if _is_hidden(state, device):
        return state
    pages = (bar.pages for bar in device.registers if may_map(state.host, bar.pages))
    taken = [window.host for window in state.windows if window.domain != DOM0]
    windows = {Window(DOM0, region, region.base) for region in pages if not any(map(region.overlaps, taken))}
    permitted = state.permitted | {(DOM0, window.host) for window in windows}
    return replace(state, windows=state.windows | windows, permitted=permitted)


def _translated(state: State, device: Device) -> State:
    if _is_hidden(state, device):
        return state
    return replace(state, streams={**dict.fromkeys(device.streams, DOM0), **state.streams})


def _owned(state: State, device: Device) -> State:
    if _is_hidden(state, device):
        return state
    return replace(state, holder={**state.holder, device.name: DOM0}, masters=state.masters | {device.name})


def _known(state: State, device: Device) -> State:
    return replace(state, known=state.known | {device.name}, log=(*state.log, f"PCI add device {device.name}"))
