# SPDX-License-Identifier: Apache-2.0
"""What goes badly with a device: a guest has either such a feature or a function, whichever comes first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.assignment.claim import NOTHING_ASKED, Claim
from reqtrace.hypervisor.control.domctl import CONTROL, Call
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Arch
from reqtrace.hypervisor.machine.domain import Domain, Feature
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_PERMITTED = "drivers/passthrough/x86/iommu.c, arch_iommu_use_permitted"
_CREATE = "tools/libs/light/libxl_create.c, initiate_domain_create"
_POD = "arch/x86/mm/p2m-pod.c, p2m_pod_set_mem_target"
_SHARING = "arch/x86/mm/mem_sharing.c, mem_sharing_control"
_PAGING = "common/vm_event.c, vm_event_domctl"
_LOG_DIRTY = "arch/x86/mm/paging.c, paging_log_dirty_enable"
_ALTP2M = "XenSSR~forbid_passthrough_with_altp2m~1"
_INTROSPECTION = "XenSSR~forbid_passthrough_with_introspection~1"

MEMORY_FEATURES = (Feature.POD, Feature.SHARING, Feature.FORKS, Feature.PAGING, Feature.LOG_DIRTY)
"""Those under which a page is not always where a device expects it; Xen looks at them when it assigns."""


@dataclass(frozen=True, slots=True)
class Switch:
    """What the control domain asks: to switch a feature of a domain on or off."""

    domain: str
    feature: Feature


@check(_CREATE)
def not_on_demand(_: State, claim: Claim) -> Refused | None:
    """A domain is not configured for both a function and memory that is populated on demand."""
    if claim.asked is not NOTHING_ASKED and Feature.POD in claim.domain.features:
        words = "IOMMU required for device passthrough but not supported together with PoD"
        return Refused(Errno.EINVAL, words, _CREATE)
    return None


@check(_PERMITTED)
def memory_its_own(_: State, claim: Claim) -> Refused | None:
    """Every page of the domain is there and its own: none is populated on demand, shared, paged out or watched."""
    return _in_the_way(claim, MEMORY_FEATURES, _PERMITTED)


@check(_ALTP2M, lacking=Finding.D_11)
def one_view(_: State, claim: Claim) -> Refused | None:
    """The domain has one view of its memory, that of the IOMMU."""
    return _in_the_way(claim, (Feature.ALTP2M,), _ALTP2M)


@check(_INTROSPECTION, lacking=Finding.D_11)
def unwatched(_: State, claim: Claim) -> Refused | None:
    """Nobody watches the domain."""
    return _in_the_way(claim, (Feature.INTROSPECTION,), _INTROSPECTION)


@check("arch/arm/hvm.c, do_altp2m_op")
def altp2m_on_x86(state: State, switch: Switch) -> Refused | None:
    """Alternate views of memory are a matter of x86."""
    if switch.feature is Feature.ALTP2M and state.host.arch is not Arch.X86_64:
        return Refused(Errno.EINVAL, "altp2m is not implemented here", "arch/arm/hvm.c, do_altp2m_op")
    return None


@check(_POD)
def populated(state: State, switch: Switch) -> Refused | None:
    """No memory of a domain that holds a function, or may map any register, is left to be populated on demand."""
    domain = state.domain(switch.domain)
    if domain is None or switch.feature is not Feature.POD:
        return None
    region = next((region for number, region in sorted(state.permitted) if number == domain.number), None)
    if region is not None:
        words = f"{_named(domain)} is permitted {region.base:#x}+{region.size:#x}"
        return Refused(Errno.ENOTEMPTY, words, _POD)
    return _held(state, switch, Feature.POD, Errno.ENOTEMPTY, _POD)


@check(_SHARING)
def unshared(state: State, switch: Switch) -> Refused | None:
    """No memory of a domain with an IOMMU context is shared, but with forks that are told of the context."""
    return _translated(state, switch, Feature.SHARING, Errno.EXDEV, _SHARING)


@check(_PAGING)
def present(state: State, switch: Switch) -> Refused | None:
    """No memory of a domain with an IOMMU context is paged out."""
    return _translated(state, switch, Feature.PAGING, Errno.EMLINK, _PAGING)


@check(_PAGING)
def paged_or_on_demand(state: State, switch: Switch) -> Refused | None:
    """Memory that is populated on demand is not paged out."""
    domain = state.domain(switch.domain)
    if domain is not None and switch.feature is Feature.PAGING and Feature.POD in domain.features:
        return Refused(Errno.EXDEV, f"{_named(domain)} has memory that is populated on demand", _PAGING)
    return None


@check(_LOG_DIRTY)
def unlogged(state: State, switch: Switch) -> Refused | None:
    """No log is kept of what a domain writes that holds a function, for a device's writes would be missing."""
    return _held(state, switch, Feature.LOG_DIRTY, Errno.EINVAL, _LOG_DIRTY)


@check(_ALTP2M, lacking=Finding.D_11)
def views_kept_one(state: State, switch: Switch) -> Refused | None:
    """A domain that holds a function gets no second view of its memory."""
    return _held(state, switch, Feature.ALTP2M, Errno.EXDEV, _ALTP2M)


@check(_INTROSPECTION, lacking=Finding.D_11)
def kept_unwatched(state: State, switch: Switch) -> Refused | None:
    """Nobody begins to watch a domain that holds a function."""
    return _held(state, switch, Feature.INTROSPECTION, Errno.EXDEV, _INTROSPECTION)


@effect("common/domctl.c, do_domctl")
def switch_on(state: State, switch: Switch) -> State:
    """The domain has the feature."""
    domain = state.domain(switch.domain)
    return state if domain is None else _with(state, domain, domain.features | {switch.feature})


@effect("common/domctl.c, do_domctl")
def switch_off(state: State, switch: Switch) -> State:
    """The domain has the feature no more; memory on demand is populated completely then."""
    domain = state.domain(switch.domain)
    return state if domain is None else _with(state, domain, domain.features - {switch.feature})


FEATURE_ON: Book[Switch] = (
    altp2m_on_x86,
    paged_or_on_demand,
    populated,
    unshared,
    present,
    unlogged,
    views_kept_one,
    kept_unwatched,
    switch_on,
)
"""What switches a feature of a domain on."""

FEATURE_OFF: Book[Switch] = (switch_off,)
"""What switches a feature of a domain off."""


def enable(state: State, name: str, feature: Feature) -> State | Refused:
    """Let the control domain switch a feature of a domain on."""
    asked = atomically("control", CONTROL, state, Call(name))
    return asked if isinstance(asked, Refused) else atomically("feature on", FEATURE_ON, state, Switch(name, feature))


def disable(state: State, name: str, feature: Feature) -> State | Refused:
    """Let the control domain switch a feature of a domain off."""
    asked = atomically("control", CONTROL, state, Call(name))
    return asked if isinstance(asked, Refused) else atomically("feature off", FEATURE_OFF, state, Switch(name, feature))


def _in_the_way(claim: Claim, features: tuple[Feature, ...], source: str) -> Refused | None:
    for feature in features:
        if feature in claim.domain.features:
            return Refused(Errno.EXDEV, f"{_named(claim.domain)} uses {feature.value}", source)
    return None


def _held(state: State, switch: Switch, feature: Feature, errno: Errno, source: str) -> Refused | None:
    """A refusal to switch on `feature` where the domain holds a PCI function."""
    domain = state.domain(switch.domain)
    if domain is None or switch.feature is not feature:
        return None
    held = next((device for device in state.held_by(domain.number) if not device.is_platform), None)
    return None if held is None else Refused(errno, f"{_named(domain)} has {held.name}", source)


def _translated(state: State, switch: Switch, feature: Feature, errno: Errno, source: str) -> Refused | None:
    """A refusal to switch on `feature` where the domain has an IOMMU context, so that it can be given a function."""
    domain = state.domain(switch.domain)
    if domain is None or switch.feature is not feature or not domain.iommu:
        return None
    return Refused(errno, f"{_named(domain)} has an IOMMU context", source)


def _named(domain: Domain) -> str:
    return f"d{domain.number}"


def _with(state: State, domain: Domain, features: frozenset[Feature]) -> State:
    return replace(state, domains={**state.domains, domain.number: replace(domain, features=features)})
