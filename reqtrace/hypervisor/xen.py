# SPDX-License-Identifier: Apache-2.0
"""The Xen that runs on a machine: the findings it shows, and what is broken in it on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reqtrace.hypervisor.errno import Errno
from reqtrace.hypervisor.findings import PROFILES, Finding


class Way(Enum):
    """How a rule can be broken."""

    DROP_CHECK = "drop the check"
    SWAP_ERRNO = "swap the error number"
    SKIP_EFFECT = "skip the effect"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One rule broken in one way, so that it shows whether any test case would notice."""

    rule: str
    way: Way

    def __str__(self) -> str:
        return f"{self.rule}: {self.way.value}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure from outside, such as memory running out, right after rule number `after` of a book (from 0)."""

    book: str
    after: int
    errno: Errno = Errno.ENOMEM


@dataclass(frozen=True, slots=True)
class Xen:
    """A build of Xen; one without findings behaves as the requirements demand."""

    findings: frozenset[Finding] = frozenset()
    mutation: Mutation | None = None
    fault: Fault | None = None

    @classmethod
    def of(cls, profile: str) -> Xen:
        """The Xen of a profile, one of `PROFILES`."""
        return cls(PROFILES[profile])

    def has(self, finding: Finding) -> bool:
        """Whether this Xen shows the finding."""
        return bool(self.findings) and finding in self.findings  # an Enum is slow to hash, and asked for all the time


REQUIRED = Xen()
"""The Xen that the requirements demand."""
