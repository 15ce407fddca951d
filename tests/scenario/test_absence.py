# SPDX-License-Identifier: Apache-2.0
"""That something is absent is only evidence where it could be there."""

from __future__ import annotations

import pytest
from executed import run

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Outcome
from reqtrace.scenario.model_names import OPTIONS
from reqtrace.scenario.steps.vocabulary import OBSERVING
from reqtrace.span import Span

SCENE = '''
Scenario: x
  Given the host "qemu-virt" with smmuv2 and
    """dts
    &{/pl031@9010000} { xen,passthrough; iommus = <&smmu 0x80>; };
    """
  And the PCI functions
    | function     | type     | bars              | ports       | interrupt |
    | 0000:00:01.0 | endpoint | 0x10000000+0x4000 | 0xe000+0x20 | 36        |
  And the passthrough tree "unused"
    """dts
    /dts-v1/;
    / {
        passthrough {
            #address-cells = <2>; #size-cells = <2>;
            clock { vendor,speed; xen,reg = <0 0x9010000 0 0x1000 1 0x70000000>; reg = <2 0 0 0x1000>; };
            bus { xen,pci-assigned = <0 3 8>; };
        };
    };
    """
  And dom0 controls the host
  And domain "b"
  When the host boots
  And domain "dom0" announces PCI function "0012:34:1A.5"
'''
HERE = (34, 6)
HOST = "neither the host nor a passthrough tree has anything at"
TREE = "neither the host's tree nor a passthrough tree has a"
FUNCTION = "neither the host nor a step before has a PCI function"

NOWHERE = [
    ('bus mastering of PCI function "0000:99:00.0" is off', f"{FUNCTION} 0000:99:00.0", 'did you mean "0000:03:01.0"?'),
    ('domain "b" does not see PCI function "0000:00:11.0"', f"{FUNCTION} 0000:00:11.0", 'did you mean "0000:00:01.0"?'),
    ('Xen does not know PCI function "0000:99:00.0"', f"{FUNCTION} 0000:99:00.0", 'did you mean "0000:03:01.0"?'),
    ("interrupt 1000 is routed to no domain", "no device of the host has the interrupt 1000", "did you mean 161?"),
    ("interrupt 38 is routed to no domain", "no device of the host has the interrupt 38", "did you mean 39?"),
    ("interrupt 38 is pending for no domain", "no device of the host has the interrupt 38", "did you mean 39?"),
    ('the extended regions of domain "b" do not have 0xdead0000', f"{HOST} 0xdead0000", "did you mean 0x5f000000?"),
    ('domain "b" can not read the peripheral at 0xdead0000', f"{HOST} 0xdead0000", "did you mean 0x5f000000?"),
    ('domain "b" can not read the peripheral at 0x40000000', f"{HOST} 0x40000000", "did you mean 0x5f000000?"),
    ('domain "b" can not read the peripheral at 0x5f011000', f"{HOST} 0x5f011000", "did you mean 0x5f000000?"),
    ('the device tree of domain "b" has no property "iomus"', f'{TREE} property "iomus"', 'did you mean "iommus"?'),
    ('the device tree of domain "b" has no property "iommu-mask"', f'{TREE} property "iommu-mask"',
     'did you mean "iommu-map"?'),
    ('the device tree of domain "b" has no node "/pasthrough"', f'{TREE} node "pasthrough"',
     'did you mean "passthrough"?'),
    ('the device tree of domain "b" has no node "/passthrough/zzz"', f'{TREE} node "zzz"',
     "name something that could be there"),
    ('domain "b" can not use port 0xe020', "no PCI function of the host has the port 0xe020", "did you mean 0xe000?"),
    ("stream 0x5 faults", "no device of the host sends the stream 0x5", "did you mean 0x8?"),
    ("stream 0x82 faults", "no device of the host sends the stream 0x82", "did you mean 0x80?"),
]  # fmt: skip


# [utest->dsn~absence_needs_a_name_that_exists~1]
@pytest.mark.parametrize(("sentence", "message", "help_"), NOWHERE, ids=[sentence for sentence, _, _ in NOWHERE])
def test_the_absence_of_what_is_nowhere_is_no_evidence(sentence: str, message: str, help_: str) -> None:
    done = run(f"{SCENE}  Then {sentence}\n")
    assert done.case.outcome is Outcome.ERROR
    place = Span("cases.rst", *HERE, len(f"Then {sentence}"))
    assert done.diagnostics == (Diagnostic(Code.BAD_STEP, message, place, (), help_),)


# [utest->dsn~absence_needs_a_name_that_exists~1]
@pytest.mark.parametrize("sentence", [
    'domain "b" does not see PCI function "0000:00:01.0"',
    'domain "b" does not see PCI function "0000:00:01.7"',
    'bus mastering of PCI function "0000:03:01.0" is off',
    'Xen does not know PCI function "0012:34:1a.5"',
    'domain "b" can not use port 0xe01f',
    "stream 0x8 faults", "stream 0x9 faults", "stream 0x7f faults", "stream 0x80 faults",
    "interrupt 34 is routed to no domain",
    'domain "b" can not read the peripheral at 0x9010ffc',
    'domain "b" can not read the peripheral at 0x10003000',
    'domain "b" can not read the peripheral at 0x5f010ffc',
    'domain "b" can not read the peripheral at 0x5efff000',
    'domain "b" can not read the peripheral at 0x170000000',
    'domain "b" can not read the peripheral at 0x200000000',
    'the device tree of domain "b" has no property "iommus"',
    'the device tree of domain "b" has no property "iommu-map-mask"',
    'the device tree of domain "b" has no property "vendor,speed"',
    'the device tree of domain "b" has no node "/smmu@5f000000"',
    'the device tree of domain "b" has no node "/passthrough/clock"',
])  # fmt: skip
def test_the_absence_of_what_is_somewhere_is_evidence(sentence: str) -> None:
    done = run(f"{SCENE}  Then {sentence}\n")
    assert [each.code for each in done.diagnostics if each.code is not Code.CASE_FAILED] == []
    assert done.case.outcome in {Outcome.PASSED, Outcome.FAILED}


@pytest.mark.parametrize("sentence", [
    'Xen knows PCI function "0000:99:00.0"', 'domain "b" can read the peripheral at 0xdead0000',
    'interrupt 1000 is routed to domain "b"', 'stream 0x5 is translated for domain "b"',
    'the device tree of domain "b" has the property "iomus"',
])  # fmt: skip
def test_the_presence_of_what_is_nowhere_fails_by_itself(sentence: str) -> None:
    assert run(f"{SCENE}  Then {sentence}\n").case.outcome is Outcome.FAILED


def test_every_observation_of_absence_is_tested() -> None:
    said = "\n".join(sentence for sentence, _, _ in NOWHERE)
    parts = ["is off", "does not see", "does not know", "is routed to no domain", "is pending for no domain"]
    parts += ["can not read", "can not use", "do not have", "no property", "no node", "faults"]
    assert all(part in said for part in parts)
    assert len([each for each in OBSERVING if each.of_absence]) == len(parts)
    denied = {each.expression for each in OBSERVING if any(f" {word} " in f"{each.expression} " for word in parts)}
    assert denied == {each.expression for each in OBSERVING if each.of_absence}


KNOWN = ", ".join(OPTIONS)


@pytest.mark.parametrize("word", ["iomu=no", "iommu=nope", "iommu=no,ofF", "console=dtuart", "iommu", "no-iommu=1"])
def test_an_option_that_changes_nothing_is_named(word: str) -> None:
    text = (
        f'Scenario: x\n  Given the host "qemu-virt"\n  And the Xen command line "iommu=no {word}"\n  And domain "b"\n'
    )
    done = run(f'{text}  When the host boots\n  Then domain "b" runs\n')
    assert done.case.outcome is Outcome.ERROR
    message = f'the target does not know the option "{word}"'
    place = Span("cases.rst", 13, 6, len(f'And the Xen command line "iommu=no {word}"'))
    assert done.diagnostics == (Diagnostic(Code.BAD_STEP, message, place, (), f"it knows: {KNOWN}"),)


@pytest.mark.parametrize("words", ["iommu=no", "iommu=on,off  no-iommu", ""])
def test_an_option_the_model_knows_may_be_given(words: str) -> None:
    text = f'Scenario: x\n  Given the host "qemu-virt"\n  And the Xen command line "{words}"\n  And domain "b"\n'
    assert run(f'{text}  When the host boots\n  Then domain "b" runs\n').case.outcome is Outcome.PASSED
