# SPDX-License-Identifier: Apache-2.0
"""The configuration spaces that guests reach through pciback."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pciback:
    """The configuration spaces that guests reach through pciback."""
