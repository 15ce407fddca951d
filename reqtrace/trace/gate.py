# SPDX-License-Identifier: Apache-2.0
"""Whether a project reaches what it demands of itself."""

from __future__ import annotations

from msgspec import Struct


class Threshold(Struct, frozen=True):
    """One demand of a project, and what was reached."""

    setting: str
    """Its name in the configuration, as in ``gate.verified.XenSSR``."""
    words: str
    """What is demanded, in a sentence without its figures, as in ``XenSSR items are verified``."""
    demanded: str
    """As in ``95 %``, or ``0``."""
    reached: str
    """As in ``91.6 % (44 of 48)``, or ``2``."""
    short: str = ""
    """By how much it is missed, as in ``3.4 % (2 items)``; empty where it is met."""

    @property
    def met(self) -> bool:
        """Whether what was demanded was reached."""
        return not self.short
