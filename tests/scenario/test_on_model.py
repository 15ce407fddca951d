# SPDX-License-Identifier: Apache-2.0
"""The model as a target: sessions are values, numbers are used up, and what happened is told."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from reqtrace.diagnostic import Diagnostic
from reqtrace.hypervisor import PciFunction, Sbdf
from reqtrace.hypervisor.control.destruction import RELEASE, memory_returns
from reqtrace.read.library import read
from reqtrace.scenario.acts.devices import Create, Destroy, FateOf, RouteOf, TreeOf, Withdraw
from reqtrace.scenario.feature import DocString
from reqtrace.scenario.on_model import Model, ModelMachine, ModelSession
from reqtrace.scenario.run import execute
from reqtrace.scenario.setup import Domain, Grant, HostChoice, Setup
from reqtrace.scenario.target import Fate, Life, Refusal
from reqtrace.span import Span

HERE = Span("case.rst", 5, 6)
MARKED = DocString("dts", "&{/pl031@9010000} { xen,passthrough; };", Span("case.rst", 6, 8, 3), ((8, 39),))
CLOCK = (Grant("/pl031@9010000", forced=True, span=HERE),)
LISTENING = "pci-passthrough=on"
"""The words that let Xen on Arm heed what it is told of PCI functions."""

SETUP = Setup(
    HostChoice("qemu-virt", HERE, fragment=MARKED),
    dom0=True,
    domains=(
        Domain("a", HERE, grants=CLOCK),
        Domain("b", HERE, grants=CLOCK),
        Domain("c", HERE),
        Domain("d", HERE, later=True),
    ),
)


def machine(setup: Setup = SETUP) -> ModelMachine:
    prepared = Model().prepare(setup, "required")
    assert isinstance(prepared, ModelMachine)
    return prepared


def booted(setup: Setup = SETUP) -> ModelSession:
    return machine(setup).boot()


# [utest->dsn~targets_are_a_protocol~1]
def test_a_target_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Model())) == Model()  # noqa: S301 - the bytes are our own


# [utest->dsn~states_never_change~1]
def test_an_operation_leaves_the_session_before_it_as_it_was() -> None:
    before = booted()
    after = before.perform(Destroy("a"))
    assert before.answer(FateOf("a")) == Fate(Life.RUNS)
    assert after.answer(FateOf("a")) == Fate(Life.GONE)
    assert before == booted()


def test_every_domain_has_its_fate() -> None:
    session = booted()
    refused = session.answer(FateOf("b"))
    assert (
        session.answer(FateOf("dom0")) == session.answer(FateOf("a")) == session.answer(FateOf("c")) == Fate(Life.RUNS)
    )
    assert session.answer(FateOf("d")) == Fate(Life.WAITING)
    assert refused.life is Life.REFUSED
    assert refused.refusal is not None
    assert str(refused) == "its creation was refused: EBUSY, IRQ 34 is already used by domain 1"
    assert session.call is None


def test_a_refused_domain_uses_up_its_number() -> None:
    assert "d3 c created" in booted().events


def test_a_running_domain_that_is_created_again_goes_on_running() -> None:
    session = booted().perform(Create("a"))
    assert session.call is not None
    assert session.call.errno == "EEXIST"
    assert session.answer(FateOf("a")) == Fate(Life.RUNS)
    assert session.state == booted().state


def test_a_refused_domain_can_be_created_once_the_device_is_free() -> None:
    session = booted().perform(Destroy("a")).perform(Create("b"))
    assert (session.call, session.answer(FateOf("b"))) == (None, Fate(Life.RUNS))
    assert session.answer(RouteOf(34)) == "b"


def test_a_domain_that_is_refused_after_it_was_destroyed_is_refused() -> None:
    session = booted().perform(Destroy("a")).perform(Create("b")).perform(Create("a"))
    assert session.answer(FateOf("a")).life is Life.REFUSED


# [utest->dsn~states_never_change~1]
def test_a_refused_operation_is_told_and_changes_nothing() -> None:
    before = booted(replace(SETUP, command_line=LISTENING))
    after = before.perform(Withdraw("dom0", "0000:00:01.0"))
    assert after.state == before.state
    assert after.call == Refusal(
        "ENODEV", after.call.words if after.call else "", after.call.source if after.call else ""
    )
    assert after.events[:-1] == before.events
    assert after.events[-1].startswith("withdrawal of 0000:00:01.0 by dom0 refused: ENODEV, ")


def test_an_operation_after_a_refused_one_forgets_the_refusal() -> None:
    assert booted().perform(Create("a")).perform(Destroy("c")).call is None


def test_the_start_of_dom0_is_told_in_a_line() -> None:
    events = booted().events
    assert events[0] == "the host boots"
    (dom0,) = [event for event in events if "dom0" in event]
    assert dom0.startswith("d0 dom0 created, ")
    assert dom0.endswith(" devices given to it")
    assert not any("dom0" in event for event in booted(replace(SETUP, dom0=False)).events)


FUNCTIONS = tuple(PciFunction(Sbdf(0, 0, slot, 0)) for slot in (1, 2))


def test_dom0_is_there_before_it_announces_functions() -> None:
    told = [
        event
        for event in booted(replace(SETUP, functions=FUNCTIONS, command_line=LISTENING)).events
        if "d0 " in event or "known" in event
    ]
    assert told[0].startswith("d0 dom0 created, ")
    assert told[1:] == ["PCI function 0000:00:01.0 known", "PCI function 0000:00:02.0 known"]


def test_xen_finds_the_functions_it_can_where_there_is_no_dom0() -> None:
    lone = PciFunction(Sbdf(0, 0, 3, 1))
    events = booted(replace(SETUP, dom0=False, functions=(*FUNCTIONS, lone))).events
    assert [event for event in events if "known" in event] == [
        "PCI function 0000:00:01.0 known",
        "PCI function 0000:00:02.0 known",
    ]


@pytest.mark.parametrize("dom0", [True, False])
def test_a_host_without_memory_for_dom0_is_told_at_its_fragment(dom0: bool) -> None:
    text = "&{/memory@40000000} { reg = <0 0x40000000 0 0x8100000>; };"
    small = DocString("dts", text, Span("case.rst", 6, 8, 3), ((8, len(text)),))
    answer = Model().prepare(Setup(HostChoice("qemu-virt", HERE, fragment=small), dom0=dom0), "required")
    if not dom0:
        assert isinstance(answer, ModelMachine)
        return
    assert isinstance(answer, tuple)
    message = 'the host "qemu-virt" can not boot: no memory is left for dom0'
    assert [(fault.message, fault.span, fault.help) for fault in answer] == [
        (message, small.span, "give it more memory, or no dom0")
    ]


def test_a_domain_that_does_not_run_has_no_tree() -> None:
    assert booted().answer(TreeOf("b")) is None
    assert booted().answer(TreeOf("a")) is not None


def test_a_machine_offers_what_its_host_has() -> None:
    assert machine().offers("/pl031@9010000")
    assert not machine().offers("/pl031@9010001")


def test_only_a_device_that_can_not_be_given_is_blamed() -> None:
    there, other = Span("case.rst", 7, 6), Span("case.rst", 8, 6)
    grants = (*CLOCK, Grant("/nothing@1", forced=False, span=there), Grant("/nothing@2", forced=False, span=other))
    faults = Model().prepare(replace(SETUP, domains=(Domain("a", HERE, grants=grants),)), "required")
    assert isinstance(faults, tuple)
    assert [(type(fault), fault.span) for fault in faults] == [(Diagnostic, there)]


@pytest.mark.parametrize(("setup", "profile"), [(SETUP, "xen-9.99"), (replace(SETUP, host=None), "required")])
def test_what_a_plan_never_asks_for_is_a_fault_of_ours(setup: Setup, profile: str) -> None:
    with pytest.raises(ValueError, match="nothing can be prepared for"):
        Model().prepare(setup, profile)


def test_what_does_not_hold_while_a_domain_is_destroyed_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    protected = "&{/pl031@9010000} { xen,passthrough; iommus = <&smmu 0x10>; };"
    fragment = DocString("dts", protected, Span("case.rst", 6, 8, 3), ((8, 70),))
    domains = (Domain("a", HERE, grants=(Grant("/pl031@9010000", forced=False, span=HERE),)), Domain("b", HERE))
    setup = Setup(HostChoice("qemu-virt", HERE, iommu="smmuv2", fragment=fragment), dom0=True, domains=domains)
    assert booted(setup).perform(Destroy("a")).violations() == ()
    hasty = (memory_returns, *RELEASE)
    monkeypatch.setattr(import_module("reqtrace.hypervisor.control.destruction"), "RELEASE", hasty)
    destroyed = booted(setup).perform(Destroy("a"))
    assert [violation[:5] for violation in destroyed.violations()] == ["I-10:"]
    assert destroyed.perform(Destroy("b")).violations() == ()


@pytest.mark.parametrize(("dom0", "scanned"), [(True, False), (False, True)])
def test_xen_looks_for_functions_only_where_nobody_announces_them(dom0: bool, scanned: bool) -> None:
    function = PciFunction(Sbdf(0, 0, 1, 0))
    events = booted(Setup(HostChoice("qemu-virt", HERE), dom0=dom0, functions=(function,))).events
    before_dom0 = events[: next((at for at, event in enumerate(events) if "dom0 created" in event), len(events))]
    assert any("0000:00:01.0" in event for event in before_dom0) is scanned


OURS = read([str(Path(__file__).parents[2] / "requirements" / "passthrough")])[0].items
IDS = {str(item.id) for item in OURS}
NEGATIVE = [item for item in OURS if item.id.kind == "XenValTestCase" and "negative" in item.tags]


def buses(requirements: set[str]) -> set[str]:
    """What the requirements are about: PCI functions, platform devices, or neither in particular."""
    return {bus for each in requirements for bus in ("pci", "platform") if f"_{bus}_" in each}


def test_a_refusal_in_a_negative_case_names_a_requirement_on_what_the_case_is_about() -> None:
    evidence, _ = execute(NEGATIVE, Model(), "required")
    covered = {str(item.id): {str(each.id) for each in item.covers} for item in NEGATIVE}
    told = [
        (str(case.id), set(re.findall(r"XenSSR~\w+~\d+", event)))
        for case in evidence.cases
        for scenario in case.scenarios
        for event in scenario.events
        if " refused: " in event
    ]
    assert any(named & covered[case] for case, named in told)
    assert [(case, named - IDS) for case, named in told if named - IDS] == []
    strangers = [(case, named) for case, named in told if buses(covered[case]) and buses(named) - buses(covered[case])]
    assert strangers == []
