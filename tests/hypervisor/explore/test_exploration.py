# SPDX-License-Identifier: Apache-2.0
"""The small scope: what is reached, what breaks, and what is to blame."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reqtrace.hypervisor import Finding, State, Xen
from reqtrace.hypervisor.explore import SCOPE, Configuration, Deviation, Found, configurations, explore, search
from reqtrace.hypervisor.explore.asking import Create, Destroy, Operation, TakeBack, operations_in, with_free_number
from reqtrace.hypervisor.explore.blame import deviations
from reqtrace.hypervisor.explore.identity import Identities
from reqtrace.hypervisor.explore.renaming import alone
from reqtrace.hypervisor.explore.scope import DeviceKind
from reqtrace.hypervisor.explore.search import root_of

PLAIN = DeviceKind(marked=True, dma=False, line=None, stream=None)
DMA = DeviceKind(marked=True, dma=True, line=None, stream=None)
STREAM = DeviceKind(marked=True, dma=True, line=None, stream=0)
KEPT = DeviceKind(marked=False, dma=False, line=None, stream=None)

HEAD = Xen.of("xen-head")


def on(*devices: DeviceKind, iommu: bool = True) -> Configuration:
    first, second, third = devices
    return Configuration((first, second, third), iommu)


def found(configuration: Configuration, xen: Xen = HEAD) -> list[Deviation]:
    return [each for each in deviations(configuration, xen) if isinstance(each, Deviation)]


def only(configuration: Configuration, finding: Finding) -> Deviation:
    (deviation,) = (each for each in found(configuration) if each.findings == (finding,))
    return deviation


# [utest->dsn~small_scope_is_exhausted~1]
def test_hosts_that_differ_in_names_are_one() -> None:
    assert SCOPE == len(set(configurations())) == 1640


@pytest.mark.parametrize(
    "configuration",
    [on(PLAIN, DMA, STREAM), on(KEPT, KEPT, KEPT), on(DMA, STREAM, STREAM, iommu=False), on(KEPT, STREAM, STREAM)],
    ids=["one of each", "all with dom0", "no iommu", "shared stream"],
)
def test_what_is_required_breaks_nothing(configuration: Configuration) -> None:
    answer = search(configuration, Xen())
    assert answer.broken is None
    assert 1 < answer.states < answer.transitions


def renamed(operation: Operation) -> Operation:
    """The same operation where the lone guest is called B: it is the other that is created, and A that lives."""
    if isinstance(operation, TakeBack):
        return operation
    return replace(operation, domain="B" if isinstance(operation, Create) else "A")


def test_a_lone_guest_is_the_first_whatever_it_was_called() -> None:
    """Every operation is answered alike before the guest is renamed and after, and leads to the same states."""
    for configuration in (on(PLAIN, DMA, STREAM), on(STREAM, STREAM, KEPT), on(DMA, KEPT, PLAIN, iommu=False)):
        first = states_after(root_of(configuration, Xen()))
        gone = [Destroy("A")(two) for one in first[::3] for two in states_after(one)[::4]]
        lone = [with_free_number(state) for state in gone if isinstance(state, State) and names(state) == {"dom0", "B"}]
        assert lone
        for state in lone:
            other, identity = with_free_number(alone(state)), Identities(state)
            assert names(other) == {"dom0", "A"}
            for operation in operations_in(state):
                left = operation(state)
                right = renamed(operation)(other)
                assert isinstance(left, State) == isinstance(right, State)
                if isinstance(left, State) and isinstance(right, State) and not isinstance(operation, Create):
                    assert identity(alone(left)) == identity(alone(right))


def names(state: State) -> set[str]:
    return {domain.name for domain in state.domains.values()}


def states_after(state: State) -> list[State]:
    answers = (operation(with_free_number(state)) for operation in operations_in(state))
    return [answer for answer in answers if isinstance(answer, State)]


# [utest->dsn~violations_are_put_down_to_findings~1]
@pytest.mark.parametrize(
    ("configuration", "finding", "operations", "broken"),
    [
        (
            on(PLAIN, PLAIN, PLAIN),
            Finding.D_01,
            ["create A, with xen,reg 0x9020000 at 0x9020000, xen,path /device@9010000, forced"],
            {"I-2"},
        ),
        (
            on(PLAIN, PLAIN, DMA),
            Finding.D_02,
            ["create A, with xen,reg 0x9030000 at 0x9030000, xen,path /device@9030000, forced"],
            {"I-3", "I-4"},
        ),
        (
            on(PLAIN, STREAM, STREAM),
            Finding.D_05,
            [
                "create A, with xen,reg 0x9020000 at 0x9020000, xen,path /device@9020000",
                "create B, with xen,reg 0x9030000 at 0x9030000, xen,path /device@9030000",
            ],
            {"I-3", "I-6", "I-7"},
        ),
        (
            on(PLAIN, PLAIN, KEPT),
            Finding.D_08,
            ["create A, with xen,reg 0x9030000 at 0x9030000, xen,path /device@9030000, forced"],
            {"I-2"},
        ),
    ],
    ids=["D-01", "D-02", "D-05", "D-08"],
)
def test_head_shows_its_findings_by_itself(
    configuration: Configuration, finding: Finding, operations: list[str], broken: set[str]
) -> None:
    deviation = only(configuration, finding)
    assert [str(operation) for operation in deviation.broken.operations] == operations
    assert deviation.broken.invariants == broken
    assert deviation.alone


def test_what_no_finding_explains_is_blamed_on_none() -> None:
    """A rule broken on purpose is no finding."""
    from reqtrace.hypervisor import Mutation, Way  # noqa: PLC0415 - the only place

    xen = Xen(mutation=Mutation("assignment.iommu.directly_mapped", Way.DROP_CHECK))
    assert [each.findings for each in found(on(PLAIN, PLAIN, DMA), xen)] == [()]


def test_the_answer_does_not_depend_on_how_many_work() -> None:
    *_, alone = explore(HEAD, limit=2)
    *_, again = explore(HEAD, limit=2, each=lambda work, portions: [work(portion) for portion in portions])
    assert alone == again
    assert alone.hosts == 2
    assert isinstance(search(next(configurations()), Xen()), Found)
