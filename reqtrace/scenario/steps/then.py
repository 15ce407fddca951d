# SPDX-License-Identifier: Apache-2.0
"""What the Then sentences mean: each compares one observable effect with what is expected."""

from __future__ import annotations

from collections.abc import Callable

from reqtrace.diagnostic import nearest
from reqtrace.scenario.acts.devices import (
    FateOf,
    Knows,
    LogOf,
    Masters,
    OwnerOf,
    Panic,
    Reaches,
    Reads,
    RouteOf,
    Sees,
    Translation,
    TreeOf,
)
from reqtrace.scenario.steps.sentence import Observation
from reqtrace.scenario.target import DeviceTree, Fate, Keeper, Life, Refusal, Session

Look = Callable[[DeviceTree], bool]
"""Whether something stands in a device tree."""


def runs(session: Session, domain: str) -> Observation:
    """The domain was created and lives."""
    fate = session.answer(FateOf(domain))
    return _compare(fate.life is Life.RUNS, f'domain "{domain}" runs', str(fate))


def not_created(session: Session, domain: str, errno: str) -> Observation:
    """The creation of the domain was tried and refused with this error."""
    return _refused(session, f'domain "{domain}" is not created', _creation(session, domain), errno)


def not_created_words(session: Session, domain: str, errno: str, words: str) -> Observation:
    """The creation was refused with this error; its words count on profiles that name a version of Xen."""
    return _refused(session, f'domain "{domain}" is not created', _creation(session, domain), errno, words)


def gone(session: Session, domain: str) -> Observation:
    """The domain was destroyed."""
    fate = session.answer(FateOf(domain))
    return _compare(fate.life is Life.GONE, f'domain "{domain}" is gone', str(fate))


def reads(session: Session, domain: str, address: int) -> Observation:
    """A peripheral answers a read of the domain."""
    seen = f"the read faults{_not_running(session.answer(FateOf(domain)))}"
    return _compare(session.answer(Reads(domain, address)), f"a read at {address:#x} reaches a peripheral", seen)


def not_reads(session: Session, domain: str, address: int) -> Observation:
    """No peripheral answers a read of the domain."""
    seen = f"a peripheral answers the read at {address:#x}"
    return _compare(not session.answer(Reads(domain, address)), f"a read at {address:#x} faults", seen)


def routed(session: Session, interrupt: int, domain: str) -> Observation:
    """The interrupt arrives at the domain."""
    return _target(f"interrupt {interrupt} is routed to", domain, session.answer(RouteOf(interrupt)))


def routed_nowhere(session: Session, interrupt: int) -> Observation:
    """The interrupt arrives nowhere."""
    return _target(f"interrupt {interrupt} is routed to", None, session.answer(RouteOf(interrupt)))


def has_node(session: Session, domain: str, path: str) -> Observation:
    """The device tree of the domain has the node."""
    return _in_tree(session, domain, f"the node {path}", _node(path))


def has_no_node(session: Session, domain: str, path: str) -> Observation:
    """The device tree of the domain does not have the node."""
    return _not_in_tree(session, domain, f"node {path}", _node(path))


def has_property(session: Session, domain: str, name: str) -> Observation:
    """Some node of the domain's tree has the property."""
    return _in_tree(session, domain, f"the property {name}", _property(name))


def has_no_property(session: Session, domain: str, name: str) -> Observation:
    """No node of the domain's tree has the property."""
    return _not_in_tree(session, domain, f"property {name}", _property(name))


def translated(session: Session, stream: int, domain: str) -> Observation:
    """The IOMMU translates the stream by the tables of the domain."""
    return _target(f"stream {stream:#x} is translated for", domain, session.answer(Translation(stream)))


def faults(session: Session, stream: int) -> Observation:
    """The IOMMU lets the stream fault."""
    return _target(f"stream {stream:#x} is translated for", None, session.answer(Translation(stream)))


def logged(session: Session, words: str) -> Observation:
    """A line of Xen's log contains these words."""
    lines = session.answer(LogOf())
    near = nearest(words, lines) or (lines[-1] if lines else "nothing")
    return _compare(any(words in line for line in lines), f'the log contains "{words}"', f"it says: {near}")


def panics(session: Session, words: str) -> Observation:
    """The hypervisor has stopped, and its last words contain these."""
    seen = session.answer(Panic())
    return _compare(seen is not None and words in seen, f'the host panics: "{words}"', seen or "it goes on running")


def succeeds(session: Session) -> Observation:
    """The last operation succeeded."""
    return _compare(session.call is None, "the call succeeds", f"it was refused: {session.call}")


def refused(session: Session, errno: str) -> Observation:
    """The last operation was refused with this error."""
    return _refused(session, "the call is refused", session.call or "it succeeded", errno)


def refused_words(session: Session, errno: str, words: str) -> Observation:
    """The last operation was refused with this error; its words count on profiles that name a version of Xen."""
    return _refused(session, "the call is refused", session.call or "it succeeded", errno, words)


def dma_reaches(session: Session, device: str, domain: str) -> Observation:
    """The device can access the memory of the domain."""
    expected = f'DMA of {device} reaches the memory of domain "{domain}"'
    return _compare(
        session.answer(Reaches(device, domain)), expected, f"it does not{_not_running(session.answer(FateOf(domain)))}"
    )


def dma_reaches_not(session: Session, device: str, domain: str) -> Observation:
    """The device can not access the memory of the domain."""
    expected = f'DMA of {device} does not reach the memory of domain "{domain}"'
    return _compare(not session.answer(Reaches(device, domain)), expected, "it does")


def known(session: Session, function: str) -> Observation:
    """Xen knows the function."""
    return _compare(session.answer(Knows(function)), f"Xen knows {function}", "it does not")


def unknown(session: Session, function: str) -> Observation:
    """Xen does not know the function."""
    return _compare(not session.answer(Knows(function)), f"Xen does not know {function}", "it does")


def belongs(session: Session, device: str, domain: str) -> Observation:
    """The domain has the device."""
    return _owner(session, device, domain, f'{device} belongs to domain "{domain}"')


def quarantined(session: Session, device: str) -> Observation:
    """Xen has the device in quarantine."""
    return _owner(session, device, Keeper.QUARANTINE, f"{device} is quarantined")


def has_no_owner(session: Session, device: str) -> Observation:
    """Nobody has the device."""
    return _owner(session, device, Keeper.NOBODY, f"{device} has no owner")


def sees(session: Session, domain: str, function: str) -> Observation:
    """The function is on the virtual PCI bus of the domain: its vendor id is readable."""
    seen = f"it does not{_not_running(session.answer(FateOf(domain)))}"
    return _compare(session.answer(Sees(domain, function)), f'domain "{domain}" sees {function}', seen)


def sees_not(session: Session, domain: str, function: str) -> Observation:
    """The function is not on the virtual PCI bus of the domain."""
    return _compare(not session.answer(Sees(domain, function)), f'domain "{domain}" does not see {function}', "it does")


def mastering(session: Session, function: str) -> Observation:
    """The function may master the bus."""
    return _compare(session.answer(Masters(function)), f"bus mastering of {function} is on", "it is off")


def not_mastering(session: Session, function: str) -> Observation:
    """The function may not master the bus."""
    return _compare(not session.answer(Masters(function)), f"bus mastering of {function} is off", "it is on")


def _compare(agrees: bool, expected: str, seen: str) -> Observation:
    """What was observed; where it is not what was expected, the message names both."""
    return Observation(agrees, "" if agrees else f"expected: {expected}; seen: {seen}")


def _target(effect: str, expected: str | None, seen: str | None) -> Observation:
    """Compare the domain an effect arrives at; None stands for nobody."""
    words = {each: f'domain "{each}"' if each else "no domain" for each in (expected, seen)}
    return _compare(expected == seen, f"{effect} {words[expected]}", words[seen])


def _creation(session: Session, domain: str) -> Refusal | str:
    """How the creation of a domain was refused, or what became of it instead."""
    fate = session.answer(FateOf(domain))
    return fate.refusal if fate.life is Life.REFUSED and fate.refusal else str(fate)


def _refused(session: Session, what: str, seen: Refusal | str, errno: str, words: str = "") -> Observation:
    """Compare a refusal by its error, and by its words where the profile lets them count; keep what was said."""
    expected = f'{what}: {errno}, "{words}"' if words else f"{what}: {errno}"
    if isinstance(seen, str) or seen.errno != errno:
        return _compare(False, expected, str(seen))
    if words in seen.words:
        return Observation(True, f"seen: {seen}")
    if session.names_words:
        return _compare(False, expected, str(seen))
    return Observation(True, f"seen: {seen}; the words do not count in this profile")


def _node(path: str) -> Look:
    return lambda tree: tree.node(path) is not None


def _property(name: str) -> Look:
    return lambda tree: tree.has_property(name)


def _in_tree(session: Session, domain: str, what: str, look: Look) -> Observation:
    """Look for something that should stand in the tree of a domain."""
    tree, expected = session.answer(TreeOf(domain)), f'the device tree of domain "{domain}" has {what}'
    return _compare(
        tree is not None and look(tree),
        expected,
        "it has not" if tree is not None else _no_tree(session.answer(FateOf(domain))),
    )


def _not_in_tree(session: Session, domain: str, what: str, look: Look) -> Observation:
    """Look for something that should not stand in the tree of a domain; without a tree nothing is shown by that."""
    tree, expected = session.answer(TreeOf(domain)), f'the device tree of domain "{domain}" has no {what}'
    return _compare(
        tree is not None and not look(tree),
        expected,
        "it has" if tree is not None else _no_tree(session.answer(FateOf(domain))),
    )


def _no_tree(fate: Fate) -> str:
    return f"there is no such tree; of the domain: {fate}"


def _owner(session: Session, device: str, expected: str | Keeper, words: str) -> Observation:
    """Compare who has a device."""
    seen = session.answer(OwnerOf(device))
    return _compare(seen == expected, words, seen.value if isinstance(seen, Keeper) else f'domain "{seen}" has it')


def _not_running(fate: Fate) -> str:
    """What else to say of a domain that does not run."""
    return "" if fate.life is Life.RUNS else f"; of the domain: {fate}"
