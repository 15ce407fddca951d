# SPDX-License-Identifier: Apache-2.0
"""A failure from outside after any rule of any book: what is refused then has changed nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from machines import BEHIND, DISK, GPIO, NIC, PCI, RTC, given, machine, tree

from reqtrace.hypervisor import (
    DomainSpec,
    Finding,
    Options,
    PciFunction,
    Refused,
    Region,
    Sbdf,
    State,
    Xen,
    announce,
    assign,
    boot,
    create,
    deassign,
    destroy,
    read_host,
    usual_tree,
    violations,
    withdraw,
)
from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.control.attachment import attach_overlay
from reqtrace.hypervisor.control.bindings import bind
from reqtrace.hypervisor.control.delivery import raise_line
from reqtrace.hypervisor.control.foreign import map_foreign, unmap_foreign
from reqtrace.hypervisor.control.operations import reclaim, shutdown
from reqtrace.hypervisor.control.overlays import add_overlay, remove_overlay, with_overlays
from reqtrace.hypervisor.control.permissions import permit_pages, show_pages
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.invariants import transition_violations
from reqtrace.hypervisor.machine.domain import Feature, Kind
from reqtrace.hypervisor.pciback import Access, write
from reqtrace.hypervisor.pciback.opening import write_file
from reqtrace.hypervisor.rule import Reached
from reqtrace.hypervisor.toolstack import (
    Request,
    assignable_add,
    assignable_remove,
    attach,
    detach,
    dom0_started,
    pause,
    start,
    unpause,
)
from reqtrace.hypervisor.x86.features import disable, enable
from reqtrace.hypervisor.xen import Fault

Answer = State | Refused | Reached | tuple[State, ...]
Operation = Callable[[State], Answer]

CLOCKS = """\
/dts-v1/;
/ {
    clock@9011000 { reg = <0x0 0x9011000 0x0 0x1000>; interrupts = <0x0 0x9 0x4>; xen,passthrough; };
    alarm@9012000 { reg = <0x0 0x9012000 0x0 0x1000>; xen,passthrough; };
};
"""
CARD = "0000:03:00.0"


@cache
def arm() -> State:
    """An Arm machine: a has the clock and is direct-mapped, b nothing but an IOMMU context."""
    state = machine(BEHIND.replace("0x", "0x10"), iommu="smmuv2", dom0=True, pci=PCI[:2])
    state = granted(given(state, "a", RTC, direct_map=True))
    return with_overlays(granted(given(state, "b")), {"clocks": CLOCKS})


@cache
def x86() -> State:
    """An x86 machine with a card and a guest."""
    card = PciFunction(
        Sbdf(0, 3, 0, 0), bars=(Region(0xC0000000, 0x4000),), ports=(Region(0xE000, 0x20),), interrupt=17,
        port=Port.ENDPOINT, driver="e1000e",
    )  # fmt: skip
    state = dom0_started(granted(boot(read_host("q35", iommu="vtd", pci=(card,)), dom0="dom0")), "")
    return granted(start(state, DomainSpec("guest", options=Options(kind=Kind.PV, passthrough="enabled")), ()))


def granted(answer: Answer) -> State:
    if isinstance(answer, Reached):
        assert answer.refused is None, answer.refused
        return answer.state
    last = answer[-1] if isinstance(answer, tuple) else answer
    assert isinstance(last, State), last
    return last


def after(state: State, *operations: Operation) -> State:
    for operation in operations:
        state = granted(operation(state))
    return state


def wanting(*devices: str, forced: bool = False, name: str = "c") -> Operation:
    """To create a domain with these devices."""

    def creates(state: State) -> Answer:
        text = usual_tree(state.host, [(device, forced) for device in devices])
        assert isinstance(text, str)
        return create(state, DomainSpec(name, tree(text)), at_boot=False)

    return creates


SEIZED = (lambda state: assignable_add(state, CARD),)
ATTACHED = (*SEIZED, lambda state: attach(state, Request(CARD, "guest")))
WIN = DomainSpec("win", options=Options(kind=Kind.HVM, passthrough="enabled"))
OFFERED = (lambda state: start(state, WIN, ()), lambda state: attach(state, Request(CARD, "win")))
PAGE = Region(0x9030000, 0x1000)

ARM: dict[str, tuple[tuple[Operation, ...], Operation]] = {
    "create with a protected device": ((), wanting(GPIO)),
    "create with functions": ((), wanting(NIC, DISK)),
    "create with two devices": ((lambda state: destroy(state, "a"),), wanting(RTC, GPIO)),
    "assign a device": ((), lambda state: assign(state, GPIO, "b")),
    "assign a function": ((), lambda state: assign(state, NIC, "b")),
    "deassign": ((lambda state: assign(state, GPIO, "b"),), lambda state: deassign(state, GPIO, "b")),
    "destroy": ((lambda state: assign(state, NIC, "a"),), lambda state: destroy(state, "a")),
    "reclaim": ((lambda state: destroy(state, "a"),), lambda state: reclaim(state, RTC)),
    "shut down": ((), lambda state: shutdown(state, "a")),
    "permit": ((), lambda state: permit_pages(state, "b", PAGE)),
    "map": (
        (lambda state: permit_pages(state, "b", PAGE), lambda state: assign(state, GPIO, "b")),
        lambda state: show_pages(state, "b", PAGE, PAGE.base),
    ),
    "bind": ((lambda state: assign(state, GPIO, "b"),), lambda state: bind(state, "b", 39)),
    "raise": ((), lambda state: raise_line(state, 34)),
    "refer": ((), lambda state: map_foreign(state, "a", "b")),
    "release": ((lambda state: map_foreign(state, "a", "b"),), lambda state: unmap_foreign(state, "a", "b")),
    "add an overlay": ((), lambda state: add_overlay(state, "clocks")),
    "remove an overlay": (
        (lambda state: add_overlay(state, "clocks"),),
        lambda state: remove_overlay(state, "clocks"),
    ),
    "attach an overlay": (
        (lambda state: add_overlay(state, "clocks"),),
        lambda state: attach_overlay(state, "clocks", "a"),
    ),
    "withdraw": ((), lambda state: withdraw(state, "dom0", NIC)),
    "announce": ((lambda state: withdraw(state, "dom0", NIC),), lambda state: announce(state, "dom0", NIC)),
}
"""On the Arm machine: what has been done before, and what fails."""

X86: dict[str, tuple[tuple[Operation, ...], Operation]] = {
    "pci-assignable-add": ((), *SEIZED),
    "pci-assignable-remove": (SEIZED, lambda state: assignable_remove(state, CARD, rebind=True)),
    "pci-attach": (SEIZED, lambda state: attach(state, Request(CARD, "guest"))),
    "pci-detach": (ATTACHED, lambda state: detach(state, Request(CARD, "guest"))),
    "open": (SEIZED, lambda state: write_file(state, "permissive", CARD)),
    "let interrupts be controlled": (SEIZED, lambda state: write_file(state, "allow_interrupt_control", CARD)),
    "open a register": (SEIZED, lambda state: write_file(state, "quirks", f"{CARD}-e0:2:ffff")),
    "write": (ATTACHED, lambda state: write(state, Access("guest", CARD, 4, 2, 7))),
    "write to a device model": (
        (*SEIZED, *OFFERED),
        lambda state: write(state, Access("win", CARD, 4, 2, 0x407)),
    ),
    "pause": ((), lambda state: pause(state, "guest")),
    "unpause": ((lambda state: pause(state, "guest"),), lambda state: unpause(state, "guest")),
    "switch on": ((), lambda state: enable(state, "guest", Feature.LOG_DIRTY)),
    "switch off": (
        (lambda state: enable(state, "guest", Feature.LOG_DIRTY),),
        lambda state: disable(state, "guest", Feature.LOG_DIRTY),
    ),
}
"""On the x86 machine."""

CANNOT_FAIL = {"pciback loading", "pciback put", "pciback release", "settlement", "released", "takedown"}
"""What reports no failure to anybody, or only asks which way an operation goes on."""

NOT_TRIED = {"boot", "scan", "isolation policy", "failure", "seizure", "bus error"}
"""What a host goes through before there is anybody to fail, and what no operation of a domain begins."""


def faults() -> list[Fault]:
    """A failure after every rule of every book that can fail."""
    able = {name: book for name, book in BOOKS.items() if name not in CANNOT_FAIL}
    return [Fault(name, number) for name, book in able.items() for number in range(len(book))]


def failing(state: State, operation: Operation, fault: Fault) -> tuple[State, Refused | None]:
    """What is left, and the refusal, when the operation fails there."""
    answer = operation(replace(state, xen=Xen(fault=fault)))
    if isinstance(answer, Reached):
        left, refused = answer.state, answer.refused
    elif isinstance(answer, Refused):
        left, refused = replace(state, xen=Xen(fault=fault)), answer
    else:
        left, refused = (answer[-1] if isinstance(answer, tuple) else answer), None
    return replace(left, xen=state.xen), refused


def fell(refused: Refused | None) -> bool:
    return refused is not None and "failed after step" in refused.words


ALL = [(arm, name, *each) for name, each in ARM.items()] + [(x86, name, *each) for name, each in X86.items()]


# [utest->dsn~faults_leave_nothing~1]
@pytest.mark.parametrize(("base", "name", "before", "operation"), ALL, ids=[each[1] for each in ALL])
def test_a_failure_after_any_rule_leaves_everything_as_it_was(
    base: Callable[[], State], name: str, before: tuple[Operation, ...], operation: Operation
) -> None:
    state = after(base(), *before)
    whole = granted(operation(state))
    assert whole != state, "the operation does nothing"
    hit = 0
    for fault in faults():
        left, refused = failing(state, operation, fault)
        if fell(refused):
            hit += 1
            assert transition_violations(state, left, refused=True) == (), f"{name} after {fault}"
        else:
            assert left == whole, f"{fault} was swallowed"
    assert hit


def test_every_book_with_an_effect_fails_in_some_operation() -> None:
    failed = set()
    for base, _, before, operation in ALL:
        state = after(base(), *before)
        for name, book in BOOKS.items():
            _, refused = failing(state, operation, Fault(name, len(book) - 1))
            if fell(refused):
                failed.add(name)
    changing = {name for name, book in BOOKS.items() if any(not rule.checks for rule in book)}
    assert failed >= changing - CANNOT_FAIL - NOT_TRIED
    assert not failed & NOT_TRIED


# [utest->dsn~faults_leave_nothing~1]
@settings(max_examples=60, deadline=None)
@drawn(st.data())
def test_a_failure_on_any_way_leaves_everything_as_it_was(data: st.DataObject) -> None:
    """The same in states that nobody thought of: some operations, then one that fails somewhere."""
    base, table = data.draw(st.sampled_from([(arm, ARM), (x86, X86)]))
    operations = [operation for _, operation in table.values()]
    state = base()
    for operation in data.draw(st.lists(st.sampled_from(operations), max_size=6)):
        answer = operation(state)
        if not isinstance(answer, Refused):
            state = answer.state if isinstance(answer, Reached) else granted(answer)
    operation, fault = data.draw(st.sampled_from(operations)), data.draw(st.sampled_from(faults()))
    left, refused = failing(state, operation, fault)
    if refused is not None:
        assert transition_violations(state, left, refused=True) == ()
    assert violations(left) == ()


def test_a_xen_that_leaves_something_is_told() -> None:
    state = after(x86(), *SEIZED)
    at = [rule.name.rpartition(".")[2] for rule in BOOKS["pci-attach"]].index("registers_granted")
    answer = attach(
        replace(state, xen=Xen(frozenset({Finding.D_13}), fault=Fault("pci-attach", at))), Request(CARD, "guest")
    )
    (told,) = transition_violations(state, replace(answer.state, xen=state.xen), refused=True)[:1]
    assert told.startswith("I-11: an operation that is refused changes nothing, and stops nobody (")
