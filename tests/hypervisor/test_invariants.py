# SPDX-License-Identifier: Apache-2.0
"""Every invariant has teeth: a state broken by hand is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from machines import BEHIND, FW_CFG, GPIO, NIC, PCI, RTC, function, given, host, machine, sound

from reqtrace.hypervisor import Region, State, boot, violations
from reqtrace.hypervisor.host.platform import Stream
from reqtrace.hypervisor.invariants import INVARIANTS, transition_violations
from reqtrace.hypervisor.machine.domain import Feature
from reqtrace.hypervisor.machine.record_isolation import Bypass, IsolationPolicy
from reqtrace.hypervisor.machine.record_overlays import Overlays
from reqtrace.hypervisor.machine.record_pci import PciRecord
from reqtrace.hypervisor.machine.record_pciback import Pciback, Seized
from reqtrace.hypervisor.machine.state import Window
from reqtrace.hypervisor.pciback import space

SMMU = "/smmu@5f000000"
SAME_LINE = BEHIND + f"&{{{GPIO}}} {{ interrupts = <0 2 4>; }};"
SAME_STREAM = BEHIND + f"&{{{GPIO}}} {{ iommus = <&smmu 0x10>; }};"


def two(fragment: str = BEHIND, **more) -> State:
    """Domain 1, a, holds the timer and domain 2, b, nothing; dom0 is there."""
    state = sound(given(machine(fragment, iommu="smmuv2", dom0=True, **more), "a", RTC))
    return sound(given(state, "b"))


def broken(state: State, **fields: object) -> tuple[str, ...]:
    return violations(replace(state, **fields))


def window(state: State, *more: Window) -> frozenset[Window]:
    return state.windows | set(more)


def at(base: int, domain: int = 2, guest: int | None = None, size: int = 0x1000) -> Window:
    return Window(domain, Region(base, size), base if guest is None else guest)


S = two()
PLAIN = sound(given(machine(dom0=True), "a", RTC, forced=True))
A, B, DOM0 = S.domains[1], S.domains[2], S.domains[0]
LINE, STREAMS = two(SAME_LINE), two(SAME_STREAM)
SLOT = sound(given(machine("", iommu="smmuv2", pci=(function(NIC), function("0000:00:01.1")), dom0=True), "a", NIC))
SLOT = sound(given(SLOT, "b"))
PART = machine(
    "&{/pcie@10000000} { iommu-map = <0 &smmu 0 0xb>; };",
    iommu="smmuv2",
    pci=(replace(function(NIC, bar=0x10000000), phantom=1),),
    dom0=True,
)
"""Of the ids of the function, 0x8 to 0xf, the first three are mapped."""
PART = sound(given(PART, "a"))

BAD = [
    ("I-1", S, {"holder": {**S.holder, "/nosuch@1": 1}}, "/nosuch@1 does not exist"),
    ("I-1", S, {"holder": {**S.holder, GPIO: 9}}, f"{GPIO} is held by d9, which does not live"),
    ("I-1", SLOT, {"known": frozenset()}, f"{NIC} is held by d1, but not known"),
    (
        "I-2",
        S,
        {"windows": window(S, at(0x9010000))},
        "0x9010000+0x1000 is mapped into d1, and 0x9010000+0x1000 into d2",
    ),
    ("I-2", S, {"windows": window(S, at(0x9030000))}, f"d2 reaches {GPIO}, held by nobody"),
    ("I-2", S, {"windows": window(S, at(0x8000000))}, "d2 reaches /intc@8000000, which Xen keeps"),
    ("I-3", S, {"streams": {Stream(SMMU, 0x10): 2}}, f"stream 0x10 of {RTC}, held by d1, reaches d2"),
    ("I-3", PLAIN, {"masters": PLAIN.masters | {FW_CFG}}, f"{FW_CFG}, held by nobody, reaches all memory"),
    (
        "I-3",
        STREAMS,
        {"masters": STREAMS.masters | {GPIO}, "holder": {**STREAMS.holder, GPIO: 0}},
        f"stream 0x10 of {GPIO}, held by d0, reaches d1",
    ),
    (
        "I-3",
        STREAMS,
        {"masters": STREAMS.masters | {GPIO}},
        f"stream 0x10 of {GPIO}, held by nobody, reaches d1",
    ),
    ("I-3", PART, {"masters": PART.masters | {NIC}, "holder": {**PART.holder, NIC: 1}}, f"{NIC}, held by d1, reaches"),
    ("I-4", PLAIN, {"holder": {**PLAIN.holder, FW_CFG: 1}}, f"{FW_CFG}, held by d1"),
    ("I-4", PART, {"holder": {**PART.holder, NIC: 1}}, f"{NIC}, held by d1"),
    ("I-5", LINE, {"holder": {**LINE.holder, GPIO: 2}}, f"IRQ 34 is routed to d1, but {GPIO} belongs to d2"),
    ("I-5", LINE, {"holder": {**LINE.holder, GPIO: 2}}, f"{RTC} of d1 and {GPIO} of d2 share an interrupt"),
    ("I-5", S, {"routes": {34: 9}}, "IRQ 34 is routed to d9, which does not live"),
    ("I-6", STREAMS, {"holder": {**STREAMS.holder, GPIO: 2}}, f"{RTC} belongs to d1, {GPIO} to d2"),
    ("I-6", SLOT, {"holder": {**SLOT.holder, "0000:00:01.1": 2}}, f"{NIC} belongs to d1, 0000:00:01.1 to d2"),
    ("I-7", S, {"streams": {}}, f"stream 0x10 of {RTC} is not translated for d1"),
    ("I-7", S, {"streams": {**S.streams, Stream(SMMU, 0x20): 2}}, "stream 0x20 is translated for d2"),
    ("I-7", S, {"domains": {**S.domains, 1: replace(A, iommu=False)}}, "stream 0x10 is translated for d1"),
    ("I-8", S, {"permitted": frozenset()}, "d1 reaches 0x9010000+0x1000 without permission"),
    (
        "I-8",
        S,
        {"permitted": S.permitted | {(1, Region(0x9011000, 0x1000))}},
        "d1 is permitted 0x9011000+0x1000, which",
    ),
    ("I-8", S, {"permitted_lines": S.permitted_lines | {(2, 34)}}, "d2 is permitted IRQ 34, which it was not given"),
    (
        "I-8",
        S,
        {"delegated": frozenset({(2, Region(0x9010000, 0x1000))})},
        f"d2 is permitted 0x9010000+0x1000, where {RTC} of d1 is",
    ),
    (
        "I-8",
        S,
        {"delegated": frozenset({(1, Region(0x9020000, 0x2000)), (2, Region(0x9021000, 0x1000))})},
        "d1 is permitted 0x9020000+0x2000, and d2 0x9021000+0x1000",
    ),
    ("I-9", S, {"overlays": Overlays(attached={"o": 9})}, "d9 has left an overlay"),
    ("I-9", S, {"domains": {0: DOM0, 2: B}}, "d1 has left a device"),
    ("I-9", S, {"domains": {0: DOM0, 2: B}}, "d1 has left an interrupt"),
    ("I-9", S, {"domains": {0: DOM0, 2: B}}, "d1 has left a stream"),
    ("I-9", S, {"domains": {0: DOM0, 2: B}}, "d1 has left a mapping"),
    ("I-9", S, {"domains": {0: DOM0, 2: B}}, "d1 has left a permission"),
    ("I-10", S, {"domains": {0: DOM0, 2: B}}, "stream 0x10 is translated for d1, whose memory is free"),
    ("I-10", PLAIN, {"masters": PLAIN.masters | {FW_CFG}}, f"{FW_CFG} sends requests, and nobody has no memory"),
    ("I-12", S, {"domains": {**S.domains, 1: replace(A, tree=S.host.tree)}}, f"d1 sees the property iommus of {RTC}"),
    ("I-12", S, {"domains": {**S.domains, 1: replace(A, tree=S.host.tree)}}, f"d1 sees the node {SMMU}"),
    ("I-12", S, {"windows": window(S, at(0x5F000000))}, f"d2 reaches the registers of {SMMU}"),
    ("I-16", S, {"windows": window(S, at(0x9030000, guest=0x9030800))}, "0x9030000+0x1000 of d2 at 0x9030800"),
    ("I-16", S, {"windows": window(S, at(0x9030000, size=0x800))}, "0x9030000+0x800 of d2 at 0x9030000"),
    (
        "I-17",
        S,
        {"windows": window(S, at(0x9030000, guest=0x40000000))},
        "d2 sees 0x9030000+0x1000 at 0x40000000, where",
    ),
    ("I-17", S, {"windows": window(S, at(0x9030000, guest=0x3001000))}, "at 0x3001000, where 0x3001000+0x10000 is"),
    (
        "I-17",
        S,
        {"windows": window(S, at(0x9030000, domain=1, guest=0x9010000))},
        "d1 sees 0x9010000+0x1000 and 0x9030000+0x1000 at 0x9010000",
    ),
    ("I-22", S, {"windows": window(S, at(0x9030000, domain=0))}, GPIO),
    ("I-23", S, {"domains": {**S.domains, 1: replace(A, options=replace(A.options, direct_map=True))}}, "d1 sees 0x"),
    ("I-23", S, {"domains": {**S.domains, 2: replace(B, ram=A.ram)}}, "d1 and d2 share memory"),
    ("I-24", PLAIN, {"masters": PLAIN.masters | {FW_CFG}}, f"{FW_CFG} sends requests"),
    ("I-24", S, {"streams": {**S.streams, Stream(SMMU, 0x20): 2}}, f"stream 0x20 of {GPIO} is translated for d2"),
]


VIRTUAL = replace(SLOT.host.functions[1], physical=SLOT.host.functions[0].sbdf)
SRIOV = replace(SLOT, host=replace(SLOT.host, functions=(SLOT.host.functions[0], VIRTUAL)))
SEIZED = replace(SLOT, pciback=Pciback(seized={NIC: Seized(bytes(4096))}))
POWERED = space.space_of(SEIZED, NIC)
WRITTEN = Pciback({NIC: POWERED[: space.OWN] + b"\1" + POWERED[space.OWN + 1 :]}, SEIZED.pciback.seized)
PAGED = replace(SLOT.domains[1], features=frozenset({Feature.PAGING}))

BAD += [
    ("I-5", LINE, {"pci": PciRecord(joined=frozenset({(34, 2)}))}, "IRQ 34 is routed to d1 and goes to d2 too"),
    ("I-13", SLOT, {"domains": {**SLOT.domains, 1: PAGED}}, f"d1 holds {NIC} and has memory paging"),
    ("I-14", S, {"broken": frozenset({RTC})}, f"{RTC}, held by d1"),
    ("I-15", SRIOV, {"known": frozenset({"0000:00:01.1"})}, f"0000:00:01.1 is known, {NIC} is not"),
    ("I-15", SLOT, {"known": SLOT.known | {"0000:00:09.0"}}, "0000:00:09.0 does not exist"),
    ("I-19", SEIZED, {"pciback": WRITTEN}, f"a register of {NIC} that pciback does not know was written"),
    ("I-20", SLOT, {"pci": PciRecord(risky=frozenset({NIC}))}, f"{NIC} shares reserved memory"),
    (
        "I-20",
        SLOT,
        {"isolation": IsolationPolicy(record=(Bypass(NIC, 1, ()),))},
        f"{NIC} goes to a guest past its isolation",
    ),
]


@pytest.mark.parametrize(("name", "state", "fields", "offender"), BAD, ids=[f"{bad[0]} {bad[3]}" for bad in BAD])
def test_a_broken_state_is_named(name: str, state: State, fields: dict[str, object], offender: str) -> None:
    assert any(each.startswith(f"{name}: ") and offender in each for each in broken(state, **fields))


# [utest->dsn~invariants_know_no_rules~1]
def test_every_invariant_has_a_state_that_breaks_it() -> None:
    names = [(each.__doc__ or "").partition(":")[0] for each in INVARIANTS]
    assert sorted(set(names)) == sorted({bad[0] for bad in BAD})
    assert len(names) == len(set(names))


def test_a_bypass_on_record_divides_a_group() -> None:
    divided = replace(SLOT, holder={**SLOT.holder, "0000:00:01.1": 2})
    bypass = IsolationPolicy(record=(Bypass("0000:00:01.1", 2, ()),))
    told = (*divided.log, "isolation bypassed: 0000:00:01.1 goes to domain 2")
    assert not any(each.startswith("I-6: ") for each in broken(divided, isolation=bypass, log=told))


# [utest->dsn~steps_are_judged~1]
def test_a_refusal_that_changes_something_is_named() -> None:
    moved = replace(S, masters=S.masters | {GPIO}, quarantined=frozenset({GPIO}))
    sentence = "I-11: an operation that is refused changes nothing, and stops nobody"
    assert transition_violations(S, moved, refused=True) == (f"{sentence} ({GPIO} able to send requests)",)
    assert transition_violations(S, moved) == ()
    hidden = replace(S, quarantined=frozenset({GPIO}))
    assert transition_violations(S, hidden, refused=True) == (f"{sentence} (quarantined is not what it was)",)


def test_a_refusal_may_log_and_use_up_a_number() -> None:
    assert transition_violations(S, replace(S, log=("words",), next_number=9), refused=True) == ()


def test_a_machine_that_stops_is_named() -> None:
    stopped = State(S.host, panic="Could not set up domain c")
    assert transition_violations(S, stopped) == (
        "I-11: an operation that is refused changes nothing, and stops nobody "
        "(the machine stopped: Could not set up domain c)",
    )


def test_a_function_that_is_forgotten_under_its_guest_is_named() -> None:
    forgotten = replace(SLOT, known=SLOT.known - {NIC})
    assert transition_violations(SLOT, forgotten) == (
        f"I-15: Xen forgets no function that a guest holds ({NIC} of d1)",
    )


def test_a_violation_is_the_sentence_with_the_offender() -> None:
    answer = broken(S, streams={})
    assert answer == (
        "I-7: a stream is translated for a domain just when that domain lives, has an IOMMU context, and holds it "
        "(stream 0x10 of /pl031@9010000 is not translated for d1)",
    )


def test_a_booted_host_breaks_none() -> None:
    for dom0 in ("dom0", None):
        for iommu in ("smmuv2", ""):
            sound(boot(host("", iommu=iommu, pci=PCI), dom0=dom0))
