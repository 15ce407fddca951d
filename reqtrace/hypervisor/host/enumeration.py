# SPDX-License-Identifier: Apache-2.0
"""Which PCI functions are found by reading configuration space (drivers/passthrough/pci.c, scan_pci_devices)."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.platform import Host


def answering(host: Host, *, virtual: bool) -> Iterator[str]:
    """The functions that are found by reading configuration space, in the order of their addresses.

    A slot whose function 0 does not answer is empty, and is not looked at further unless that one says that there
    are more. Nothing behind a bridge without bus numbers can be addressed.
    """
    first = {function.sbdf.slot: function for function in host.functions if function.sbdf.function == 0}
    for function in host.functions:
        if function.physical is not None:
            if virtual:
                yield str(function.sbdf)
            continue
        leader = first.get(function.sbdf.slot)
        if leader is None or (function.sbdf.function and not leader.multifunction):
            continue
        if _addressable(host, function):
            yield str(function.sbdf)


def _addressable(host: Host, function: PciFunction) -> bool:
    """Whether some numbered bridge leads to the bus; a bus that none leads to lies behind one without numbers."""
    here = function.sbdf
    numbered = any(
        each.buses is not None and each.sbdf.segment == here.segment and 0 < each.buses[0] <= here.bus <= each.buses[1]
        for each in host.functions
    )
    return here.bus == 0 or numbered or not any(each.sbdf.segment == here.segment for each in unnumbered(host))


def unnumbered(host: Host) -> Iterator[PciFunction]:
    """The bridges that the firmware has given no bus numbers."""
    return (each for each in host.functions if each.bridge and each.buses is not None and each.buses[0] == 0)
