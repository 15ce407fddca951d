# SPDX-License-Identifier: Apache-2.0
"""What an item is called: ``kind~name~revision``."""

from __future__ import annotations

import re

from msgspec import Struct

KIND = r"[A-Za-z]+"
NAME = r"[^\W\d_][\w-]*(?:\.[\w-]+)*"
REVISION = r"[0-9]+"
ID = rf"{KIND}~{NAME}~{REVISION}"
"""The grammar of an id, as one regular expression without groups."""

GREATEST_REVISION = 2**31 - 1

_PARTS = re.compile(rf"({KIND})~({NAME})~({REVISION})")


# [impl->dsn~id_reads_back~1]
class ItemId(Struct, frozen=True, order=True, gc=False, array_like=True):
    """The name of an item; equal when kind, name and revision are; ordered by kind, name, revision as a number."""

    kind: str
    name: str
    revision: int

    @classmethod
    def parse(cls, text: str) -> ItemId | None:
        """Read an id; None where `text` is none, or its revision is greater than `GREATEST_REVISION`."""
        parts = _PARTS.fullmatch(text)
        if parts is None:
            return None
        digits = parts[3].lstrip("0") or "0"
        if len(digits) > len(str(GREATEST_REVISION)) or int(digits) > GREATEST_REVISION:
            return None
        return cls(parts[1], parts[2], int(digits))

    def __str__(self) -> str:
        return f"{self.kind}~{self.name}~{self.revision}"
