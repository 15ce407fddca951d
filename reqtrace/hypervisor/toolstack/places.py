# SPDX-License-Identifier: Apache-2.0
"""Where a guest sees a function on its own PCI bus."""

from __future__ import annotations

from itertools import count

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.toolstack.request import Request


def place(state: State, request: Request) -> Sbdf | None:
    """The place of a function that is being attached; None where a device model chooses it by itself.

    A device model puts it where its entry says, as function 0 unless all of the device come together (libxl_pci.c,
    device_pci_add_stubdom_done). Pciback keeps functions of a device together under their numbers, and each device in
    a slot of its own (Linux, xen-pciback/vpci.c), or leaves all at their places in the machine (passthrough.c).
    """
    own = request.about(state).sbdf
    if request.to(state).options.kind is Kind.HVM:
        number = own.function if request.keeps_number else 0
        return None if not request.slot else Sbdf(0, 0, request.slot, number)
    if state.pciback.transparent:
        return own
    number = request.to(state).number
    record = state.toolstack
    mine = {name: record.places[name] for name in record.places if record.attached.get(name) == number}
    together = (at.device for name, at in sorted(mine.items()) if name[:-1] == request.function[:-1])
    used = {at.device for at in mine.values()}
    return Sbdf(0, 0, next(together, next(slot for slot in count() if slot not in used)), own.function)
