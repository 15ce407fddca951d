# SPDX-License-Identifier: Apache-2.0
"""The commands of xl: what each asks for, or what is wrong with how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from reqtrace.diagnostic import nearest
from reqtrace.hypervisor import Sbdf
from reqtrace.hypervisor.toolstack import ALL
from reqtrace.scenario.acts.act import Operation
from reqtrace.scenario.acts.devices import Create, Destroy
from reqtrace.scenario.acts.pci import Save
from reqtrace.scenario.acts.pciback import Attach, Detach, Entry, MakeAssignable, Pause, Start, TakeBack, Unpause

Complaint = tuple[str, str]
"""A message and the way out."""

Verb = Callable[[tuple[str, ...]], "Operation | None"]
"""What a command with these arguments asks for; None where they are not what it takes."""

_SLOT = re.compile("[01]?[0-9a-f]", re.IGNORECASE | re.ASCII)
_WORDS = {"permissive": "permissive", "seize": "seize"}


def _entry(text: str) -> Entry | None:
    """Read ``0000:03:00.0@5,permissive=1,seize=1``; the slot is a hexadecimal number."""
    name, *words = text.split(",")
    name, at, slot = name.partition("@")
    function, said = _functions(name), dict.fromkeys(_WORDS, False)
    if function is None or (at and not _SLOT.fullmatch(slot)):
        return None
    for word in words:
        key, _, value = word.partition("=")
        if key not in _WORDS or value not in {"0", "1"}:
            return None
        said[key] = value == "1"
    return Entry(function, said["permissive"], said["seize"], int(slot, 16) if at else None)


def _function(text: str) -> str | None:
    sbdf = Sbdf.parse(text)
    return None if sbdf is None else str(sbdf)


def _functions(text: str) -> str | None:
    """A function, or all of a device as in ``0000:03:00.*``."""
    first = _function(f"{text.removesuffix(ALL)}0") if text.endswith(f".{ALL}") else None
    return _function(text) if first is None else f"{first[:-1]}{ALL}"


def _assignable_add(words: tuple[str, ...]) -> Operation | None:
    match words:
        case (name,) if function := _function(name):
            return MakeAssignable(function)
    return None


def _assignable_remove(words: tuple[str, ...]) -> Operation | None:
    match words:
        case (name,) if function := _function(name):
            return TakeBack(function)
        case ("-r", name) if function := _function(name):
            return TakeBack(function, rebind=True)
    return None


def _attach(words: tuple[str, ...]) -> Operation | None:
    match words:
        case (domain, text) if entry := _entry(text):
            return Attach(domain, entry)
    return None


def _detach(words: tuple[str, ...]) -> Operation | None:
    match words:
        case (domain, name) if function := _functions(name):
            return Detach(domain, function)
    return None


def _create(words: tuple[str, ...]) -> Operation | None:
    paused = words[:1] == ("-p",)
    names, functions = words[paused : paused + 1], words[paused + 1 :]
    entries = tuple(_entry(text.removeprefix("pci=")) if text.startswith("pci=") else None for text in functions)
    found = tuple(entry for entry in entries if entry is not None)
    if not names or names[0].startswith(("-", "pci=")) or len(found) < len(entries):
        return None
    return Start(names[0], found, paused) if found or paused else Create(names[0])


def _of_domain(act: Callable[[str], Operation]) -> Verb:
    return lambda words: act(words[0]) if len(words) == 1 and not words[0].startswith("-") else None


XL: Mapping[str, tuple[str, Verb]] = {
    "pci-assignable-add": ("0000:03:00.0", _assignable_add),
    "pci-assignable-remove": ("[-r] 0000:03:00.0", _assignable_remove),
    "pci-attach": ("a 0000:03:00.0[@5][,permissive=1][,seize=1]", _attach),
    "pci-detach": ("a 0000:03:00.0", _detach),
    "create": ("[-p] a [pci=0000:03:00.0[@5][,permissive=1][,seize=1] …]", _create),
    "destroy": ("a", _of_domain(Destroy)),
    "save": ("a", _of_domain(Save)),
    "migrate": ("a", _of_domain(lambda name: Save(name, live=True))),
    "pause": ("a", _of_domain(Pause)),
    "unpause": ("a", _of_domain(Unpause)),
}
"""Each command with its arguments as they are written, and what it asks for (xl(1)).

A domain is called by its name, which is also that of its configuration file. In ``0000:03:00.*`` all functions of a
device are attached or detached, and ``@5`` is the slot in which the domain shall see them.
"""


def read_command(text: str) -> Operation | Complaint:
    """Read a command as it is typed, such as ``xl pci-attach a 0000:03:00.0``."""
    program, *words = text.split() or [""]
    verb, arguments = (words[0], tuple(words[1:])) if words else ("", ())
    if program != "xl" or verb not in XL:
        close = nearest(verb, XL)
        help_ = f'did you mean "xl {close}"?' if close else f"write xl and one of: {', '.join(XL)}"
        return f'"{text}" is no command of xl', help_
    written, read = XL[verb]
    return read(arguments) or (f'"{text}" can not be read', f"write: xl {verb} {written}")
