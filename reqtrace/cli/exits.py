# SPDX-License-Identifier: Apache-2.0
"""How a command ends."""

from __future__ import annotations

from enum import IntEnum


# [impl->dsn~exits_are_an_enumeration~1]
class Exit(IntEnum):
    """What an exit code says."""

    OK = 0
    DEFECT = 1
    MISUSE = 2
    OUR_FAULT = 3
    INTERRUPTED = 130


class Stop(Exception):  # noqa: N818 - it is no error, it ends a command
    """The command ends here, with this exit code."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code)
        self.code = code
