# SPDX-License-Identifier: Apache-2.0
"""What Xen answers when it refuses: an error number, the words of its log, and the rule behind them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Errno(IntEnum):
    """Xen's error numbers (xen/include/public/errno.h), as far as device assignment uses them."""

    EPERM = 1
    ENOENT = 2
    ESRCH = 3
    EIO = 5
    E2BIG = 7
    EBADF = 9
    ENOMEM = 12
    EFAULT = 14
    EBUSY = 16
    EEXIST = 17
    EXDEV = 18
    ENODEV = 19
    EINVAL = 22
    ENOSPC = 28
    EMLINK = 31
    ERANGE = 34
    ENOTEMPTY = 39
    EOVERFLOW = 75
    EOPNOTSUPP = 95
    EADDRINUSE = 98


# [impl->dsn~states_never_change~1]
@dataclass(frozen=True, slots=True)
class Refused:
    """The answer to a request that was not granted; the state stays as it was.

    `words` follow the line Xen logs where there is one; `source` names the function of Xen or the requirement
    that the refusal rests on. One that is `fatal` stops the whole machine; `logged` is what else Xen logs.
    """

    errno: Errno
    words: str
    source: str
    fatal: bool = False
    logged: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.errno.name}, {self.words} ({self.source})"
