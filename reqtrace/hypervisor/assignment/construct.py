# SPDX-License-Identifier: Apache-2.0
"""Building a domain with the devices its passthrough tree names, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from reqtrace.hypervisor.assignment.claim import claim_function, claim_node
from reqtrace.hypervisor.assignment.creation import DomainSpec, Wish
from reqtrace.hypervisor.assignment.passthrough import Asked, read_nodes
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.host.platform import Arch
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Reached, follow
from reqtrace.hypervisor.rules import COMPLETION, COPY, CREATION, PCI, PCI_LIST, PLATFORM

_SET_UP = "arch/arm/dom0less-build.c, create_domUs"


# [impl->dsn~creation_gives_all_or_nothing~1]
def create(state: State, spec: DomainSpec, *, at_boot: bool = True) -> State | Refused:
    """Create the domain with every device its tree names, or refuse and change nothing.

    Every step makes a new state, and a refusal drops them all: a domain that fails leaves no residue. The domain
    takes the next number; `skip_number` uses up that of a refused one. After boot it is the control domain that
    asks. A Xen with D-03 stops the whole machine instead, one with V-1 besides starts the domain with what it had
    got.
    """
    reached = _built(state, Wish(spec, at_boot))
    refused = reached.refused
    if refused is None:
        return reached.state
    if refused.fatal:
        return stopped(state, refused.words)
    if not (at_boot and state.host.arch is Arch.ARM64):  # elsewhere a toolstack asks, and is told
        return refused
    told = Errno.EINVAL if state.xen.has(Finding.D_16B) else refused.errno
    line = f"Could not set up domain {spec.name} (rc = -{told.value})"
    return (
        stopped(state, f"{line}: {refused.words}") if state.xen.has(Finding.D_03) else replace(refused, logged=(line,))
    )


def stopped(state: State, words: str) -> State:
    """The machine after a panic: no domain runs, and nothing is given to anybody."""
    return State(state.host, xen=state.xen, log=(*state.log, words), panic=words)


def skip_number(state: State) -> State:
    """Use up the next domain number, which a refused domain has had."""
    return replace(state, next_number=state.next_number + 1)


def _built(state: State, wish: Wish) -> Reached:
    """Go through everything that makes the domain: itself, each node of its tree, and what is judged at the end."""
    number = state.next_number
    reached = follow("creation", CREATION, state, wish)
    if reached.refused is not None:
        return reached
    domain = reached.state.domains.get(number)
    if domain is None:  # only where the effect that makes it is left out on purpose
        return reached
    nodes = () if wish.spec.tree is None else tuple(read_nodes(wish.spec.tree))
    failed: tuple[str, ...] = ()
    for asked in nodes:
        if asked.node.startswith(failed):
            continue
        reached = give_node(reached.state, domain, asked)
        if reached.refused is None:
            continue
        if reached.refused.fatal or not _starts_all_the_same(state, wish):
            return reached
        failed = (*failed, f"{asked.node}/")
        lines = (reached.refused.words, f"Failed to assign device to d{number}")
        reached = Reached(replace(reached.state, log=(*reached.state.log, *lines)))
    return follow("completion", COMPLETION, reached.state, domain)


def _starts_all_the_same(state: State, wish: Wish) -> bool:
    """Whether Xen itself makes the domain and goes on after a refusal; only a refusal makes it a question."""
    xen, by_xen = state.xen, wish.at_boot and state.host.arch is Arch.ARM64
    return by_xen and xen.has(Finding.D_03) and xen.has(Finding.V_1)


# [impl->dsn~scenarios_are_generated~1]
def give_node(state: State, domain: Domain, asked: Asked) -> Reached:
    """Give the domain what one node of its tree asks for."""
    claim = claim_node(state.host, domain, asked)
    reached = follow("copy", COPY, state, claim)
    if asked.is_platform:
        reached = _then(reached, lambda before: follow("platform", PLATFORM, before, claim))
    unknown = state.host.arch is Arch.ARM64 and state.xen.has(Finding.D_09B)  # it does not know the property
    if asked.functions is None or unknown:
        return reached
    reached = _then(reached, lambda before: follow("pci list", PCI_LIST, before, claim))
    for triple in asked.functions:
        reached = _then(reached, partial(_given, domain, asked, triple))
    return reached


def _then(reached: Reached, go_on: Callable[[State], Reached]) -> Reached:
    return reached if reached.refused is not None else go_on(reached.state)


def _given(domain: Domain, asked: Asked, triple: tuple[int, ...], state: State) -> Reached:
    """Give the domain one function; numbers that name none do so for a broken rule only, and give nothing."""
    sbdf = Sbdf.decode(*triple) if len(triple) == 3 else None  # noqa: PLR2004 - a triple
    if sbdf is None:
        return Reached(state)
    claim = claim_function(state.host, domain, str(sbdf), forced=asked.forced, asked=asked)
    return follow("pci", PCI, state, claim)
