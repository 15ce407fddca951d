# SPDX-License-Identifier: Apache-2.0
"""The x86 machine of these tests, booted, in a few words."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor import (
    DomainSpec,
    Host,
    Options,
    PciFunction,
    Refused,
    Region,
    Sbdf,
    State,
    Xen,
    boot,
    create,
    read_host,
)
from reqtrace.hypervisor.host.pci import Port

NIC, DISK = "0000:00:01.0", "0000:00:02.0"


def card(name: str, *, bar: int = 0xC0000000, **more: object) -> PciFunction:
    """An endpoint with one BAR of four pages."""
    sbdf = Sbdf.parse(name)
    assert sbdf is not None
    return replace(PciFunction(sbdf, bars=(Region(bar, 0x4000),), port=Port.ENDPOINT), **more)


CARDS = (card(NIC, interrupt=16), card(DISK, bar=0xC0010000, interrupt=17))


def machine(
    *cards: PciFunction, iommu: str = "vtd", words: str = "", xen: Xen | None = None, dom0: bool = True
) -> State:
    """The host q35 with these functions and words on its command line, booted."""
    host = read_host("q35", iommu=iommu, pci=cards or CARDS, command_line=words, xen=xen or Xen())
    assert isinstance(host, Host), host
    return done(boot(host, dom0="dom0" if dom0 else None, xen=xen or Xen()))


def guest(state: State, name: str, **options: object) -> State:
    """The machine with a domain that can be given functions."""
    made = replace(Options(passthrough="enabled"), **options)
    return done(create(state, DomainSpec(name, None, made), at_boot=False))


def done(answer: State | Refused) -> State:
    """The state that was reached."""
    assert isinstance(answer, State), str(answer)
    return answer


def no(answer: object) -> str:
    """The error of a refusal."""
    assert isinstance(answer, Refused), "it was granted"
    return answer.errno.name
