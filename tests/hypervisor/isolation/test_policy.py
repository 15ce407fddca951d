# SPDX-License-Identifier: Apache-2.0
"""The store of the isolation policy: what it may say, and what becomes of one that says something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.hypervisor import Errno, Host, Refused, State, read_host
from reqtrace.hypervisor.isolation.policy import load_policy
from reqtrace.hypervisor.machine.record_isolation import IsolationPolicy

BARE = read_host("qemu-virt")
assert isinstance(BARE, Host)
HOST: Host = BARE


def loaded(*lines: str, relaxed: bool = False) -> State | Refused:
    return load_policy(State(HOST, isolation=IsolationPolicy(store=lines, relaxed=relaxed)))


def policy(*lines: str) -> IsolationPolicy:
    answer = loaded(*lines)
    assert isinstance(answer, State)
    return answer.isolation


def test_an_entry_allows_what_it_names_and_nothing_else() -> None:
    found = policy("# our cards", "", "allow 8086:10C9 two ports that never meet", "DENY 10ec:8168")
    assert str(found.allowing(0x8086, 0x10C9)) == "allow 8086:10c9 (line 3)"
    assert found.allowing(0x10EC, 0x8168) is None
    assert found.allowing(0x8086, 0x10CA) is None


@pytest.mark.parametrize("lines", [("allow 8086:10c9", "deny 8086:10c9"), ("deny 8086:10c9", "allow 8086:10c9")])
def test_who_contradicts_himself_is_denied_and_told(lines: tuple[str, str]) -> None:
    assert policy(*lines).allowing(0x8086, 0x10C9) is None
    answer = loaded(*lines)
    assert isinstance(answer, State)
    assert [line.count("overrules") for line in answer.log] == [1]


@pytest.mark.parametrize("line", ["allow", "allow 8086", "permit 8086:10c9", "allow 8086:10c9x", "relaxed_acs_check=1"])
def test_one_damaged_line_spoils_the_store(line: str) -> None:
    answer = loaded("allow 8086:10c9", line)
    assert isinstance(answer, Refused)
    assert answer.errno is Errno.EINVAL
    assert answer.words == f'isolation policy, line 2: "{line}" is no entry, so the whole store is refused'


@pytest.mark.parametrize("device", ["*", "*:*", "8086:*", "any", "any:any", "*:10c9", "8086:any"])
def test_no_entry_stands_for_any_device(device: str) -> None:
    answer = loaded(f"allow {device} all of them")
    assert isinstance(answer, Refused)
    assert answer.words.endswith("stands for any device, so the whole store is refused")


def test_the_switch_of_a_toolstack_is_told() -> None:
    answer = loaded(relaxed=True)
    assert isinstance(answer, State)
    assert answer.log == (
        "isolation policy: relaxed_acs_check=1 of the toolstack bypasses isolation and names no device",
    )


@given(st.lists(st.text()))
def test_every_store_is_taken_whole_or_not_at_all(lines: list[str]) -> None:
    answer = loaded(*lines)
    if isinstance(answer, State):
        assert len(answer.isolation.entries) <= len(lines)
    else:
        assert answer.errno is Errno.EINVAL
