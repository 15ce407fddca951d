# SPDX-License-Identifier: Apache-2.0
"""Machines and domains in a few words, for the tests of the model."""

from __future__ import annotations

from reqtrace.hypervisor import (
    DomainSpec,
    Host,
    Options,
    PciFunction,
    Refused,
    Region,
    Sbdf,
    State,
    Tree,
    Xen,
    boot,
    create,
    read_host,
    read_tree,
    usual_tree,
    violations,
)
from reqtrace.hypervisor.host.pci import Port

RTC, GPIO, FW_CFG = "/pl031@9010000", "/pl061@9030000", "/fw-cfg@9020000"
MARKED = "".join(f"&{{{path}}} {{ xen,passthrough; }};\n" for path in (RTC, GPIO, FW_CFG))
BEHIND = MARKED + f"&{{{RTC}}} {{ iommus = <&smmu 0x10>; }};\n&{{{GPIO}}} {{ iommus = <&smmu 0x20>; }};\n"
OTHER_SMMU = """\
/ {
    other: smmu@70000000 { compatible = "arm,mmu-500"; reg = <0 0x70000000 0 0x10000>; #iommu-cells = <1>; };
};
"""
"""A second SMMU, to be added to the first."""
NIC, DISK, BRIDGE = "0000:00:01.0", "0000:00:02.0", "0000:00:03.0"


def function(name: str, *, bridge: bool = False, bar: int | None = None, size: int = 0x4000, line: int | None = None):
    """A function that may have others in its slot; `bar` is the address of its only BAR."""
    sbdf = Sbdf.parse(name)
    assert sbdf is not None
    port = Port.ROOT_PORT if bridge else Port.ENDPOINT
    return PciFunction(sbdf, bridge, () if bar is None else (Region(bar, size),), line, port, multifunction=True)


REQUIRED = Xen()

PCI = (
    function(NIC, bar=0x10000000, line=35),
    function(DISK, bar=0x10010000, line=36),
    function(BRIDGE, bridge=True),
)


def host(fragment: str = MARKED, **more) -> Host:
    """The host qemu-virt with the fragment; Xen listens to what it is told of PCI functions."""
    answer = read_host("qemu-virt", fragment=fragment, **{"command_line": "pci-passthrough=on", **more})
    assert isinstance(answer, Host), answer
    return answer


def machine(fragment: str = MARKED, *, dom0: bool = False, xen: Xen = REQUIRED, **more) -> State:
    """That host, booted."""
    return sound(boot(host(fragment, xen=xen, **more), dom0="dom0" if dom0 else None, xen=xen))


def sound(answer: State | Refused) -> State:
    """The state that was granted; no invariant is broken in it."""
    assert isinstance(answer, State), str(answer)
    assert violations(answer) == ()
    return answer


def no(answer: State | Refused) -> str:
    """The errno and the words of the refusal."""
    assert isinstance(answer, Refused), "it was granted"
    assert answer.source
    return f"{answer.errno.name}: {answer.words}"


def tree(text: str) -> Tree:
    """The tree that stands in the text."""
    answer = read_tree(text)
    assert isinstance(answer, Tree), answer
    return answer


def passthrough(nodes: str, cells: str = "#address-cells = <2>; #size-cells = <2>;") -> Tree:
    """A passthrough tree with these nodes."""
    return tree(f"/dts-v1/;\n/ {{ passthrough {{ {cells} {nodes} }}; }};")


def asked(state: State, name: str, nodes: str, **spec: bool) -> State | Refused:
    """What creating a domain with these nodes is answered."""
    return create(state, DomainSpec(name, passthrough(nodes), Options(**spec)))


def given(state: State, name: str, *devices: str, forced: bool = False, **spec: bool) -> State | Refused:
    """What creating a domain with the usual tree for these devices is answered."""
    text = usual_tree(state.host, [(device, forced) for device in devices])
    assert isinstance(text, str), text
    return create(state, DomainSpec(name, tree(text), Options(**spec)))
