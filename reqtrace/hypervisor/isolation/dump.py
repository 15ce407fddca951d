# SPDX-License-Identifier: Apache-2.0
"""Dumps of ``lspci -x``, ``-xxx`` or ``-xxxx``: hexadecimal rows below a line for each function, other text around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reqtrace.hypervisor.isolation.config_space import FULL, HEADER
from reqtrace.hypervisor.isolation.machine import Complaint, Inspected, Space, inspect
from reqtrace.hypervisor.pci import Sbdf

_FUNCTION = re.compile(
    r"\s*(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])(?=\s|$)", re.IGNORECASE | re.ASCII
)
_ROW = re.compile(r"\s*([0-9a-f]{2,4}):((?:\s+[0-9a-f]{2})+)\s*$", re.IGNORECASE | re.ASCII)
_LIKE_ROW = re.compile(r"([0-9a-f]{1,3}0):\s+[0-9a-f?]{1,2}\b", re.IGNORECASE | re.ASCII)
"""A line that would be a row, were it not damaged; text that lspci prints is indented."""
_WIDTH = 16
_DEVICES = 0x20


@dataclass(slots=True)
class _Function:
    """A function while its rows are read."""

    sbdf: Sbdf
    line: int
    content: bytearray = field(default_factory=bytearray)
    complete: bool = True
    """Whether no row was missing so far: what stands behind a gap is not used."""


def read_dump(text: str) -> Inspected:
    """Read what `lspci` printed; lines count from 1.

    Whatever is neither the line of a function nor a row is text for people, and passed over.
    """
    complaints: list[Complaint] = []
    functions = list(_functions(text.split("\n"), complaints))
    for function in functions:
        if len(function.content) < HEADER and not function.content:
            words = f"{function.sbdf}: no configuration space stands below it"
            help_ = "make the dump with: lspci -xxxx"
            complaints.append(Complaint(function.line, words, lost=True, help=help_))
    inspected = inspect(Space(each.sbdf, bytes(each.content), each.line) for each in functions)
    bare = {each.line for each in functions if not each.content}
    told = [each for each in inspected.complaints if each.place not in bare or "isolation is unknown" in each.message]
    return Inspected(inspected.topology, _by_line([*complaints, *told]))


def _functions(lines: Iterable[str], complaints: list[Complaint]) -> Iterator[_Function]:
    """The functions of the dump, each address once, with what stood in their rows."""
    known: set[Sbdf] = set()
    current: _Function | None = None
    for number, line in enumerate(lines, 1):
        head = _FUNCTION.match(line)
        if head is not None:
            current = _begun(head, number, known, complaints)
            if current is not None:
                known.add(current.sbdf)
                yield current
        elif current is not None:
            _take(current, line, number, complaints)


def _begun(head: re.Match[str], number: int, known: set[Sbdf], complaints: list[Complaint]) -> _Function | None:
    """The function a line begins, if it can be one and is new."""
    segment, bus, device, function = (int(part or "0", 16) for part in head.groups())
    sbdf = Sbdf(segment, bus, device, function)
    if device >= _DEVICES:
        complaints.append(Complaint(number, f"{head[0].strip()} is no PCI function: devices end at 1f", lost=True))
    elif sbdf in known:
        complaints.append(Complaint(number, f"{sbdf} stands in the dump twice; the first one counts", lost=True))
    else:
        return _Function(sbdf, number)
    return None


def _take(function: _Function, line: str, number: int, complaints: list[Complaint]) -> None:
    """Add the bytes of a row; say what is wrong with a line that is nearly one."""
    row = _ROW.match(line)
    if row is None:
        if _LIKE_ROW.match(line):
            function.complete = False
            words = f"{function.sbdf}: this row can not be read, and what follows it is not used"
            complaints.append(Complaint(number, words, lost=True))
        return
    if not function.complete:
        return
    at, content = int(row[1], 16), bytes.fromhex(row[2])
    if at != len(function.content) or len(content) > _WIDTH or at + len(content) > FULL:
        function.complete = False
        words = f"{function.sbdf}: a row for {len(function.content):02x} was due, and from here on nothing is used"
        complaints.append(Complaint(number, words, lost=True))
        return
    function.content += content
    if len(content) < _WIDTH:
        function.complete = False
        words = f"{function.sbdf}: this row is cut off, and what follows it is not used"
        complaints.append(Complaint(number, words, lost=True))


def _by_line(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    return tuple(sorted(set(complaints), key=lambda each: (int(each.place), each.message)))
