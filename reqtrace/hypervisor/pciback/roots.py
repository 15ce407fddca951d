# SPDX-License-Identifier: Apache-2.0
"""Which PCI buses a guest is told to look at: the list of roots that pciback publishes to its frontend."""

from __future__ import annotations

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback.space import upstream


def roots(state: State, domain: str) -> tuple[str, ...]:
    """The roots of the guest, as segment and bus, in rising order; none where nothing is attached to it.

    A bus is a root where no bridge above it is the guest's as well (Linux, xen-pciback/passthrough.c); where guests
    do not see functions at their places, there is one made-up root (vpci.c).
    """
    found = state.domain(domain)
    mine = {name for name, number in state.toolstack.attached.items() if found is not None and number == found.number}
    if not state.pciback.transparent:
        return ("0000:00",) if mine else ()
    places = (Sbdf.parse(name) for name in mine if mine.isdisjoint(upstream(state, name)))
    return tuple(sorted({f"{each.segment:04x}:{each.bus:02x}" for each in places if each is not None}))
