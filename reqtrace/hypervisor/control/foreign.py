# SPDX-License-Identifier: Apache-2.0
"""Pages of one domain that another maps: as long as it does, the first is not gone for good when it dies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.control.destruction import forgotten
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_MAP = "common/grant_table.c, map_grant_ref"
_UNMAP = "common/grant_table.c, unmap_common"


@dataclass(frozen=True, slots=True)
class Reference:
    """Who maps a page of whom."""

    mapper: str
    owner: str

    def mapped(self, state: State) -> tuple[int, int] | None:
        """The numbers of the two, the owner living or dead."""
        mapper, owner = state.domain(self.mapper), state.domain(self.owner)
        dead = next((each for each in state.zombies.values() if each.name == self.owner), None)
        owner = owner or dead
        return None if mapper is None or owner is None else (mapper.number, owner.number)


@check(_MAP)
def both_live(state: State, reference: Reference) -> Refused | None:
    """Both domains live: a dead one grants nothing."""
    for name in (reference.mapper, reference.owner):
        if state.domain(name) is None:
            return Refused(Errno.ESRCH, f"there is no domain {name}", _MAP)
    return None


@effect(_MAP)
def refer(state: State, reference: Reference) -> State:
    """The one refers to the other."""
    mapped = reference.mapped(state)
    return state if mapped is None else replace(state, foreign=state.foreign | {mapped})


@check(_UNMAP)
def is_mapped(state: State, reference: Reference) -> Refused | None:
    """The page that is unmapped was mapped."""
    if reference.mapped(state) not in state.foreign:
        return Refused(Errno.EINVAL, f"{reference.mapper} maps no page of {reference.owner}", _UNMAP)
    return None


@effect(_UNMAP)
def release(state: State, reference: Reference) -> State:
    """The one refers to the other no more."""
    mapped = reference.mapped(state)
    return state if mapped is None else forgotten(state, state.foreign - {mapped})


GRANT: Book[Reference] = (both_live, refer)
"""What lets a domain map a page that another grants it."""

RELEASE: Book[Reference] = (is_mapped, release)
"""What ends that."""


def map_foreign(state: State, mapper: str, owner: str) -> State | Refused:
    """Let a domain map a page of another."""
    return atomically("grant mapping", GRANT, state, Reference(mapper, owner))


def unmap_foreign(state: State, mapper: str, owner: str) -> State | Refused:
    """Let a domain give up the page of another that it maps."""
    return atomically("grant unmapping", RELEASE, state, Reference(mapper, owner))
