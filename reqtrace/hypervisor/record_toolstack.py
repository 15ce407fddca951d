# SPDX-License-Identifier: Apache-2.0
"""What the toolstack remembers: the drivers of dom0, and which functions can be assigned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Toolstack:
    """What the toolstack remembers: the drivers of dom0, and which functions can be assigned."""
