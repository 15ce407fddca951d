# SPDX-License-Identifier: Apache-2.0
"""The store of the isolation policy: one entry a line, ``allow 8086:10c9`` or ``deny 10ec:8168``, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.record_isolation import Entry, Word
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_SINGLE_STORE = "XenSSR~isolation_policy_single_store~1"
_BY_ID = "XenSSR~isolation_relaxation_by_device_id~1"
_NEVER_SILENT = "XenSSR~no_silent_isolation_bypass~1"

_ENTRY = re.compile(r"(allow|deny)\s+([0-9a-f]{4}):([0-9a-f]{4})(?:\s.*)?", re.IGNORECASE | re.ASCII)
_ANY = re.compile(r"(?:allow|deny)\s+(?:(?:[0-9a-f]{4}|\*|any):(?:\*|any)|(?:\*|any)(?::[0-9a-f]{4})?)(?:\s.*)?",
                  re.IGNORECASE | re.ASCII)  # fmt: skip
_SILENT = re.compile(r"\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Loading:
    """That the store is read: while the host boots, and whenever the control domain asks for it."""

    lines: tuple[str, ...]


def load_policy(state: State) -> State | Refused:
    """Read the store; one that can not be read is refused as a whole, and what held before holds on."""
    return atomically("isolation policy", LOADING, state, Loading(state.isolation.store))


@check(_SINGLE_STORE, lacking=Finding.D_12B)
def lines_read(_: State, loading: Loading) -> Refused | None:
    """Every line of the store is an entry, a remark behind #, or empty."""
    for number, line in _said(loading):
        if _ENTRY.fullmatch(line) is None and _ANY.fullmatch(line) is None:
            words = f'isolation policy, line {number}: "{line}" is no entry, so the whole store is refused'
            return Refused(Errno.EINVAL, words, _SINGLE_STORE)
    return None


@check(_BY_ID, lacking=Finding.D_12B)
def devices_named(_: State, loading: Loading) -> Refused | None:
    """Every entry names one device by vendor and device number; none stands for any."""
    for number, line in _said(loading):
        if _ANY.fullmatch(line) is not None:
            words = f'isolation policy, line {number}: "{line}" stands for any device, so the whole store is refused'
            return Refused(Errno.EINVAL, words, _BY_ID)
    return None


@effect(_SINGLE_STORE, lacking=Finding.D_12B)
def entries_kept(state: State, loading: Loading) -> State:
    """What the store allows and denies holds from now on; what it does not name is denied."""
    entries = []
    for number, line in _said(loading):
        parts = _ENTRY.fullmatch(line)
        if parts is not None:
            entries.append(Entry(number, Word(parts[1].lower()), int(parts[2], 16), int(parts[3], 16)))
    return replace(state, isolation=replace(state.isolation, entries=tuple(entries)))


@effect(_SINGLE_STORE, lacking=Finding.D_12B)
def contradictions_told(state: State, _: Loading) -> State:
    """Who allows and denies one device is told; it stays denied."""
    told = (f"isolation policy: {denying} overrules {allowing}" for allowing, denying in state.isolation.contradictions)
    return replace(state, log=(*state.log, *told))


@effect(_NEVER_SILENT, lacking=Finding.D_12B)
def switch_told(state: State, _: Loading) -> State:
    """A switch for all devices is told as a bypass that names none; Xen itself has no such switch."""
    told = ("isolation policy: relaxed_acs_check=1 of the toolstack bypasses isolation and names no device",)
    return replace(state, log=(*state.log, *(told if state.isolation.relaxed else ())))


LOADING: Book[Loading] = (lines_read, devices_named, entries_kept, contradictions_told, switch_told)
"""What happens to the store of the isolation policy when it is read."""


def _said(loading: Loading) -> Iterator[tuple[int, str]]:
    """The lines that say something, from 1 on, without the blanks around them."""
    for number, line in enumerate(loading.lines, 1):
        if _SILENT.fullmatch(line) is None:
            yield number, line.strip()
