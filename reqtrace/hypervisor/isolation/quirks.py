# SPDX-License-Identifier: Apache-2.0
"""What is known of devices beyond what they say themselves, read from the data file beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from reqtrace.hypervisor.host.pci import PciFunction, Port

_IDS = re.compile(r"([0-9a-f]{4}):([0-9a-f]{4})(?:-([0-9a-f]{4}))?")
_PORTS = {
    "root port": Port.ROOT_PORT,
    "downstream port": Port.DOWNSTREAM,
}


class Quirk(Enum):
    """What can be known of a device."""

    BROKEN = "broken"
    """It claims ACS, and an erratum says that it does not work."""
    ISOLATED = "isolated"
    """It lacks the capability, and its maker says that it isolates."""
    EXPOSED = "exposed"
    """It isolates nobody, whatever it claims."""
    SOUTH_BRIDGE = "south_bridge"
    """As ISOLATED, for one of several functions on a root bus of a machine with an AMD IOMMU."""
    SWITCHED = "switched"
    """It isolates as soon as the operating system has turned on a switch of its own."""
    WIDE = "wide"
    """Its ACS registers are 32 bits wide."""
    AS_FUNCTION_0 = "as_function_0"
    """It sends requests in the name of function 0."""
    AS_FUNCTION_1 = "as_function_1"
    """It sends requests in the name of function 1."""
    TRANSPARENT = "transparent"
    """A bridge that lends its name to nobody."""
    SEGMENT = "segment"
    """It makes up a segment of its own, and sends all requests from there in its own name."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the table: the devices of a vendor, and what kind of port each must be."""

    quirk: Quirk
    first: int
    last: int
    ports: frozenset[Port]

    def fits(self, function: PciFunction, port: Port) -> bool:
        """Whether the entry speaks of `function`, its vendor aside."""
        return self.first <= function.device <= self.last and (not self.ports or port in self.ports)


def quirks_of(function: PciFunction, port: Port) -> frozenset[Quirk]:
    """What is known of `function`, which is a `port` on PCI Express."""
    return frozenset(entry.quirk for entry in _table().get(function.vendor, ()) if entry.fits(function, port))


@cache
def _table() -> Mapping[int, tuple[_Entry, ...]]:
    """The entries by vendor; a table that can not be read is our own fault."""
    written = tomllib.loads(files(__package__).joinpath("quirks.toml").read_text(encoding="utf-8"))
    found: dict[int, list[_Entry]] = {}
    for name, entries in written.items():
        for entry in entries:
            ports = frozenset(_PORTS[word] for word in entry.get("ports", ()))
            for ids in entry["ids"]:
                parts = _IDS.fullmatch(ids)
                if parts is None:
                    raise ValueError(f"quirks.toml: {ids!r} names no devices")
                first, last = int(parts[2], 16), int(parts[3] or parts[2], 16)
                found.setdefault(int(parts[1], 16), []).append(_Entry(Quirk(name), first, last, ports))
    return {vendor: tuple(entries) for vendor, entries in found.items()}
