# SPDX-License-Identifier: Apache-2.0
"""What the invariants ask of a state: who holds what, and which registers are reached, looked up once a state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import combinations

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.host.platform import Device, Host, Stream
from reqtrace.hypervisor.invariants.exposure import exposed_devices
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State, Window
from reqtrace.hypervisor.region import Region


class Layout:
    """What follows from the host alone, and is the same in all its states."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.devices = tuple(host.devices.values())
        self._touched: dict[Region, tuple[Device, ...]] = {}

    def touched(self, region: Region) -> tuple[Device, ...]:
        """The devices of which some register stands in the region."""
        if region not in self._touched:
            found = (each for each in self.devices if any(registers.overlaps(region) for registers in each.registers))
            self._touched[region] = tuple(found)
        return self._touched[region]

    @cached_property
    def exposed(self) -> frozenset[str]:
        """The devices of which some request passes no IOMMU."""
        return exposed_devices(self.host)

    @cached_property
    def alike(self) -> tuple[tuple[Device, Device], ...]:
        """Every two devices that are one slot's functions, or of which some request could be of both."""
        masters = [device for device in self.devices if device.streams or not device.is_platform]
        return tuple(pair for pair in combinations(masters, 2) if _alike(*pair))

    @cached_property
    def sharing(self) -> tuple[tuple[Device, Device], ...]:
        """Every two devices with a common interrupt."""
        interrupting = [device for device in self.devices if device.interrupts]
        return tuple(
            pair for pair in combinations(interrupting, 2) if set(pair[0].interrupts) & set(pair[1].interrupts)
        )

    @cached_property
    def using(self) -> dict[int, tuple[Device, ...]]:
        """The devices that use each interrupt."""
        lines = {line for device in self.devices for line in device.interrupts}
        return {line: tuple(each for each in self.devices if line in each.interrupts) for line in lines}


class Facts:
    """A state, with what several invariants ask of it."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.layout = _layout(_Same(state.host))

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """All windows in rising order."""
        return tuple(sorted(self.state.windows))

    @cached_property
    def reached(self) -> tuple[tuple[Window, Device], ...]:
        """Every window with each device whose registers are reached through it."""
        touched = self.layout.touched
        return tuple((window, device) for window in self.windows for device in touched(window.host))

    @cached_property
    def given(self) -> tuple[tuple[Device, Domain], ...]:
        """Every device that a guest holds, with the guest, in the order of the host."""
        domains, holder = self.state.domains, self.state.holder
        held = ((device, holder.get(device.name, DOM0)) for device in self.layout.devices)
        return tuple((device, domains[number]) for device, number in held if number != DOM0 and number in domains)

    def guest_of(self, device: Device) -> int | None:
        """The number of the living guest that holds the device."""
        number = self.state.holder.get(device.name, DOM0)
        return number if number != DOM0 and number in self.state.domains else None

    def divided(self, pairs: tuple[tuple[Device, Device], ...]) -> Iterator[tuple[Device, int, Device, int]]:
        """Those of the pairs that two guests hold, each with its guest."""
        for one, other in pairs:
            first, second = self.guest_of(one), self.guest_of(other)
            if first is not None and second is not None and first != second:
                yield one, first, other, second


Invariant = Callable[[Facts], Iterator[str]]
"""Yields the offenders; its docstring is the sentence that must hold."""


def number_of(holder: int | None) -> str:
    """A domain as it is called in words."""
    return "nobody" if holder is None else f"d{holder}"


class _Same:
    """A host that is told apart by identity: it can not be hashed, and to compare it costs more than it saves."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def __hash__(self) -> int:
        return id(self.host)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.host is self.host


@lru_cache(maxsize=64)
def _layout(same: _Same) -> Layout:
    return Layout(same.host)


def _alike(one: Device, other: Device) -> bool:
    first, second = Sbdf.parse(one.name), Sbdf.parse(other.name)
    if first is not None and second is not None and first.slot == second.slot:
        return True
    return any(stream.overlaps(stream_) for stream in one.streams for stream_ in other.streams)


def streams_held(state: State) -> dict[Stream, set[int]]:
    """Who holds a device with each stream."""
    holders: dict[Stream, set[int]] = {}
    for name, number in state.holder.items():
        device = state.host.devices.get(name)
        for stream in () if device is None else device.streams:
            holders.setdefault(stream, set()).add(number)
    return holders
