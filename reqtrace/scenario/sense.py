# SPDX-License-Identifier: Apache-2.0
"""Whether what stands for a parameter can stand for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.hypervisor import Errno, Feature, Sbdf
from reqtrace.hypervisor.host.hosts import ARCHS
from reqtrace.hypervisor.host.platform import Arch
from reqtrace.hypervisor.observation.support import LEVELS
from reqtrace.hypervisor.pciback import FILES, read_line
from reqtrace.hypervisor.pciback.hide import OPTIONS as DOM0_OPTIONS
from reqtrace.hypervisor.x86.acpi import SIGNATURES
from reqtrace.scenario.acts.devices import Create
from reqtrace.scenario.acts.isolation import Rules
from reqtrace.scenario.acts.pciback import Start
from reqtrace.scenario.acts.xl import read_command
from reqtrace.scenario.setup import DOM0, Setup
from reqtrace.scenario.steps.match import Matched
from reqtrace.scenario.steps.sentence import Role

SPIS = range(32, 1020)
"""The INTIDs of shared peripheral interrupts on a GIC; only they are routed to domains."""
GSIS = range(1, 256)
"""The global system interrupts of x86: pins of its interrupt controllers."""
_ROOT = re.compile(r"[0-9a-f]{4}:[0-9a-f]{2}")
_WIDTHS = (8, 16, 24, 32, 64)
"""How many bits an access may be wide, right or wrong."""
_PROPERTY = re.compile(r"[\w,.+?#-]+")

_Complaint = tuple[str, str]
"""A message and the way out."""


def senseless(each: Matched, setup: Setup | None) -> Iterator[Diagnostic]:
    """Find arguments that can not stand where they stand.

    `setup` is what the Given steps described; None for a Given step itself, which may introduce names.
    """
    for role, argument in zip(each.sentence.roles, each.arguments, strict=True):
        if role in {Role.GUEST, Role.DOMAIN}:
            complaint = _domain(str(argument), role, setup)
        elif role is Role.TREE and setup is not None:
            complaint = _tree(str(argument), setup)
        elif role is Role.INTERRUPT:
            complaint = _interrupt(int(argument), setup)
        elif role is Role.BITS:
            complaint = _bits(int(argument))
        elif role is Role.COMMAND:
            complaint = _command(str(argument), setup)
        else:
            complaint = _WORDS.get(role, _anything)(str(argument))
        if complaint is not None:
            yield Diagnostic(Code.BAD_STEP, complaint[0], each.step.span, (), complaint[1])


def _domain(name: str, role: Role, setup: Setup | None) -> _Complaint | None:
    if name == DOM0 and role is Role.GUEST:
        return "dom0 is no domain that is described or created here", "write: Given dom0 controls the host"
    if setup is None or name in setup.names:
        return _name(name)
    if name == DOM0:
        return "there is no dom0 on this host", "add: Given dom0 controls the host"
    close = nearest(name, setup.names)
    help_ = f'did you mean "{close}"?' if close else f'add: Given domain "{name}"'
    return f'no step before this one mentions a domain "{name}"', help_


def _tree(name: str, setup: Setup) -> _Complaint | None:
    if setup.tree(name) is not None:
        return None
    close = nearest(name, (tree.name for tree in setup.trees))
    return f'no step before this one writes down "{name}"', f'did you mean "{close}"?' if close else "write it down"


def _interrupt(number: int, setup: Setup | None) -> _Complaint | None:
    on_x86 = setup is not None and setup.host is not None and ARCHS.get(setup.host.name) is Arch.X86_64
    lines = GSIS if on_x86 else SPIS
    if number in lines:
        return None
    written = "write a GSI" if on_x86 else "SPI n is 32 + n"
    return f"{number} is no {'GSI' if on_x86 else 'INTID'} of a device", f"{written}, from {lines[0]} to {lines[-1]}"


def _bits(number: int) -> _Complaint | None:
    return None if number in _WIDTHS else (f"no access is {number} bits wide", "write 8, 16 or 32")


def _name(name: str) -> _Complaint | None:
    return None if name.strip() else ("the name is empty", "give it a name")


def _device(name: str) -> _Complaint | None:
    if name.startswith("/") or Sbdf.parse(name):
        return None
    return f'"{name}" is neither a path nor a PCI function', "write it as /pl031@9010000 or 0000:03:00.0"


def _function(name: str) -> _Complaint | None:
    return None if Sbdf.parse(name) else (f'"{name}" is no PCI function', "write it as 0000:03:00.0")


def _node(path: str) -> _Complaint | None:
    return None if path.startswith("/") else (f'"{path}" is no path', "begin it with /")


def _property(name: str) -> _Complaint | None:
    if _PROPERTY.fullmatch(name):
        return None
    return f'no property can be called "{name}"', "use letters, digits and , . + ? # _ -"


def _dom0_words(words: str) -> _Complaint | None:
    """A word that dom0's kernel may well know, and that changes nothing here."""
    for word in words.split():
        if word.partition("=")[0] not in DOM0_OPTIONS:
            return f'no option "{word}" of dom0 changes anything here', f"it may be: {', '.join(DOM0_OPTIONS)}"
    return None if words.strip() else ("the command line is empty", "leave the step out")


def _command(text: str, setup: Setup | None) -> _Complaint | None:
    """A command that xl does not know, or that speaks of a domain nobody has mentioned."""
    answer = read_command(text)
    if isinstance(answer, tuple):
        return answer
    domain, role = getattr(answer, "domain", None), Role.GUEST if isinstance(answer, Create | Start) else Role.DOMAIN
    return None if domain is None else _domain(str(domain), role, setup)


def _file(name: str) -> _Complaint | None:
    return None if name in FILES else (f'pciback has no file "{name}"', f"write one of: {', '.join(FILES)}")


def _line(text: str) -> _Complaint | None:
    if any(read_line(file, text) for file in FILES):
        return None
    return f'"{text}" is no line for pciback', "write it as 0000:03:00.0, or as 0000:03:00.0-e0:2:ffff"


def _roots(text: str) -> _Complaint | None:
    written = text.split(", ") if text else []
    if all(_ROOT.fullmatch(each) for each in written) and written == sorted(set(written)):
        return None
    return f'"{text}" is no list of PCI roots', "write them in rising order, as 0000:03, 0000:07"


def _place(text: str) -> _Complaint | None:
    if Sbdf.parse(f"0000:{text}"):
        return None
    return f'"{text}" is no place on the bus of a domain', "write bus, device and function as 00:05.1"


def _errno(name: str) -> _Complaint | None:
    if name in Errno.__members__:
        return None
    close = nearest(name, Errno.__members__)
    return f"Xen has no error {name}", f"did you mean {close}?" if close else "write it as EBUSY"


def _rules(name: str) -> _Complaint | None:
    known = [rules.value for rules in Rules]
    return None if name in known else (f'nobody forms groups by the rules of "{name}"', f"write {', '.join(known)}")


def _anything(_words: str) -> _Complaint | None:
    return None


def _feature(name: str) -> _Complaint | None:
    return _one_of(name, "feature of a domain", [feature.value for feature in Feature])


def _level(name: str) -> _Complaint | None:
    return _one_of(name, "level of support", LEVELS)


def _signature(name: str) -> _Complaint | None:
    return _one_of(name, "ACPI table", SIGNATURES)


def _one_of(name: str, what: str, known: Collection[str]) -> _Complaint | None:
    if name in known:
        return None
    close = nearest(name, known)
    return f'"{name}" is no {what}', f'did you mean "{close}"?' if close else f"write one of: {', '.join(known)}"


_WORDS = {
    Role.FEATURE: _feature,
    Role.LEVEL: _level,
    Role.SIGNATURE: _signature,
    Role.HOST: _name,
    Role.TREE: _name,
    Role.DEVICE: _device,
    Role.REQUESTED: _device,
    Role.FUNCTION: _function,
    Role.RULES: _rules,
    Role.CARD: _function,
    Role.DOM0_COMMAND_LINE: _dom0_words,
    Role.FILE: _file,
    Role.LINE: _line,
    Role.ROOTS: _roots,
    Role.PLACE: _place,
    Role.DRIVER: _name,
    Role.NODE: _node,
    Role.PROPERTY: _property,
    Role.ERRNO: _errno,
}
"""What the words for a parameter must be like; any will do for a role that is not listed."""
