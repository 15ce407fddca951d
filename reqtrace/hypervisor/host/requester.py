# SPDX-License-Identifier: Apache-2.0
"""Which requester ids the IOMMU sees for a PCI function: its own, those of phantom functions, and a bridge's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reqtrace.hypervisor.host.pci import PciFunction, Port

LEGACY_BRIDGES = frozenset({Port.CONVENTIONAL, Port.TO_PCI, Port.FROM_PCI})
"""Bridges behind which requests may lose the id of the function that sent them (pci.c, find_upstream_bridge)."""


def requesters(function: PciFunction, functions: Iterable[PciFunction]) -> tuple[int, ...]:
    """The 16-bit ids, within its segment, that requests of `function` may carry, its own first.

    A bridge to conventional PCI sends what is behind it under its own id or as device 0 of its secondary bus; the id
    is therefore one of the functions behind it and none of the bridge. Sources: drivers/passthrough/vtd/iommu.c,
    domain_context_mapping; drivers/passthrough/pci.c, assign_device, for phantom functions.
    """
    if function.bridge and function.port in LEGACY_BRIDGES:
        return ()
    return tuple(dict.fromkeys((function.sbdf.requester, *_phantoms(function), *_aliases(function, functions))))


def bridges_above(function: PciFunction, functions: Iterable[PciFunction]) -> tuple[PciFunction, ...]:
    """The bridges whose buses `function` stands on, the one next to it first."""
    above = (each for each in functions if each.buses is not None and _spans(each, function))
    return tuple(sorted(above, key=lambda bridge: bridge.buses or (0, 0), reverse=True))


def phantoms(function: PciFunction) -> tuple[str, ...]:
    """The addresses of the phantom functions, which no configuration space answers for."""
    sbdf = function.sbdf
    return tuple(f"{sbdf.segment:04x}:{sbdf.bus:02x}:{sbdf.device:02x}.{id_ & 7}" for id_ in _phantoms(function))


def _phantoms(function: PciFunction) -> Iterator[int]:
    """The ids in the same slot, `phantom` apart."""
    sbdf = function.sbdf
    if function.phantom:
        for number in range(sbdf.function + function.phantom, 8, function.phantom):
            yield sbdf.requester - sbdf.function + number


def _aliases(function: PciFunction, functions: Iterable[PciFunction]) -> Iterator[int]:
    """The ids that the bridge to conventional PCI nearest to the root puts in place of the function's."""
    legacy = [bridge for bridge in bridges_above(function, functions) if bridge.port in LEGACY_BRIDGES]
    if legacy:
        top = legacy[-1]
        yield top.sbdf.requester
        if top.port is Port.TO_PCI and top.buses is not None:
            yield top.buses[0] << 8


def _spans(bridge: PciFunction, function: PciFunction) -> bool:
    """Whether the function's bus lies behind the bridge; one that nobody has numbered leads nowhere."""
    if bridge.buses is None or bridge.sbdf.segment != function.sbdf.segment or bridge.sbdf == function.sbdf:
        return False
    secondary, subordinate = bridge.buses
    return 0 < secondary <= function.sbdf.bus <= subordinate
