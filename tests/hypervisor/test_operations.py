# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from machines import (
    BEHIND,
    DISK,
    FW_CFG,
    GPIO,
    MARKED,
    NIC,
    OTHER_SMMU,
    PCI,
    RTC,
    function,
    given,
    machine,
    no,
    passthrough,
    sound,
)

from reqtrace.hypervisor import (
    DomainSpec,
    State,
    announce,
    assign,
    create,
    deassign,
    destroy,
    destruction,
    dma_reaches,
    knows,
    lapses,
    masters,
    owner_of,
    reads,
    routed_to,
    runs,
    sees,
    translated_for,
    withdraw,
)
from reqtrace.hypervisor.control.destruction import DESTRUCTION, RELEASE, memory_returns

EMPTY = passthrough("")


def controlled(fragment: str = BEHIND, *, iommu: str = "smmuv2", **more) -> State:
    """A host with a control domain and two domains that may be given devices: a, number 1, and b, number 2."""
    state = machine(fragment, iommu=iommu, dom0=True, **more)
    for name in ("a", "b"):
        state = sound(create(state, DomainSpec(name, EMPTY)))
    return state


# --- destroy ---


@pytest.mark.parametrize(
    ("name", "dom0", "words"),
    [
        ("nobody", True, "ESRCH: there is no domain nobody"),
        ("dom0", True, "EINVAL: dom0 is the caller itself"),
        ("a", False, "EPERM: there is no control domain"),
    ],
)
def test_destroying_needs_a_control_domain_and_another_domain(name: str, dom0: bool, words: str) -> None:
    state = sound(given(machine(dom0=dom0), "a", RTC, forced=True))
    assert no(destroy(state, name)) == words


def test_an_unprotected_device_is_free_again_and_nobodys() -> None:
    before = machine(dom0=True)
    state = sound(destroy(sound(given(before, "a", RTC, forced=True)), "a"))
    assert not runs(state, "a")
    assert not reads(state, "a", 0x9010000)
    assert routed_to(state, 34) is None
    assert str(owner_of(state, RTC)) == ""
    again = sound(given(state, "b", RTC, forced=True))
    assert (reads(again, "b", 0x9010000), routed_to(again, 34)) == (True, "b")


def test_a_protected_device_is_quarantined() -> None:
    state = sound(given(sound(given(machine(BEHIND, iommu="smmuv2", dom0=True), "a", RTC)), "b", GPIO))
    state = sound(destroy(state, "a"))
    assert str(owner_of(state, RTC)) == "DOMID_IO"
    assert translated_for(state, 0x10) is None
    assert not dma_reaches(state, RTC, "b")
    assert translated_for(state, 0x20) == "b"


def test_an_unprotected_master_is_quiesced() -> None:
    state = sound(given(machine(dom0=True), "a", FW_CFG, forced=True, direct_map=True))
    assert dma_reaches(state, FW_CFG, "dom0")
    state = sound(destroy(state, "a"))
    assert not dma_reaches(state, FW_CFG, "dom0")
    assert str(owner_of(state, FW_CFG)) == ""
    sound(given(state, "b", FW_CFG, forced=True, direct_map=True))


@pytest.mark.parametrize("iommu", ["smmuv2", ""])
def test_a_function_is_quarantined_with_bus_mastering_off(iommu: str) -> None:
    state = machine("", iommu=iommu, pci=PCI, dom0=True)
    state = sound(destroy(sound(given(state, "a", NIC, forced=True, direct_map=True)), "a"))
    assert str(owner_of(state, NIC)) == "DOMID_IO"
    assert not masters(state, NIC)
    assert not dma_reaches(state, NIC, "dom0")
    assert not reads(state, "a", 0x10000000)
    assert routed_to(state, 35) is None
    assert str(owner_of(state, DISK)) == "dom0"
    sound(given(state, "b", NIC, forced=True, direct_map=True))


def test_nothing_reaches_memory_that_is_given_back() -> None:
    """The law of I-10: it holds in every state a destruction passes through."""
    state = sound(given(machine(BEHIND, iommu="smmuv2", dom0=True, pci=PCI[:1]), "a", RTC, GPIO, NIC))
    states = destruction(state, "a")
    assert isinstance(states, tuple)
    assert [lapses(each) for each in states] == [()] * (len(RELEASE) + len(DESTRUCTION) + 1)
    sound(states[-1])


# --- assign and deassign a platform device ---


def test_the_sequence_observed_on_the_real_hypervisor() -> None:
    state = controlled()
    state = sound(assign(state, RTC, "a"))
    assert translated_for(state, 0x10) == "a"
    assert no(assign(state, RTC, "b")) == f"EBUSY: {RTC} is already assigned to domain 1"
    failed = f'ESRCH: deassign "{RTC}" from dom2 failed (-3)'
    assert no(deassign(state, RTC, "b")) == f"{failed}: {RTC} is not assigned to domain 2"
    state = sound(deassign(state, RTC, "a"))
    assert translated_for(state, 0x10) is None
    assert str(owner_of(state, RTC)) == "DOMID_IO"
    state = sound(assign(state, RTC, "b"))
    assert translated_for(state, 0x10) == "b"


def test_assigning_gives_neither_registers_nor_interrupts() -> None:
    state = sound(assign(controlled(), RTC, "a"))
    assert not reads(state, "a", 0x9010000)
    assert routed_to(state, 34) is None


def test_deassigning_takes_all_that_was_given_at_creation() -> None:
    state = machine(BEHIND, iommu="smmuv2", dom0=True)
    state = sound(deassign(sound(given(state, "a", RTC, GPIO)), RTC, "a"))
    assert (reads(state, "a", 0x9010000), routed_to(state, 34)) == (False, None)
    assert (reads(state, "a", 0x9030000), routed_to(state, 39), translated_for(state, 0x20)) == (True, "a", "a")


def test_what_another_device_of_the_domain_shares_stays() -> None:
    shared = BEHIND + f"&{{{GPIO}}} {{ interrupts = <0 2 4>; iommus = <&smmu 0x10>; }};"
    state = sound(given(machine(shared, iommu="smmuv2", dom0=True), "a", RTC, GPIO))
    state = sound(deassign(state, RTC, "a"))
    assert routed_to(state, 34) == "a"
    assert translated_for(state, 0x10) == "a"


def test_a_device_in_a_shared_page_is_not_taken_alone() -> None:
    page = "".join(
        f"&{{/virtio_mmio@a000{n * 2:x}00}} {{ xen,passthrough; iommus = <&smmu {n}>; }};\n" for n in range(8)
    )
    state = sound(given(machine(page, iommu="smmuv2", dom0=True), "a", "/virtio_mmio@a000000"))
    words = 'EBUSY: deassign "/virtio_mmio@a000000" from dom1 failed (-16): '
    words += "/virtio_mmio@a000200, which domain 1 keeps, is reached by the same pages"
    assert no(deassign(state, "/virtio_mmio@a000000", "a")) == words


@pytest.mark.parametrize(
    ("device", "name", "words"),
    [
        (RTC, "nobody", "ESRCH: there is no domain nobody"),
        (RTC, "dom0", "EINVAL: dom0 is the caller itself"),
        (RTC, "plain", "EOPNOTSUPP: domain 3 has no IOMMU context"),
        ("/nosuch@1", "plain", "EOPNOTSUPP: domain 3 has no IOMMU context"),
        ("/nosuch@1", "a", "ESRCH: Couldn't find node /nosuch@1 in host_dt!"),
        (FW_CFG, "a", f"EINVAL: {{}}no enabled IOMMU protects {FW_CFG}"),
        ("0000:09:00.0", "a", "ENODEV: 0000:09:00.0 is not {known}"),
    ],
)
@pytest.mark.parametrize("call", [assign, deassign])
def test_what_a_call_needs(call: object, device: str, name: str, words: str) -> None:
    state = sound(create(controlled(), DomainSpec("plain")))
    assert call in (assign, deassign)
    answer = assign(state, device, name) if call is assign else deassign(state, device, name)
    failed = f'deassign "{FW_CFG}" from dom1 failed (-22): '
    known = "known" if call is assign else "assigned to domain 1"
    assert no(answer) == words.replace("{}", "" if call is assign else failed).replace("{known}", known)


def test_without_an_iommu_no_domain_can_be_assigned_anything() -> None:
    state = controlled(MARKED, iommu="")
    assert no(assign(state, RTC, "a")) == "EOPNOTSUPP: domain 1 has no IOMMU context"


def test_without_a_control_domain_nobody_calls() -> None:
    state = sound(given(machine(BEHIND, iommu="smmuv2"), "a", RTC))
    assert no(deassign(state, RTC, "a")) == "EPERM: there is no control domain"


def test_a_device_of_dom0_is_not_assigned() -> None:
    state = controlled(f"&{{{RTC}}} {{ iommus = <&smmu 0x10>; }};")
    assert translated_for(state, 0x10) == "dom0"
    assert no(assign(state, RTC, "a")) == f"EINVAL: {RTC} is not marked xen,passthrough"


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("interrupts = <0 2 4>;", "IRQ 34 is already used by domain 1"),
        ("iommus = <&smmu 0x10>;", "stream 0x10 of /pl061@9030000 is already used by domain 1"),
    ],
)
def test_what_two_devices_share_is_not_assigned_to_two(fragment: str, words: str) -> None:
    state = sound(given(machine(BEHIND + f"&{{{GPIO}}} {{ {fragment} }};", iommu="smmuv2", dom0=True), "a", RTC))
    state = sound(create(state, DomainSpec("b", EMPTY)))
    assert no(assign(state, GPIO, "b")) == f"EBUSY: {words}"


@pytest.mark.parametrize(
    ("iommus", "words"),
    [
        ("<&smmu 1>, <&other 1>", f"EINVAL: {RTC} is behind more than one IOMMU"),
        (", ".join(f"<&smmu {n}>" for n in range(17)), "ENOSPC: /smmu@5f000000 has no stream mapping entry left"),
    ],
)
def test_an_assigned_device_is_behind_one_iommu_with_entries_left(iommus: str, words: str) -> None:
    assert (
        no(assign(controlled(f"{OTHER_SMMU}&{{{RTC}}} {{ xen,passthrough; iommus = {iommus}; }};"), RTC, "a")) == words
    )


def test_an_assigned_stream_fits_its_iommu() -> None:
    state = controlled(f"&{{{RTC}}} {{ xen,passthrough; iommus = <&smmu 0x8010>; }};")
    assert (
        no(assign(state, RTC, "a")) == "ERANGE: stream 0x8010 of /pl031@9010000 is beyond the 15 bits of /smmu@5f000000"
    )


# --- assign and deassign a PCI function ---


def test_a_function_is_assigned_and_taken_back() -> None:
    state = sound(assign(controlled("", pci=PCI), NIC, "a"))
    assert (sees(state, "a", NIC), reads(state, "a", 0x10000000), routed_to(state, 35)) == (True, True, "a")
    assert translated_for(state, 8) == "a"
    assert no(assign(state, NIC, "b")) == f"EBUSY: {NIC} is already assigned to domain 1"
    assert no(assign(state, NIC, "a")) == f"EBUSY: {NIC} is already assigned to domain 1"
    assert no(deassign(state, NIC, "b")) == f"ENODEV: {NIC} is not assigned to domain 2"
    state = sound(deassign(state, NIC, "a"))
    assert (sees(state, "a", NIC), reads(state, "a", 0x10000000), routed_to(state, 35)) == (False, False, None)
    assert str(owner_of(state, NIC)) == "DOMID_IO"
    assert not masters(state, NIC)
    sound(assign(state, NIC, "b"))


def test_a_bridge_or_an_unprotected_function_is_not_assigned() -> None:
    state = controlled("&pcie { iommu-map = <0 &smmu 0 0x10>; };", pci=PCI)
    assert no(assign(state, "0000:00:03.0", "a")) == "EINVAL: 0000:00:03.0 is a bridge"
    words = f"EINVAL: Failed to assign device to d1: no enabled IOMMU protects {DISK}"
    assert no(assign(state, DISK, "a")) == words


# --- announce and withdraw ---


def test_a_function_is_withdrawn_and_announced_again() -> None:
    before = machine("", iommu="smmuv2", pci=PCI, dom0=True)
    assert knows(before, NIC)
    state = sound(withdraw(before, "dom0", NIC))
    assert not knows(state, NIC)
    assert str(owner_of(state, NIC)) == ""
    assert translated_for(state, 8) is None
    assert not reads(state, "dom0", 0x10000000)
    assert no(given(state, "a", NIC)) == f"ENODEV: {NIC} is not known"
    again = sound(announce(state, "dom0", NIC))
    assert again.log[len(before.log) :] == (f"PCI remove device {NIC}", f"PCI add device {NIC}")
    assert replace(again, log=before.log) == before
    assert announce(before, "dom0", NIC) == before


@pytest.mark.parametrize("call", [announce, withdraw])
def test_only_the_hardware_domain_speaks_about_functions(call: object) -> None:
    state = sound(create(machine(pci=PCI, dom0=True), DomainSpec("a")))
    answer = announce(state, "a", NIC) if call is announce else withdraw(state, "a", NIC)
    assert no(answer) == "EPERM: a is not the hardware domain"
    answer = announce(state, "b", NIC) if call is announce else withdraw(state, "b", NIC)
    assert no(answer) == "ESRCH: there is no domain b"


@pytest.mark.parametrize("name", ["0000:09:00.0", "nonsense", RTC])
def test_a_function_that_does_not_exist_is_neither_announced_nor_withdrawn(name: str) -> None:
    state = machine(pci=PCI, dom0=True)
    assert no(announce(state, "dom0", name)) == f"ENODEV: {name} does not answer"
    assert no(withdraw(state, "dom0", name)) == f"ENODEV: {name} is not known"


def test_a_function_that_a_guest_holds_is_not_withdrawn() -> None:
    state = sound(given(machine("", iommu="smmuv2", pci=PCI, dom0=True), "a", NIC))
    assert no(withdraw(state, "dom0", NIC)) == f"EBUSY: {NIC} is assigned to domain 1"
    quarantined = sound(destroy(state, "a"))
    assert not knows(sound(withdraw(quarantined, "dom0", NIC)), NIC)


def test_a_function_is_not_announced_behind_a_guests_requester() -> None:
    functions = (function(NIC), function(DISK))
    state = machine("&pcie { iommu-map-mask = <0xff00>; };", iommu="smmuv2", pci=functions, dom0=True)
    state = sound(given(sound(withdraw(state, "dom0", DISK)), "a", NIC))
    assert no(announce(state, "dom0", DISK)) == f"EBUSY: stream 0x0 of {DISK} is already used by domain 1"


def test_a_master_without_registers_is_marked_like_any_other() -> None:
    state = controlled('/ { m { compatible = "x,master"; iommus = <&smmu 0x5>; }; };')
    assert no(assign(state, "/m", "a")) == "EINVAL: /m is not marked xen,passthrough"


def test_an_unprotected_function_stays_with_its_living_domain() -> None:
    fragment = "&pcie { /delete-property/ iommu-map; };"
    state = machine(fragment, iommu="smmuv2", pci=(function(NIC),), dom0=True)
    state = sound(given(state, "a", NIC, forced=True, direct_map=True))
    words = f"EOPNOTSUPP: no enabled IOMMU protects {NIC}, so nothing stops its requests"
    assert no(deassign(state, NIC, "a")) == words


def test_no_request_reaches_memory_given_back_while_a_domain_is_destroyed() -> None:
    state = sound(given(machine(BEHIND, iommu="smmuv2", dom0=True), "a", RTC))
    states = destruction(state, "a")
    assert isinstance(states, tuple)
    assert states[0] == state
    assert states[-1] == destroy(state, "a")
    assert [lapses(each) for each in states] == [()] * len(states)


def test_memory_that_goes_first_is_a_lapse(monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = (memory_returns, *RELEASE)
    monkeypatch.setattr(import_module("reqtrace.hypervisor.control.destruction"), "RELEASE", hasty)
    state = sound(given(machine(BEHIND, iommu="smmuv2", dom0=True), "a", RTC))
    states = destruction(state, "a")
    assert isinstance(states, tuple)
    assert [lapse[:5] for each in states for lapse in lapses(each)] == ["I-10:"]


def test_a_device_is_assigned_once_until_it_is_taken_back() -> None:
    state = sound(given(machine(BEHIND, iommu="smmuv2", dom0=True), "a", RTC))
    assert no(assign(state, RTC, "a")) == f"EBUSY: {RTC} is already assigned to domain 1"
    state = sound(assign(state, GPIO, "a"))
    assert no(assign(state, GPIO, "a")) == f"EBUSY: {GPIO} is already assigned to domain 1"
    state = sound(deassign(state, GPIO, "a"))
    assert GPIO not in state.listed
    state = sound(destroy(sound(assign(state, GPIO, "a")), "a"))
    assert not state.listed
