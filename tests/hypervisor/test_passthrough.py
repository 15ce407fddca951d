# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from machines import passthrough, tree

from reqtrace.hypervisor import Region, Sbdf, read_tree
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.passthrough import PciRequest, PlatformRequest, RegisterRange, read_requests

REG = "xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>;"
ONE = PlatformRequest("/passthrough/a", (RegisterRange(Region(0x9010000, 0x1000), 0x9010000),), "/x", True)
MISSING = "EINVAL: xen,reg or xen,path missing for d7"
UNALIGNED = "EINVAL: DomU passthrough config has not page aligned addresses/sizes"


def answer(nodes: str, **more: str) -> str | tuple[PlatformRequest | PciRequest, ...]:
    read = read_requests(passthrough(nodes, **more), 7)
    return f"{read.errno.name}: {read.words}" if isinstance(read, Refused) else read


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("compatible;", ()),
        ("xen,force-assign-without-iommu;", ()),
        (f'{REG} xen,path = "/x"; xen,force-assign-without-iommu;', (ONE,)),
        (f'{REG} xen,path = "/x"; xen,force-assign-without-iommu = <0>;', (ONE,)),
        (f"{REG}", MISSING),
        ('xen,path = "/x";', MISSING),
        ('xen,path = "/x"; xen,force-assign-without-iommu;', MISSING),
    ],
)
def test_registers_path_and_consent_decide_together(node: str, expected: object) -> None:
    assert answer(f"a {{ {node} }};") == expected


@pytest.mark.parametrize(
    ("reg", "words"),
    [
        ("xen,reg = <0 0x9010100 0 0x1000 0 0x9010000>;", UNALIGNED),
        ("xen,reg = <0 0x9010000 0 0x800 0 0x9010000>;", UNALIGNED),
        ("xen,reg = <0 0x9010000 0 0x1000 0 0x9010100>;", UNALIGNED),
        (
            "xen,reg = <0 0x9010000 0 0x1000 0>;",
            "EINVAL: /passthrough/a: xen,reg holds 20 bytes, which are no whole tuples of 24",
        ),
        ("xen,reg;", "EINVAL: /passthrough/a: xen,reg holds 0 bytes, which are no whole tuples of 24"),
        ("xen,reg = [00];", "EINVAL: /passthrough/a: xen,reg holds 1 bytes, which are no whole tuples of 24"),
        ("xen,reg = <0 0x9010000 0 0 0 0x9010000>;", "EINVAL: /passthrough/a: xen,reg names no page at 0x9010000"),
    ],
)
def test_registers_are_whole_tuples_of_whole_pages(reg: str, words: str) -> None:
    assert answer(f"a {{ {reg} xen,force-assign-without-iommu; }};") == words


@pytest.mark.parametrize("address", [0, 1, 2, 3])
@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_an_address_and_a_size_take_one_or_two_cells(address: int, size: int) -> None:
    def number(cells: int, value: int) -> str:
        return " ".join(["0"] * (cells - 1) + [f"{value:#x}"]) if cells else ""

    reg = f"<{number(address, 0x9010000)} {number(size, 0x2000)} {number(address, 0x50000000)}>"
    cells = f"#address-cells = <{address}>; #size-cells = <{size}>;"
    read = answer(f"a {{ xen,reg = {reg}; xen,force-assign-without-iommu; }};", cells=cells)
    if {address, size} <= {1, 2}:
        ranges = (RegisterRange(Region(0x9010000, 0x2000), 0x50000000),)
        assert read == (PlatformRequest("/passthrough/a", ranges, None, True),)
    else:
        assert read == f"EINVAL: Invalid address_cells {address} or size_cells {size}"


def test_cells_are_those_of_the_bus_above_and_not_inherited() -> None:
    node = "bus { a { xen,reg = <0 0x9010000 0x1000 0 0x9010000>; xen,force-assign-without-iommu; }; };"
    read = answer(node)
    assert isinstance(read, tuple)
    assert [request.node for request in read] == ["/passthrough/bus/a"]


def test_requests_come_parents_first_in_the_order_written() -> None:
    node = f"{{ {REG} xen,force-assign-without-iommu; #address-cells = <2>; #size-cells = <2>;"
    read = answer(f"b {node} c {node} }}; }}; a {node} }};")
    assert isinstance(read, tuple)
    assert [request.node for request in read] == ["/passthrough/b", "/passthrough/b/c", "/passthrough/a"]


def test_only_what_stands_below_passthrough_counts() -> None:
    text = f"/dts-v1/; / {{ other {{ {REG} }}; PassThrough {{ a {{ x; }}; }}; smmu {{ #iommu-cells = <1>; }}; }};"
    assert read_requests(tree(text), 1) == ()


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
    assert answer(node) == f"EINVAL: {words}, which no domain may see"


@pytest.mark.parametrize(("phandle", "refused"), [("0xfde6", False), ("0xfde7", True), ("0xfffffff0", True)])
def test_a_phandle_is_left_for_the_interrupt_controller(phandle: str, refused: bool) -> None:
    words = f"EOVERFLOW: phandle {phandle} leaves none below that of the interrupt controller, 0xfde8"
    assert answer(f"a {{ phandle = <{phandle}>; }};") == (words if refused else ())


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
    assert answer(f"a {{ xen,pci-assigned {value}; }};") == f"EINVAL: {words}"


def test_functions_are_read() -> None:
    expected = (
        PciRequest("/passthrough", Sbdf(0, 0, 1, 0), False),
        PciRequest("/passthrough", Sbdf(1, 2, 3, 4), False),
    )
    assert answer("xen,pci-assigned = <0 0 8>, <1 2 0x1c>;") == expected


def test_seven_vendor_trees_meet_in_ten_of_twenty_one_pairs(shared: Path) -> None:
    folder = shared / "corpora/partial-dts/device-trees-2021.2/zcu102"
    pages: dict[str, list[Region]] = {}
    for file in sorted(folder.glob("*.dts")):
        read = read_requests(tree(file.read_text()), 1)
        assert not isinstance(read, Refused)
        requests = [request for request in read if isinstance(request, PlatformRequest)]
        pages[file.name] = [each.host for request in requests for each in request.ranges]
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
