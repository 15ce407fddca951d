# SPDX-License-Identifier: Apache-2.0
"""Which devices the integrator lets share a path, and every use that was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Word(Enum):
    """What an entry of the policy says of a device."""

    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the policy: devices with these two numbers, and the line of the store it stands in."""

    line: int
    word: Word
    vendor: int
    device: int

    def __str__(self) -> str:
        return f"{self.word.value} {self.vendor:04x}:{self.device:04x} (line {self.line})"


@dataclass(frozen=True, slots=True)
class Bypass:
    """The record of an assignment that isolation alone would have refused: what, to whom, and by which entries."""

    function: str
    domain: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class IsolationPolicy:
    """Which devices the integrator lets share a path, and every use that was made of it.

    `store` are the lines that the administrator wrote, `entries` what holds of them: what no entry allows is denied.
    `relaxed` says whether the toolstack has switched its own check off for all devices, which no entry can say.
    `redirecting` are the functions whose access control Xen has switched on since the machine started.
    """

    store: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    record: tuple[Bypass, ...] = ()
    relaxed: bool = False
    redirecting: frozenset[str] = frozenset()

    def allowing(self, vendor: int, device: int) -> Entry | None:
        """The entry that allows the device; None where there is none, or another one denies it."""
        found = [entry for entry in self.entries if (entry.vendor, entry.device) == (vendor, device)]
        if any(entry.word is Word.DENY for entry in found):
            return None
        return found[0] if found else None

    @property
    def contradictions(self) -> tuple[tuple[Entry, Entry], ...]:
        """The entries that allow what another one denies, each with that one."""
        denied = {(entry.vendor, entry.device): entry for entry in self.entries if entry.word is Word.DENY}
        allowed = (entry for entry in self.entries if entry.word is Word.ALLOW)
        return tuple((entry, denied[id_]) for entry in allowed if (id_ := (entry.vendor, entry.device)) in denied)
