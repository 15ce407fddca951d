# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from reqtrace.hypervisor import Errno, Finding, PciFunction, Refused, Region, Sbdf, State, Xen, boot, read_host
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.pciback import Pattern, command_line, put, read_hide_list, register, release, roots, seize
from reqtrace.hypervisor.pciback.fields import is_permissive
from reqtrace.hypervisor.pciback.request import with_seized
from reqtrace.hypervisor.pciback.space import stored
from reqtrace.hypervisor.tree.devicetree import Node, Tree

PORT, NIC, DISK = "0000:00:01.0", "0000:03:00.0", "0000:07:00.0"


def machine() -> State:
    """A root port, a card behind it, and a disk on another bus."""
    functions = (
        PciFunction(Sbdf(0, 0, 1, 0), bridge=True, port=Port.ROOT_PORT, buses=(3, 3)),
        PciFunction(Sbdf(0, 3, 0, 0), bars=(Region(0xF0000000, 0x1000),), port=Port.ENDPOINT),
        PciFunction(Sbdf(0, 7, 0, 0), bars=(Region(0xF0010000, 0x1000),), port=Port.ENDPOINT, resettable=False),
    )
    state = boot(read_host("q35", pci=functions), dom0="dom0")
    assert isinstance(state, State), state
    return state


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("(0000:03:00.0)", (Pattern(0, 3, 0, 0),)),
        ("(03:00.0)(0001:04:1f.*)", (Pattern(0, 3, 0, 0), Pattern(1, 4, 31, None))),
        (" (05:*.*) ", (Pattern(0, 5, None, None),)),
        ("(0000:03:00.0", "(0000:03:00.0"),
        ("(03:00.0)03:00.1", "03:00.1"),
        ("(03:20.0)", "(03:20.0)"),
        ("(03:00.8)", "(03:00.8)"),
        ("(03:*.0)", "(03:*.0)"),
        ("", ()),
    ],
)
def test_a_list_is_read_or_the_rest_of_it_is_said(text: str, patterns: object) -> None:
    assert read_hide_list(text) == patterns


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("xen-pciback.hide=(0000:03:00.0)", {NIC}),
        ("quiet xen-pciback.hide=(00:01.*)", {PORT, NIC}),
        ("xen-pciback.hide=(03:00.0)(07:00.0)", {NIC, DISK}),
        ("xen-pciback.hide=(03:00.1)", set()),
        ("quiet", set()),
    ],
)
def test_what_is_hidden_is_taken(words: str, taken: set[str]) -> None:
    state = command_line(machine(), words)
    assert set(state.pciback.seized) == taken
    assert taken.isdisjoint(state.masters)


def test_a_faulty_list_takes_nothing_and_leaves_no_driver() -> None:
    state = command_line(machine(), "xen-pciback.hide=(03:00.0)(07:00.0")
    assert not state.pciback.seized
    assert state.log[-1] == 'xen-pciback: Error parsing pci_devs_to_hide at "(07:00.0"'
    assert str(seize(state, DISK)).startswith("ENODEV, Couldn't bind 0000:07:00.0 to pciback")


def test_a_reset_leaves_nothing_of_the_last_user() -> None:
    state = command_line(machine(), "xen-pciback.hide=(03:00.0)(07:00.0)")
    for name, kept in ((NIC, 0), (DISK, 0x55)):
        used = stored(stored(stored(state, name, 0xE0, 1, 0x55), name, 0x0C, 1, 0x20), name, 4, 2, 0x6)
        clean = put(used, name)
        assert [register(clean, name, 0xE0, 1), register(clean, name, 0x0C, 1)] == [kept, 0]
        assert name in used.masters
        assert name not in clean.masters
        assert register(clean, name, 4, 2) == 0x2
        assert name not in release(clean, name).pciback.seized


@pytest.mark.parametrize(
    ("words", "attached", "expected"),
    [
        ("xen-pciback.passthrough=1", {NIC: 1, DISK: 1}, ("0000:03", "0000:07")),
        ("xen-pciback.passthrough=1", {NIC: 1, PORT: 1}, ("0000:00",)),
        ("xen-pciback.passthrough=1", {NIC: 2, DISK: 1}, ("0000:07",)),
        ("", {NIC: 1, DISK: 1}, ("0000:00",)),
        ("", {NIC: 2}, ()),
    ],
)
def test_the_roots_are_the_buses_of_what_is_attached(words: str, attached: dict[str, int], expected: object) -> None:
    state = command_line(machine(), words)
    guest = Domain(1, "d", Region(0x50000000, 0x1000000), 0x40000000, Tree(Node("/", {})))
    state = replace(state, domains={**state.domains, 1: guest}, toolstack=replace(state.toolstack, attached=attached))
    assert roots(state, "d") == expected
    assert roots(state, "nobody") == ()


def test_a_header_that_pciback_does_not_know_stays_with_its_driver() -> None:
    card_reader = PciFunction(Sbdf(0, 5, 0, 0), class_code=0x0607, cardbus=True)
    state = boot(read_host("q35", pci=(card_reader,)), dom0="dom0")
    assert isinstance(state, State)
    assert register(state, "0000:05:00.0", 0x0E, 1) == 2
    answer = seize(state, "0000:05:00.0")
    words = "can't export pci devices that don't have a normal (0) or bridge (1) header type!"
    assert answer == Refused(Errno.ENODEV, f"pciback 0000:05:00.0: {words}", "Linux, xen-pciback/pci_stub.c")
    hidden = command_line(state, "xen-pciback.hide=(05:00.0)")
    assert not hidden.pciback.seized
    assert hidden.log == (*state.log, f"pciback 0000:05:00.0: {words}")


@pytest.mark.parametrize(("findings", "permissive"), [((), False), ((Finding.D_31,), True)])
def test_all_functions_are_made_permissive_at_once_with_d_31_only(
    findings: tuple[Finding, ...], permissive: bool
) -> None:
    before = replace(machine(), xen=Xen(frozenset(findings)))
    state = command_line(before, "xen-pciback.hide=(03:00.0) xen-pciback.permissive")
    assert is_permissive(state, NIC) is permissive
    ignored = "xen-pciback: permissive is ignored: a function is made permissive by itself"
    assert (ignored in state.log) is not permissive


@pytest.mark.parametrize(("findings", "kept"), [((), 0x0), ((Finding.D_30,), 0x402)])
def test_the_shadow_of_the_command_register_outlives_its_user_with_d_30_only(
    findings: tuple[Finding, ...], kept: int
) -> None:
    state = seize(replace(machine(), xen=Xen(frozenset(findings))), NIC)
    assert isinstance(state, State)
    used = with_seized(state, NIC, replace(state.pciback.seized[NIC], command=0x402))
    assert put(used, NIC).pciback.seized[NIC].command == kept
