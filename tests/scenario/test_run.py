# SPDX-License-Identifier: Apache-2.0
"""Test cases become evidence: outcomes, messages, events, trees, and diagnostics with exact places."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from executed import item, run
from hypothesis import given, settings
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.evidence import Case, Outcome, Tree
from reqtrace.item import Block, Item
from reqtrace.read.library import read
from reqtrace.scenario.on_model import Model, ModelMachine, ModelSession
from reqtrace.scenario.run import execute
from reqtrace.scenario.setup import Setup
from reqtrace.scenario.steps.vocabulary import VOCABULARY
from reqtrace.scenario.target import Machine, Names, Session
from reqtrace.span import Span

SAMPLE = '''
    Scenario: the second domain is refused, the first keeps the device
      Given the host "qemu-virt" with
        """dts
        &{/pl031@9010000} { xen,passthrough; };
        """
      And the passthrough tree "rtc"
        """dts
        /dts-v1/;
        / {
            #address-cells = <2>; #size-cells = <2>;
            passthrough {
                compatible = "simple-bus"; ranges; #address-cells = <2>; #size-cells = <2>;
                rtc@9010000 {
                    compatible = "arm,pl031";
                    xen,reg = <0x0 0x9010000 0x0 0x1000 0x0 0x9010000>;
                    xen,path = "/pl031@9010000";
                    xen,force-assign-without-iommu;
                };
            };
        };
        """
      And domain "a" with the passthrough tree "rtc"
      And domain "b" with the passthrough tree "rtc"
      When the host boots
      Then domain "a" runs
      And domain "a" can read the peripheral at 0x9010000
      And interrupt 34 is routed to domain "a"
      And domain "b" is not created: EBUSY, "IRQ 34 is already used by domain 1"
      And domain "b" can not read the peripheral at 0x9010000
'''
SHORT = """
    Scenario: short
      Given the host "qemu-virt"
      And domain "a"
      When the host boots
      Then domain "a" runs
"""


def test_two_domains_that_name_one_device() -> None:
    done = run(SAMPLE)
    assert done.diagnostics == ()
    assert done.case.outcome is done.scenario.outcome is Outcome.PASSED
    assert done.case.message == ""
    assert {step.outcome for step in done.scenario.steps} == {Outcome.PASSED}
    assert [step.text for step in done.scenario.steps][4:6] == ["When the host boots", 'Then domain "a" runs']
    assert done.scenario.steps[4].span == Span("cases.rst", 34, 6, 19)


def test_the_words_of_a_refusal_are_kept_and_do_not_count() -> None:
    done = run(SAMPLE.replace("IRQ 34 is", "The interrupt 34 is"))
    assert done.case.outcome is Outcome.PASSED
    assert done.scenario.steps[8].message == (
        "seen: EBUSY, IRQ 34 is already used by domain 1; the words do not count in this profile"
    )


def test_what_the_model_did_is_told_in_order() -> None:
    events = run(SAMPLE).scenario.events
    assert events[0] == "the host boots"
    assert events[-1].startswith("creation of domain b refused: EBUSY, IRQ 34 is already used by domain 1 (")
    assert [event for event in events if event.endswith("d1")] == ["IRQ 34 routed to d1", "/pl031@9010000 given to d1"]


def test_the_trees_that_were_used_are_kept() -> None:
    usual = run(SHORT.replace('domain "a"\n', 'domain "a" is given "/pl031@9010000", forced\n')).scenario.trees
    assert [tree.name for tree in usual] == ['domain "a"']
    assert "xen,force-assign-without-iommu;" in usual[0].text
    assert '/pl031@9010000"' in usual[0].text
    written = run(SAMPLE).scenario.trees
    assert written[0] == Tree('host "qemu-virt"', "&{/pl031@9010000} { xen,passthrough; };")
    assert [tree.name for tree in written[1:]] == ['domain "a"', 'domain "b"']
    assert written[1].text == written[2].text
    assert written[1].text.startswith("/dts-v1/;\n/ {\n    #address-cells")


def test_a_step_that_fails_is_named_and_what_follows_is_skipped() -> None:
    done = run(
        SAMPLE.replace('domain "b" is not created: EBUSY, "IRQ 34 is already used by domain 1"', 'domain "b" runs')
    )
    message = 'expected: domain "b" runs; seen: its creation was refused: EBUSY, IRQ 34 is already used by domain 1'
    assert done.case.outcome is done.scenario.outcome is Outcome.FAILED
    assert done.case.message == message
    assert [step.outcome for step in done.scenario.steps][-3:] == [Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED]
    assert done.scenario.steps[-2].message == message
    note = Note(
        'in the scenario "the second domain is refused, the first keeps the device"', Span("cases.rst", 11, 4, 66)
    )
    assert done.diagnostics == (Diagnostic(Code.CASE_FAILED, message, Span("cases.rst", 38, 6, 19), (note,)),)


def test_the_worst_scenario_decides() -> None:
    failing = SHORT.replace("runs", "is gone").replace("short", "fails")
    assert run(SHORT + failing).case.outcome is Outcome.FAILED
    assert run(SHORT, failing).case.outcome is Outcome.FAILED
    assert run(failing, SHORT, SHORT.replace("boots", "bots")).case.outcome is Outcome.ERROR
    assert [scenario.outcome for scenario in run(failing, SHORT).case.scenarios] == [Outcome.FAILED, Outcome.PASSED]


def test_a_case_without_a_scenario_is_blocked() -> None:
    prose = msgspec.structs.replace(item(), blocks=(Block("console", "$ xl list", Span("cases.rst", 3, 1)),))
    evidence, diagnostics = execute([prose], Model(), "required")
    assert evidence.cases == (Case(prose.id, prose.digest, Outcome.BLOCKED, (), "no scenario"),)
    message = "XenValTestCase~case~1 has no scenario"
    assert diagnostics == (Diagnostic(Code.NO_SCENARIO, message, Span("cases.rst", 1, 1)),)


@pytest.mark.parametrize(("text", "code"), [
    ("", Code.CAN_NOT_FAIL),
    ("Feature: nothing\n", Code.CAN_NOT_FAIL),
    (SHORT.replace("Scenario:", "Scenario Outline:"), Code.CAN_NOT_FAIL),
    (SHORT.replace("Scenario:", "Scenario Outline:") + "\n      Examples:\n        | a |\n", Code.CAN_NOT_FAIL),
    (SHORT.replace("When", "Whn"), Code.BAD_GHERKIN),
])  # fmt: skip
def test_a_block_that_executes_nothing_is_an_error(text: str, code: Code) -> None:
    done = run(text)
    assert done.case.outcome is Outcome.ERROR
    assert done.case.scenarios == ()
    assert {diagnostic.code for diagnostic in done.diagnostics} == {code}
    assert done.case.message == done.diagnostics[0].message


def test_the_other_blocks_of_a_case_are_executed() -> None:
    done = run("Scenrio: x\n", SHORT)
    assert done.case.outcome is Outcome.ERROR
    assert done.scenario.outcome is Outcome.PASSED


def test_several_items_with_one_id_are_an_error() -> None:
    twins = [item(SHORT), item(SHORT, line=500)]
    evidence, diagnostics = execute(twins, Model(), "required")
    assert evidence.cases == (Case(twins[0].id, twins[0].digest, Outcome.ERROR, (), "several items have this id"),)
    assert diagnostics == ()


def test_a_device_tree_that_can_not_be_read_is_named_at_its_place() -> None:
    done = run(SAMPLE.replace('compatible = "arm,pl031";', 'compatible = "arm,pl031"'))
    assert done.case.outcome is Outcome.ERROR
    (fault,) = done.diagnostics
    assert fault.code is Code.BAD_DEVICE_TREE
    assert (fault.span.file, fault.span.line, fault.span.column) == ("cases.rst", 25, 20)
    assert [step.outcome for step in done.scenario.steps][:3] == [Outcome.SKIPPED, Outcome.ERROR, Outcome.SKIPPED]
    assert done.scenario.steps[1].message == fault.message


def test_a_fragment_of_a_host_that_can_not_be_read_is_named_at_its_place() -> None:
    done = run(SAMPLE.replace("xen,passthrough; };", "xen,passthrough; ];"))
    (fault,) = done.diagnostics
    assert fault.code is Code.BAD_DEVICE_TREE
    assert (fault.span.line, fault.span.column) == (14, 45)


def test_all_device_trees_that_can_not_be_read_are_named() -> None:
    done = run(SAMPLE.replace("xen,passthrough; };", "xen,passthrough; ];").replace("ranges;", "ranges"))
    assert [diagnostic.code for diagnostic in done.diagnostics] == [Code.BAD_DEVICE_TREE] * 2


def test_a_fault_in_a_row_of_examples_is_named_once_for_each_place() -> None:
    outline = SHORT.replace("Scenario:", "Scenario Outline:").replace("runs", "<does>")
    done = run(
        outline + "\n      Examples:\n        | does |\n        | runs |\n        | flies |\n        | swims |\n"
    )
    assert [scenario.outcome.value for scenario in done.case.scenarios] == ["passed", "error", "error"]
    assert [diagnostic.message for diagnostic in done.diagnostics] == [
        'no step reads: domain "a" flies',
        'no step reads: domain "a" swims',
    ]


def test_an_unknown_profile_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"model has no profile 'xen-9\.99'"):
        execute([item(SHORT)], Model(), "xen-9.99")
    assert Model().profiles == ("required", "xen-4.17", "xen-4.20", "xen-head")


# [utest->dsn~evidence_is_kept_by_step~1]
def test_evidence_says_what_was_executed() -> None:
    evidence, _ = execute([item(SHORT)], Model(), "required")
    assert evidence.qualifier == "model, required"
    assert evidence.cases[0].digest == item(SHORT).digest


@dataclass(frozen=True, slots=True)
class Leaky(ModelSession):
    """A target with a fault: as soon as a domain is destroyed, an invariant does not hold."""

    def violations(self) -> tuple[str, ...]:
        return ("I-9: d1 is gone and still holds IRQ 34",) if self.fates else ()


@dataclass(frozen=True, slots=True)
class LeakyModel(Model):
    """The model with sessions that leak."""

    def prepare(self, setup: Setup, profile: str) -> Machine | tuple[Diagnostic, ...]:
        machine = Model.prepare(self, setup, profile)
        return _Leaking(machine) if isinstance(machine, ModelMachine) else machine


@dataclass(frozen=True, slots=True)
class _Leaking:
    machine: ModelMachine

    @property
    def trees(self) -> tuple[Tree, ...]:
        return self.machine.trees

    @property
    def names(self) -> Names:
        return self.machine.names

    @property
    def options(self) -> tuple[str, ...]:
        return self.machine.options

    @property
    def translates(self) -> bool:
        return self.machine.translates

    def offers(self, device: str) -> bool:
        return self.machine.offers(device)

    def boot(self) -> Session:
        booted = self.machine.boot()
        return Leaky(booted.specs, booted.state, booted.events, booted.fates)


# [utest->dsn~invariants_know_no_rules~1]
def test_a_broken_invariant_fails_the_step_that_broke_it() -> None:
    text = SHORT.replace("When", "And dom0 controls the host\n      When") + '      When domain "a" is destroyed\n'
    done = run(text + '      Then domain "a" is gone\n', target=LeakyModel())
    message = "I-9: d1 is gone and still holds IRQ 34"
    assert done.case.outcome is Outcome.FAILED
    assert [step.outcome.value for step in done.scenario.steps][-3:] == ["passed", "failed", "skipped"]
    note = Note('in the scenario "short"', Span("cases.rst", 11, 4, 15))
    assert done.diagnostics == (Diagnostic(Code.BROKEN_INVARIANT, message, Span("cases.rst", 17, 6, 28), (note,)),)


def _many() -> list[Item]:
    texts = [SAMPLE, SHORT, SHORT.replace("runs", "is gone"), SHORT.replace("boots", "bots"), "", SAMPLE + SHORT]
    return [item(text, name=f"case{number}", line=1000 * number + 1) for number, text in enumerate(texts)]


# [utest->dsn~evidence_is_kept_by_step~1]
@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_changes_nothing(kind: Callable[[int], Executor]) -> None:
    with kind(2) as executor:
        assert execute(_many(), Model(), "required", executor=executor) == execute(_many(), Model(), "required")


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_items_changes_nothing(order: random.Random) -> None:
    items = _many()
    order.shuffle(items)
    evidence, diagnostics = execute(items, Model(), "required")
    assert (evidence, diagnostics) == execute(_many(), Model(), "required")
    assert [case.id for case in evidence.cases] == sorted(case.id for case in evidence.cases)


LINES = [f"{word} {sentence.example}" for sentence in VOCABULARY for word in ("Given", "When", "Then", "And")]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=10), max_size=8), st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_no_block_is_too_odd(lines: list[str], dts: str) -> None:
    text = f'Scenario: x\nGiven the host "qemu-virt" with\n"""dts\n{dts}\n"""\n' + "\n".join(lines) + "\n"
    done = run(text)
    assert done.case.outcome in {Outcome.PASSED, Outcome.FAILED, Outcome.ERROR}
    assert (done.case.outcome is Outcome.PASSED) is (done.diagnostics == ())


def test_every_case_of_this_project_can_be_executed() -> None:
    library, _ = read([str(Path(__file__).parents[2] / "requirements" / "passthrough")], ())
    cases = [each for each in library.items if each.id.kind == "XenValTestCase"]
    evidence, diagnostics = execute(cases, Model(), "required")
    assert len(evidence.cases) >= 38
    assert {diagnostic.code for diagnostic in diagnostics} <= {Code.CASE_FAILED}
