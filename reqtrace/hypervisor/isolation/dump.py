# SPDX-License-Identifier: Apache-2.0
"""Dumps of ``lspci -x``, ``-xxx`` or ``-xxxx``: hexadecimal rows below a line for each function, other text around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.isolation.config_space import FULL, HEADER, PLAIN
from reqtrace.hypervisor.isolation.machine import Inspected, Space, inspect
from reqtrace.hypervisor.isolation.remarks import Complaint
from reqtrace.hypervisor.isolation.topology import Topology, is_pcie

_FUNCTION = re.compile(
    r"\s*(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])(?=\s|$)", re.IGNORECASE | re.ASCII
)
_ROW = re.compile(r"\s*([0-9a-f]{2,4}):((?:\s+[0-9a-f]{2})+)\s*$", re.IGNORECASE | re.ASCII)
_LIKE_ROW = re.compile(r"([0-9a-f]{1,3}0):\s+[0-9a-f?]{1,2}\b", re.IGNORECASE | re.ASCII)
"""A line that would be a row, were it not damaged; text that lspci prints is indented."""
_WIDTH = 16
_DEVICES = 0x20
_AGAIN = "make the dump again, as root with: lspci -xxxx"
_WHOLE = frozenset({HEADER, 128, PLAIN, FULL})
"""Bytes that lspci prints of a function: the header (of CardBus, twice as much), the plain or the extended space."""


@dataclass(slots=True)
class _Function:
    """A function while its rows are read."""

    sbdf: Sbdf
    line: int
    content: bytearray = field(default_factory=bytearray)
    complete: bool = True
    """Whether no row was missing so far: what stands behind a gap is not used."""

    @property
    def ends_early(self) -> bool:
        """Whether rows are missing at its end: what there is of it is whole, and is not what lspci prints."""
        return self.complete and len(self.content) > HEADER and len(self.content) not in _WHOLE


def read_dump(text: str) -> Inspected:
    """Read what `lspci` printed; lines count from 1.

    Whatever is neither the line of a function nor a row is text for people, and passed over.
    """
    complaints: list[Complaint] = []
    functions = list(_functions(text.split("\n"), complaints))
    for function in functions:
        if not function.content:
            words = f"{function.sbdf}: no configuration space stands below it"
            help_ = "make the dump with: lspci -xxxx"
            complaints.append(Complaint(function.line, words, lost=True, help=help_))
        elif function.ends_early:
            words = (
                f"{function.sbdf}: its rows end at {len(function.content):#x}, where lspci ends none: they are cut off"
            )
            complaints.append(Complaint(function.line, words, lost=True))
    inspected = inspect(Space(each.sbdf, bytes(each.content), each.line, unread=not each.content) for each in functions)
    if functions and _looks_cut(functions, inspected.topology):
        lines = {each.sbdf: each.line for each in functions}
        complaints += _leading_nowhere(inspected.topology, lines)
    return Inspected(inspected.topology, _by_line([*complaints, *inspected.complaints]))


def _looks_cut(functions: Sequence[_Function], topology: Topology) -> bool:
    """Whether more functions may have followed the last: it is not whole, or is shorter than others of its kind."""
    last = functions[-1]
    if not last.complete or last.ends_early or not last.content:
        return True
    longest = max(len(each.content) for each in functions)
    return is_pcie(topology.by_sbdf[last.sbdf]) and len(last.content) < longest


def _leading_nowhere(topology: Topology, lines: Mapping[Sbdf, int]) -> Iterator[Complaint]:
    """The bridges behind which no function was seen."""
    for bridge in topology.functions:
        first, last = bridge.buses or (0, 0)
        shown = any((bridge.sbdf.segment, bus) in topology.on_bus for bus in range(first, last + 1))
        if first > bridge.sbdf.bus and not shown:
            words = f"the dump ends early, and shows no function behind this bridge, on bus {_range(first, last)}"
            yield Complaint(
                lines[bridge.sbdf], f"{bridge.sbdf}: {words}", help="make the dump again, as root with: lspci -xxxx"
            )


def _range(first: int, last: int) -> str:
    return f"{first:02x}" if first >= last else f"{first:02x} to {last:02x}"


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
