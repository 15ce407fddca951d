# SPDX-License-Identifier: Apache-2.0
"""What the configuration space of a function says of it, read with care: it may be cut off, or lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reqtrace.hypervisor.host.pci import Acs, PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.quirks import Quirk, quirks_of

HEADER = 64
"""Bytes of the standard header: less than this says nothing."""
PLAIN = 0x100
"""Where the extended configuration space begins."""
FULL = 0x1000

_ABSENT = 0xFFFF
_STATUS_CAPABILITIES = 0x10
_BRIDGE_HEADERS = frozenset({1, 2})
_CARDBUS = 2
_FLOATING = 0x7F
_PCI_EXPRESS, _ACS, _SR_IOV = 0x10, 0x0D, 0x10
_MOST_CAPABILITIES = 48
_MOST_EXTENDED = (FULL - PLAIN) // 8

_PORTS = {
    0: Port.ENDPOINT,
    1: Port.LEGACY_ENDPOINT,
    4: Port.ROOT_PORT,
    5: Port.UPSTREAM,
    6: Port.DOWNSTREAM,
    7: Port.TO_PCI,
    8: Port.FROM_PCI,
    9: Port.INTEGRATED,
    10: Port.EVENT_COLLECTOR,
}
"""Device/port type of the PCI Express capability register (PCI Express base specification 7.5.3.2)."""


@dataclass(frozen=True, slots=True)
class VirtualRange:
    """The virtual functions of a physical one: how many are on, and where their addresses lie."""

    count: int
    offset: int
    stride: int

    def of(self, physical: Sbdf) -> Iterator[Sbdf]:
        """Their addresses; those that run over the last bus are none."""
        for number in range(self.count):
            requester = physical.requester + self.offset + number * self.stride
            if requester >> 16 == 0:
                yield Sbdf(physical.segment, requester >> 8, requester >> 3 & 0x1F, requester & 7)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was found in a configuration space: the function, what must be said of it, and its virtual functions.

    `sees_acs` is false where it may have access control that was not to be seen; `answers` where nothing answered but
    all ones, as of a virtual function whose ids are kept elsewhere, or of a device that has gone.
    """

    function: PciFunction
    complaints: tuple[str, ...] = ()
    sees_acs: bool = True
    answers: bool = True
    virtual: VirtualRange | None = None


def decode(sbdf: Sbdf, space: bytes) -> Decoded:
    """Read the configuration space of `sbdf`, of which `space` is the beginning, as far as anybody saw it."""
    if len(space) < HEADER:
        words = f"{len(space)} bytes of its configuration space are too few to know it"
        return Decoded(PciFunction(sbdf, vendor=0, device=0), (words,), sees_acs=False)
    header = space[0x0E] & 0x7F
    if header == _FLOATING:
        words = "its configuration space reads as all ones"
        return Decoded(PciFunction(sbdf, vendor=0, device=0), (words,), sees_acs=False, answers=False)
    return _Reading(sbdf, space, header).decoded()


@dataclass(slots=True)
class _Reading:
    """A configuration space while it is read."""

    sbdf: Sbdf
    space: bytes
    header: int
    complaints: list[str] = field(default_factory=list)
    _cut: int | None = None
    """Where an extended capability stands that was not seen."""

    def decoded(self) -> Decoded:
        bridge = self.header in _BRIDGE_HEADERS
        found = PciFunction(
            self.sbdf,
            bridge=bridge,
            vendor=self._word(0x00),
            device=self._word(0x02),
            class_code=self._word(0x0A),
            multifunction=bool(self.space[0x0E] & 0x80),
            buses=(self.space[0x19], self.space[0x1A]) if bridge else None,
        )
        if bridge and found.buses is not None and found.buses[0] and found.buses[0] > found.buses[1]:
            self.complaints.append(f"its buses {found.buses[0]:02x} to {found.buses[1]:02x} are no range")
        port, sees_port = self._port()
        found = replace(found, port=port)
        extended = dict(self._extended()) if port is not Port.CONVENTIONAL else {}
        acs = self._acs(found, extended.get(_ACS))
        sees_acs = sees_port and (port is Port.CONVENTIONAL or acs is not None or self._sees_extended)
        answers = found.vendor != _ABSENT
        virtual = self._virtual(extended.get(_SR_IOV))
        return Decoded(replace(found, acs=acs), tuple(self.complaints), sees_acs, answers, virtual)

    @property
    def _sees_extended(self) -> bool:
        """Whether the list of extended capabilities was seen to its end."""
        return len(self.space) > PLAIN and self._cut is None

    def _word(self, at: int) -> int:
        return int.from_bytes(self.space[at : at + 2], "little")

    def _port(self) -> tuple[Port, bool]:
        """What the function is on PCI Express, and whether that could be seen at all."""
        if not self._word(0x06) & _STATUS_CAPABILITIES:
            return Port.CONVENTIONAL, True
        at = self.space[0x14 if self.header == _CARDBUS else 0x34] & 0xFC
        seen: set[int] = set()
        while at >= HEADER and len(seen) < _MOST_CAPABILITIES:
            if at in seen:
                self.complaints.append(f"its capabilities run in a circle at {at:#x}")
                return Port.CONVENTIONAL, False
            seen.add(at)
            if at + 4 > len(self.space):
                self.complaints.append(f"its capability at {at:#x} was not seen")
                return Port.CONVENTIONAL, False
            if self.space[at] == _ABSENT >> 8:
                break
            if self.space[at] == _PCI_EXPRESS:
                return self._type(self._word(at + 2) >> 4 & 0xF)
            at = self.space[at + 1] & 0xFC
        return Port.CONVENTIONAL, True

    def _type(self, number: int) -> tuple[Port, bool]:
        if number in _PORTS:
            return _PORTS[number], True
        self.complaints.append(f"no device of PCI Express has the type {number:#x}")
        return Port.CONVENTIONAL, False

    def _extended(self) -> Iterator[tuple[int, int]]:
        """The extended capabilities: the number of each, and where it stands."""
        at, seen = PLAIN, set[int]()
        while at >= PLAIN and len(seen) < _MOST_EXTENDED:
            if at in seen:
                self.complaints.append(f"its extended capabilities run in a circle at {at:#x}")
                self._cut = at
                return
            seen.add(at)
            if at + 8 > len(self.space):
                self._cut = at
                if len(self.space) > PLAIN:
                    self.complaints.append(f"its extended capability at {at:#x} was not seen")
                return
            head = int.from_bytes(self.space[at : at + 4], "little")
            if head in {0, 0xFFFFFFFF}:
                return
            yield head & 0xFFFF, at
            at = head >> 20 & 0xFFC

    def _acs(self, function: PciFunction, at: int | None) -> Acs | None:
        """The access control registers; where they are wide, control stands 8 bytes behind the head."""
        if at is None:
            return None
        control = 8 if Quirk.WIDE in quirks_of(function, function.port) else 6
        if at + control + 2 > len(self.space):
            self._cut = at
            return None
        return Acs(self._word(at + 4), self._word(at + control))

    def _virtual(self, at: int | None) -> VirtualRange | None:
        """The virtual functions that are on (PCI Express base specification 9.3.3)."""
        if at is None or at + 0x18 > len(self.space) or not self._word(at + 8) & 1:
            return None
        count, offset, stride = self._word(at + 0x10), self._word(at + 0x14), self._word(at + 0x16)
        return VirtualRange(count, offset, stride) if count and offset else None
