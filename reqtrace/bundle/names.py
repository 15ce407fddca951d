# SPDX-License-Identifier: Apache-2.0
"""What members of a bundle may be called: names that lead nowhere else, and that every system can write."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 1024
"""How many bytes a name may have."""
_LEADING: Final = {"", ".", ".."}
"""Parts of a path that name nothing below it."""
_UNSEEN: Final = {"Cc", "Cs"}
"""Categories of Unicode: control characters, and what a name that is not UTF-8 is read as."""


# [impl->dsn~members_stay_inside~1]
def objection(name: str) -> str:
    """Why nothing in a bundle may have that name, as the rest of a sentence; empty where it may."""
    parts = name.split("/")
    reasons = {
        "it has no name": not name,
        "its name is that of a place on a disk": name[:1] == "/" or name[1:2] == ":",
        "its name has a backslash, which some systems take for a folder": "\\" in name,
        "its name leads out of the bundle": ".." in parts,
        "its name is no plain path": not _LEADING.isdisjoint(parts),
        "its name has characters that can not be shown": any(unicodedata.category(each) in _UNSEEN for each in name),
        f"its name has more than {LONGEST} bytes": len(name.encode(errors="replace")) > LONGEST,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
