# SPDX-License-Identifier: Apache-2.0
"""The strict groups against their definition, written down a second time, and case by case."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import machine, machines, names, sbdf

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation import Services, Setting, Topology, linux_groups, strict_groups
from reqtrace.hypervisor.isolation.reach import answering, met

Functions = tuple[PciFunction, ...]


def requesters(topology: Topology, function: PciFunction) -> set[tuple[int, int]]:
    """The ids under which requests of a function may arrive: its own, and those of bridges to conventional PCI."""
    found = {(function.sbdf.segment, function.sbdf.requester)}
    for bridge in topology.path(function):
        if bridge.port in {Port.CONVENTIONAL, Port.TO_PCI, Port.FROM_PCI}:
            found |= {(bridge.sbdf.segment, bridge.sbdf.requester)}
            found |= {(bridge.sbdf.segment, (bridge.buses or (0, 0))[0] << 8)} if bridge.port is Port.TO_PCI else set()
    if (function.vendor, function.device) == (0x1B4B, 0x9123):
        found |= {(function.sbdf.segment, function.sbdf.requester & ~7 | 1)}
    return found


def plugged(functions: Functions) -> tuple[Topology, set[Sbdf]]:
    """The machine with one more function below each bridge, numbered or not yet: what could be plugged in there."""
    topology, added = Topology.of(functions), []
    numbered = []
    for number, each in enumerate(topology.functions, 0x80):
        function = replace(each, buses=(number, number)) if each.bridge and each.buses is None else each
        numbered.append(function)
        if function.bridge:
            added.append(PciFunction(Sbdf(0, (function.buses or (0, 0))[0], 31, 0), port=Port.CONVENTIONAL))
    return Topology.of([*numbered, *added]), {function.sbdf for function in added}


def by_definition(functions: Functions, setting: Setting) -> set[frozenset[Sbdf]]:
    """Join whoever meets another or is named as another, until nothing changes."""
    topology, added = plugged(functions)
    services = Services(topology, setting)
    groups = {function.sbdf: {function.sbdf} for function in topology.functions}
    pairs = {(each.sbdf, other.sbdf) for each in topology.functions for other in met(topology, services, each)}
    ids = {each.sbdf: requesters(topology, each) for each in topology.functions}
    pairs |= {(one, other) for one, other in combinations(ids, 2) if ids[one] & ids[other]}
    pairs |= set(combinations(sorted(topology.unknown), 2))
    for one, other in pairs:
        if groups[one] is not groups[other]:
            groups[one] |= groups[other]
            for member in groups[other]:
                groups[member] = groups[one]
    return {frozenset(group - added) for group in groups.values()} - {frozenset()}


# [utest->dsn~groups_are_components~1]
@settings(max_examples=60)
@given(machines(), st.sampled_from(Setting))
def test_the_groups_are_the_components_of_the_relation(functions: Functions, setting: Setting) -> None:
    topology = Topology.of(functions)
    assert {frozenset(group) for group in strict_groups(topology, setting)} == by_definition(functions, setting)


@settings(max_examples=60)
@given(machines(), st.sampled_from(Setting))
def test_no_group_of_linux_crosses_a_strict_one(functions: Functions, setting: Setting) -> None:
    topology = Topology.of(functions)
    strict = [set(group) for group in strict_groups(topology, setting)]
    for group in linux_groups(topology, setting):
        assert any(set(group) <= other for other in strict)


@settings(max_examples=60)
@given(machines())
def test_more_access_control_never_joins_anybody(functions: Functions) -> None:
    topology = Topology.of(functions)
    found = [set(group) for group in strict_groups(topology, Setting.AS_FOUND)]
    for group in strict_groups(topology, Setting.ENABLED_BY_OS):
        assert any(set(group) <= other for other in found)


@settings(max_examples=30)
@given(machines(), st.randoms(use_true_random=False))
def test_the_order_of_the_functions_does_not_matter(functions: Functions, random: object) -> None:
    shuffled = list(functions)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert strict_groups(Topology.of(shuffled)) == strict_groups(Topology.of(functions))


@settings(max_examples=50)
@given(machines(), st.sampled_from(Setting))
def test_who_takes_a_request_is_of_the_group(functions: Functions, setting: Setting) -> None:
    topology = Topology.of(functions)
    services = Services(topology, setting)
    group = {member: group for group in strict_groups(topology, setting) for member in group}
    for function, other in combinations(topology.functions, 2):
        for bar in other.bars:
            taker = answering(topology, services, function, bar.base)
            assert taker is None or taker.sbdf in group[function.sbdf]


CASES = [
    (
        "a switch without access control",
        """
        00:01.0 root port, 01-04, acs
        01:00.0 upstream port, 02-04
        02:00.0 downstream port, 03-03
        02:01.0 downstream port, 04-04
        03:00.0 endpoint
        04:00.0 endpoint
        """,
        ["00:01.0", "01:00.0 02:00.0 02:01.0 03:00.0 04:00.0"],
    ),
    (
        "a switch with access control",
        """
        00:01.0 root port, 01-04, acs
        01:00.0 upstream port, 02-04
        02:00.0 downstream port, 03-03, acs
        02:01.0 downstream port, 04-04, acs
        03:00.0 endpoint
        04:00.0 endpoint
        """,
        ["00:01.0", "01:00.0", "02:00.0", "02:01.0", "03:00.0", "04:00.0"],
    ),
    (
        "one open port opens the switch",
        """
        00:01.0 root port, 01-04, acs
        01:00.0 upstream port, 02-04
        02:00.0 downstream port, 03-03, acs
        02:01.0 downstream port, 04-04, off
        03:00.0 endpoint
        04:00.0 endpoint
        """,
        ["00:01.0", "01:00.0 02:00.0 02:01.0 03:00.0 04:00.0"],
    ),
    (
        "a guarded switch below an open root port",
        """
        00:01.0 root port, 01-04
        01:00.0 upstream port, 02-04
        02:00.0 downstream port, 03-03, acs
        02:01.0 downstream port, 04-04, acs
        03:00.0 endpoint
        04:00.0 endpoint
        """,
        ["00:01.0 01:00.0 02:00.0 02:01.0 03:00.0 04:00.0"],
    ),
    (
        "a device of two functions, of which one redirects",
        """
        00:01.0 root port, 01-01, acs
        01:00.0 endpoint, acs
        01:00.1 endpoint
        """,
        ["00:01.0", "01:00.0 01:00.1"],
    ),
    (
        "an open root port reaches what is below its siblings",
        """
        00:1c.0 root port, 01-01, acs
        00:1c.1 root port, 02-02
        01:00.0 endpoint
        02:00.0 endpoint
        """,
        ["00:1c.0 00:1c.1 01:00.0 02:00.0"],
    ),
    (
        "a host bridge beside root ports sends nothing",
        """
        00:01.0 conventional, 0600
        00:01.1 root port, 01-01, acs
        00:01.2 root port, 02-02, acs
        01:00.0 endpoint
        02:00.0 endpoint
        """,
        ["00:01.0", "00:01.1", "00:01.2", "01:00.0", "02:00.0"],
    ),
    (
        "a bridge to conventional PCI",
        """
        00:01.0 root port, 01-02, acs
        01:00.0 PCIe-to-PCI bridge, 02-02
        02:00.0 conventional
        02:01.0 conventional
        """,
        ["00:01.0", "01:00.0 02:00.0 02:01.0"],
    ),
    (
        "a bridge that lends its name to nobody shares its bus all the same",
        """
        00:01.0 root port, 01-02, acs
        01:00.0 conventional bridge, 02-02, 1a03:1150
        02:00.0 conventional
        """,
        ["00:01.0", "01:00.0 02:00.0"],
    ),
    (
        "conventional PCI from the root on",
        """
        00:00.0 conventional, 0600
        00:05.0 conventional
        00:06.0 conventional
        """,
        ["00:00.0 00:05.0 00:06.0"],
    ),
    (
        "buses that no bridge leads to",
        """
        00:01.0 root port, 01-01, acs
        01:00.0 endpoint
        05:00.0 endpoint
        06:00.0 endpoint
        """,
        ["00:01.0", "01:00.0", "05:00.0 06:00.0"],
    ),
    (
        "a bus within the range of a bridge, and the secondary bus of none",
        """
        00:01.0 root port, 01-05, acs
        00:02.0 root port, 06-06, acs
        01:00.0 endpoint
        04:00.0 endpoint
        06:00.0 endpoint
        """,
        ["00:01.0 01:00.0 04:00.0", "00:02.0", "06:00.0"],
    ),
    (
        "ports that call themselves the wrong way round",
        """
        00:01.0 root port, 01-03, acs
        01:00.0 downstream port, 02-03
        02:00.0 downstream port, 03-03, acs
        03:00.0 endpoint
        """,
        ["00:01.0", "01:00.0", "02:00.0", "03:00.0"],
    ),
    (
        "functions that use the name of a neighbour, each with access control",
        """
        00:01.0 root port, 01-01, acs
        01:00.0 endpoint, acs, 1b4b:9123
        01:00.1 endpoint, acs
        """,
        ["00:01.0", "01:00.0 01:00.1"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_strict_groups(text: str, expected: list[str]) -> None:
    assert names(strict_groups(machine(text))) == expected


def test_a_defect_counts_for_the_requirements_and_not_for_linux() -> None:
    switch = machine(
        """
        00:01.0 root port, 01-04, acs
        01:00.0 upstream port, 02-04, 12d8:2404
        02:00.0 downstream port, 03-03, acs, 12d8:2404
        02:01.0 downstream port, 04-04, acs, 12d8:2404
        03:00.0 endpoint
        04:00.0 endpoint
        """
    )
    assert names(strict_groups(switch))[-1] == "01:00.0 02:00.0 02:01.0 03:00.0 04:00.0"
    assert names(linux_groups(switch))[-1] == "04:00.0"


def test_a_request_is_taken_by_whoever_the_address_belongs_to() -> None:
    switch = machine(CASES[0][1])
    services, sender = Services(switch), switch.by_sbdf[sbdf("03:00.0")]
    place = switch.by_sbdf[sbdf("04:00.0")].bars[0]
    taker = answering(switch, services, sender, place.end - 1)
    assert taker is not None
    assert taker.sbdf == sbdf("04:00.0")
    assert answering(switch, services, sender, place.end) is None
