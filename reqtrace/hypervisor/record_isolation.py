# SPDX-License-Identifier: Apache-2.0
"""Which devices the integrator lets share a path, and every use that was made of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IsolationPolicy:
    """Which devices the integrator lets share a path, and every use that was made of it."""
