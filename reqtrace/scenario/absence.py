# SPDX-License-Identifier: Apache-2.0
"""Names that stand for nothing on the machine: an observation that something is not there would always agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.scenario.plan import Fault, Plan
from reqtrace.scenario.steps.match import Matched
from reqtrace.scenario.steps.sentence import Role, Then, When
from reqtrace.scenario.target import Machine, Names

_PAGE = 0x1000
"""How far beside what is described an address may lie: that the next page is out of reach is worth a look."""

_Complaint = tuple[str, str]
"""A message and the way out."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a name can stand for: what the machine has and its trees describe, and what the operations speak of."""

    names: Names
    operated: frozenset[str]
    translates: bool


# [impl->dsn~absence_needs_a_name_that_exists~1]
def absent(plan: Plan, machine: Machine) -> Iterator[Fault]:
    """Find names that nothing on the machine, in the device trees or in the operations has."""
    operated = frozenset(
        str(argument).casefold()
        for each in plan.actions
        if isinstance(each.sentence, When)
        for role, argument in _arguments(each)
        if role in {Role.FUNCTION, Role.REQUESTED}
    )
    scene: _Scene | None = None
    for each in (*plan.described, *plan.actions):
        for role, argument in _arguments(each):
            complaint = None
            if role is Role.COMMAND_LINE:
                complaint = _unheeded(str(argument), machine.options)
            elif _must_be_there(each, role) and not machine.offers(str(argument)):
                complaint = (f"the host has no device {argument}", "correct its path or address")
            elif isinstance(each.sentence, Then) and each.sentence.of_absence and role in _UNKNOWN:
                scene = scene or _Scene(machine.names, operated, machine.translates)  # only who asks pays for it
                complaint = _UNKNOWN[role](argument, scene)
            if complaint is not None:
                yield Fault(Diagnostic(Code.BAD_STEP, complaint[0], each.step.span, (), complaint[1]), each.step)


def _must_be_there(each: Matched, role: Role) -> bool:
    """Whether the parameter is a device that the host must have."""
    return role is Role.CARD or (role is Role.DEVICE and isinstance(each.sentence, Then))


def _arguments(each: Matched) -> Iterator[tuple[Role, str | int]]:
    return zip(each.sentence.roles, each.arguments, strict=True)


def _unheeded(words: str, options: Collection[str]) -> _Complaint | None:
    """A word of the command line that the target does not know, and that would change nothing."""
    for word in words.split():
        option, equals, value = word.partition("=")
        if any(f"{option}{equals}{part}" not in options for part in value.split(",")):
            return f'the target does not know the option "{word}"', f"it knows: {', '.join(options)}"
    return None


def _function(name: str | int, scene: _Scene) -> _Complaint | None:
    """A function of a device nobody speaks of; that a device has no further function is worth a look."""
    known = scene.names.functions | scene.operated
    slots = {each.rpartition(".")[0] for each in known}
    if str(name).casefold().rpartition(".")[0] in slots:
        return None
    return f"neither the host nor a step before has a PCI function {name}", _did_you_mean(str(name), known)


def _interrupt(number: str | int, scene: _Scene) -> _Complaint | None:
    if number in scene.names.interrupts:
        return None
    return f"no device of the host has the interrupt {number}", _closest(int(number), scene.names.interrupts, str)


def _stream(number: str | int, scene: _Scene) -> _Complaint | None:
    """A stream that no device sends; one beside it is worth a look. Without an IOMMU, the step fails by itself."""
    known = scene.names.streams
    if not scene.translates or not known.isdisjoint({int(number) - 1, int(number), int(number) + 1}):
        return None
    return f"no device of the host sends the stream {number:#x}", _closest(int(number), known, hex)


def _address(number: str | int, scene: _Scene) -> _Complaint | None:
    address = int(number)
    if any(each.start - _PAGE <= address < each.stop + _PAGE for each in scene.names.addresses):
        return None
    message = f"neither the host nor a passthrough tree has anything at {address:#x}"
    return message, _closest(address, {each.start for each in scene.names.addresses}, hex)


def _port(number: str | int, scene: _Scene) -> _Complaint | None:
    if any(int(number) in each for each in scene.names.ports):
        return None
    message = f"no PCI function of the host has the port {int(number):#x}"
    return message, _closest(int(number), {each.start for each in scene.names.ports}, hex)


def _property(name: str | int, scene: _Scene) -> _Complaint | None:
    if name in scene.names.properties:
        return None
    message = f'neither the host\'s tree nor a passthrough tree has a property "{name}"'
    return message, _did_you_mean(str(name), scene.names.properties)


def _node(path: str | int, scene: _Scene) -> _Complaint | None:
    """A path with a component that no node is called; the nodes need not stand below one another in one tree."""
    for name in filter(None, str(path).split("/")):
        if name not in scene.names.nodes:
            message = f'neither the host\'s tree nor a passthrough tree has a node "{name}"'
            return message, _did_you_mean(name, scene.names.nodes)
    return None


def _did_you_mean(name: str, known: Collection[str]) -> str:
    close = nearest(name, known)
    return f'did you mean "{close}"?' if close else "name something that could be there"


def _closest(number: int, known: Collection[int], written: Callable[[int], str]) -> str:
    close = min(sorted(known), key=lambda each: abs(each - number), default=None)
    return "name something that could be there" if close is None else f"did you mean {written(close)}?"


_UNKNOWN: dict[Role, Callable[[str | int, _Scene], _Complaint | None]] = {
    Role.FUNCTION: _function,
    Role.INTERRUPT: _interrupt,
    Role.STREAM: _stream,
    Role.ADDRESS: _address,
    Role.PORT: _port,
    Role.PROPERTY: _property,
    Role.NODE: _node,
}
"""How the names in an observation of absence are looked up; those of domains and devices are known by then."""
