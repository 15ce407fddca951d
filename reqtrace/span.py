# SPDX-License-Identifier: Apache-2.0
"""Where text was written."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace


class Span(Struct, frozen=True, order=True, gc=False, array_like=True):
    """A stretch of one line of a file.

    `file` is relative to the folder that is traced, with ``/``. `line` and `column` count from 1, in characters;
    both are 0 where the file as a whole is meant. `length` is in characters.
    """

    file: str
    line: int = 0
    column: int = 0
    length: int = 1

    def below(self, folder: str) -> Span:
        """The same place as one names it from outside `folder`, which the file is relative to unless it is absolute."""
        if folder in ("", ".") or self.file.startswith("/"):
            return self
        return replace(self, file=f"{folder.rstrip('/')}/{self.file}")

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file
