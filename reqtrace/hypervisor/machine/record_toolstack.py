# SPDX-License-Identifier: Apache-2.0
"""What the toolstack remembers: the drivers of dom0, which functions are attached where, and who used them last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.region import Region


@dataclass(frozen=True, slots=True)
class Toolstack:
    """What the toolstack remembers: the drivers of dom0, which functions are attached where, and who used them last.

    `drivers` maps a function to the driver of dom0 that has it, pciback aside; `stored` to the one it goes back to
    (xenstore, /libxl/pci/<function>/driver_path); `attached` to the number of the domain it was attached to;
    `users` to the name of the guest that left traces in it, because it was not reset since. `ports` are the I/O
    ports each domain may use (ioport capabilities), `paused` the domains that have not run an instruction yet, and
    `places` where the domain of an attached function sees it on its own bus, if that is known.
    """

    drivers: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)
    attached: Mapping[str, int] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    ports: frozenset[tuple[int, Region]] = frozenset()
    paused: frozenset[int] = frozenset()
    places: Mapping[str, Sbdf] = field(default_factory=dict)
