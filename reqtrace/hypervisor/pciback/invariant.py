# SPDX-License-Identifier: Apache-2.0
"""What must hold of every configuration space that a guest reaches (I-19)."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import fields, space


def violations(state: State) -> Iterator[str]:
    """No guest moves the addresses at which a function answers, or changes what it answers to.

    BARs and ROM stand where the firmware put them, decoding is as dom0 set it, and a register that pciback does not
    know is what it was unless the function is permissive or was opened, or keeps what its last user wrote because
    it can not be reset.
    """
    for function, seized in sorted(state.pciback.seized.items()):
        about, now = space.function_of(state, function), space.space_of(state, function)
        for offset, (value, _) in space.bar_values(about).items():
            if int.from_bytes(now[offset : offset + 4], "little") != value:
                yield f"the address register {offset:#x} of {function} was moved"
        if now[space.COMMAND] & (space.IO | space.MEMORY) != space.decode(about):
            yield f"{function} does not decode as dom0 set it"
        closed = about.resettable and not fields.is_permissive(state, function) and not seized.opened
        if closed and now[space.OWN : 0x100] != space.at_power_on(about)[space.OWN : 0x100]:
            yield f"a register of {function} that pciback does not know was written"
