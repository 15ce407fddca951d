# SPDX-License-Identifier: Apache-2.0
"""Isolation of PCI functions on the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from reqtrace.hypervisor import Refused, State
from reqtrace.hypervisor.isolation import Rules as ModelRules
from reqtrace.hypervisor.isolation import observe
from reqtrace.hypervisor.isolation.policy import load_policy
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.acts.isolation import (
    Bypasses,
    GroupOf,
    IsolationUnknown,
    LibvirtRefusal,
    LoadPolicy,
    Rules,
    TakenBy,
)

_RULES = {Rules.LINUX: ModelRules.LINUX, Rules.XEN: ModelRules.XEN, Rules.ISOLATION: ModelRules.STRICT}


def with_policy(state: State, store: tuple[str, ...], *, relaxed: bool) -> State:
    """The machine with what the administrator has written about isolation, before anybody reads it."""
    return replace(state, isolation=replace(state.isolation, store=store, relaxed=relaxed))


OPERATIONS: Mapping[type[Operation], Callable[..., State | Refused]] = {
    LoadPolicy: lambda state, _act: load_policy(state),
}

ANSWERS: Mapping[type[Question[object]], Callable[..., object]] = {
    GroupOf: lambda state, act: observe.group_of(state, act.function, _RULES[act.rules]),
    TakenBy: lambda state, act: observe.taken_by(state, act.function, act.address),
    IsolationUnknown: lambda state, act: observe.isolation_unknown(state, act.function),
    Bypasses: lambda state, _act: observe.bypasses(state),
    LibvirtRefusal: lambda state, act: observe.refused_by_libvirt(state, act.function),
}
