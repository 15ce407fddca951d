# SPDX-License-Identifier: Apache-2.0
"""What the sentences on PCI functions mean on the model: where one does not hold it fails, and says what was seen."""

from __future__ import annotations

import pytest
from executed import run

from reqtrace.catalogue import Code
from reqtrace.evidence import Outcome
from reqtrace.scenario.feature import Keyword, Step
from reqtrace.scenario.steps.match import Matched, match
from reqtrace.scenario.steps.pci import OBSERVING, OPERATING
from reqtrace.span import Span

Q35 = """
Scenario: a card on an x86 host
  Given the host "q35" with vtd
  And the PCI functions
    | function     | type     | bars              |
    | 0000:00:01.0 | endpoint | 0xc0000000+0x4000 |
    | 0000:00:02.0 | endpoint | 0xc0010000+0x4000 |
  And the Xen command line "iommu=quarantine=scratch-page"
  And dom0 controls the host
  And domain "a" is given "0000:00:01.0"
  And domain "b"
  When the host boots
"""

HOLDS = [
    ("", 'domain "b" does not use "memory paging"'),
    ('dom0 enables "memory paging" for domain "b"', 'domain "b" uses "memory paging"'),
    ('dom0 enables "memory paging" for domain "a"', 'domain "a" does not use "memory paging"'),
    ('domain "a" is destroyed', "stream 0x8 leads to the scratch page"),
    ("", 'the support level of domain "a" is "supported, with caveats"'),
    ("", 'the support caveats of domain "a" name "IOMMU"'),
    ("", 'domain "a" may use "0000:00:01.0"'),
    ("", 'domain "b" may not use "0000:00:01.0"'),
    ("", 'domain "dom0" finds no ACPI table "DMAR"'),
    ('PCI function "0000:00:01.0" floods the IOMMU with faults', 'domain "a" is gone'),
    ('dom0 runs "xl save b"', 'domain "b" is gone'),
    ('dom0 runs "xl migrate a"', "the call is refused: EINVAL"),
]
FAILS = [
    ("", 'domain "b" uses "memory paging"', 'domain "b" uses "memory paging"; seen: it does not use it'),
    ('domain "b" is destroyed', 'domain "b" does not use "altp2m"',
     'domain "b" does not use "altp2m"; seen: it does not run'),
    ("", "stream 0x8 leads to the scratch page", "stream 0x8 leads to the scratch page; seen: it does not"),
    ("", 'the support level of domain "a" is "supported"',
     'the support level of domain "a" is "supported"; seen: it is "supported, with caveats"'),
    ("", 'the support caveats of domain "b" name "IOMMU"',
     'a support caveat of domain "b" names "IOMMU"; seen: none'),
    ("", 'domain "b" may use "0000:00:01.0"', 'domain "b" may use 0000:00:01.0; seen: it may not'),
    ("", 'domain "a" may not use "0000:00:01.0"', 'domain "a" may not use 0000:00:01.0; seen: it may'),
    ("", 'domain "dom0" finds no ACPI table "HPET"',
     'domain "dom0" finds no ACPI table HPET; seen: APIC, FACP, HPET, MCFG'),
]  # fmt: skip


def known(sentence: str) -> str:
    """The expression of the vocabulary that the sentence is an instance of."""
    matched = match(Step(Keyword.THEN, "Then", sentence, Span("x.rst", 1)))
    assert isinstance(matched, Matched)
    return matched.sentence.expression


def scenario(operation: str, sentence: str) -> str:
    """The scenario with an operation and an observation."""
    return Q35 + (f"  And {operation}\n" if operation else "") + f"  Then {sentence}\n"


@pytest.mark.parametrize(("operation", "sentence"), HOLDS)
def test_what_holds_passes(operation: str, sentence: str) -> None:
    assert run(scenario(operation, sentence)).case.outcome is Outcome.PASSED


@pytest.mark.parametrize(("operation", "sentence", "message"), FAILS)
def test_what_does_not_hold_fails_and_says_what_was_seen(operation: str, sentence: str, message: str) -> None:
    done = run(scenario(operation, sentence))
    assert [(each.code, each.message) for each in done.diagnostics] == [(Code.CASE_FAILED, f"expected: {message}")]


def test_every_observation_is_tested() -> None:
    tested = {known(sentence) for _, sentence in HOLDS} | {known(sentence) for _, sentence, _ in FAILS}
    assert {each.expression for each in OBSERVING} <= tested


def test_every_operation_is_performed() -> None:
    steps = (
        'dom0 enables "log-dirty" for domain "b"',
        'dom0 disables "log-dirty" for domain "b"',
        'the IOMMU no longer heeds what concerns PCI function "0000:00:02.0"',
        'PCI function "0000:00:01.0" floods the IOMMU with faults',
    )
    operated = "".join(f"  And {step}\n" for step in steps)
    done = run(f'{Q35}{operated}  Then device "0000:00:01.0" is quarantined\n')
    assert done.case.outcome is Outcome.PASSED
    assert len(steps) == len(OPERATING)


@pytest.mark.parametrize(("sentence", "message", "help_"), [
    ('domain "a" uses "memory pagging"', '"memory pagging" is no feature of a domain', 'did you mean "memory paging"?'),
    ('the support level of domain "a" is "fine"', '"fine" is no level of support',
     "write one of: supported, supported, with caveats, not security supported, unsupported"),
    ('domain "a" finds no ACPI table "DMAC"', '"DMAC" is no ACPI table', 'did you mean "DMAR"?'),
    ("interrupt 0 is routed to no domain", "0 is no GSI of a device", "write a GSI, from 1 to 255"),
])  # fmt: skip
def test_a_word_that_is_misspelt_is_put_right(sentence: str, message: str, help_: str) -> None:
    (fault,) = run(scenario("", sentence)).diagnostics
    assert (fault.code, fault.message, fault.help) == (Code.BAD_STEP, message, help_)
