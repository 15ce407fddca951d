# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machines import RTC, given, machine, no, sound

from reqtrace.hypervisor import (
    DomainSpec,
    Finding,
    Options,
    State,
    Xen,
    create,
    destroy,
    reads,
    routed_to,
    violations,
    with_overlays,
)
from reqtrace.hypervisor.control.attachment import attach_overlay
from reqtrace.hypervisor.control.overlays import add_overlay, remove_overlay
from reqtrace.hypervisor.rule import Reached

CLOCK = "/dts-v1/; / { clock@9011000 { reg = <0 0x9011000 0 0x1000>; interrupts = <0 9 4>; }; };"
BOTH = CLOCK.replace("};", "}; bell@9012000 { reg = <0 0x9012000 0 0x1000>; interrupts = <0 2 4>; };", 1)
KNOWN = '/dts-v1/; / { pl031@9010000 { compatible = "x"; }; };'


def started(**more) -> State:
    """Dom0 has three overlays at hand; domain a has the clock of the host, b is direct-mapped."""
    state = sound(given(machine(dom0=True, **more), "a", RTC, forced=True))
    state = sound(create(state, DomainSpec("b", options=Options(direct_map=True))))
    return with_overlays(state, {"clock": CLOCK, "both": BOTH, "known": KNOWN, "nonsense": "/"})


def whole(reached: Reached) -> State:
    assert reached.refused is None
    return sound(reached.state)


def refused(reached: Reached) -> str:
    assert reached.refused is not None
    return f"{reached.refused.errno.name}: {reached.refused.words}"


def test_an_overlay_comes_goes_to_a_domain_and_leaves() -> None:
    state = sound(add_overlay(started(), "clock"))
    assert state.host.devices["/clock@9011000"].interrupts == (41,)
    state = whole(attach_overlay(state, "clock", "b"))
    assert reads(state, "b", 0x9011000)
    assert routed_to(state, 41) == "b"
    assert refused(attach_overlay(state, "clock", "b")) == "EEXIST: Overlay is already attached"
    state = sound(destroy(state, "b"))
    state = sound(remove_overlay(state, "clock"))
    assert state.host == started().host


def test_a_device_in_use_is_not_removed_unless_xen_keeps_no_record() -> None:
    words = "EINVAL: Device /clock@9011000 is being used by domain 2. Removing nodes failed"
    state = whole(attach_overlay(sound(add_overlay(started(), "clock")), "clock", "b"))
    assert no(remove_overlay(state, "clock")) == words
    careless = attach_overlay(sound(add_overlay(started(xen=Xen(frozenset({Finding.D_15}))), "clock")), "clock", "b")
    assert isinstance(remove_overlay(careless.state, "clock"), State)


def test_what_dom0_was_given_leaves_with_the_overlay() -> None:
    state = whole(attach_overlay(sound(add_overlay(started(), "clock")), "clock", "dom0"))
    assert reads(state, "dom0", 0x9011000)
    state = sound(remove_overlay(state, "clock"))
    assert not reads(state, "dom0", 0x9011000)
    assert 41 not in state.routes


def test_all_devices_are_attached_or_none() -> None:
    state = sound(add_overlay(started(), "both"))
    reached = attach_overlay(state, "both", "b")
    assert refused(reached) == "EBUSY: IRQ 34 is already used by domain 1"
    assert reached.state == state
    careless = sound(add_overlay(started(xen=Xen(frozenset({Finding.D_15}))), "both"))
    assert reads(attach_overlay(careless, "both", "b").state, "b", 0x9011000)


def test_what_is_refused() -> None:
    state = started()
    assert no(add_overlay(state, "known")) == "EINVAL: the node /pl031@9010000 exists in device tree"
    missing = "EINVAL: Cannot find any matching tracker with input dtbo"
    assert no(remove_overlay(state, "clock")) == missing
    assert refused(attach_overlay(state, "clock", "b")) == missing
    added = sound(add_overlay(state, "clock"))
    assert refused(attach_overlay(added, "clock", "a")) == "EOPNOTSUPP: domain 1 is not direct-mapped"
    assert refused(attach_overlay(added, "clock", "nobody")) == "ESRCH: there is no domain nobody"
    assert no(add_overlay(with_overlays(machine(), {"clock": CLOCK}), "clock")) == "EPERM: there is no control domain"


def test_a_protected_device_goes_to_a_domain_with_a_context() -> None:
    behind = started(iommu="smmuv2", fragment=f"&smmu {{ phandle = <0x8005>; }}; &{{{RTC}}} {{ xen,passthrough; }};")
    late = CLOCK.replace("interrupts", "iommus = <0x8005 0x10>; interrupts")
    state = sound(add_overlay(with_overlays(behind, {"late": late}), "late"))
    assert refused(attach_overlay(state, "late", "b")) == "EINVAL: domain 2 has no IOMMU context"
    whole(attach_overlay(state, "late", "dom0"))


def at_hand(text: str, **more) -> State:
    """Dom0 has the overlay `o` at hand, a has the clock of the host, b is direct-mapped."""
    return with_overlays(started(**more), {"o": f"/dts-v1/; / {{ {text} }};"})


def test_an_overlay_over_what_a_domain_sees_is_not_added() -> None:
    over = "other@1 { reg = <0 0x9010800 0 0x100>; };"
    words = "EINVAL: domain 1 sees registers of /other@1 already"
    assert no(add_overlay(at_hand(over), "o")) == words
    careless = add_overlay(at_hand(over, xen=Xen(frozenset({Finding.D_15}))), "o")
    assert isinstance(careless, State)
    assert [each[:4] for each in violations(careless)] == ["I-2:"]


def test_an_overlay_without_nodes_is_none() -> None:
    assert no(add_overlay(started(), "nonsense")) == "EINVAL: the overlay nonsense has no nodes"


def test_what_is_marked_is_not_for_dom0() -> None:
    state = sound(add_overlay(at_hand("late@9011000 { reg = <0 0x9011000 0 0x100>; xen,passthrough; };"), "o"))
    assert refused(attach_overlay(state, "o", "dom0")) == "EINVAL: /late@9011000 is marked xen,passthrough"
    whole(attach_overlay(state, "o", "b"))


def test_an_overlay_is_attached_again_when_its_domain_has_ended() -> None:
    state = whole(attach_overlay(sound(add_overlay(started(), "clock")), "clock", "b"))
    state = sound(destroy(state, "b"))
    assert not state.overlays.attached
    whole(attach_overlay(state, "clock", "dom0"))


def test_an_overlay_brings_no_iommu() -> None:
    smmu = 'smmu@60000000 { compatible = "arm,mmu-500"; reg = <0 0x60000000 0 0x10000>; #iommu-cells = <1>; };'
    assert no(add_overlay(at_hand(smmu), "o")) == "EPERM: /smmu@60000000 is the IOMMU"
