# SPDX-License-Identifier: Apache-2.0
"""A state but for some fields is what a replaced one is."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import get_type_hints

import pytest
from machines import BEHIND, RTC, given, machine, sound

from reqtrace.hypervisor import State
from reqtrace.hypervisor.machine.state import Fields


@pytest.mark.parametrize("name", [field.name for field in fields(State)])
def test_a_state_but_for_one_field_is_the_replaced_one(name: str) -> None:
    state = sound(given(machine(BEHIND, iommu="smmuv2", dom0=True), "a", RTC))
    changed = state.but(**{name: "something else"})
    assert changed == replace(state, **{name: "something else"})
    assert changed != state
    assert state == replace(state)


def test_a_field_that_does_not_exist_is_our_fault() -> None:
    with pytest.raises(TypeError, match="a state has no nosuch"):
        machine().but(nosuch=1)


def test_the_fields_that_can_be_replaced_are_those_of_a_state() -> None:
    assert get_type_hints(Fields) == get_type_hints(State)
