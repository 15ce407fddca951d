# SPDX-License-Identifier: Apache-2.0
"""Configuration spaces, wherever they were read, become a topology, with all that has to be said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.config_space import Decoded, decode
from reqtrace.hypervisor.isolation.remarks import Complaint, Remark, gathered
from reqtrace.hypervisor.isolation.topology import Bus, Topology

_NOT_SEEN = "its extended configuration space was not seen, so it counts as one without ACS"
_AS_ROOT = "make the dump as root with: lspci -xxxx"
_HIDDEN = "no bridge leads to its bus, so its isolation is unknown, and it counts as not isolated"


@dataclass(frozen=True, slots=True)
class Space:
    """The configuration space of a function as far as anybody saw it, and where it stands in the input.

    `physical` is the function a virtual one belongs to, where the input says so outright. Of one that is `unread` the
    reader has told already why nothing was seen.
    """

    sbdf: Sbdf
    content: bytes
    place: int | str
    physical: Sbdf | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Inspected:
    """A machine as its input shows it."""

    topology: Topology
    complaints: tuple[Complaint, ...]


def inspect(spaces: Iterable[Space], roots: Iterable[Bus] = ()) -> Inspected:
    """Decode all configuration spaces, and tell virtual functions apart from what is broken."""
    found = {space.sbdf: space for space in spaces}
    decoded = {sbdf: decode(sbdf, space.content) for sbdf, space in found.items()}
    owners = _owners(decoded)
    remarks: list[Remark] = []
    functions: list[PciFunction] = []
    for sbdf, space in found.items():
        each, owner = decoded[sbdf], space.physical or owners.get(sbdf)
        functions.append(_virtual(each.function, owner) if owner is not None else each.function)
        if not space.unread:
            remarks += (Remark(sbdf, space.place, words, lost=True) for words in each.complaints)
        if not each.sees_acs and owner is None and not each.complaints:
            remarks.append(Remark(sbdf, space.place, _NOT_SEEN, help=_AS_ROOT))
    topology = Topology.of(functions, roots)
    remarks += (Remark(sbdf, found[sbdf].place, _HIDDEN) for sbdf in sorted(topology.unknown))
    return Inspected(topology, gathered(remarks))


def _owners(decoded: Mapping[Sbdf, Decoded]) -> Mapping[Sbdf, Sbdf]:
    """The physical function of each virtual one, by the SR-IOV capabilities."""
    found: dict[Sbdf, Sbdf] = {}
    for sbdf, each in sorted(decoded.items()):
        for virtual in () if each.virtual is None else each.virtual.of(sbdf):
            if virtual in decoded and virtual != sbdf:
                found.setdefault(virtual, sbdf)
    return found


def _virtual(function: PciFunction, owner: Sbdf) -> PciFunction:
    """A virtual function: an endpoint, of whose registers many are those of its physical function."""
    port = function.port if function.port is not Port.CONVENTIONAL else Port.ENDPOINT
    return replace(function, physical=owner, port=port, bridge=False, buses=None)
