# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from driver_domains import DISK, NIC, given, machine, sound, spec, with_guests

from reqtrace.hypervisor import DomainSpec, Finding, Refused, assign, destroy, owner_of, reads, routed_to
from reqtrace.hypervisor.machine.domain import Kind, Options
from reqtrace.hypervisor.pciback import Access, register, write
from reqtrace.hypervisor.toolstack import ATTACH, Request, attach, detach, settled, start, unpause
from reqtrace.hypervisor.x86.stubs import may_use
from reqtrace.hypervisor.xen import Fault

GRANTED = [rule.name.rpartition(".")[2] for rule in ATTACH].index("interrupt_granted")


@pytest.mark.parametrize("kind", [Kind.PV, Kind.HVM])
def test_an_attached_function_is_the_guests(kind: Kind) -> None:
    state = sound(given(with_guests(machine(), "d", kind=kind), "d"))
    assert str(owner_of(state, NIC)) == "d"
    assert reads(state, "d", 0xC0000000)
    assert routed_to(state, 17) == "d"
    assert (1, 17) in state.permitted_lines
    assert {number for number, _ in state.toolstack.ports} == {1}
    assert NIC not in state.masters
    assert NIC in sound(write(state, Access("d", NIC, 4, 2, 0x6))).masters


def test_detached_nothing_of_it_stays() -> None:
    before = sound(attach(with_guests(machine(words="xen-pciback.hide=(03:00.0)"), "d"), Request(NIC, "d", seize=True)))
    used = sound(write(before, Access("d", NIC, 0x0C, 1, 0x20)))
    after = sound(detach(used, Request(NIC, "d")))
    assert str(owner_of(after, NIC)) == "DOMID_IO"
    assert not reads(after, "d", 0xC0000000)
    assert routed_to(after, 17) is None
    assert not [each for each in after.permitted_lines | after.permitted if each[0] == 1]
    assert not after.toolstack.ports
    assert not after.toolstack.users
    assert register(after, NIC, 0x0C, 1) == 0
    assert sound(given(after, "d")).toolstack == before.toolstack
    assert str(detach(after, Request(NIC, "d"))).startswith("EINVAL, PCI device not attached to this domain")


@pytest.mark.parametrize("after", range(len(ATTACH)))
def test_a_failure_leaves_nothing_behind(after: int) -> None:
    state = with_guests(machine(fault=Fault("pci-attach", after)), "d")
    reached = given(state, "d")
    assert reached.state == state
    assert isinstance(reached.refused, Refused)
    assert reached.refused.words.startswith(f"failed after step {after + 1} of {len(ATTACH)}")


def test_with_d_13_what_was_granted_stays() -> None:
    state = with_guests(machine(Finding.D_13, fault=Fault("pci-attach", GRANTED)), "d")
    left = given(state, "d").state
    assert (1, 17) in left.permitted_lines
    assert reads(left, "d", 0xC0000000)
    assert NIC not in left.holder


@pytest.mark.parametrize(
    ("name", "function", "kind", "words"),
    [
        ("nobody", NIC, Kind.PV, "ESRCH, nobody is an invalid domain identifier"),
        ("dom0", NIC, Kind.PV, "EINVAL, dom0 is no guest"),
        ("d", NIC, Kind.PV, f"EINVAL, PCI device {NIC} is not assignable"),
        ("d", "0000:09:00.0", Kind.HVM, "ENODEV, PCI device 0000:09:00.0 already assigned to a different guest?"),
    ],
)
def test_a_refusal_says_why(name: str, function: str, kind: Kind, words: str) -> None:
    reached = attach(with_guests(machine(), "d", kind=kind), Request(function, name))
    assert str(reached.refused).startswith(words)


def test_a_function_is_attached_once() -> None:
    state = sound(given(with_guests(machine(), "a", "b"), "a"))
    assert str(given(state, "a").refused).startswith(f"EBUSY, failed to quarantine {NIC}: domain 1 has it")
    for name, errno in (("a", "EEXIST"), ("b", "EBUSY")):
        words = f"{errno}, PCI device {NIC} already attached to domain 1"
        assert str(attach(state, Request(NIC, name)).refused).startswith(words)


def test_without_an_iommu_an_hvm_guest_hears_so() -> None:
    state = with_guests(machine(iommu=""), "d", kind=Kind.HVM)
    words = f"EOPNOTSUPP, PCI device {NIC} cannot be assigned - no IOMMU?"
    assert str(attach(state, Request(NIC, "d")).refused).startswith(words)


def test_what_can_not_be_reset_stays_with_its_guest() -> None:
    for findings, refused in (((), True), ((Finding.D_29,), False)):
        state = sound(given(with_guests(machine(*findings), "a", "b"), "a", DISK))
        free = settled(sound(destroy(state, "a")))
        assert sound(given(with_guests(free, "a"), "a", DISK))
        answer = given(free, "b", DISK).refused
        assert (str(answer).startswith(f"EOPNOTSUPP, {DISK} can not be reset, and domain a has used it")) is refused


def test_a_guest_runs_only_when_it_has_everything() -> None:
    state = sound(start(machine(), spec("d"), (Request(NIC, "d", seize=True),), paused=True))
    assert state.toolstack.paused == {1}
    assert reads(state, "d", 0xC0000000)
    assert sound(unpause(state, "d")).toolstack.paused == frozenset()
    failed = machine(fault=Fault("pci-attach", GRANTED))
    assert isinstance(start(failed, spec("d"), (Request(NIC, "d", seize=True),)), Refused)


def test_what_is_assigned_past_the_toolstack_is_still_refused_a_second_time() -> None:
    state = sound(assign(with_guests(machine(), "a", "b"), NIC, "a"))
    assert str(given(state, "b").refused).startswith("EBUSY")


def test_a_stub_domain_loses_what_its_guest_loses() -> None:
    state = with_guests(machine(), "a", kind=Kind.HVM)
    stub = DomainSpec("a-dm", options=Options(kind=Kind.PV, stub_of="a"))
    before = sound(start(state, stub, ()))
    attached = sound(given(before, "a"))
    assert may_use(attached, "a-dm", NIC) is True
    assert may_use(sound(detach(attached, Request(NIC, "a"))), "a-dm", NIC) is False
