# SPDX-License-Identifier: Apache-2.0
"""A guest's access to a configuration space, and what it means for one register."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.machine.record_pciback import Seized
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import fields


@dataclass(frozen=True, slots=True)
class Access:
    """A read of `size` bytes at `offset`, or a write of `value` there, by the guest called `domain`."""

    domain: str
    function: str
    offset: int
    size: int
    value: int = 0


def meant(state: State, access: Access, offset: int, size: int) -> int | None:
    """What a register of `size` bytes at `offset` would hold after the write; None where the write misses it.

    Bytes that the write leaves out stay as the guest sees them (Linux, xen-pciback/conf_space.c, merge_value).
    """
    behind = access.offset + access.size
    if behind <= offset or offset + size <= access.offset:
        return None
    seen = bytearray(fields.view(state, access.function))
    value = access.value & (1 << 8 * access.size) - 1
    seen[access.offset : behind] = value.to_bytes(access.size, "little")
    return int.from_bytes(seen[offset : offset + size], "little")


def with_seized(state: State, function: str, seized: Seized) -> State:
    """The same with another record of the function."""
    return replace(state, pciback=replace(state.pciback, seized={**state.pciback.seized, function: seized}))


def logged(state: State, function: str, words: str) -> State:
    """The same with a line of pciback in the log."""
    return replace(state, log=(*state.log, f"pciback {function}: {words}"))
