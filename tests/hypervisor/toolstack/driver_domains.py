# SPDX-License-Identifier: Apache-2.0
"""Driver domains in a few words, for the tests of the toolstack."""

from __future__ import annotations

from reqtrace.hypervisor import DomainSpec, Finding, PciFunction, Refused, Region, Sbdf, State, Xen, boot, read_host
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.machine.domain import Kind, Options
from reqtrace.hypervisor.rule import Reached
from reqtrace.hypervisor.toolstack import Request, attach, dom0_started, start

NIC, DISK = "0000:03:00.0", "0000:07:00.0"


def machine(*findings: Finding, words: str = "", fault=None, iommu: str = "vtd") -> State:
    """An x86 machine with a card that can be reset, and a disk that can not."""
    functions = (
        PciFunction(
            Sbdf(0, 3, 0, 0), bars=(Region(0xC0000000, 0x4000),), ports=(Region(0xE000, 0x20),), interrupt=17,
            port=Port.ENDPOINT, driver="e1000e",
        ),
        PciFunction(
            Sbdf(0, 7, 0, 0), bars=(Region(0xC0010000, 0x4000),), interrupt=18, port=Port.ENDPOINT, resettable=False
        ),
    )  # fmt: skip
    xen = Xen(frozenset(findings), fault=fault)
    state = boot(read_host("q35", iommu=iommu, pci=functions, xen=xen), dom0="dom0", xen=xen)
    return sound(dom0_started(sound(state), words))


def sound(answer: State | Refused | Reached) -> State:
    """The state of an operation that was not refused."""
    if isinstance(answer, Reached):
        assert answer.refused is None, answer.refused
        return answer.state
    assert isinstance(answer, State), answer
    return answer


def with_guests(state: State, *names: str, kind: Kind = Kind.PV) -> State:
    """The state with these guests, which may be given devices."""
    for name in names:
        state = sound(start(state, spec(name, kind), ()))
    return state


def spec(name: str, kind: Kind = Kind.PV) -> DomainSpec:
    """A guest that may be given devices."""
    return DomainSpec(name, options=Options(kind=kind, passthrough="enabled"))


def given(state: State, name: str, function: str = NIC) -> Reached:
    """What came of attaching the function to the guest, made assignable if need be."""
    return attach(state, Request(function, name, seize=True))
