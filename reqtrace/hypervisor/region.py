# SPDX-License-Identifier: Apache-2.0
"""A range of addresses, and the pages it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PAGE = 0x1000
"""The granularity of every mapping and permission: 4 KiB."""


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """The addresses from `base` on, `size` bytes long."""

    base: int
    size: int

    @property
    def end(self) -> int:
        """The first address behind the region."""
        return self.base + self.size

    @property
    def pages(self) -> Region:
        """The region rounded out to whole pages."""
        base = self.base - self.base % PAGE
        return Region(base, -(-self.end // PAGE) * PAGE - base)

    def overlaps(self, other: Region) -> bool:
        """Whether the two have an address in common."""
        size, another = self.size, other.size
        return self.base < other.base + another and other.base < self.base + size and size > 0 and another > 0

    def contains(self, other: Region) -> bool:
        """Whether every address of `other` belongs to this region."""
        return self.base <= other.base and other.end <= self.end

    def __str__(self) -> str:
        return f"{self.base:#x}+{self.size:#x}"


def merge(regions: Iterable[Region]) -> tuple[Region, ...]:
    """The same addresses as few regions as possible, in rising order; touching regions become one."""
    merged: list[Region] = []
    for region in sorted(each for each in regions if each.size > 0):
        if merged and region.base <= merged[-1].end:
            last = merged[-1]
            merged[-1] = Region(last.base, max(last.end, region.end) - last.base)
        else:
            merged.append(region)
    return tuple(merged)
