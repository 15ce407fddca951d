# SPDX-License-Identifier: Apache-2.0
"""What is not refused, and yet worth a look."""

from __future__ import annotations

import pytest
from drafts import FORCED, GPIO, MARKS, RTC, SMMU, guest, host, node, told, tree

from reqtrace.hypervisor.forecast import Guest, forecast
from reqtrace.hypervisor.tree.tree_source import Place

FORCE = "xen,force-assign-without-iommu"
STATED = f"{FORCED} interrupts = <0 2 4>;"


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        (STATED, []),
        (f"{FORCED} interrupts-extended = <0xfde8 0 2 4>;", []),
        (FORCED, [f"Xen routes interrupt 34 of {RTC}, and the guest's tree does not state it"]),
        (
            f"{FORCED} interrupts = <0 2 4 0 9 4>;",
            [f"the guest's tree states interrupt 41, and {RTC} does not have it: it will not arrive"],
        ),
    ],
)
def test_interrupts_that_differ_from_the_hosts(more: str, messages: list[str]) -> None:
    answer = told(guest("a", node(RTC, more=more)), on=host())
    assert [remark.message for remark in answer.remarks] == messages
    assert answer.ok


def test_force_where_an_iommu_protects_the_device() -> None:
    behind = host(MARKS + SMMU + f"&{{{RTC}}} {{ iommus = <&smmu 1>; }};")
    answer = told(guest("a", node(RTC, more=STATED)), on=behind)
    assert [(remark.message, remark.place.line) for remark in answer.remarks] == [
        (f"{FORCE} for {RTC}, which an IOMMU protects: it would be given away without, too", 5)
    ]


def test_force_for_a_device_that_looks_capable_of_dma() -> None:
    answer = told(guest("a", node(GPIO, more=f'compatible = "cdns,zynqmp-gem"; {FORCED}')))
    assert [remark.message for remark in answer.remarks] == [
        f"{FORCE} for a device that looks capable of DMA: it reaches all memory of the machine"
    ]


MASTER = "/ {{ dma@9050000 {{ {0} reg = <0 0x9050000 0 0x1000>; xen,passthrough; }}; }};"
UNCERTAIN = "nothing says whether /dma@9050000 masters the bus; it was taken not to"


# [utest->dsn~uncertain_masters_are_named~1]
@pytest.mark.parametrize(
    ("said", "messages"),
    [
        ('compatible = "brcm,bcm2835-dma";', [UNCERTAIN]),
        ("", [UNCERTAIN]),
        ('compatible = "some,uart", "ns16550a";', []),
        ('compatible = "arm,pl330"; ', [f"{FORCE} for a device that looks capable of DMA"]),
        ('compatible = "x,y"; dma-coherent;', [f"{FORCE} for a device that looks capable of DMA"]),
    ],
)
def test_a_device_of_which_nothing_says_whether_it_masters_the_bus(said: str, messages: list[str]) -> None:
    machine = host(MARKS + MASTER.format(said))
    answer = told(guest("a", node("/dma@9050000"), node("/dma@9050000").replace("dma@", "b", 1)), on=machine)
    assert [remark.message.partition(":")[0] for remark in answer.remarks][: len(messages)] == messages
    assert sum(remark.message == UNCERTAIN for remark in answer.remarks) == messages.count(UNCERTAIN)


def test_what_a_configuration_names_is_uncertain_too() -> None:
    answer = told(guest("a", config='name = "a"\niomem = [ "9050,1" ]'), on=host(MASTER.format("")))
    assert [(each.message, each.place.line) for each in answer.remarks] == [(UNCERTAIN, 2)]
    assert answer.ok


def test_registers_that_reg_does_not_name() -> None:
    pages = "0 0x9010000 0 0x1000 0 0x9010000 0 0xff110000 0 0x1000 0 0xff110000"
    answer = told(guest("a", node(RTC, pages)))
    assert [remark.message for remark in answer.remarks] == [
        "xen,reg maps 0xff110000 - 0xff110fff, which reg of the node does not name"
    ]


def test_a_tree_from_which_xen_reads_nothing() -> None:
    empty = Guest("a", tree("a.dts", "/dts-v1/;\n/ { pass-through { }; };"))
    remark = forecast(None, (empty,)).remarks[0]
    assert (remark.message, remark.place) == (
        "the tree has no node /passthrough, so Xen reads nothing of it",
        Place("a.dts"),
    )


@pytest.mark.parametrize(
    "asked",
    [
        guest("a", "p { xen,pci-assigned = <0 3 0>; };"),
        guest("a", config='name = "a"\npci = [ "03:00.0", "04:00.0" ]'),
    ],
)
def test_pci_functions_are_not_on_the_host(asked: Guest) -> None:
    answer = told(asked, on=host(MARKS + SMMU))
    assert answer.ok
    assert [remark.message for remark in answer.remarks] == [
        "which PCI functions the machine has is in no device tree, so only the form of their names and clashes between "
        "guests are judged; Xen refuses a function that it does not know"
    ]


def test_registers_that_only_the_tree_of_a_guest_of_xl_names() -> None:
    answer = told(guest("a", node(RTC, more=STATED), config='name = "a"'), on=host())
    assert [(remark.message, remark.help) for remark in answer.remarks] == [
        ("xl reads no xen,reg, and iomem does not name 0x9010000 - 0x9010fff", 'add "0x9010,0x1" to iomem')
    ]
    named = guest("a", node(RTC, more=STATED), config='name = "a"\niomem = [ "9010,1" ]')
    assert told(named, on=host()).remarks == ()
