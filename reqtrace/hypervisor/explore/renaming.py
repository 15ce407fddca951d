# SPDX-License-Identifier: Apache-2.0
"""States that differ only in what a guest is called: a guest that is alone counts as the first one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.memory import GUEST_MEMORY, free_memory
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.devicetree import Node, Tree, string_of

FIRST, FIRST_NAME = 1, "A"
"""The number and the name of the first guest."""


def alone(state: State) -> State:
    """The same state, but a guest that is alone has the number, the name and the memory of the first one.

    Nothing depends on these but the records that speak of them: all memory is alike, and a direct-mapped guest sees its
    own far from every frame of the scope. A test performs every operation before and after the renaming, and compares.
    """
    guests = [domain for domain in state.domains.values() if domain.number != DOM0]
    if len(guests) != 1 or guests[0].number == FIRST or state.zombies or state.foreign:
        return state
    (guest,) = guests
    others = {number: domain for number, domain in state.domains.items() if domain is not guest}
    memory = free_memory(state.but(domains=others), GUEST_MEMORY) or guest.ram
    called = {guest.number: FIRST}
    return state.but(
        domains={**others, FIRST: _moved(guest, memory)},
        holder={name: called.get(number, number) for name, number in state.holder.items()},
        windows=frozenset(replace(each, domain=called.get(each.domain, each.domain)) for each in state.windows),
        permitted=_called(called, state.permitted),
        delegated=_called(called, state.delegated),
        permitted_lines=frozenset((called.get(number, number), line) for number, line in state.permitted_lines),
        routes={line: called.get(number, number) for line, number in state.routes.items()},
        streams={stream: called.get(number, number) for stream, number in state.streams.items()},
    )


def _called(called: dict[int, int], grants: Iterable[tuple[int, Region]]) -> frozenset[tuple[int, Region]]:
    return frozenset((called.get(number, number), region) for number, region in grants)


def _moved(guest: Domain, memory: Region) -> Domain:
    """The guest under the first name, with this memory."""
    base = memory.base if guest.direct_map else guest.ram_base
    tree = guest.tree if base == guest.ram_base else _shown_at(guest.tree, memory)
    return replace(guest, number=FIRST, name=FIRST_NAME, ram=memory, ram_base=base, tree=tree)


@lru_cache(maxsize=1024)
def _shown_at(tree: Tree, memory: Region) -> Tree:
    """A guest's tree, its memory at another place; there are as many as shapes of guests."""
    root = tree.root
    reg = memory.base.to_bytes(8, "big") + memory.size.to_bytes(8, "big")
    node = Node(f"/memory@{memory.base:x}", {"device_type": string_of("memory"), "reg": reg})
    children = tuple(node if child.name.startswith("memory@") else child for child in root.children)
    return Tree(Node(root.path, root.properties, children))
