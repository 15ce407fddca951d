# SPDX-License-Identifier: Apache-2.0
"""Whether what stands for a parameter can stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.hypervisor import Errno, Sbdf
from reqtrace.scenario.setup import DOM0, Setup
from reqtrace.scenario.steps.match import Matched
from reqtrace.scenario.steps.sentence import Role

SPIS = range(32, 1020)
"""The INTIDs of shared peripheral interrupts on a GIC; only they are routed to domains."""
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
            complaint = _interrupt(int(argument))
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


def _interrupt(number: int) -> _Complaint | None:
    if number in SPIS:
        return None
    return f"{number} is no INTID of a device", f"SPI n is 32 + n, from {SPIS[0]} to {SPIS[-1]}"


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


def _errno(name: str) -> _Complaint | None:
    if name in Errno.__members__:
        return None
    close = nearest(name, Errno.__members__)
    return f"Xen has no error {name}", f"did you mean {close}?" if close else "write it as EBUSY"


def _anything(_words: str) -> _Complaint | None:
    return None


_WORDS = {
    Role.HOST: _name,
    Role.TREE: _name,
    Role.DEVICE: _device,
    Role.REQUESTED: _device,
    Role.FUNCTION: _function,
    Role.NODE: _node,
    Role.PROPERTY: _property,
    Role.ERRNO: _errno,
}
"""What the words for a parameter must be like; any will do for a role that is not listed."""
