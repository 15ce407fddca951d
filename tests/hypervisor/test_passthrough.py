# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from machines import machine, passthrough, tree

from reqtrace.hypervisor import Region, Xen, read_tree
from reqtrace.hypervisor.assignment.claim import claim_node
from reqtrace.hypervisor.assignment.creation import DomainSpec, Wish, phandles_left
from reqtrace.hypervisor.assignment.passthrough import Asked, RegisterRange, read_nodes
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.rule import follow
from reqtrace.hypervisor.rules import COPY, PCI_LIST, PLATFORM

REG = "xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>;"
RANGES = (RegisterRange(Region(0x9010000, 0x1000), 0x9010000),)
ONE = Asked("/passthrough/a", (2, 2), True, RANGES, path="/x", forced=True)
MISSING = "EINVAL: xen,reg or xen,path missing for d7"
UNALIGNED = "EINVAL: DomU passthrough config has not page aligned addresses/sizes"


FORM = tuple(rule for rule in (*COPY, *PLATFORM) if rule.name.startswith("assignment.form."))
STATE = machine(dom0=True)


def form(nodes: str, xen: Xen = STATE.xen, **more: str) -> str | None:
    """What is wrong with the form of these nodes."""
    state = replace(STATE, xen=xen)
    for asked in read_nodes(passthrough(nodes, **more)):
        claim = claim_node(state.host, replace(state.domains[0], number=7), asked)
        books = [COPY, *([FORM] if asked.is_platform else []), *([PCI_LIST] if asked.functions is not None else [])]
        for book in books:
            if (refused := follow("form", book, state, claim).refused) is not None:
                return f"{refused.errno.name}: {refused.words}"
    return None


def said(nodes: str, **more: str) -> tuple[Asked, ...]:
    """What the nodes say to Xen, those that say nothing left out."""
    read = read_nodes(passthrough(nodes, **more))
    return tuple(asked for asked in read if asked.is_platform or asked.functions is not None)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("compatible;", None),
        ("xen,force-assign-without-iommu;", None),
        (f'{REG} xen,path = "/x";', None),
        (f"{REG} xen,force-assign-without-iommu = <0>;", None),
        (f"{REG}", MISSING),
        ('xen,path = "/x";', MISSING),
        ('xen,path = "/x"; xen,force-assign-without-iommu;', MISSING),
    ],
)
def test_registers_path_and_consent_decide_together(node: str, expected: str | None) -> None:
    assert form(f"a {{ {node} }};") == expected


@pytest.mark.parametrize("value", ["", " = <0>", " = <1>"])
def test_the_consent_counts_by_being_there(value: str) -> None:
    assert said(f'a {{ {REG} xen,path = "/x"; xen,force-assign-without-iommu{value}; }};') == (ONE,)


@pytest.mark.parametrize(
    ("reg", "words"),
    [
        ("xen,reg = <0 0x9010100 0 0x1000 0 0x9010000>;", UNALIGNED),
        ("xen,reg = <0 0x9010000 0 0x800 0 0x9010000>;", UNALIGNED),
        ("xen,reg = <0 0x9010000 0 0x1000 0 0x9010100>;", UNALIGNED),
        (
            "xen,reg = <0 0x9010000 0 0x1000 0>;",
            "EINVAL: /passthrough/a: the last tuple of xen,reg is incomplete, 20 bytes of it are there",
        ),
        ("xen,reg;", "EINVAL: /passthrough/a: xen,reg is empty"),
        ("xen,reg = [00];", "EINVAL: /passthrough/a: the last tuple of xen,reg is incomplete, 1 bytes of it are there"),
        ("xen,reg = <0 0x9010000 0 0 0 0x9010000>;", "EINVAL: /passthrough/a: xen,reg names no page at 0x9010000"),
    ],
)
def test_registers_are_whole_tuples_of_whole_pages(reg: str, words: str) -> None:
    assert form(f"a {{ {reg} xen,force-assign-without-iommu; }};") == words


@pytest.mark.parametrize("address", [0, 1, 2, 3])
@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_an_address_and_a_size_take_one_or_two_cells(address: int, size: int) -> None:
    def number(cells: int, value: int) -> str:
        return " ".join(["0"] * (cells - 1) + [f"{value:#x}"]) if cells else ""

    reg = f"<{number(address, 0x9010000)} {number(size, 0x2000)} {number(address, 0x50000000)}>"
    cells = f"#address-cells = <{address}>; #size-cells = <{size}>;"
    node = f"a {{ xen,reg = {reg}; xen,force-assign-without-iommu; }};"
    if {address, size} <= {1, 2}:
        assert form(node, cells=cells) is None
        assert said(node, cells=cells)[0].ranges == (RegisterRange(Region(0x9010000, 0x2000), 0x50000000),)
    else:
        assert form(node, cells=cells) == f"EINVAL: Invalid address_cells {address} or size_cells {size}"


def test_an_old_xen_divides_by_zero() -> None:
    node, cells = f"a {{ {REG} xen,force-assign-without-iommu; }};", "#address-cells = <0>; #size-cells = <0>;"
    words = "EINVAL: the hypervisor divides by zero"
    assert form(node, Xen(frozenset({Finding.V_4})), cells=cells) == words


def test_cells_are_those_of_the_bus_above_and_not_inherited() -> None:
    node = "bus { a { xen,reg = <0 0x9010000 0x1000 0 0x9010000>; xen,force-assign-without-iommu; }; };"
    assert form(node) is None
    assert [(asked.node, asked.ranges) for asked in said(node)] == [("/passthrough/bus/a", RANGES)]


def test_requests_come_parents_first_in_the_order_written() -> None:
    node = f"{{ {REG} xen,force-assign-without-iommu; #address-cells = <2>; #size-cells = <2>;"
    read = said(f"b {node} c {node} }}; }}; a {node} }};")
    assert [asked.node for asked in read] == ["/passthrough/b", "/passthrough/b/c", "/passthrough/a"]


def test_only_what_stands_below_passthrough_counts() -> None:
    text = f"/dts-v1/; / {{ other {{ {REG} }}; PassThrough {{ a {{ x; }}; }}; smmu {{ #iommu-cells = <1>; }}; }};"
    assert [(asked.node, asked.is_platform, asked.shows) for asked in read_nodes(tree(text))] == [
        ("/PassThrough", False, ""),
        ("/PassThrough/a", False, ""),
    ]


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ("a { iommus = <1 2>; };", "/passthrough/a has the property iommus"),
        ("a { b { iommu-map-mask = <1>; }; };", "/passthrough/a/b has the property iommu-map-mask"),
        ('a { compatible = "arm,mmu-500"; };', "/passthrough/a is an IOMMU"),
        ("a { #iommu-cells = <1>; };", "/passthrough/a is an IOMMU"),
    ],
)
def test_an_iommu_is_never_shown(node: str, words: str) -> None:
    assert form(node) == f"EINVAL: {words}, which no domain may see"


@pytest.mark.parametrize(("phandle", "refused"), [("0xfde6", False), ("0xfde7", True), ("0xfffffff0", True)])
def test_a_phandle_is_left_for_the_interrupt_controller(phandle: str, refused: bool) -> None:
    words = f"EOVERFLOW: phandle {phandle} leaves none below that of the interrupt controller, 0xfde8"
    answer = phandles_left(STATE, Wish(DomainSpec("a", passthrough(f"a {{ phandle = <{phandle}>; }};")), True))
    assert (None if answer is None else f"{answer.errno.name}: {answer.words}") == (words if refused else None)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "xen,pci-assigned property cannot be empty."),
        ("= <0 0>", "/passthrough/a: xen,pci-assigned is no list of <segment bus devfn>"),
        ("= <0 256 0>", "/passthrough/a: xen,pci-assigned names no function by <0x0 0x100 0x0>"),
        ("= <0 0 256>", "/passthrough/a: xen,pci-assigned names no function by <0x0 0x0 0x100>"),
        ("= <0x10000 0 0>", "/passthrough/a: xen,pci-assigned names no function by <0x10000 0x0 0x0>"),
    ],
)
def test_functions_are_named_by_whole_triples_in_range(value: str, words: str) -> None:
    assert form(f"a {{ xen,pci-assigned {value}; }};") == f"EINVAL: {words}"


def test_functions_are_read() -> None:
    assert form("xen,pci-assigned = <0 0 8>, <1 2 0x1c>;") is None
    assert said("xen,pci-assigned = <0 0 8>, <1 2 0x1c>;")[0].functions == ((0, 0, 8), (1, 2, 0x1C))


def test_seven_vendor_trees_meet_in_ten_of_twenty_one_pairs(shared: Path) -> None:
    folder = shared / "corpora/partial-dts/device-trees-2021.2/zcu102"
    pages: dict[str, list[Region]] = {}
    for file in sorted(folder.glob("*.dts")):
        pages[file.name] = [each.host for asked in read_nodes(tree(file.read_text())) for each in asked.ranges]
    meeting = [
        pair
        for pair in combinations(pages, 2)
        if any(one.overlaps(other) for one in pages[pair[0]] for other in pages[pair[1]])
    ]
    assert len(pages) == 7
    assert len(meeting) == 10
    assert not any("ahci" in name or "ethernet" in name for pair in meeting for name in pair)


def test_real_host_trees_are_read(shared: Path) -> None:
    for file in sorted((shared / "corpora/hostdt").glob("*.dts")):
        assert not hasattr(read_tree(file.read_text()), "message"), file.name
