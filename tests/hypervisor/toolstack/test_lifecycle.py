# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from driver_domains import DISK, NIC, given, machine, sound, with_guests

from reqtrace.hypervisor import owner_of
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.toolstack import crash, pause, report_error


def test_a_crash_ends_the_guest_alone() -> None:
    state = sound(given(sound(given(with_guests(machine(), "a", "b"), "a")), "b", DISK))
    after = sound(crash(state, "a"))
    assert after.domain("a") is None
    assert str(owner_of(after, NIC)) == "DOMID_IO"
    assert str(owner_of(after, DISK)) == "b"
    assert after.toolstack.attached == {DISK: 2}
    assert not after.toolstack.ports


def test_an_error_kills_a_guest_without_a_handler() -> None:
    for kind, lives in ((Kind.HVM, False), (Kind.PV, True)):
        state = sound(given(with_guests(machine(), "a", kind=kind), "a"))
        after = sound(report_error(state, NIC))
        assert (after.domain("a") is not None) is lives
        assert after.domain("dom0") is not None
        assert (f"pciback {NIC}: device is not connected or owned by HVM, kill it" in after.log) is not lives


def test_an_error_of_a_function_nobody_uses_harms_nobody() -> None:
    state = with_guests(machine(), "a")
    assert report_error(state, NIC) == state


def test_dom0_is_not_paused() -> None:
    assert str(pause(machine(), "dom0")).startswith("EINVAL, dom0 is the caller itself")
    assert str(pause(machine(), "nobody")).startswith("ESRCH, nobody is an invalid domain identifier")
