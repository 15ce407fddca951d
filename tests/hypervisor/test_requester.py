# SPDX-License-Identifier: Apache-2.0
"""Which ids the IOMMU sees on the requests of a PCI function."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reqtrace.hypervisor import Host, PciFunction, Sbdf, read_host
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.host.requester import bridges_above, phantoms, requesters


def function(bus: int, device: int, number: int = 0, port: Port = Port.ENDPOINT, **more: object) -> PciFunction:
    """A function of segment 0."""
    return replace(PciFunction(Sbdf(0, bus, device, number), port=port), **more)


def bridge(bus: int, device: int, port: Port, *buses: int) -> PciFunction:
    """A bridge with secondary and subordinate bus."""
    return function(bus, device, port=port, bridge=True, buses=(buses[0], buses[1]))


ROOT = bridge(0, 1, Port.ROOT_PORT, 1, 3)
TO_PCI = bridge(1, 0, Port.TO_PCI, 2, 3)
INNER = bridge(2, 5, Port.CONVENTIONAL, 3, 3)
CARD, DEEP = function(2, 4, port=Port.CONVENTIONAL), function(3, 7, port=Port.CONVENTIONAL)
ALL = (ROOT, TO_PCI, INNER, CARD, DEEP)


def test_a_function_behind_a_root_port_is_told_by_its_own_id() -> None:
    nic = function(1, 0, 1)
    assert requesters(nic, (ROOT, nic)) == (0x101,)


@pytest.mark.parametrize(("card", "own"), [(CARD, 0x220), (DEEP, 0x338)])
def test_behind_a_bridge_to_conventional_pci_its_ids_are_the_bridges_too(card: PciFunction, own: int) -> None:
    assert requesters(card, ALL) == (own, 0x100, 0x200)


def test_a_bridge_to_conventional_pci_has_no_id_of_its_own_and_a_root_port_has() -> None:
    assert [requesters(each, ALL) for each in (ROOT, TO_PCI, INNER)] == [(0x8,), (), ()]


def test_the_bridges_above_begin_with_the_next_one() -> None:
    assert bridges_above(DEEP, ALL) == (INNER, TO_PCI, ROOT)
    assert bridges_above(ROOT, ALL) == ()


def test_an_unnumbered_bridge_leads_nowhere() -> None:
    assert bridges_above(function(0, 9), (bridge(0, 2, Port.CONVENTIONAL, 0, 0),)) == ()


@pytest.mark.parametrize(("stride", "ids"), [(1, 0x107), (2, 0x106), (4, 0x104), (0, 0x100)])
def test_phantom_functions_stand_a_stride_apart_in_the_same_slot(stride: int, ids: int) -> None:
    first = function(1, 0, phantom=stride)
    found = requesters(first, (first,))
    assert (found[0], found[-1]) == (0x100, ids)
    assert len(found) == (8 // stride if stride else 1)
    assert [name[-1] for name in phantoms(first)] == [str(id_ & 7) for id_ in found[1:]]


def test_the_host_translates_every_id() -> None:
    host = read_host("q35", iommu="vtd", pci=ALL)
    assert isinstance(host, Host)
    assert [stream.id for stream in host.devices["0000:03:07.0"].streams] == [0x100, 0x200, 0x338]
    assert not host.devices["0000:01:00.0"].protected
