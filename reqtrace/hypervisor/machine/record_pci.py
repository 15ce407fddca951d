# SPDX-License-Identifier: Apache-2.0
"""What is remembered of PCI functions besides who holds them: interrupts nobody confines, contexts that are stuck."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PciRecord:
    """The record of PCI functions.

    `untrusted` are held functions whose interrupt messages nothing remaps; `risky` those that were given although
    their reserved memory is shared; `stuck` those whose context the IOMMU no longer changes; `joined` are further
    domains that a line interrupt is bound to besides the one it is routed to, as (line, domain); `lent` are the lines
    that stub domains may touch, as (domain, line).
    """

    untrusted: frozenset[str] = frozenset()
    risky: frozenset[str] = frozenset()
    stuck: frozenset[str] = frozenset()
    joined: frozenset[tuple[int, int]] = frozenset()
    lent: frozenset[tuple[int, int]] = frozenset()
