# SPDX-License-Identifier: Apache-2.0
"""The least that a trace can cost: every byte is read once, and searched once for ids by one regular expression."""

from __future__ import annotations

import os
import re
import sys

_ID = re.compile(rb"[A-Za-z]+~[A-Za-z][\w.-]*~[0-9]+")


def scan(folder: str) -> int:
    """How many ids the files below `folder` hold."""
    count = 0
    for place, _, files in os.walk(folder):
        for file in files:
            with open(os.path.join(place, file), "rb") as opened:  # noqa: PTH118, PTH123 - the least it can cost
                count += sum(1 for _ in _ID.finditer(opened.read()))
    return count


if __name__ == "__main__":
    print(scan(sys.argv[1]))
