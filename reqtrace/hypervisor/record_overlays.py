# SPDX-License-Identifier: Apache-2.0
"""The device tree overlays that were added while the machine ran."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overlays:
    """The device tree overlays that were added while the machine ran."""
