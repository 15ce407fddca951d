# SPDX-License-Identifier: Apache-2.0
"""What has to be said of functions is said once, however many functions it is said of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reqtrace.hypervisor.host.pci import Sbdf

_SINGLY = 3
"""As many functions of a bus are named one by one."""
_BUSES = 8
"""As many buses are named one by one."""


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """Something about the input that weakens what can be said of the machine.

    `place` is the line of a dump, or the file of a tree; `lost` says whether something that stood there was not used.
    """

    place: int | str
    message: str
    lost: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What weakens what can be said of one function; its words begin in the middle of a sentence."""

    sbdf: Sbdf
    place: int | str
    words: str
    lost: bool = False
    help: str = ""


def gathered(remarks: Iterable[Remark]) -> tuple[Complaint, ...]:
    """Complain of each function, or once of all on a bus, or on many buses, of which the same is said."""
    same: defaultdict[tuple[str, bool, str], defaultdict[tuple[int, int], list[Remark]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in remarks:
        same[each.words, each.lost, each.help][each.sbdf.segment, each.sbdf.bus].append(each)
    return tuple(complaint for buses in same.values() for complaint in _complaints(buses))


def _complaints(buses: dict[tuple[int, int], list[Remark]]) -> Iterator[Complaint]:
    """The complaints of everything that is said in the same words, by bus."""
    if len(buses) > _BUSES:
        every = [each for _, on_bus in sorted(buses.items()) for each in on_bus]
        yield _of(every, f"{every[0].sbdf} and {len(every) - 1:,} more functions, on {len(buses):,} buses, each")
        return
    for (segment, bus), on_bus in sorted(buses.items()):
        if len(on_bus) > _SINGLY:
            yield _of(
                on_bus, f"{on_bus[0].sbdf} and {len(on_bus) - 1:,} more functions of bus {segment:04x}:{bus:02x}, each"
            )
        else:
            yield from (_of([each], str(each.sbdf)) for each in on_bus)


def _of(remarks: Sequence[Remark], whose: str) -> Complaint:
    """One complaint of all these, at the place of the first."""
    first = remarks[0]
    return Complaint(first.place, f"{whose}: {first.words}", first.lost, first.help)
