# SPDX-License-Identifier: Apache-2.0
"""I-18 and I-21: the order in which guests are made decides nothing but their names, and what was given back is new."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reqtrace.hypervisor import Finding, Refused, State, Xen
from reqtrace.hypervisor.explore.asking import Create, Destroy, with_free_number
from reqtrace.hypervisor.explore.scope import FRAMES, Configuration, configurations
from reqtrace.hypervisor.explore.search import root_of
from reqtrace.hypervisor.explore.shapes import DomainShape, NodeShape, shapes

hosts = st.sampled_from(list(configurations()))
wishes = st.sampled_from([shape for shape in shapes() if shape.is_sensible])


def made(root: State, *wanted: DomainShape) -> State | Refused:
    """The machine after the guests were made one after the other."""
    answer: State | Refused = root
    for name, shape in zip(("A", "B"), wanted, strict=False):
        answer = Create(name, shape)(with_free_number(answer)) if isinstance(answer, State) else answer
    return answer


def given_to(state: State, number: int) -> tuple[object, ...]:
    """All that a guest has."""
    return (
        {name for name, user in state.holder.items() if user == number},
        {(window.host, window.guest) for window in state.windows if window.domain == number},
        {region for user, region in state.permitted if user == number},
        {line for line, user in state.routes.items() if user == number},
        {stream for stream, user in state.streams.items() if user == number},
    )


def order_matters(host: Configuration, one: DomainShape, other: DomainShape, xen: Xen) -> bool:
    root = root_of(host, xen)
    there, back = made(root, one, other), made(root, other, one)
    if not isinstance(there, State) or not isinstance(back, State):
        return isinstance(there, State) != isinstance(back, State)
    return [given_to(there, 1), given_to(there, 2)] != [given_to(back, 2), given_to(back, 1)]


@settings(max_examples=300, deadline=None)
@given(hosts, wishes, wishes)
def test_the_order_of_guests_decides_nothing(host: Configuration, one: DomainShape, other: DomainShape) -> None:
    assert not order_matters(host, one, other, Xen())


def test_the_last_one_wins_where_streams_are_re_pointed() -> None:
    xen = Xen(frozenset({Finding.D_05}))
    shared = next(each for each in configurations() if [kind.stream for kind in each.devices] == [0, 0, 0])
    whole = [NodeShape(frame, identity=True, names=frame, forced=False) for frame in FRAMES]
    one, other = (DomainShape((node,), direct_map=False) for node in whole[:2])
    assert order_matters(shared, one, other, xen)


@settings(max_examples=300, deadline=None)
@given(hosts, wishes, wishes)
def test_what_was_given_back_is_given_as_the_first_time(
    host: Configuration, one: DomainShape, other: DomainShape
) -> None:
    root = root_of(host, Xen())
    first = made(root, one)
    assume(isinstance(first, State))
    assert isinstance(first, State)
    between = made(root, other)
    assume(isinstance(between, State))
    assert isinstance(between, State)
    gone = Destroy("A")(between)
    assert isinstance(gone, State)
    again = made(gone, one)
    assert isinstance(again, State)
    assert given_to(again, 1) == given_to(first, 1)
