# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to driver domains, in whatever order: nothing stays of what was refused, detached or destroyed."""

from __future__ import annotations

from driver_domains import DISK, NIC, machine, sound, spec, with_guests
from hypothesis import given, settings
from hypothesis import strategies as st

from reqtrace.hypervisor import Refused, State, destroy, violations
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.pciback import Access, write
from reqtrace.hypervisor.rule import Reached
from reqtrace.hypervisor.toolstack import (
    Request,
    assignable_add,
    assignable_remove,
    attach,
    crash,
    detach,
    report_error,
    settled,
    start,
)

FUNCTIONS = st.sampled_from([NIC, DISK])
GUESTS = st.sampled_from(["a", "b"])
REQUESTS = st.builds(Request, FUNCTIONS, GUESTS, permissive=st.booleans(), seize=st.booleans())
ACTIONS = st.one_of(
    st.tuples(st.just(assignable_add), FUNCTIONS),
    st.tuples(st.just(assignable_remove), FUNCTIONS),
    st.tuples(st.just(report_error), FUNCTIONS),
    st.tuples(st.just(attach), REQUESTS),
    st.tuples(st.just(detach), REQUESTS),
    st.tuples(st.just(destroy), GUESTS),
    st.tuples(st.just(crash), GUESTS),
    st.tuples(st.just(start), st.builds(spec, GUESTS, st.sampled_from([Kind.PV, Kind.HVM])), st.tuples(REQUESTS)),
    st.tuples(
        st.just(write),
        st.builds(
            Access, GUESTS, FUNCTIONS, st.sampled_from([4, 0xC, 0x10, 0x44, 0xE0]), st.just(4), st.integers(0, 0xFFFF)
        ),
    ),
)


def after(state: State, action: tuple) -> tuple[State, Refused | None]:
    """The state after an action, and why it was refused, if it was."""
    function, *arguments = action
    answer = function(state, *arguments)
    if isinstance(answer, Refused):
        return state, answer
    reached = answer if isinstance(answer, Reached) else Reached(answer)
    return settled(reached.state), reached.refused


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTIONS, max_size=14))
def test_no_order_of_actions_breaks_an_invariant(actions: list[tuple]) -> None:
    state = with_guests(machine(words="xen-pciback.hide=(03:00.0)"), "a", "b")
    for action in actions:
        before = state
        state, refused = after(state, action)
        assert violations(state) == ()
        if refused is not None:
            assert state == before
        for function, number in state.toolstack.attached.items():
            assert state.holder[function] == number


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTIONS, max_size=10))
def test_nothing_stays_of_guests_that_are_gone(actions: list[tuple]) -> None:
    state = with_guests(machine(), "a", "b")
    for action in (*actions, (crash, "a"), (crash, "b")):
        state, _ = after(state, action)
    assert set(state.domains) == {0}
    assert not state.toolstack.attached
    assert not state.toolstack.ports
    assert {number for number, _ in state.permitted | state.permitted_lines} <= {0}
    assert NIC not in state.masters or state.holder.get(NIC) == 0
    if NIC in state.pciback.seized:  # it can be reset, so it is as pciback made it ready
        seized = state.pciback.seized[NIC]
        assert sound(assignable_add(state, NIC)).pciback.spaces[NIC][0xC0:0x100] == seized.saved[0xC0:0x100]
