# SPDX-License-Identifier: Apache-2.0
"""What stands against one guest: all of it, each with requirement, place and way out."""

from __future__ import annotations

import re

import pytest
from drafts import FORCED, FW_CFG, GPIO, MARKS, RTC, SMMU, guest, host, node, refused, told

from reqtrace.hypervisor.control.bindings import BINDING
from reqtrace.hypervisor.control.domctl import ASSIGNABLE, IOMMU_CALL
from reqtrace.hypervisor.control.permissions import PERMISSION
from reqtrace.hypervisor.forecast.functions import NAMING
from reqtrace.hypervisor.forecast.judge import ALL_PAGES, HOSTLESS, LOST, NOT_ASKED, UNREAD
from reqtrace.hypervisor.forecast.settings import SETTINGS
from reqtrace.hypervisor.forecast.way_out import KNOWN, way_out
from reqtrace.hypervisor.rules import COPY, CREATION, DOMCTL, PCI, PCI_LIST, PLATFORM
from reqtrace.hypervisor.tree.tree_source import Place

PLAT_X = "XenSSR~forbid_same_platform_device_assignment~1"
IDENT, MOVED = "XenSSR~map_platform_device_mmio_region_ident~1", "XenSSR~map_platform_device_mmio_region_non_ident~1"
IL_A, ND_A = "XenSSR~assign_interrupt_less_platform_device~1", "XenSSR~assign_non_dma_platform_device~1"
DI_A = "XenSSR~assign_dma_platform_device_with_iommu~1"
DN_A = "XenSSR~assign_dma_platform_device_without_iommu~1"
HIDE = "XenSSR~hide_iommu_from_domain~1"
FORBIDDEN = "Unable to permit to dom1 access to"
UNALIGNED = "DomU passthrough config has not page aligned addresses/sizes"
BEHIND = MARKS + SMMU + f"&{{{RTC}}} {{ iommus = <&smmu 0x10>; }};"


def test_a_guest_that_asks_for_what_it_may_have_is_created() -> None:
    answer = told(guest("a", node(RTC)), on=host())
    assert (refused(answer), answer.ok, answer.guests[0].created) == ([], True, True)


@pytest.mark.parametrize(
    ("asked", "errno", "message", "requirement", "written"),
    [
        ("a { xen,path = 'x'; };".replace("'", '"'), "EINVAL", "xen,reg or xen,path missing for d1", IL_A, "xen,path"),
        (
            "a { xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; };",
            "EINVAL",
            "xen,reg or xen,path missing for d1",
            IL_A,
            "xen,reg",
        ),
        (node(register="0 0x9010000 0 0x800 0 0x9010000"), "EINVAL", UNALIGNED, IDENT, "xen,reg"),
        (node(register="0 0x9010800 0 0x1000 0 0x9010000"), "EINVAL", UNALIGNED, MOVED, "xen,reg"),
        (
            node(register="0 0x9010000 0 0 0 0x9010000"),
            "EINVAL",
            "/passthrough/pl031@9010000: xen,reg names no page at 0x9010000",
            IDENT,
            "xen,reg",
        ),
        (
            node(register="0 0x9010000 0"),
            "EINVAL",
            "/passthrough/pl031@9010000: the last tuple of xen,reg is incomplete, 12 bytes of it are there",
            IDENT,
            "xen,reg",
        ),
        (
            node(register="0 0x8000000 0 0x1000 0 0x8000000"),
            "EPERM",
            f"{FORBIDDEN} 0x8000000 - 0x8000fff: /intc@8000000 is the interrupt controller",
            IDENT,
            "xen,reg",
        ),
        (
            node(register="0 0x9030000 0 0x1000 0 0x9030000"),
            "EINVAL",
            f"{FORBIDDEN} 0x9030000 - 0x9030fff: it is not part of {RTC}",
            IDENT,
            "xen,reg",
        ),
        (
            node("b@b000000"),
            "EINVAL",
            f"{FORBIDDEN} 0xb000000 - 0xb000fff: the host has no device there",
            IL_A,
            "xen,reg",
        ),
        (
            node(register="0 0x9010000 0 0x1000 0 0x40000000"),
            "EINVAL",
            "Failed to map 0000000009010000 to the guest at0000000040000000: its memory is there",
            MOVED,
            "xen,reg",
        ),
        (
            node(register="0 0x9010000 0 0x1000 0x1000 0"),
            "EFAULT",
            "Failed to map 0000000009010000 to the guest at0000100000000000",
            MOVED,
            "xen,reg",
        ),
        (node(more=""), "EINVAL", f"Failed to assign device to d1: no enabled IOMMU protects {RTC}", ND_A, "xen,path"),
        (node(FW_CFG), "EPERM", f"{FW_CFG} has DMA without an IOMMU, and d1 is not direct-mapped", DN_A, "xen,force"),
        (
            node(more=f"{FORCED} iommus = <1 2>;"),
            "EINVAL",
            f"/passthrough{RTC} has the property iommus, which no domain may see",
            HIDE,
            "iommus",
        ),
    ],
)
def test_a_refusal_says_why_by_what_and_where(
    asked: str, errno: str, message: str, requirement: str, written: str
) -> None:
    answer = told(guest("a", asked), on=host())
    refusal = next(each for each in answer.guests[0].refusals if each.message == message)
    assert (refusal.errno.name, refusal.requirement) == (errno, requirement)
    assert refusal.place == Place("a.dts", 5, asked.index(written) + 1)
    assert not answer.ok


def test_a_path_that_the_host_does_not_have_names_both_files_and_what_is_like_it() -> None:
    answer = told(guest("a", node("/axi/pl031@9010000")), on=host())
    assert refused(answer) == [
        (
            "EINVAL",
            "a.dts: couldn't find node /axi/pl031@9010000 in host.dts "
            "(Xen: Couldn't find node /axi/pl031@9010000 in host_dt!)",
        )
    ]
    assert answer.guests[0].refusals[0].help == f"write the path as the host tree has it: {RTC}"


def test_an_alias_is_a_path() -> None:
    machine = host(MARKS + f'/ {{ aliases {{ rtc = "{RTC}"; }}; }};')
    asked = f'a {{ xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; xen,path = "rtc"; {FORCED} }};'
    assert told(guest("a", asked), on=machine).ok


def test_what_is_not_marked_is_told_once_with_its_place_in_the_hosts_tree() -> None:
    machine = host("")
    answer = told(guest("a", node(RTC)), on=machine)
    assert refused(answer) == [("EINVAL", f"{RTC} is not marked xen,passthrough")]
    assert answer.guests[0].refusals[0].device_place == machine.place(RTC)
    assert machine.place(RTC).line > 1


def test_all_that_is_wrong_is_told_and_not_only_the_first() -> None:
    answer = told(
        guest("a", node(RTC, more=""), node("/nosuch@b000000"), node(GPIO, "0 0x9030000 0 0x800 0 0x9030000")),
        on=host(),
    )
    assert [(refusal.subject, refusal.rule) for refusal in answer.guests[0].refusals] == [
        (f"/passthrough{RTC}", "assignment.iommu.consented"),
        ("/passthrough/nosuch@b000000", "assignment.ownership.node_found"),
        (f"/passthrough{GPIO}", "assignment.form.pages_aligned"),
    ]


def test_two_nodes_of_one_guest_can_not_be_seen_at_one_place() -> None:
    answer = told(guest("a", node(RTC), node(GPIO, "0 0x9030000 0 0x1000 0 0x9010000")), on=host())
    assert refused(answer) == [
        ("EINVAL", "Failed to map 0000000009030000 to the guest at0000000009010000: 0x9010000 is there")
    ]


def test_a_phandle_of_the_guests_interrupt_controller_is_told() -> None:
    answer = told(guest("a", node(RTC), more="x { phandle = <0xfde7>; };"), on=host())
    assert refused(answer) == [
        ("EOVERFLOW", "phandle 0xfde7 leaves none below that of the interrupt controller, 0xfde8")
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("nr_spis = <0>;", "invalid vIRQ number 34 for domain d1"),
        ('passthrough = "disabled";', "passthrough is disabled for a, and its tree names devices"),
        ("direct-map;", "direct-map is not valid for domain a without static allocation."),
    ],
)
def test_what_the_host_says_of_the_domain_counts(said: str, message: str) -> None:
    machine = host(MARKS + f'/ {{ chosen {{ a {{ compatible = "xen,domain"; {said} }}; }}; }};')
    assert [words for _, words in refused(told(guest("a", node(RTC), of=machine), on=machine))] == [message]


def test_a_direct_mapped_domain_takes_a_device_with_dma() -> None:
    said = "direct-map; xen,static-mem = <0 1>;"
    machine = host(MARKS + f'/ {{ chosen {{ a {{ compatible = "xen,domain"; {said} }}; }}; }};')
    assert told(guest("a", node(FW_CFG), of=machine), on=machine).ok


def test_the_command_line_of_xen_counts() -> None:
    asked = guest("a", node(RTC, more=""))
    assert told(asked, on=host(BEHIND)).ok
    off = '/ { chosen { xen,xen-bootargs = "iommu=no"; }; };'
    assert not told(asked, on=host(BEHIND + off)).ok


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("", "xen,pci-assigned property cannot be empty."),
        (" = <0 3>", "/passthrough/p: xen,pci-assigned is no list of <segment bus devfn>"),
        (" = <0 0x100 0>", "/passthrough/p: xen,pci-assigned names no function by <0x0 0x100 0x0>"),
    ],
)
def test_a_list_of_functions_is_judged_by_its_form(cells: str, message: str) -> None:
    answer = told(guest("a", f"p {{ xen,pci-assigned{cells}; }};"))
    assert refused(answer) == [("EINVAL", message)]
    assert answer.guests[0].refusals[0].place.column == 5


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ('pci = [ "03:00.0", "0000:03:00.0" ]', "0000:03:00.0 is named twice"),
        ('pci = [ "0000:03:00.*", "03:00.2@5" ]', "0000:03:00.2 is named twice"),
        ('pci = [ "bdf=0000:03:00.0,permissive=1", "permissive=1,bdf=3:0.0" ]', "0000:03:00.0 is named twice"),
        ('pci = [ "name=nic", "name=nic" ]', "name=nic is named twice"),
        ('pci = [ "03:00" ]', "unable to parse PCI BDF `03:00' for passthrough"),
        ('pci = [ "0000:03:2a.0" ]', "unable to parse PCI BDF `0000:03:2a.0' for passthrough"),
    ],
)
def test_functions_that_a_configuration_names_are_judged_by_their_names(config: str, message: str) -> None:
    answer = told(guest("a", config=f'name = "a"\n{config}'), on=host(BEHIND))
    assert [(refusal.message, refusal.place.line) for refusal in answer.guests[0].refusals] == [(message, 2)]


def test_a_function_is_named_once_in_a_guests_tree() -> None:
    answer = told(guest("a", "p { xen,pci-assigned = <0 3 0 0 3 0>; };"), on=host())
    refusal = answer.guests[0].refusals[0]
    assert refused(answer) == [("EBUSY", "0000:03:00.0 is named twice")]
    assert refusal.requirement == "XenSSR~forbid_same_pci_device_assignment~1"
    assert refusal.place == Place("a.dts", 5, 5)
    assert not told(guest("a", "p { xen,pci-assigned = <0 3 0>; };", "q { xen,pci-assigned = <0 3 0>; };")).ok


def test_how_many_streams_an_iommu_has_entries_for_is_not_known() -> None:
    streams = ", ".join(f"<&smmu {number}>" for number in range(100))
    machine = host(MARKS + SMMU + f"&{{{RTC}}} {{ iommus = {streams}; }};")
    assert told(guest("a", node(RTC)), on=machine).ok


def test_without_a_host_only_the_text_is_judged() -> None:
    assert told(guest("a", node("/anything@9010000", more=""))).ok
    answer = told(guest("a", node(register="0 0x9010000 0 0x800 0 0x9010000")))
    assert refused(answer) == [("EINVAL", UNALIGNED)]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (f'dtdev = [ "{RTC}" ]', "passthrough not supported on this platform"),
        (f'dtdev = [ "{RTC}" ]', f"no enabled IOMMU protects {RTC}"),
        (
            'dtdev = [ "/nosuch" ]',
            "a.cfg: couldn't find node /nosuch in host.dts (Xen: Couldn't find node /nosuch in host_dt!)",
        ),
        (f'passthrough = "disabled"\ndtdev = [ "{RTC}" ]', "passthrough is disabled, and dtdev names devices"),
        ('passthrough = "sync_pt"', 'passthrough = "sync_pt" is not supported on Arm'),
        ('passthrough = "enabled"', "passthrough not supported on this platform"),
        ('pci = [ "03:00.0" ]', "passthrough not supported on this platform"),
        ('passthrough = "disabled"\npci = [ "03:00.0" ]', "passthrough is disabled, and pci names functions"),
        (
            'iomem = [ "8000,1" ]',
            "dom0 is not permitted 0x8000000+0x1000: /intc@8000000 is the interrupt controller",
        ),
        ('iomem = [ "b000,1" ]', "dom0 is not permitted 0xb000000+0x1000: no device has it"),
        ('iomem = [ "9020,1" ]', f"{FW_CFG} has DMA without an IOMMU, and d1 is not direct-mapped and trusted"),
        ('iomem = [ "9010,1@40000" ]', "dom1 sees something else at 0x40000000"),
        ("irqs = [ 33 ]", "IRQ 33 is already used by Xen"),
        ("irqs = [ 1500 ]", "dom0 is not permitted IRQ 1500: no device has it"),
        ('vuart = "sbsa_uart"\nirqs = [ 32 ]', "Physical IRQ 32 conflicts with that of the virtual UART"),
    ],
)
def test_a_configuration_of_xl_is_judged(config: str, message: str) -> None:
    answer = told(guest("a", config=f'name = "a"\n{config}\n'), on=host())
    places = {refusal.message: refusal.place for refusal in answer.guests[0].refusals}
    assert message in places
    assert (places[message].file, places[message].line > 1) == ("a.cfg", True)


def test_pages_of_a_protected_device_are_not_given_to_whom_it_is_not_assigned() -> None:
    machine = host(BEHIND)
    config = 'name = "a"\niomem = [ "0x9010,1" ]'
    assert refused(told(guest("a", config=config), on=machine)) == [("EPERM", f"{RTC} is not assigned to domain 1 (a)")]
    assert told(guest("a", config=f'{config}\ndtdev = [ "{RTC}" ]'), on=machine).ok


def test_a_configuration_that_asks_for_what_it_may_have_is_granted() -> None:
    machine = host(BEHIND)
    config = f'name = "a"\ndtdev = [ "{RTC}" ]\niomem = [ "0x9010,1" ]\nirqs = [ 34 ]'
    assert refused(told(guest("a", config=config), on=machine)) == []


def test_what_the_tree_of_a_guest_has_brought_may_be_named_in_its_configuration_too() -> None:
    again = f'name = "a"\ndtdev = [ "{RTC}" ]\niomem = [ "0x9010,1" ]\nirqs = [ 34 ]'
    assert refused(told(guest("a", node(RTC, more=""), config=again), on=host(BEHIND))) == []
    twice = f'name = "a"\ndtdev = [ "{RTC}", "{RTC}" ]\nirqs = [ 34, 34 ]'
    assert refused(told(guest("a", config=twice), on=host(BEHIND))) == [
        ("EBUSY", "vIRQ 34 of d1 is taken already"),
        ("EBUSY", f"{RTC} is already assigned to domain 1 (a)"),
    ]


def test_every_rule_that_is_asked_has_a_way_out() -> None:
    made = (COPY, PLATFORM, PCI_LIST, HOSTLESS, tuple(set(CREATION) - NOT_ASKED))
    books = (*made, SETTINGS, NAMING, BINDING, PERMISSION, ALL_PAGES, IOMMU_CALL, ASSIGNABLE, DOMCTL, PCI)
    checks = {rule.name: rule for book in books for rule in book if rule.checks}
    assert {rule.name for rule in (*UNREAD, *LOST)} | KNOWN <= checks.keys()
    for rule in checks.values():
        assert re.fullmatch(r"[a-zA-Z`].*[^.]", way_out(rule)), rule.name
