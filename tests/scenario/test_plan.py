# SPDX-License-Identifier: Apache-2.0
"""A scenario that makes no sense is not executed: each fault is named with its place and a way out."""

from __future__ import annotations

import pytest
from executed import Executed, run

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Outcome
from reqtrace.hypervisor import HOSTS
from reqtrace.scenario.steps.functions import COLUMNS, TYPES
from reqtrace.span import Span

HOST = 'Given the host "qemu-virt"\n'
BOOT = "When the host boots\n"
TREE = '"""dts\n/dts-v1/; / { };\n"""\n'


def scenario(*steps: str) -> Executed:
    """Execute a scenario whose steps stand from line 12 on, in column 6."""
    text = "".join(steps)
    return run("Scenario: x\n" + "".join(f"  {line}\n" for line in text.splitlines()))


def only_fault(*steps: str) -> Diagnostic:
    done = scenario(*steps)
    assert done.case.outcome is Outcome.ERROR
    assert [step.outcome for step in done.scenario.steps].count(Outcome.ERROR) == 1
    assert Outcome.PASSED not in {step.outcome for step in done.scenario.steps}
    (fault,) = done.diagnostics
    assert done.message == fault.message == done.case.message
    return fault


FAULTS = [
    ([HOST, BOOT, 'Then domain "c" runs\n'], 14,
     'no step before this one mentions a domain "c"', 'add: Given domain "c"'),
    ([HOST, 'And domain "rtc"\n', BOOT, 'Then domain "rct" runs\n'], 15,
     'no step before this one mentions a domain "rct"', 'did you mean "rtc"?'),
    ([HOST, BOOT, 'Then domain "dom0" runs\n'], 14,
     "there is no dom0 on this host", "add: Given dom0 controls the host"),
    ([HOST, 'And domain "a"\n', BOOT, 'And domain "a" is destroyed\n', 'Then domain "a" is gone\n'], 15,
     "without dom0 there is nobody to do this", "add: Given dom0 controls the host"),
    ([HOST, 'And domain "a"\n', 'When domain "a" announces PCI function "0000:00:01.0"\n', BOOT,
      'Then domain "a" runs\n'], 14, "the host has not booted yet", "put before it: When the host boots"),
    ([HOST, 'Then interrupt 34 is routed to no domain\n', BOOT, 'Then interrupt 34 is routed to no domain\n'], 13,
     "the host has not booted yet", "put before it: When the host boots"),
    ([HOST, BOOT, BOOT, 'Then interrupt 34 is routed to no domain\n'], 14,
     "the host has booted already", "boot it once in a scenario"),
    ([HOST, BOOT, 'Given domain "a"\n', 'Then domain "a" runs\n'], 14,
     "the host has booted already", "put every Given before the first When"),
    ([BOOT, "Then stream 0x10 faults\n"], 12, "no step says what the host is", 'add: Given the host "qemu-virt"'),
    ([HOST, BOOT, "Then the call succeeds\n"], 14,
     "no operation comes before this step", "put the When of the call before it"),
    ([HOST, 'And the host "qemu-virt" with smmuv2\n', BOOT, "Then stream 0x10 faults\n"], 13,
     "a host is given already", "the other one stands in line 12"),
    (['Given the host "qemu-vert"\n', BOOT, "Then stream 0x10 faults\n"], 12,
     'no host is called "qemu-vert"', 'did you mean "qemu-virt"?'),
    (['Given the host "zcu102"\n', BOOT, "Then stream 0x10 faults\n"], 12,
     'no host is called "zcu102"', f"the hosts are: {', '.join(HOSTS)}"),
    ([HOST, "And the PCI functions\n  | function | type | interrupt |\n  | 0000:00:01.0 | endpoint | 4 |\n", BOOT,
      "Then stream 0x10 faults\n"], 12, "4 is no INTID of a device, but the interrupt of 0000:00:01.0",
     "SPI n is 32 + n, from 32 to 1019"),
    (['Given the host "q35" with smmuv2\n', BOOT, "Then stream 0x10 faults\n"], 12,
     'the host "q35" has no IOMMU smmuv2', "it has: amdvi, vtd"),
    ([HOST, 'And the Xen command line "a"\n', 'And the Xen command line "b"\n', BOOT, "Then stream 0x10 faults\n"], 14,
     "the Xen command line is given twice", "write all its words in one step"),
    ([HOST, 'And the passthrough tree "t"\n', TREE, 'And the passthrough tree "t"\n', TREE, BOOT,
      "Then stream 0x10 faults\n"], 17, 'there are two passthrough trees "t"', "give each a name of its own"),
    ([HOST, 'And domain "a"\n', 'And domain "a"\n', BOOT, 'Then domain "a" runs\n'], 14,
     'there is a domain "a" already', "leave this step out, or name another domain"),
    ([HOST, 'And the passthrough tree "rtc"\n', TREE, 'And domain "a" with the passthrough tree "rct"\n', BOOT,
      "Then stream 0x10 faults\n"], 17,
     'no step before this one writes a passthrough tree "rct"', 'did you mean "rtc"?'),
    ([HOST, 'And domain "a" with the passthrough tree "rtc"\n', BOOT, "Then stream 0x10 faults\n"], 13,
     'no step before this one writes a passthrough tree "rtc"', "write it down with: the passthrough tree"),
    ([HOST, 'And the passthrough tree "t"\n', TREE, 'And domain "a" is given "/pl031@9010000"\n',
      'And domain "a" with the passthrough tree "t"\n', BOOT, 'Then domain "a" runs\n'], 18,
     'domain "a" has a passthrough tree already', "put all its devices into one tree"),
    ([HOST, 'And the passthrough tree "t"\n', TREE, 'And domain "a" with the passthrough tree "t"\n',
      'And domain "a" is given "/pl031@9010000"\n', BOOT, 'Then domain "a" runs\n'], 18,
     'domain "a" has a passthrough tree already', 'put the device into the tree "t"'),
    ([HOST, 'And domain "net"\n', 'And domain "nte" is direct-mapped\n', BOOT, 'Then domain "net" runs\n'], 14,
     'no step before this one introduces a domain "nte"', 'did you mean "net"?'),
    ([HOST, 'And domain "a" is untrusted\n', BOOT, "Then stream 0x10 faults\n"], 13,
     'no step before this one introduces a domain "a"', 'put this step behind: domain "a"'),
    ([HOST, 'And domain "dom0"\n', BOOT, "Then stream 0x10 faults\n"], 13,
     "dom0 is no domain that is described or created here", "write: Given dom0 controls the host"),
    ([HOST, 'And domain ""\n', BOOT, "Then stream 0x10 faults\n"], 13, "the name is empty", "give it a name"),
    ([HOST, 'And domain "a" is given "pl031"\n', BOOT, 'Then domain "a" runs\n'], 13,
     '"pl031" is neither a path nor a PCI function', "write it as /pl031@9010000 or 0000:03:00.0"),
    ([HOST, 'And domain "a" is given "/pl031@901000"\n', BOOT, 'Then domain "a" runs\n'], 13,
     "no usual tree can be written: the host has no device /pl031@901000", 'did you mean "/pl031@9010000"?'),
    ([HOST, 'And domain "a" is given "/pl061@9030000"\n', 'And domain "a" is given "/psci"\n', BOOT,
      'Then domain "a" runs\n'], 14,
     "no usual tree can be written: /psci has no registers to map", "write its tree with: the passthrough tree"),
    ([HOST, BOOT, 'Then device "/pl031@901000" has no owner\n'], 14,
     "the host has no device /pl031@901000", "correct its path or address"),
    ([HOST, BOOT, 'Then device "0000:00:01.0" is quarantined\n'], 14,
     "the host has no device 0000:00:01.0", "correct its path or address"),
    ([HOST, BOOT, 'Then Xen knows PCI function "00:01.0"\n'], 14,
     '"00:01.0" is no PCI function', "write it as 0000:03:00.0"),
    ([HOST, 'And domain "a"\n', BOOT, 'Then the device tree of domain "a" has no node "rtc"\n'], 15,
     '"rtc" is no path', "begin it with /"),
    ([HOST, 'And domain "a"\n', BOOT, 'Then the device tree of domain "a" has no property "a b"\n'], 15,
     'no property can be called "a b"', "use letters, digits and , . + ? # _ -"),
    ([HOST, 'And domain "a"\n', BOOT, 'Then domain "a" is not created: EBUZY\n'], 15,
     "Xen has no error EBUZY", "did you mean EBUSY?"),
    ([HOST, BOOT, "Then interrupt 2 is routed to no domain\n"], 14,
     "2 is no INTID of a device", "SPI n is 32 + n, from 32 to 1019"),
    ([HOST, BOOT, f"Then interrupt {'9' * 5000} is routed to no domain\n"], 14,
     "9223372036854775807 is no INTID of a device", "SPI n is 32 + n, from 32 to 1019"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "line", "message", "help_"), FAULTS, ids=[message for _, _, message, _ in FAULTS])
def test_a_step_that_makes_no_sense_is_named(steps: list[str], line: int, message: str, help_: str) -> None:
    fault = only_fault(*steps)
    assert (fault.code, fault.message, fault.help) == (Code.BAD_STEP, message, help_)
    assert (fault.span.line, fault.span.column) == (line, 6)


def test_an_unmentioned_domain_does_not_fail_but_err() -> None:
    done = scenario(HOST, 'And domain "a"\n', BOOT, 'Then domain "b" can not read the peripheral at 0x9010000\n')
    assert done.case.outcome is Outcome.ERROR


# [utest->dsn~plan_before_execution~1]
@pytest.mark.parametrize(("steps", "messages"), [
    ([HOST, BOOT], ['the scenario "x" has no Then, so it checks nothing']),
    ([HOST], ['the scenario "x" has no Then, so it checks nothing',
              'the scenario "x" has no When, so it does nothing']),
    ([], ['the scenario "x" has no Then, so it checks nothing', 'the scenario "x" has no When, so it does nothing']),
])  # fmt: skip
def test_a_scenario_that_can_not_fail_does_not_pass(steps: list[str], messages: list[str]) -> None:
    done = scenario(*steps)
    assert done.case.outcome is done.scenario.outcome is Outcome.ERROR
    assert done.diagnostics == tuple(
        Diagnostic(Code.CAN_NOT_FAIL, message, Span("cases.rst", 11, 4, 11)) for message in messages
    )


@pytest.mark.parametrize(("text", "line"), [
    (f'Scenario: x\n  {HOST}  And domain "a"\n  {BOOT}  Then domain "a" runs\n'
     '  When domain "a" announces PCI function "0000:00:01.0"\n', 16),
    (f'Background:\n  {HOST}  And domain "a"\n  {BOOT}  Then domain "a" runs\n\n'
     'Scenario: x\n  When domain "a" announces PCI function "0000:00:01.0"\n', 18),
])  # fmt: skip
def test_an_operation_at_the_end_that_nothing_checks_is_named(text: str, line: int) -> None:
    done = run(text)
    assert done.case.outcome is done.scenario.outcome is Outcome.ERROR
    message = 'nothing is checked after this step, the last operation of the scenario "x"'
    place = Span("cases.rst", line, 6, 53)
    assert done.diagnostics == (Diagnostic(Code.CAN_NOT_FAIL, message, place, (), "put a Then behind it"),)
    assert [step.outcome for step in done.scenario.steps][-1] is Outcome.ERROR
    checked = run(text + "  Then the call is refused: EPERM\n")
    assert checked.case.outcome is Outcome.PASSED


def test_a_check_of_the_background_is_enough_where_nothing_is_operated_after_it() -> None:
    steps = f'Background:\n  {HOST}  And domain "a"\n  {BOOT}  Then domain "a" runs\n\n'
    assert run(steps + 'Scenario: x\n  Then domain "a" runs\n').case.outcome is Outcome.PASSED
    assert run(steps + "Scenario: x\n").case.outcome is Outcome.ERROR


def test_a_scenario_that_only_observes_does_not_pass() -> None:
    done = scenario(HOST, "Then stream 0x10 faults\n")
    assert {str(diagnostic.code) for diagnostic in done.diagnostics} == {"RT305", "RT308"}


def test_all_unknown_steps_are_named_at_once() -> None:
    done = scenario(HOST, 'And domane "a"\n', BOOT, 'Then domain "a" walks\n', 'And domain "a" runs\n')
    assert [(str(each.code), each.span.line) for each in done.diagnostics] == [("RT303", 13), ("RT303", 15)]
    assert [step.outcome.value for step in done.scenario.steps] == ["skipped", "error", "skipped", "error", "skipped"]


def test_a_missing_domain_is_not_blamed_on_the_steps_that_follow_an_unknown_one() -> None:
    done = scenario(HOST, 'And domane "a"\n', BOOT, 'Then domain "a" runs\n')
    assert [str(each.code) for each in done.diagnostics] == ["RT303"]


def test_a_missing_tree_is_not_blamed_on_the_step_that_uses_one_that_was_not_understood() -> None:
    tree = 'And a passthrough tree "t"\n' + TREE
    done = scenario(HOST, tree, 'And domain "a" with the passthrough tree "t"\n', BOOT, 'Then domain "a" runs\n')
    assert [str(each.code) for each in done.diagnostics] == ["RT303"]


# [utest->dsn~plan_before_execution~1]
def test_all_steps_that_make_no_sense_are_named_at_once() -> None:
    done = scenario(HOST, HOST, 'And domain ""\n', BOOT, 'Then domain "c" runs\n')
    assert [each.span.line for each in done.diagnostics] == [13, 14]
    done = scenario(HOST, BOOT, BOOT, 'Then domain "c" runs\n', "And the call succeeds\n")
    assert [each.span.line for each in done.diagnostics] == [14, 15, 16]


_COLUMNS = f"its columns are {' | '.join(COLUMNS)}"

TABLES = [
    ("| function | bars |\n| 0000:00:01.0 | |\n", (14, 10, 8), "the table lacks the column type", _COLUMNS),
    ("| function | type | irq |\n| 0000:00:01.0 | endpoint | |\n", (14, 28, 3), '"irq" is no column here', _COLUMNS),
    ("| function | type | bar | interrupt |\n| 0000:00:01.0 | endpoint | | |\n", (14, 28, 3),
     '"bar" is no column here', 'did you mean "bars"?'),
    ("| function | type | bars | type |\n| 0000:00:01.0 | endpoint | | |\n", (14, 21, 4),
     '"type" is no column here', _COLUMNS),
    ("| function | type |\n", (14, 10, 8), "the table names no PCI function", "add a row for each function"),
    ("| function | type |\n| 00:01.0 | endpoint |\n", (15, 10, 7),
     '"00:01.0" is no PCI function', "write it as 0000:03:00.0"),
    ("| function | type |\n| 0000:00:01.0 | root prot |\n", (15, 25, 9),
     '"root prot" is no type of a function', 'did you mean "root port"?'),
    ("| function | type |\n| 0000:00:01.0 | |\n", (15, 25, 1),
     '"" is no type of a function', f"the types are: {', '.join(TYPES)}"),
    ("| function | type | bars |\n| 0000:00:01.0 | endpoint | 0x1000 |\n", (15, 36, 6),
     '"0x1000" is no BAR', "write address and size as 0x10000000+0x4000"),
    ("| function | type | bars |\n| 0000:00:01.0 | endpoint | 0x1000+0x0 |\n", (15, 36, 10),
     '"0x1000+0x0" is no BAR', "write address and size as 0x10000000+0x4000"),
    ("| function | type | interrupt |\n| 0000:00:01.0 | endpoint | 0 |\n", (15, 36, 1),
     '"0" is no interrupt of a device',
     "write an INTID (Arm: SPI n is 32 + n) or a GSI (x86), or leave the cell empty"),
    ("| function | type | id |\n| 0000:00:01.0 | endpoint | 8086 |\n", (15, 36, 4),
     '"8086" is no vendor and device id', "write both as 8086:9d10"),
    ("| function | type | class |\n| 0000:00:01.0 | endpoint | 2 |\n", (15, 36, 1),
     '"2" is no class of a function', "write class and subclass as 0200"),
    ("| function | type | buses |\n| 0000:00:01.0 | root port | 1 |\n", (15, 37, 1),
     '"1" is no range of buses', "write secondary and subordinate bus as 01-02"),
    ("| function | type | acs |\n| 0000:00:01.0 | root port | 0x1f |\n", (15, 37, 4),
     '"0x1f" is no access control', "write what can be on and what is on as 0x1f/0x1d"),
    ("| function | type | msi |\n| 0000:00:01.0 | endpoint | maybe |\n", (15, 36, 5),
     '"maybe" is no answer', "write yes or no, or leave the cell empty"),
    ("| function | type | of |\n| 0000:00:01.0 | endpoint | 01.0 |\n", (15, 36, 4),
     '"01.0" is no PCI function', "write the physical function as 0000:03:00.0"),
    ("| function | type | phantom |\n| 0000:00:01.0 | endpoint | 3 |\n", (15, 36, 1),
     '"3" is no stride of phantom functions', "write 1, 2 or 4"),
    ("| function | type | reserved |\n| 0000:00:01.0 | endpoint | 0x1000 |\n", (15, 36, 6),
     '"0x1000" is no reserved range', "write address and size as 0x10000000+0x4000"),
    ("| function | type | driver |\n| 0000:00:01.0 | endpoint | e 1000 |\n", (15, 36, 6),
     '"e 1000" is no name of a driver', "write it as e1000e"),
    ("| function | type |\n| 0000:00:01.0 | endpoint |\n| 0000:00:01.0 | endpoint |\n",
     (16, 10, 12), "there is a PCI function 0000:00:01.0 already", "give each function one row"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "place", "message", "help_"), TABLES, ids=[message for _, _, message, _ in TABLES])
def test_a_fault_in_a_table_of_functions_is_named_at_its_cell(
    table: str, place: tuple[int, int, int], message: str, help_: str
) -> None:
    rows = "".join(f"  {row}\n" for row in table.splitlines())
    fault = only_fault(HOST, "And the PCI functions\n", rows, BOOT, "Then stream 0x10 faults\n")
    assert fault == Diagnostic(Code.BAD_STEP, message, Span("cases.rst", *place), (), help_)
