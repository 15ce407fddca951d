# SPDX-License-Identifier: Apache-2.0
"""Whether what verifies a requirement is all that it takes."""

from __future__ import annotations

from enum import StrEnum


class Completeness(StrEnum):
    """Whether a requirement is verified in whole, best first. Only what is verified can be more than incomplete."""

    COMPLETE = "complete"
    """Verified, and a case verifies it fully, or its author says that its cases together do."""
    IN_PART = "in part"
    """Verified by cases each of which is said to verify a part, and nobody says that they are all."""
    UNSAID = "not stated"
    """Verified, and nobody says how much of it its cases verify."""
    INCOMPLETE = "incomplete"
