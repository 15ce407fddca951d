# SPDX-License-Identifier: Apache-2.0
"""What the sentences on hosts and devices mean on the model: where one does not hold it fails, and says why."""

from __future__ import annotations

import pytest
from executed import run

from reqtrace.evidence import Outcome
from reqtrace.scenario.feature import Keyword, Step
from reqtrace.scenario.steps.core import DESCRIBING, OBSERVING, OPERATING
from reqtrace.scenario.steps.match import Matched, match
from reqtrace.span import Span

PLAIN = '''
Scenario: devices without an IOMMU
  Given the host "qemu-virt" with
    """dts
    &{/pl031@9010000} { xen,passthrough; };
    """
  And dom0 controls the host
  And domain "a" is given "/pl031@9010000", forced
  And domain "b" is given "/pl031@9010000", forced
  And domain "c"
  And domain "c" is created later
  When the host boots
'''
PROTECTED = '''
Scenario: devices behind an IOMMU
  Given the host "qemu-virt" with smmuv2 and
    """dts
    &{/pl031@9010000} { xen,passthrough; iommus = <&smmu 0x80>; };
    """
  And the PCI functions
    | function     | type     | bars              | interrupt |
    | 0000:00:01.0 | endpoint | 0x10000000+0x4000 | 36        |
    | 0000:00:02.0 | endpoint | 0x10010000+0x4000 | 37        |
  And dom0 controls the host
  And domain "net" is given "0000:00:01.0"
  And domain "rtc" is given "/pl031@9010000"
  When the host boots
'''

HOLDS = [
    (PLAIN, 'domain "a" runs'),
    (PLAIN, 'domain "dom0" runs'),
    (PLAIN, 'domain "b" is not created: EBUSY'),
    (PLAIN, 'domain "b" is not created: EBUSY, "IRQ 34 is already used by domain 1"'),
    (PLAIN + '  And domain "a" is destroyed\n', 'domain "a" is gone'),
    (PLAIN, 'domain "a" can read the peripheral at 0x9010000'),
    (PLAIN, 'domain "b" can not read the peripheral at 0x9010000'),
    (PLAIN, 'interrupt 34 is routed to domain "a"'),
    (PLAIN + '  And domain "a" is destroyed\n', "interrupt 34 is routed to no domain"),
    (PLAIN, 'the device tree of domain "a" has the node "/passthrough/pl031@9010000"'),
    (PLAIN, 'the device tree of domain "a" has no node "/passthrough/pl061@9030000"'),
    (PLAIN, 'the device tree of domain "a" has no property "xen,reg"'),
    (PLAIN, 'the device tree of domain "a" has the property "interrupts"'),
    (PROTECTED, 'stream 0x80 is translated for domain "rtc"'),
    (PROTECTED, "stream 0x81 faults"),
    (PLAIN, 'the log contains "already used by domain 1"'),
    (PLAIN + '  And domain "c" is created\n', "the call succeeds"),
    (PLAIN + '  And domain "b" is created\n', "the call is refused: EBUSY"),
    (PLAIN + '  And domain "b" is created\n', 'the call is refused: EBUSY, "IRQ 34 is already used by domain 1"'),
    (PROTECTED, 'DMA of "0000:00:01.0" reaches the memory of domain "net"'),
    (PROTECTED, 'DMA of "0000:00:01.0" does not reach the memory of domain "rtc"'),
    (PROTECTED, 'Xen knows PCI function "0000:00:02.0"'),
    (PROTECTED + '  And domain "dom0" withdraws PCI function "0000:00:02.0"\n',
     'Xen does not know PCI function "0000:00:02.0"'),
    (PROTECTED, 'device "0000:00:01.0" belongs to domain "net"'),
    (PROTECTED, 'device "0000:00:02.0" belongs to domain "dom0"'),
    (PROTECTED + '  And domain "net" is destroyed\n', 'device "0000:00:01.0" is quarantined'),
    (PLAIN + '  And domain "a" is destroyed\n', 'device "/pl031@9010000" has no owner'),
    (PROTECTED, 'domain "net" sees PCI function "0000:00:01.0"'),
    (PROTECTED, 'domain "rtc" does not see PCI function "0000:00:01.0"'),
    (PROTECTED, 'bus mastering of PCI function "0000:00:01.0" is on'),
    (PROTECTED + '  And domain "dom0" withdraws PCI function "0000:00:02.0"\n',
     'bus mastering of PCI function "0000:00:02.0" is off'),
]  # fmt: skip

REFUSED = "its creation was refused: EBUSY, IRQ 34 is already used by domain 1"
FAILS = [
    (PLAIN, 'domain "b" runs', f'expected: domain "b" runs; seen: {REFUSED}'),
    (PLAIN, 'domain "c" runs', 'expected: domain "c" runs; seen: nobody has tried to create it yet'),
    (PLAIN + '  And domain "a" is destroyed\n', 'domain "a" runs',
     'expected: domain "a" runs; seen: it was destroyed'),
    (PLAIN, 'domain "a" is not created: EBUSY', 'expected: domain "a" is not created: EBUSY; seen: it runs'),
    (PLAIN, 'domain "b" is not created: EPERM',
     'expected: domain "b" is not created: EPERM; seen: EBUSY, IRQ 34 is already used by domain 1'),
    (PLAIN, 'domain "c" is not created: EBUSY',
     'expected: domain "c" is not created: EBUSY; seen: nobody has tried to create it yet'),
    (PLAIN, 'domain "a" is not created: EBUSY, "IRQ 34"',
     'expected: domain "a" is not created: EBUSY, "IRQ 34"; seen: it runs'),
    (PLAIN, 'domain "a" is gone', 'expected: domain "a" is gone; seen: it runs'),
    (PLAIN, 'domain "b" is gone', f'expected: domain "b" is gone; seen: {REFUSED}'),
    (PLAIN, 'domain "a" can read the peripheral at 0x9030000',
     "expected: a read at 0x9030000 reaches a peripheral; seen: the read faults"),
    (PLAIN, 'domain "b" can read the peripheral at 0x9010000',
     f"expected: a read at 0x9010000 reaches a peripheral; seen: the read faults; of the domain: {REFUSED}"),
    (PLAIN, 'domain "a" can not read the peripheral at 0x9010000',
     "expected: a read at 0x9010000 faults; seen: a peripheral answers the read at 0x9010000"),
    (PLAIN, 'interrupt 34 is routed to domain "b"',
     'expected: interrupt 34 is routed to domain "b"; seen: domain "a"'),
    (PLAIN, 'interrupt 99 is routed to domain "a"',
     'expected: interrupt 99 is routed to domain "a"; seen: no domain'),
    (PLAIN, "interrupt 34 is routed to no domain", 'expected: interrupt 34 is routed to no domain; seen: domain "a"'),
    (PLAIN, 'the device tree of domain "a" has the node "/passthrough/x"',
     'expected: the device tree of domain "a" has the node /passthrough/x; seen: it has not'),
    (PLAIN, 'the device tree of domain "b" has the node "/passthrough/x"',
     'expected: the device tree of domain "b" has the node /passthrough/x; '
     f"seen: there is no such tree; of the domain: {REFUSED}"),
    (PLAIN, 'the device tree of domain "a" has no node "/passthrough/pl031@9010000"',
     'expected: the device tree of domain "a" has no node /passthrough/pl031@9010000; seen: it has'),
    (PLAIN, 'the device tree of domain "b" has no node "/passthrough/pl031@9010000"',
     'expected: the device tree of domain "b" has no node /passthrough/pl031@9010000; '
     f"seen: there is no such tree; of the domain: {REFUSED}"),
    (PLAIN, 'the device tree of domain "a" has no property "interrupts"',
     'expected: the device tree of domain "a" has no property interrupts; seen: it has'),
    (PLAIN, 'the device tree of domain "a" has the property "iommus"',
     'expected: the device tree of domain "a" has the property iommus; seen: it has not'),
    (PROTECTED, 'stream 0x80 is translated for domain "net"',
     'expected: stream 0x80 is translated for domain "net"; seen: domain "rtc"'),
    (PROTECTED, "stream 0x80 faults", 'expected: stream 0x80 is translated for no domain; seen: domain "rtc"'),
    (PLAIN, "stream 0x5 faults", "expected: stream 0x5 faults; seen: no IOMMU is enabled"),
    (PROTECTED.replace("  And dom0", '  And the Xen command line "iommu=no"\n  And dom0'), "stream 0x80 faults",
     "expected: stream 0x80 faults; seen: no IOMMU is enabled"),
    (PROTECTED.replace("    &{", '    &smmu { status = "disabled"; };\n    &{'), "stream 0x80 faults",
     "expected: stream 0x80 faults; seen: no IOMMU is enabled"),
    (PLAIN, 'the log contains "already used by domain 2"',
     'expected: the log contains "already used by domain 2"; seen: it says: IRQ 34 is already used by domain 1'),
    (PLAIN, 'the host panics: "divides by zero"',
     'expected: the host panics: "divides by zero"; seen: it goes on running'),
    (PLAIN + '  And domain "b" is created\n', "the call succeeds",
     "expected: the call succeeds; seen: it was refused: EBUSY, IRQ 34 is already used by domain 1"),
    (PLAIN + '  And domain "c" is created\n', "the call is refused: EBUSY",
     "expected: the call is refused: EBUSY; seen: it succeeded"),
    (PLAIN + '  And domain "b" is created\n', 'the call is refused: EPERM, "no"',
     'expected: the call is refused: EPERM, "no"; seen: EBUSY, IRQ 34 is already used by domain 1'),
    (PROTECTED, 'DMA of "0000:00:01.0" reaches the memory of domain "rtc"',
     'expected: DMA of 0000:00:01.0 reaches the memory of domain "rtc"; seen: it does not'),
    (PROTECTED, 'DMA of "0000:00:01.0" does not reach the memory of domain "net"',
     'expected: DMA of 0000:00:01.0 does not reach the memory of domain "net"; seen: it does'),
    (PROTECTED, 'Xen knows PCI function "0000:00:03.0"', "expected: Xen knows 0000:00:03.0; seen: it does not"),
    (PROTECTED, 'Xen does not know PCI function "0000:00:01.0"',
     "expected: Xen does not know 0000:00:01.0; seen: it does"),
    (PROTECTED, 'device "0000:00:01.0" belongs to domain "rtc"',
     'expected: 0000:00:01.0 belongs to domain "rtc"; seen: domain "net" has it'),
    (PROTECTED, 'device "0000:00:01.0" is quarantined',
     'expected: 0000:00:01.0 is quarantined; seen: domain "net" has it'),
    (PROTECTED + '  And domain "net" is destroyed\n', 'device "0000:00:01.0" has no owner',
     "expected: 0000:00:01.0 has no owner; seen: it is quarantined"),
    (PLAIN + '  And domain "a" is destroyed\n', 'device "/pl031@9010000" belongs to domain "a"',
     'expected: /pl031@9010000 belongs to domain "a"; seen: it has no owner'),
    (PROTECTED, 'domain "net" sees PCI function "0000:00:02.0"',
     'expected: domain "net" sees 0000:00:02.0; seen: it does not'),
    (PROTECTED, 'domain "net" does not see PCI function "0000:00:01.0"',
     'expected: domain "net" does not see 0000:00:01.0; seen: it does'),
    (PROTECTED + '  And domain "dom0" withdraws PCI function "0000:00:02.0"\n',
     'bus mastering of PCI function "0000:00:02.0" is on',
     "expected: bus mastering of 0000:00:02.0 is on; seen: it is off"),
    (PROTECTED, 'bus mastering of PCI function "0000:00:01.0" is off',
     "expected: bus mastering of 0000:00:01.0 is off; seen: it is on"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "sentence"), HOLDS, ids=[sentence for _, sentence in HOLDS])
def test_what_holds_passes(before: str, sentence: str) -> None:
    done = run(f"{before}  Then {sentence}\n")
    assert done.diagnostics == ()
    assert done.case.outcome is Outcome.PASSED


@pytest.mark.parametrize(("before", "sentence", "message"), FAILS, ids=[sentence for _, sentence, _ in FAILS])
def test_what_does_not_hold_fails_and_says_what_was_seen(before: str, sentence: str, message: str) -> None:
    done = run(f"{before}  Then {sentence}\n")
    assert done.case.outcome is Outcome.FAILED
    assert done.message == message


def test_a_host_that_has_panicked_says_why_and_runs_nothing() -> None:
    forced = PLAIN.replace("  When the host", '  And the Xen command line "iommu=force"\n  When the host')
    words = "Couldn't enable IOMMU and iommu=required/force"
    assert run(f'{forced}  Then the host panics: "{words}"\n').case.outcome is Outcome.PASSED
    done = run(f'{forced}  Then domain "a" runs\n')
    assert done.message == f'expected: domain "a" runs; seen: the host has panicked: {words}'


def test_every_observation_is_tested_both_ways() -> None:
    def known(sentence: str) -> str:
        found = match(Step(Keyword.THEN, "Then", sentence, Span("x")))
        assert isinstance(found, Matched)
        return found.sentence.expression

    assert {*(known(sentence) for _, sentence in HOLDS), "the host panics: {string}"} == {
        sentence.expression for sentence in OBSERVING
    }
    assert {known(sentence) for _, sentence, _ in FAILS} == {sentence.expression for sentence in OBSERVING}


DESCRIBED = [
    ('the host "qemu-virt"', '''
        Scenario: x
          Given the host "qemu-virt"
          And dom0 controls the host
          When the host boots
          Then domain "dom0" can read the peripheral at 0x9010000
     '''),
    ('the host "qemu-virt" with', '''
        Scenario: x
          Given the host "qemu-virt" with
            """dts
            &{/pl031@9010000} { xen,passthrough; };
            """
          And dom0 controls the host
          When the host boots
          Then domain "dom0" can not read the peripheral at 0x9010000
     '''),
    ('the host "qemu-virt" with smmuv2', '''
        Scenario: x
          Given the host "qemu-virt" with smmuv2
          And the PCI functions
            | function     | type     | bars | interrupt |
            | 0000:00:01.0 | endpoint |      |           |
          And domain "a" is given "0000:00:01.0"
          When the host boots
          Then stream 0x8 is translated for domain "a"
     '''),
    ('the host "qemu-virt" with smmuv2 and', '''
        Scenario: x
          Given the host "qemu-virt" with smmuv2 and
            """dts
            &{/pl031@9010000} { xen,passthrough; iommus = <&smmu 0x11>; };
            """
          And domain "a" is given "/pl031@9010000"
          When the host boots
          Then stream 0x11 is translated for domain "a"
     '''),
    ("the PCI functions", '''
        Scenario: x
          Given the host "qemu-virt" with smmuv2
          And the PCI functions
            | interrupt | function     | bars                                | type     |
            | 36        | 0000:00:01.0 | 0x10000000+0x1000 0x10001000+0x1000 | endpoint |
            |           | 0000:00:02.0 |                                     | bridge   |
          And domain "a" is given "0000:00:01.0"
          And domain "b" is given "0000:00:02.0"
          When the host boots
          Then domain "a" can read the peripheral at 0x10001000
          And interrupt 36 is routed to domain "a"
          And domain "b" is not created: EINVAL
     '''),
    ('the Xen command line "iommu=no"', '''
        Scenario: x
          Given the host "qemu-virt" with smmuv2 and
            """dts
            &{/pl031@9010000} { xen,passthrough; iommus = <&smmu 0x11>; };
            """
          And the Xen command line "iommu=no"
          And domain "a" is given "/pl031@9010000"
          When the host boots
          Then domain "a" is not created: EINVAL
     '''),
    ("dom0 controls the host", '''
        Scenario: x
          Given the host "qemu-virt"
          And dom0 controls the host
          When the host boots
          Then device "/pl031@9010000" belongs to domain "dom0"
     '''),
    ('the passthrough tree "t"', '''
        Scenario: x
          Given the host "qemu-virt"
          And the passthrough tree "t"
            """dts
            /dts-v1/;
            / { passthrough { marker; }; };
            """
          And domain "a" with the passthrough tree "t"
          When the host boots
          Then the device tree of domain "a" has the property "marker"
     '''),
    ('domain "a"', '''
        Scenario: x
          Given the host "qemu-virt"
          And domain "a"
          When the host boots
          Then domain "a" runs
     '''),
    ('domain "a" with the passthrough tree "t"', '''
        Scenario: x
          Given the host "qemu-virt"
          And the passthrough tree "t"
            """dts
            /dts-v1/;
            / { passthrough { n { xen,reg = <1 2>; }; }; };
            """
          And domain "a" with the passthrough tree "t"
          And domain "b"
          When the host boots
          Then domain "a" is not created: EINVAL
          And domain "b" runs
     '''),
    ('domain "a" is given "/pl061@9030000"', '''
        Scenario: x
          Given the host "qemu-virt" with smmuv2 and
            """dts
            &{/pl031@9010000} { xen,passthrough; iommus = <&smmu 0x11>; };
            &{/pl061@9030000} { xen,passthrough; iommus = <&smmu 0x12>; };
            """
          And domain "a" is given "/pl031@9010000"
          And domain "a" is given "/pl061@9030000"
          When the host boots
          Then domain "a" can read the peripheral at 0x9010000
          And domain "a" can read the peripheral at 0x9030000
          And stream 0x12 is translated for domain "a"
     '''),
    ('domain "a" is given "/pl061@9030000", forced', '''
        Scenario: x
          Given the host "qemu-virt" with
            """dts
            &{/pl061@9030000} { xen,passthrough; };
            """
          And domain "b" is given "/pl061@9030000"
          And domain "a" is given "/pl061@9030000", forced
          When the host boots
          Then domain "b" is not created: EINVAL
          And domain "a" runs
     '''),
    ('domain "a" is direct-mapped', '''
        Scenario: x
          Given the host "qemu-virt" with
            """dts
            &{/fw-cfg@9020000} { xen,passthrough; };
            """
          And domain "b" is given "/fw-cfg@9020000", forced
          And domain "a" is given "/fw-cfg@9020000", forced
          And domain "a" is direct-mapped
          When the host boots
          Then domain "b" is not created: EPERM
          And domain "a" runs
     '''),
    ('domain "a" has the option "vpl011"', '''
        Scenario: x
          Given the host "qemu-virt" with
            """dts
            &{/pl031@9010000} { xen,passthrough; interrupts = <0 0 4>; };
            """
          And domain "a" is given "/pl031@9010000", forced
          And domain "a" has the option "vpl011"
          When the host boots
          Then domain "a" is not created: EBUSY
     '''),
    ('domain "a" is untrusted', '''
        Scenario: x
          Given the host "qemu-virt" with
            """dts
            &{/fw-cfg@9020000} { xen,passthrough; };
            """
          And domain "a" is given "/fw-cfg@9020000", forced
          And domain "a" is direct-mapped
          And domain "a" is untrusted
          When the host boots
          Then domain "a" is not created: EPERM
     '''),
    ('domain "a" is created later', '''
        Scenario: x
          Given the host "qemu-virt"
          And dom0 controls the host
          And domain "a"
          And domain "a" is created later
          When the host boots
          Then domain "a" runs
     '''),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "text"), DESCRIBED[:-1], ids=[sentence for sentence, _ in DESCRIBED[:-1]])
def test_what_is_described_is_so(sentence: str, text: str) -> None:
    assert sentence in text
    done = run(text)
    assert done.message == "" or done.message.startswith("seen: ")
    assert done.case.outcome is Outcome.PASSED


def test_a_domain_that_is_created_later_is_not_there_before() -> None:
    text = DESCRIBED[-1][1]
    assert run(text).message == 'expected: domain "a" runs; seen: nobody has tried to create it yet'
    assert run(text.replace("Then", 'And domain "a" is created\n          Then')).case.outcome is Outcome.PASSED


def test_every_description_is_tested() -> None:
    written = {match(Step(Keyword.GIVEN, "Given", sentence, Span("x"))) for sentence, _ in DESCRIBED}
    assert len(written) == len(DESCRIBING)


WITHDRAWN = PROTECTED + '  And domain "dom0" withdraws PCI function "0000:00:02.0"\n'
OPERATED = [
    ('domain "c" is created', PLAIN, 'domain "c" runs'),
    ('domain "a" is destroyed', PLAIN, 'domain "a" is gone'),
    ('domain "dom0" withdraws PCI function "0000:00:02.0"', PROTECTED, 'Xen does not know PCI function "0000:00:02.0"'),
    ('dom0 deassigns "0000:00:01.0" from domain "net"', PROTECTED, 'device "0000:00:01.0" is quarantined'),
    ('dom0 assigns "0000:00:02.0" to domain "net"', PROTECTED, 'device "0000:00:02.0" belongs to domain "net"'),
    ('domain "dom0" announces PCI function "0000:00:02.0"',
     WITHDRAWN, 'Xen knows PCI function "0000:00:02.0"'),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "before", "effect"), OPERATED, ids=[operation for operation, _, _ in OPERATED])
def test_an_operation_has_its_effect_and_none_without_it(operation: str, before: str, effect: str) -> None:
    done = run(f"{before}  And {operation}\n  Then the call succeeds\n  And {effect}\n")
    assert done.message == ""
    assert done.case.outcome is Outcome.PASSED
    assert run(f"{before}  Then {effect}\n").case.outcome is Outcome.FAILED


def test_every_operation_is_tested() -> None:
    assert len(OPERATED) + len(["the host boots"]) == len(OPERATING)
