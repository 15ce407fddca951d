# SPDX-License-Identifier: Apache-2.0
"""What a guest of xl has by its tree already, so that a setting which names it again is no second wish."""

from __future__ import annotations

from dataclasses import dataclass

from reqtrace.hypervisor.forecast.guest import Want, Way
from reqtrace.hypervisor.host.platform import Host
from reqtrace.hypervisor.machine.state import State


@dataclass(frozen=True, slots=True)
class Brought:
    """What the tree of a guest has brought it; a setting that names it again asks for nothing more."""

    lines: frozenset[int] = frozenset()
    devices: frozenset[str] = frozenset()

    @classmethod
    def to(cls, number: int, state: State) -> Brought:
        """What domain `number` has."""
        lines = frozenset(line for line, user in state.routes.items() if user == number)
        return cls(lines, frozenset(name for name, user in state.holder.items() if user == number))

    def covers(self, host: Host, want: Want) -> bool:
        """Whether the entry of a setting names an interrupt or a device that is there already."""
        if want.way is Way.IRQS:
            return not self.lines.isdisjoint(want.lines)
        found = host.find(want.asked.path or "") if want.way is Way.DTDEV else None
        return found is not None and found.name in self.devices
