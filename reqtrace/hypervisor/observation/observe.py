# SPDX-License-Identifier: Apache-2.0
"""What a person could see on the machine: which domain runs, reads, is interrupted, is reached by DMA."""

from __future__ import annotations

from reqtrace.hypervisor.control.announcement import listens
from reqtrace.hypervisor.host.enumeration import answering
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, DOMID_XEN, Holder, Owner, State
from reqtrace.hypervisor.tree.devicetree import Node, Tree

NO_TREE = Tree(Node("/", {}))
"""What a domain that does not live boots from."""


def runs(state: State, name: str) -> bool:
    """Whether the domain lives, and has not shut itself down."""
    domain = state.domain(name)
    return domain is not None and not domain.dying


def reads(state: State, name: str, address: int) -> bool:
    """Whether the domain reaches registers at this guest address; elsewhere its access faults."""
    domain = state.domain(name)
    windows = () if domain is None else state.windows_of(domain.number)
    return any(window.seen.base <= address < window.seen.end for window in windows)


def routed_to(state: State, interrupt: int) -> str | None:
    """The name of the domain that receives the interrupt; None where no domain does."""
    number = state.routes.get(interrupt, DOMID_XEN)
    return None if number == DOMID_XEN else _name(state, number)


def tree_of(state: State, name: str) -> Tree:
    """The device tree the domain boots from, an empty one where the domain does not live."""
    domain = state.domain(name)
    return NO_TREE if domain is None else domain.tree


def translated_for(state: State, stream: int) -> str | None:
    """The name of the domain whose memory requests with this stream id see; None: they fault."""
    number = next((user for each, user in sorted(state.streams.items()) if each.matches(stream)), None)
    return None if number is None else _name(state, number)


def dma_reaches(state: State, device: str, name: str) -> bool:
    """Whether requests of the device get to memory of the domain.

    Behind an enabled IOMMU that is where a stream is translated for it. Without one, a device that is able to send
    requests reaches all memory there is, whoever holds it (the actual reach of 3.1).
    """
    found, domain = state.host.find(device), state.domain(name)
    if found is None or domain is None or found.name not in state.masters:
        return False
    if found.protected:
        return any(state.streams.get(stream) == domain.number for stream in found.streams)
    return True


def knows(state: State, function: str) -> bool:
    """Whether Xen knows of the PCI function."""
    return _function(function) in state.known


def owner_of(state: State, device: str) -> Owner:
    """Who holds the device: a domain, quarantine, Xen itself, or nobody.

    What nobody holds is in quarantine where it could send requests that an IOMMU stops, and where it is a PCI
    function Xen knows; an unprotected platform device has no owner then.
    """
    found = state.host.find(device)
    if found is None:
        return Owner(Holder.NOBODY)
    number = state.holder.get(found.name)
    if number is not None:
        return Owner(Holder.DOMAIN, _name(state, number) or f"d{number}")
    if any(str(function.sbdf) == found.name and function.hidden for function in state.host.functions):
        return Owner(Holder.XEN)
    quarantined = found.protected if found.is_platform else found.name in state.known
    return Owner(Holder.QUARANTINE if quarantined else Holder.NOBODY)


def sees(state: State, name: str, function: str) -> bool:
    """Whether the domain finds the function on its PCI bus: the vendor id reads as something.

    Where Xen listens to nobody about PCI functions, the hardware domain alone reaches all there are.
    """
    domain, found = state.domain(name), _function(function)
    if domain is not None and domain.number == DOM0 and not listens(state.host):
        return found in set(answering(state.host, virtual=True))
    return domain is not None and knows(state, function) and state.holder.get(found) == domain.number


def masters(state: State, function: str) -> bool:
    """Whether bus mastering of the PCI function is on."""
    return _function(function) in state.masters


def _function(text: str) -> str:
    sbdf = Sbdf.parse(text)
    return "" if sbdf is None else str(sbdf)


def _name(state: State, number: int) -> str | None:
    domain: Domain | None = state.domains.get(number)
    return None if domain is None else domain.name
