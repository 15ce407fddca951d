# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from driver_domains import NIC, given, machine, sound, spec, with_guests

from reqtrace.hypervisor.pciback import Access, write, write_file
from reqtrace.hypervisor.toolstack import Request, assignable_add, crash, start
from reqtrace.hypervisor.toolstack.changes import changes


def test_what_became_of_a_function_is_said() -> None:
    bare = machine()
    added = sound(assignable_add(bare, NIC))
    assert [*changes(bare, bare)] == []
    assert [*changes(bare, added)] == [
        f"{NIC} has the driver pciback",
        f"register 0x4 of {NIC} holds 0x00100003",
        f"register 0x44 of {NIC} holds 0x00000000",
    ]
    attached = sound(given(with_guests(added, "d"), "d"))
    assert [*changes(added, attached)] == [f"{NIC} attached to d1", "d1 may use the ports 0xe000+0x20"]
    opened = sound(write_file(attached, "permissive", NIC))
    used = sound(write(opened, Access("d", NIC, 0xE0, 4, 0x12)))
    assert [*changes(attached, used)] == [f"{NIC} is permissive", f"register 0xe0 of {NIC} holds 0x00000012"]
    assert [*changes(used, sound(crash(used, "d")))] == [
        f"{NIC} detached from d1",
        "d1 may not use the ports 0xe000+0x20",
        f"register 0xe0 of {NIC} holds 0x00000000",
    ]


def test_a_paused_domain_is_said() -> None:
    state = machine()
    assert [*changes(state, sound(start(state, spec("d"), (Request(NIC, "d", seize=True),), paused=True)))][-3:-2] == [
        "d1 paused"
    ]
