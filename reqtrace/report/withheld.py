# SPDX-License-Identifier: Apache-2.0
"""Which permissions the user withholds from new files: what is made aside and renamed has to look like any other."""

from __future__ import annotations

import os


def withheld() -> int:
    """The mask of the process; it can be read only by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
