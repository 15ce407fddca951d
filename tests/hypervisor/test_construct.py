# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

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
    asked,
    function,
    given,
    host,
    machine,
    no,
    sound,
    tree,
)

from reqtrace.hypervisor import (
    DomainSpec,
    PciFunction,
    Refused,
    State,
    boot,
    create,
    dma_reaches,
    masters,
    owner_of,
    reads,
    routed_to,
    runs,
    sees,
    skip_number,
    translated_for,
)
from reqtrace.hypervisor.machine.memory import GUEST_MEMORY

FORCE = "xen,force-assign-without-iommu;"
PLAIN = f"&{{{RTC}}} {{ /delete-property/ interrupts; }};\n{MARKED}"
VIRTIO = "/virtio_mmio@a000000"
VIRTIO_PAGE = "".join(f"&{{/virtio_mmio@a000{n * 2:x}00}} {{ xen,passthrough; }};\n" for n in range(8))


def mapped(host: int = 0x9010000, size: int = 0x1000, guest: int = 0x9010000, more: str = "") -> str:
    """A node with one range of registers."""
    high, low = guest >> 32, guest & 0xFFFFFFFF
    return f"a {{ xen,reg = <{host >> 32:#x} {host & 0xFFFFFFFF:#x} 0 {size:#x} {high:#x} {low:#x}>; {FORCE} {more} }};"


def named(path: str = RTC, **more: int) -> str:
    """The same with a path."""
    return mapped(**more, more=f'xen,path = "{path}";')


# --- the sample everybody reads first ---


def test_a_timer_goes_to_the_first_domain_and_is_refused_to_the_second() -> None:
    state = sound(given(machine(), "a", RTC, forced=True))
    assert runs(state, "a")
    assert reads(state, "a", 0x9010FE0)
    assert routed_to(state, 34) == "a"
    assert str(owner_of(state, RTC)) == "a"
    assert no(given(state, "b", RTC, forced=True)) == "EBUSY: IRQ 34 is already used by domain 1"
    assert not runs(state, "b")
    assert not reads(state, "b", 0x9010000)


def test_two_domains_have_a_device_each() -> None:
    state = sound(given(sound(given(machine(), "a", RTC, forced=True)), "b", GPIO, forced=True))
    assert (reads(state, "a", 0x9030000), reads(state, "b", 0x9030000)) == (False, True)
    assert (routed_to(state, 34), routed_to(state, 39)) == ("a", "b")


def test_numbers_count_domains_and_a_refused_one_may_use_up_its() -> None:
    state = skip_number(machine())
    state = sound(create(state, DomainSpec("a")))
    assert {number: domain.name for number, domain in state.domains.items()} == {2: "a"}


@pytest.mark.parametrize(
    ("name", "words"),
    [("a", "EEXIST: there is already a domain a"), ("dom0", "EEXIST: there is already a domain dom0")],
)
def test_a_name_is_used_once(name: str, words: str) -> None:
    assert no(create(sound(create(machine(dom0=True), DomainSpec("a"))), DomainSpec(name))) == words


def test_after_boot_it_is_the_control_domain_that_asks() -> None:
    assert no(create(machine(), DomainSpec("a"), at_boot=False)) == "EPERM: there is no control domain"
    sound(create(machine(dom0=True), DomainSpec("a"), at_boot=False))


def test_memory_ends() -> None:
    state = machine()
    count = 0
    while isinstance(answer := create(state, DomainSpec(f"d{count}")), State):
        state, count = answer, count + 1
    assert no(answer) == f"ENOMEM: no memory is left for d{count}"
    assert count == (0x80000000 - (128 << 20)) // GUEST_MEMORY
    sound(state)


# --- registers ---


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (mapped(0x40000000, guest=0x50000000), "access to 0x40000000 - 0x40000fff: /memory@40000000 is memory"),
        (mapped(0x8000000), "access to 0x8000000 - 0x8000fff: /intc@8000000 is the interrupt controller"),
        (mapped(0x9000000), "access to 0x9000000 - 0x9000fff: /pl011@9000000 is the console of Xen"),
        (mapped(0x5F000000), "access to 0x5f000000 - 0x5f000fff: /smmu@5f000000 is the IOMMU"),
        (mapped(0x4010000000), "access to 0x4010000000 - 0x4010000fff: /pcie@10000000 is the PCI host bridge"),
        (named(host=0x40000000), "access to 0x40000000 - 0x40000fff: /memory@40000000 is memory"),
    ],
)
def test_what_xen_keeps_is_never_given(node: str, words: str) -> None:
    for fragment in (MARKED, MARKED + '&smmu { status = "disabled"; };'):
        answer = asked(machine(fragment, iommu="smmuv2"), "a", node, direct_map=True)
        assert no(answer) == f"EPERM: Unable to permit to dom1 {words}"


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (named("/nosuch@1"), "Couldn't find node /nosuch@1 in host_dt!"),
        (named(""), "Couldn't find node  in host_dt!"),
        (
            named(host=0x9030000),
            f"Unable to permit to dom1 access to 0x9030000 - 0x9030fff: it is not part of {RTC}",
        ),
        (
            named(size=0x2000),
            f"Unable to permit to dom1 access to 0x9010000 - 0x9011fff: it is not part of {RTC}",
        ),
        (
            mapped(0x3000000000),
            "Unable to permit to dom1 access to 0x3000000000 - 0x3000000fff: the host has no device there",
        ),
        (
            mapped(size=0x2000),
            "Unable to permit to dom1 access to 0x9010000 - 0x9011fff: the host has no device there",
        ),
        (named("/flash@0", host=0), "/flash@0 is not marked xen,passthrough"),
        (mapped(0), "/flash@0 is not marked xen,passthrough"),
        (
            named(guest=0x40400000),
            "Failed to map 0000000009010000 to the guest at0000000040400000: its memory is there",
        ),
        (
            named(guest=0x3001000),
            "Failed to map 0000000009010000 to the guest at0000000003001000: its interrupt controller is there",
        ),
        (named(guest=0x22000000), "Failed to map 0000000009010000 to the guest at0000000022000000: its UART is there"),
        (
            named() + named(GPIO, host=0x9030000).replace("a {", "b {", 1),
            "Failed to map 0000000009030000 to the guest at0000000009010000: 0x9010000 is there",
        ),
    ],
)
def test_registers_are_the_devices_own_and_seen_where_nothing_else_is(node: str, words: str) -> None:
    assert no(asked(machine(), "a", node)) == f"EINVAL: {words}"


def test_two_ranges_of_one_node_do_not_share_a_guest_page() -> None:
    two = "<0 0x9010000 0 0x1000 0 0x50000000>, <0 0x9030000 0 0x1000 0 0x50000000>"
    words = "EINVAL: Failed to map 0000000009030000 to the guest at0000000050000000: 0x9010000 is there"
    assert no(asked(machine(), "a", f"a {{ xen,reg = {two}; {FORCE} }};")) == words


@pytest.mark.parametrize("guest", [1 << 44, 1 << 48, (1 << 64) - 0x1000])
def test_a_guest_address_lies_in_the_ipa_space(guest: int) -> None:
    assert (
        no(asked(machine(), "a", named(guest=guest)))
        == f"EFAULT: Failed to map 0000000009010000 to the guest at{guest:016x}"
    )


def test_the_last_page_of_the_ipa_space_is_good() -> None:
    last = (1 << 44) - 0x1000
    assert reads(sound(asked(machine(), "a", named(guest=last))), "a", last)


def test_a_moved_device_is_seen_there_and_not_at_home() -> None:
    state = sound(asked(machine(), "a", named(guest=0x50000000)))
    assert reads(state, "a", 0x50000FFF)
    assert not reads(state, "a", 0x50001000)
    assert not reads(state, "a", 0x9010000)
    assert routed_to(state, 34) == "a"


def test_a_direct_mapped_domain_sees_gic_uart_and_memory_where_the_host_has_them() -> None:
    state = machine()
    assert "its interrupt controller" in no(asked(state, "a", named(guest=0x8000000), direct_map=True))
    assert "its UART" in no(asked(state, "a", named(guest=0x9000000), direct_map=True))
    assert "its memory" in no(asked(state, "a", named(guest=0x48000000), direct_map=True))
    sound(asked(state, "a", named(guest=0x22000000), direct_map=True))


def test_an_alias_names_the_same_device() -> None:
    state = machine(MARKED + f'/ {{ aliases {{ rtc0 = "{RTC}"; }}; }};')
    state = sound(asked(state, "a", named()))
    assert no(asked(state, "b", named("rtc0"))) == "EBUSY: IRQ 34 is already used by domain 1"


# --- marking, and page neighbours ---


@pytest.mark.parametrize("dom0", [True, False])
def test_a_device_that_is_not_marked_is_not_given(dom0: bool) -> None:
    words = f"EINVAL: {RTC} is not marked xen,passthrough"
    assert no(asked(machine("", dom0=dom0), "a", named())) == words
    assert no(asked(machine("", dom0=dom0), "a", mapped())) == words


def test_a_page_neighbour_that_is_not_marked_forbids_the_page() -> None:
    state = machine(f"&{{{VIRTIO}}} {{ xen,passthrough; }};", dom0=True)
    words = f"EINVAL: /virtio_mmio@a000200, in a page of {VIRTIO}, is not marked xen,passthrough"
    assert no(given(state, "a", VIRTIO, forced=True, direct_map=True)) == words


def test_a_page_gives_every_device_in_it() -> None:
    state = sound(given(machine(VIRTIO_PAGE), "a", VIRTIO, forced=True, direct_map=True))
    assert {str(owner_of(state, f"/virtio_mmio@a000{n * 2:x}00")) for n in range(8)} == {"a"}
    assert str(owner_of(state, "/virtio_mmio@a001000")) == ""
    assert routed_to(state, 48) == "a"
    assert routed_to(state, 49) is None
    words = "EBUSY: IRQ 48 is already used by domain 1"
    assert no(given(state, "b", "/virtio_mmio@a000200", forced=True, direct_map=True)) == words


def test_two_devices_of_a_page_go_to_one_domain() -> None:
    state = sound(given(machine(VIRTIO_PAGE), "a", VIRTIO, "/virtio_mmio@a000200", forced=True, direct_map=True))
    assert (routed_to(state, 48), routed_to(state, 49)) == ("a", "a")


# --- exclusive use ---


def test_registers_without_a_path_are_exclusive_too() -> None:
    state = machine(PLAIN)
    state = sound(asked(state, "a", mapped()))
    assert str(owner_of(state, RTC)) == "a"
    assert no(asked(state, "b", mapped())) == f"EBUSY: {RTC} is already assigned to domain 1"
    assert no(asked(state, "b", named())) == f"EBUSY: {RTC} is already assigned to domain 1"


def test_registers_without_a_path_bring_no_interrupt_and_let_nobody_else_have_it() -> None:
    state = sound(asked(machine(), "a", mapped()))
    assert routed_to(state, 34) is None
    assert no(asked(state, "b", named())) == "EBUSY: IRQ 34 is already used by domain 1"


def test_a_shared_line_goes_to_one_domain() -> None:
    state = machine(MARKED + f"&{{{GPIO}}} {{ interrupts = <0 2 4>; }};")
    sound(given(state, "a", RTC, GPIO, forced=True))
    state = sound(given(state, "a", RTC, forced=True))
    assert no(given(state, "b", GPIO, forced=True)) == "EBUSY: IRQ 34 is already used by domain 1"


def test_a_line_of_dom0_or_of_xen_is_taken() -> None:
    dom0s = machine(f"&{{{RTC}}} {{ xen,passthrough; interrupts = <0 7 4>; }};", dom0=True)
    assert no(given(dom0s, "a", RTC, forced=True)) == "EBUSY: IRQ 39 is already used by domain 0"
    xens = machine(f"&{{{RTC}}} {{ xen,passthrough; interrupts = <0 1 4>; }};")
    assert no(given(xens, "a", RTC, forced=True)) == "EBUSY: IRQ 33 is already used by Xen"


# --- DMA ---


def test_a_protected_device_is_translated_with_force_and_without() -> None:
    for forced in (False, True):
        state = sound(given(machine(BEHIND, iommu="smmuv2"), "a", RTC, forced=forced))
        assert translated_for(state, 0x10) == "a"
        assert translated_for(state, 0x11) is None
        assert dma_reaches(state, RTC, "a")


def test_dma_of_a_protected_device_reaches_its_holder_only() -> None:
    state = sound(given(machine(BEHIND, iommu="smmuv2", dom0=True), "a", RTC))
    state = sound(given(state, "b", GPIO))
    assert [dma_reaches(state, RTC, name) for name in ("a", "b", "dom0")] == [True, False, False]
    assert no(given(state, "c", RTC)) == "EBUSY: IRQ 34 is already used by domain 1"


def test_a_protected_device_without_interrupt_is_exclusive() -> None:
    state = machine(BEHIND + f"&{{{RTC}}} {{ /delete-property/ interrupts; }};", iommu="smmuv2")
    state = sound(given(state, "a", RTC))
    assert no(given(state, "b", RTC)) == f"EBUSY: {RTC} is already assigned to domain 1"
    assert translated_for(state, 0x10) == "a"


@pytest.mark.parametrize(
    ("iommus", "words"),
    [
        ("<&smmu 0x7fff>", None),
        ("<&smmu 0x8000>", "stream 0x8000 of /pl031@9010000 is beyond the 15 bits of /smmu@5f000000"),
        ("<&smmu 0x8010>", "stream 0x8010 of /pl031@9010000 is beyond the 15 bits of /smmu@5f000000"),
    ],
)
def test_a_stream_id_fits_its_iommu(iommus: str, words: str | None) -> None:
    answer = given(machine(f"&{{{RTC}}} {{ xen,passthrough; iommus = {iommus}; }};", iommu="smmuv2"), "a", RTC)
    assert words is None or no(answer) == f"ERANGE: {words}"
    assert words is not None or sound(answer)


def test_a_shared_stream_goes_to_one_domain() -> None:
    state = machine(BEHIND + f"&{{{GPIO}}} {{ iommus = <&smmu 0x10>; }};", iommu="smmuv2")
    both = sound(given(state, "a", RTC, GPIO))
    assert translated_for(both, 0x10) == "a"
    state = sound(given(state, "a", RTC))
    words = "EBUSY: stream 0x10 of /pl061@9030000 is already used by domain 1"
    assert no(given(state, "b", GPIO)) == words


def test_masks_do_not_overlap() -> None:
    state = machine(BEHIND + f"&{{{GPIO}}} {{ iommus = <&smmu 0x30010>; }};", iommu="smmuv2")
    words = "EINVAL: stream 0x10 with mask 0x3 of /pl061@9030000 overlaps stream 0x10"
    assert no(given(state, "a", RTC, GPIO)) == words
    assert translated_for(sound(given(state, "a", GPIO)), 0x13) == "a"
    assert no(given(sound(given(state, "a", RTC)), "b", GPIO)) == words.replace("d1", "d2")


def test_stream_mapping_entries_end() -> None:
    def many(count: int) -> str:
        entries = ", ".join(f"<&smmu {n:#x}>" for n in range(count))
        return f"&{{{RTC}}} {{ xen,passthrough; iommus = {entries}; }};"

    sound(given(machine(many(16), iommu="smmuv2"), "a", RTC))
    words = "ENOSPC: /smmu@5f000000 has no stream mapping entry left"
    assert no(given(machine(many(17), iommu="smmuv2"), "a", RTC)) == words


def test_a_device_is_behind_one_iommu() -> None:
    state = machine(f"{OTHER_SMMU}&{{{RTC}}} {{ xen,passthrough; iommus = <&smmu 1>, <&other 1>; }};", iommu="smmuv2")
    assert no(given(state, "a", RTC)) == f"EINVAL: {RTC} is behind more than one IOMMU"


NO_IOMMU = [(MARKED, {}), (BEHIND + '&smmu { status = "disabled"; };', {"iommu": "smmuv2"})]
NO_IOMMU += [(BEHIND, {"iommu": "smmuv2", "command_line": "iommu=no"})]


@pytest.mark.parametrize(("fragment", "more"), NO_IOMMU)
def test_an_unprotected_device_needs_consent(fragment: str, more: dict) -> None:
    state = machine(fragment, **more)
    words = "EINVAL: Failed to assign device to d1: no enabled IOMMU protects /pl031@9010000"
    assert no(given(state, "a", RTC)) == words


@pytest.mark.parametrize(
    ("direct_map", "trusted", "words"),
    [
        (False, True, "EPERM: /fw-cfg@9020000 has DMA without an IOMMU, and d1 is not direct-mapped"),
        (True, False, "EPERM: /fw-cfg@9020000 has DMA without an IOMMU, and d1 is not trusted"),
        (True, True, None),
    ],
)
def test_dma_without_an_iommu_is_for_direct_mapped_trusted_domains(
    direct_map: bool, trusted: bool, words: str | None
) -> None:
    for node in (named(FW_CFG, host=0x9020000, guest=0x9020000), mapped(0x9020000, guest=0x9020000)):
        answer = asked(machine(), "a", node, direct_map=direct_map, trusted=trusted)
        if words is not None:
            assert no(answer) == words
        else:
            assert dma_reaches(sound(answer), FW_CFG, "a")


def test_dma_without_an_iommu_reaches_everybody() -> None:
    state = sound(given(machine(dom0=True), "a", FW_CFG, forced=True, direct_map=True))
    state = sound(create(state, DomainSpec("b")))
    assert [dma_reaches(state, FW_CFG, name) for name in ("a", "b", "dom0", "nobody")] == [True, True, True, False]


# --- PCI functions ---


def pci(more: str = "", **options) -> State:
    return machine(more, iommu="smmuv2", pci=PCI, **options)


@pytest.mark.parametrize("dom0", [True, False])
def test_a_function_behind_the_iommu_is_given(dom0: bool) -> None:
    state = sound(given(pci(dom0=dom0), "a", NIC))
    assert str(owner_of(state, NIC)) == "a"
    assert translated_for(state, 8) == "a"
    assert routed_to(state, 35) == "a"
    assert reads(state, "a", 0x10003FFF)
    assert not reads(state, "dom0", 0x10000000)
    assert sees(state, "a", NIC)
    assert not sees(state, "a", DISK)
    assert masters(state, NIC)
    assert str(owner_of(state, DISK)) == ("dom0" if dom0 else "DOMID_IO")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("0000:09:00.0", "ENODEV: 0000:09:00.0 is not known"),
        ("0000:00:03.0", "EINVAL: 0000:00:03.0 is a bridge"),
    ],
)
def test_only_a_known_endpoint_is_given(name: str, words: str) -> None:
    assert no(given(pci(), "a", name)) == words


def test_a_function_is_given_once() -> None:
    state = sound(given(pci(), "a", NIC))
    assert no(given(state, "b", NIC)) == f"EBUSY: {NIC} is already assigned to domain 1"
    twice = tree("/dts-v1/; / { passthrough { xen,pci-assigned = <0 0 8>, <0 0 8>; }; };")
    assert no(create(pci(), DomainSpec("a", twice))) == f"EBUSY: {NIC} is already assigned to domain 1"


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        (function(NIC, bar=0x40000000), "EPERM: Unable to permit to dom1 access to 0x40000000 - 0x40003fff: /memory"),
        (
            function(NIC, bar=0x3002000),
            "EINVAL: Failed to map 0000000003002000 to the guest at0000000003002000: its inter",
        ),
        (function(NIC, bar=1 << 44), "EFAULT: Failed to map 0000100000000000 to the guest at0000100000000000"),
        (function("0000:80:01.0"), "ERANGE: stream 0x8008 of 0000:80:01.0 is beyond the 15 bits of /smmu@5f000000"),
    ],
)
def test_a_function_obeys_the_rules_of_registers_and_streams(odd: PciFunction, words: str) -> None:
    assert no(given(boot(host("", iommu="smmuv2", pci=(odd,)), dom0=None), "a", str(odd.sbdf))).startswith(words)


def test_every_function_takes_a_stream_mapping_entry() -> None:
    functions = tuple(function(f"0000:00:{n + 1:02x}.0") for n in range(17))
    state = machine("", iommu="smmuv2", pci=functions)
    state = sound(given(state, "a", *(str(each.sbdf) for each in functions[:16])))
    assert no(given(state, "b", "0000:00:11.0")) == "ENOSPC: /smmu@5f000000 has no stream mapping entry left"


FIRST, SECOND = "0000:00:04.0", "0000:00:05.0"


@pytest.mark.parametrize(
    ("functions", "words"),
    [
        (
            (function(FIRST, line=40), function(SECOND, line=40)),
            "IRQ 40 is already used by domain 1",
        ),
        (
            (function(FIRST, bar=0x10000000, size=0x800), function(SECOND, bar=0x10000800, size=0x800)),
            "0x10000000+0x1000 is already mapped into domain 1",
        ),
        (
            (function("0000:00:04.0"), function("0000:00:04.1")),
            "0000:00:04.0, of the same isolation group as 0000:00:04.1, belongs to domain 1",
        ),
    ],
)
@pytest.mark.parametrize("dom0", [True, False])
def test_what_two_functions_share_goes_to_one_domain(functions: tuple, words: str, dom0: bool) -> None:
    first, second = (str(each.sbdf) for each in functions)
    state = machine("", iommu="smmuv2", pci=functions, dom0=dom0)
    sound(given(state, "a", first, second))
    assert no(given(sound(given(state, "a", first)), "b", second)) == f"EBUSY: {words}"


def test_a_shared_requester_goes_to_one_domain() -> None:
    functions = (function(FIRST), function(SECOND))
    state = machine("&pcie { iommu-map-mask = <0xff00>; };", iommu="smmuv2", pci=functions, dom0=True)
    both = sound(given(state, "a", FIRST, SECOND))
    assert no(given(both, "b", SECOND)) == f"EBUSY: {SECOND} is already assigned to domain 1"
    assert no(given(state, "a", FIRST)) == f"ERANGE: stream 0x0 of {FIRST} is that of {SECOND} too"
    alone = machine("&pcie { iommu-map-mask = <0xff00>; };", iommu="smmuv2", pci=functions)
    quarantined = sound(given(alone, "a", FIRST))
    assert not dma_reaches(quarantined, SECOND, "a")


def test_a_function_shares_no_line_with_a_platform_device_of_another_domain() -> None:
    state = machine(BEHIND, iommu="smmuv2", pci=(function(NIC, line=34),))
    state = sound(given(state, "a", RTC))
    assert no(given(state, "b", NIC)) == "EBUSY: IRQ 34 is already used by domain 1"


def test_a_page_with_a_function_and_a_platform_device_is_given_to_nobody() -> None:
    state = machine(BEHIND, iommu="smmuv2", pci=(function(NIC, bar=0x9020800, size=0x800),))
    assert no(given(state, "a", NIC)) == f"EBUSY: {FW_CFG} stands in a page of {NIC}"
    words = f"EINVAL: {NIC}, in a page of {FW_CFG}, is not marked xen,passthrough"
    assert no(given(state, "a", FW_CFG, forced=True, direct_map=True)) == words


@pytest.mark.parametrize("more", [{}, {"iommu": "smmuv2", "command_line": "iommu=off"}])
@pytest.mark.parametrize(
    ("forced", "spec", "words"),
    [
        (False, {"direct_map": True}, f"EINVAL: Failed to assign device to d1: no enabled IOMMU protects {NIC}"),
        (True, {}, f"EPERM: {NIC} has DMA without an IOMMU, and d1 is not direct-mapped"),
        (True, {"direct_map": True, "trusted": False}, f"EPERM: {NIC} has DMA without an IOMMU, and d1 is not trusted"),
        (True, {"direct_map": True}, None),
    ],
)
def test_a_function_without_iommu_follows_the_rules_of_dma(
    more: dict, forced: bool, spec: dict, words: str | None
) -> None:
    answer = given(boot(host("", pci=PCI, **more), dom0=None), "a", NIC, forced=forced, **spec)
    if words is not None:
        assert no(answer) == words
    else:
        assert masters(sound(answer), NIC)
        assert dma_reaches(sound(answer), NIC, "a")


# --- atomicity ---


# [utest->dsn~creation_gives_all_or_nothing~1]
def test_a_later_device_that_is_refused_takes_the_earlier_ones_with_it() -> None:
    before = sound(given(machine(), "a", GPIO, forced=True))
    assert no(given(before, "b", RTC, GPIO, forced=True)) == "EBUSY: IRQ 39 is already used by domain 1"
    assert before == sound(given(machine(), "a", GPIO, forced=True))
    sound(given(before, "c", RTC, forced=True))


HALF = """
/ { smmu2: second@5f100000 {
    compatible = "arm,mmu-500"; reg = <0x0 0x5f100000 0x0 0x10000>; #iommu-cells = <1>; STATUS
}; };
&{/pl031@9010000} { xen,passthrough; iommus = <&smmu 0x10>, <&smmu2 0x11>; };
"""


@pytest.mark.parametrize("status", ["", 'status = "disabled";'])
@pytest.mark.parametrize(("forced", "direct_map"), [(False, False), (True, True)])
def test_a_device_behind_two_iommus_is_refused_be_one_disabled_or_not(
    status: str, forced: bool, direct_map: bool
) -> None:
    state = machine(HALF.replace("STATUS", status), iommu="smmuv2")
    words = f"EINVAL: {RTC} is behind more than one IOMMU"
    assert no(given(state, "a", RTC, forced=forced, direct_map=direct_map)) == words


def test_a_device_whose_iommu_is_nowhere_is_not_protected() -> None:
    state = machine("&{/pl031@9010000} { xen,passthrough; iommus = <0x7fff 0x5>; };", iommu="smmuv2")
    words = f"EINVAL: Failed to assign device to d1: no enabled IOMMU protects {RTC}"
    assert no(given(state, "a", RTC)) == words


# [utest->dsn~refusals_name_requirements~1]
@pytest.mark.parametrize(
    ("fragment", "device", "forced", "requirement"),
    [
        ("", RTC, True, "assign_non_dma_platform_device"),
        ("&{/pl031@9010000} { /delete-property/ interrupts; };", RTC, True, "assign_interrupt_less_platform_device"),
        ("", FW_CFG, True, "assign_dma_platform_device_without_iommu"),
        ("&{/pl031@9010000} { iommus = <&smmu 0x10>; };", RTC, False, "assign_dma_platform_device_with_iommu"),
    ],
)
def test_a_refusal_names_the_requirement_that_the_assignment_falls_under(
    fragment: str, device: str, forced: bool, requirement: str
) -> None:
    refused = given(machine(fragment, iommu="smmuv2"), "a", device, forced=forced)
    assert isinstance(refused, Refused)
    assert (refused.errno.name, refused.source) == ("EINVAL", f"XenSSR~{requirement}~1")


@pytest.mark.parametrize(("protection", "bus"), [("", "with"), ("&pcie { /delete-property/ iommu-map; };", "without")])
def test_a_refusal_of_a_function_names_a_requirement_on_functions(protection: str, bus: str) -> None:
    state = machine(protection, iommu="smmuv2", pci=(function(NIC, bar=0x9000000),))
    refused = given(state, "a", NIC, forced=True, direct_map=True)
    assert isinstance(refused, Refused)
    assert refused.source == f"XenSSR~assign_pci_device_{bus}_iommu~1"


@pytest.mark.parametrize(
    ("host_at", "guest_at", "path", "requirement"),
    [
        (0x5F000000, 0x5F000000, "", "hide_iommu_from_domain"),
        (0x9000000, 0x9000000, "", "assign_interrupt_less_platform_device"),
        (0x9000000, 0x9000000, f'xen,path = "{RTC}";', "map_platform_device_mmio_region_ident"),
        (0x9800000, 0x9800000, "", "assign_interrupt_less_platform_device"),
        (0x9030000, 0x9030000, f'xen,path = "{RTC}";', "map_platform_device_mmio_region_ident"),
        (0x9010000, 0x22000000, f'xen,path = "{RTC}";', "map_platform_device_mmio_region_non_ident"),
    ],
)
def test_a_refusal_of_registers_names_the_requirement_that_says_so(
    host_at: int, guest_at: int, path: str, requirement: str
) -> None:
    nodes = f"d {{ xen,reg = <0 {host_at:#x} 0 0x1000 0 {guest_at:#x}>; {path} xen,force-assign-without-iommu; }};"
    refused = asked(machine(iommu="smmuv2"), "a", nodes)
    assert isinstance(refused, Refused)
    assert refused.source == f"XenSSR~{requirement}~1"


@pytest.mark.parametrize(("bar", "errno"), [(0x9000000, "EPERM"), (0x22000000, "EINVAL"), (1 << 44, "EFAULT")])
def test_a_bar_out_of_place_is_a_matter_of_functions(bar: int, errno: str) -> None:
    refused = given(machine("", iommu="smmuv2", pci=(function(NIC, bar=bar, size=0x1000),)), "a", NIC)
    assert isinstance(refused, Refused)
    assert (refused.errno.name, refused.source) == (errno, "XenSSR~assign_pci_device_with_iommu~1")


def test_streams_of_functions_are_a_matter_of_functions() -> None:
    wide = given(
        machine("&pcie { iommu-map = <0 &smmu 0x8000 0x1000>; };", iommu="smmuv2", pci=(function(NIC),)), "a", NIC
    )
    assert isinstance(wide, Refused)
    assert (wide.errno.name, wide.source) == ("ERANGE", "XenSSR~assign_pci_device_with_iommu~1")
    state = machine("&{/pl031@9010000} { xen,passthrough; iommus = <&smmu 8>; };", iommu="smmuv2", pci=(function(NIC),))
    taken = given(sound(given(state, "a", RTC)), "b", NIC)
    assert isinstance(taken, Refused)
    assert (taken.errno.name, taken.source) == ("EBUSY", "XenSSR~forbid_same_pci_device_assignment~1")
