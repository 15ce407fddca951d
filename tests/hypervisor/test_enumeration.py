# SPDX-License-Identifier: Apache-2.0
"""Which functions are found by reading configuration space."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor import Host, PciFunction, Sbdf, read_host
from reqtrace.hypervisor.host.enumeration import answering, unnumbered
from reqtrace.hypervisor.host.pci import Port


def function(name: str, **more: object) -> PciFunction:
    """A function with this address."""
    sbdf = Sbdf.parse(name)
    assert sbdf is not None
    return replace(PciFunction(sbdf), **more)


def found(*functions: PciFunction, virtual: bool = False) -> list[str]:
    """The functions that answer."""
    host = read_host("qemu-virt", pci=functions)
    assert isinstance(host, Host)
    return list(answering(host, virtual=virtual))


def test_further_functions_are_looked_for_where_function_0_says_so() -> None:
    one, more = function("0000:00:01.0"), function("0000:00:02.0", multifunction=True)
    assert found(one, function("0000:00:01.3"), more, function("0000:00:02.3"), function("0000:00:03.1")) == [
        "0000:00:01.0",
        "0000:00:02.0",
        "0000:00:02.3",
    ]


def test_virtual_functions_are_there_once_a_driver_has_made_them() -> None:
    physical, virtual = function("0000:00:01.0"), function("0000:00:01.4", physical=Sbdf(0, 0, 1, 0))
    assert found(physical, virtual) == ["0000:00:01.0"]
    assert found(physical, virtual, virtual=True) == ["0000:00:01.0", "0000:00:01.4"]


def test_nothing_is_found_behind_a_bridge_without_numbers() -> None:
    bridge = function("0000:00:01.0", bridge=True, port=Port.ROOT_PORT, buses=(0, 0))
    far, near = function("0000:01:00.0"), function("0000:02:00.0")
    numbered = function("0000:00:02.0", bridge=True, port=Port.ROOT_PORT, buses=(2, 2))
    assert found(bridge, numbered, far, near) == ["0000:00:01.0", "0000:00:02.0", "0000:02:00.0"]
    host = read_host("qemu-virt", pci=(bridge, numbered))
    assert isinstance(host, Host)
    assert [str(each.sbdf) for each in unnumbered(host)] == ["0000:00:01.0"]


def test_a_bus_that_no_bridge_leads_to_is_found_where_every_bridge_has_numbers() -> None:
    assert found(function("0000:07:00.0")) == ["0000:07:00.0"]
