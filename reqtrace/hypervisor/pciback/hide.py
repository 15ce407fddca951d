# SPDX-License-Identifier: Apache-2.0
"""Which functions pciback takes while dom0 boots: the module parameters on dom0's command line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.pciback.seize import seize
from reqtrace.hypervisor.pciback.space import upstream
from reqtrace.hypervisor.rule import Book, effect, follow

_SWITCHES = ("passthrough", "permissive")
OPTIONS = ("xen-pciback.hide", *(f"xen-pciback.{name}" for name in _SWITCHES))
"""The words of dom0's command line that change something here."""

_PATTERN = re.compile(
    r"\s*\((?:([0-9a-f]+):)?([0-9a-f]+):(?:([0-9a-f]+)\.([0-9a-f]+|\*)|\*\.\*)\)\s*", re.IGNORECASE | re.ASCII
)
_STUB = "Linux, xen-pciback/pci_stub.c"
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


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters that pciback is loaded with; of a list that can not be read, the rest from there on."""

    hidden: tuple[Pattern, ...] | str
    transparent: bool
    permissive: bool

    @classmethod
    def read(cls, words: str) -> Parameters:
        """Read dom0's command line, as far as it is for pciback."""
        given = dict(word.partition("=")[::2] for word in words.split())
        transparent, permissive = (given.get(f"xen-pciback.{name}", "0") in _TRUE for name in _SWITCHES)
        return cls(read_hide_list(given.get("xen-pciback.hide", "")), transparent, permissive)


@effect(f"{_STUB}, pcistub_init")
def faulty_list_ends_it(state: State, parameters: Parameters) -> State:
    """A list that can not be read is logged, and leaves dom0 without pciback."""
    if not isinstance(parameters.hidden, str):
        return state
    line = f'xen-pciback: Error parsing pci_devs_to_hide at "{parameters.hidden}"'
    return replace(state, pciback=replace(state.pciback, loaded=False), log=(*state.log, line))


@effect("Linux, xen-pciback/xenbus.c, xen_pcibk_xenbus_register")
def places_kept(state: State, parameters: Parameters) -> State:
    """Where that is asked for, guests find functions at their places in the machine."""
    return replace(state, pciback=replace(state.pciback, transparent=parameters.transparent))


@effect("XenSSR~permissive_config_space_opt_in~1")
def opened_one_by_one(state: State, parameters: Parameters) -> State:
    """That all functions shall be permissive is refused with words in the log; with D-31, all of them are, silently."""
    if not parameters.permissive:
        return state
    if state.xen.has(Finding.D_31):
        return replace(state, pciback=replace(state.pciback, permissive=True))
    line = "xen-pciback: permissive is ignored: a function is made permissive by itself"
    return replace(state, log=(*state.log, line))


@effect(f"{_STUB}, pcistub_probe")
def hidden_taken(state: State, parameters: Parameters) -> State:
    """Pciback takes what is hidden, and all behind a hidden bridge, before any other driver; a failure is logged."""
    patterns = () if isinstance(parameters.hidden, str) else parameters.hidden
    for name in sorted(name for name in state.known if state.holder.get(name) == DOM0):
        if any(pattern.matches(each) for pattern in patterns for each in (name, *upstream(state, name))):
            taken = seize(state, name)
            state = replace(state, log=(*state.log, taken.words)) if isinstance(taken, Refused) else taken
    return state


LOADING: Book[Parameters] = (faulty_list_ends_it, places_kept, opened_one_by_one, hidden_taken)
"""What pciback does when it is loaded."""


def command_line(state: State, words: str) -> State:
    """Let dom0 boot with these words on its command line, as far as they are for pciback."""
    return follow("pciback loading", LOADING, state, Parameters.read(words)).state


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
