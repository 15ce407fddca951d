# SPDX-License-Identifier: Apache-2.0
"""Which functions pciback takes while dom0 boots: the module parameters on dom0's command line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.pci import Sbdf
from reqtrace.hypervisor.pciback.seize import seize
from reqtrace.hypervisor.pciback.space import upstream
from reqtrace.hypervisor.state import DOM0, State

OPTIONS = ("xen-pciback.hide", "xen-pciback.passthrough")
"""The words of dom0's command line that change something here."""

_PATTERN = re.compile(
    r"\s*\((?:([0-9a-f]+):)?([0-9a-f]+):(?:([0-9a-f]+)\.([0-9a-f]+|\*)|\*\.\*)\)\s*", re.IGNORECASE | re.ASCII
)
_TRUE = {"", "1", "y", "Y"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Functions that are hidden: one, all of a device, or all of a bus; None stands for any."""

    segment: int
    bus: int
    device: int | None
    function: int | None

    def matches(self, name: str) -> bool:
        """Whether the function of this address is meant."""
        sbdf = Sbdf.parse(name)
        if sbdf is None or (sbdf.segment, sbdf.bus) != (self.segment, self.bus):
            return False
        return self.device in {None, sbdf.device} and self.function in {None, sbdf.function}


def read_hide_list(text: str) -> tuple[Pattern, ...] | str:
    """Read ``(0000:03:00.0)(04:00.*)``; where it can not be read, the rest from there on.

    A segment may be left out, and device and function may be ``*``; one number out of range spoils the whole list
    (Linux, xen-pciback/pci_stub.c, pcistub_init).
    """
    patterns: list[Pattern] = []
    while text:
        parts = _PATTERN.match(text)
        if parts is None:
            return text
        pattern = _pattern(*parts.groups())
        if pattern is None:
            return text
        patterns.append(pattern)
        text = text[parts.end() :]
    return tuple(patterns)


def command_line(state: State, words: str) -> State:
    """Let dom0 boot with these words on its command line, as far as they are for pciback.

    It is offered every function before any other driver, and takes those that are hidden, and all behind a hidden
    bridge. A list that can not be read is logged, and leaves dom0 without pciback.
    """
    given = dict(word.partition("=")[::2] for word in words.split())
    record = replace(state.pciback, transparent=given.get("xen-pciback.passthrough", "0") in _TRUE)
    patterns = read_hide_list(given.get("xen-pciback.hide", ""))
    if isinstance(patterns, str):
        line = f'xen-pciback: Error parsing pci_devs_to_hide at "{patterns}"'
        return replace(state, pciback=replace(record, loaded=False), log=(*state.log, line))
    state = replace(state, pciback=record)
    for name in sorted(name for name in state.known if state.holder.get(name) == DOM0):
        if any(pattern.matches(each) for pattern in patterns for each in (name, *upstream(state, name))):
            taken = seize(state, name)
            state = state if isinstance(taken, Refused) else taken
    return state


def _pattern(segment: str | None, bus: str, device: str | None, function: str | None) -> Pattern | None:
    """One entry of the list; None where a number is out of range."""
    numbers = (
        int(segment or "0", 16),
        int(bus, 16),
        None if device is None else int(device, 16),
        None if function in {None, "*"} else int(function or "0", 16),
    )
    in_range = all(
        number is None or number < limit for number, limit in zip(numbers, (1 << 16, 1 << 8, 32, 8), strict=True)
    )
    return Pattern(*numbers) if in_range else None
