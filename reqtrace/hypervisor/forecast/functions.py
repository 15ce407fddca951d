# SPDX-License-Identifier: Apache-2.0
"""Rules on how a guest names PCI functions: no device tree says which there are, so only the names are judged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, check

_ENTRY = re.compile(r"(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,2}):([01]?[0-9a-f])\.([0-7*])", re.IGNORECASE | re.ASCII)
_BY_NAME = "name="
_PARSE = "tools/libs/util/libxlu_pci.c, xlu_pci_parse_spec_string"
_PCI_A, _PCI_X = "XenSSR~assign_pci_device_with_iommu~1", "XenSSR~forbid_same_pci_device_assignment~1"


def functions_of(entry: str) -> frozenset[str]:
    """The functions that an entry of `pci` may stand for, all eight where it says ``*``; empty where it names none.

    Source of the form: xl-pci-configuration(5). A name that was given to an assignable function stands for itself.
    """
    if entry.startswith(_BY_NAME):
        return frozenset({entry})
    found = _ENTRY.fullmatch(entry)
    if found is None:
        return frozenset()
    segment, bus, device = (int(part or "0", 16) for part in found.groups()[:3])
    numbers = range(8) if found[4] == "*" else (int(found[4]),)
    return frozenset(str(Sbdf(segment, bus, device, number)) for number in numbers)


@dataclass(frozen=True, slots=True)
class Naming:
    """How functions are named once: the entry, what it stands for, and what the guest has named before."""

    entry: str
    functions: frozenset[str]
    before: frozenset[str]


@check(_PARSE)
def address_read(_: State, naming: Naming) -> Refused | None:
    """An entry is the address of a function, or of all functions of a device."""
    if not naming.functions:
        return Refused(Errno.EINVAL, f"unable to parse PCI BDF `{naming.entry}' for passthrough", _PCI_A)
    return None


@check(_PCI_X)
def named_once(_: State, naming: Naming) -> Refused | None:
    """A guest names a function once: the second time it is no longer free."""
    twice = sorted(naming.functions & naming.before)
    return Refused(Errno.EBUSY, f"{twice[0]} is named twice", _PCI_X) if twice else None


NAMING: Book[Naming] = (address_read, named_once)
"""What is asked about each name of a function."""
