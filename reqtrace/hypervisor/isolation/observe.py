# SPDX-License-Identifier: Apache-2.0
"""What a person could find out about the isolation of a running machine, with a bus analyser if need be."""

from __future__ import annotations

from reqtrace.hypervisor.isolation.acs import Setting
from reqtrace.hypervisor.isolation.libvirt import Libvirt
from reqtrace.hypervisor.isolation.of_machine import function_named, isolation_of
from reqtrace.hypervisor.isolation.reach import answering
from reqtrace.hypervisor.isolation.views import Rules, groups_by
from reqtrace.hypervisor.machine.state import State


def group_of(state: State, function: str, rules: Rules) -> tuple[str, ...] | None:
    """The functions in one group with `function`, itself included; None where there is no such function."""
    found = function_named(state, function)
    if found is None:
        return None
    groups = groups_by(rules, isolation_of(state).topology)
    return next(tuple(map(str, group)) for group in groups if found.sbdf in group)


def taken_by(state: State, function: str, address: int) -> str | None:
    """The function that takes a request of `function` to an untranslated address; None where the IOMMU gets it.

    A function the machine does not have sends nothing, and so reaches not even itself: the answer is empty.
    """
    found = function_named(state, function)
    if found is None:
        return ""
    isolation = isolation_of(state)
    other = answering(isolation.topology, isolation.services, found, address)
    return None if other is None else str(other.sbdf)


def isolation_unknown(state: State, function: str) -> bool:
    """Whether nobody can say how the function is isolated, because a bridge above it does not show itself."""
    found = function_named(state, function)
    return found is not None and not isolation_of(state).is_known(found)


def bypasses(state: State) -> int:
    """How many assignments stand on record that only the policy let happen."""
    return len(state.isolation.record)


def refused_by_libvirt(state: State, function: str) -> str | None:
    """Why libvirt would not assign the function; None where it would, empty where there is none."""
    found = function_named(state, function)
    if found is None:
        return ""
    check = Libvirt(isolation_of(state).topology, Setting.AS_FOUND, state.isolation.relaxed)
    return check.refuses(found)
