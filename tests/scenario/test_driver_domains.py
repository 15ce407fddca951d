# SPDX-License-Identifier: Apache-2.0
"""What is typed at dom0 and written to a configuration space, and what is wrong with it before anything runs."""

from __future__ import annotations

import pytest
from executed import run

from reqtrace.catalogue import Code
from reqtrace.evidence import Outcome
from reqtrace.scenario.acts.devices import Create, Destroy
from reqtrace.scenario.acts.pci import Save
from reqtrace.scenario.acts.pciback import Attach, Detach, Entry, MakeAssignable, Pause, Start, TakeBack, Unpause
from reqtrace.scenario.acts.xl import XL, read_command

NIC = "0000:03:00.0"

READ = [
    (f"xl pci-assignable-add {NIC}", MakeAssignable(NIC)),
    (f"xl pci-assignable-remove {NIC}", TakeBack(NIC)),
    (f"xl  pci-assignable-remove -r {NIC}", TakeBack(NIC, rebind=True)),
    (f"xl pci-attach a {NIC}", Attach("a", Entry(NIC))),
    (f"xl pci-attach a {NIC},seize=1,permissive=0", Attach("a", Entry(NIC, seize=True))),
    (f"xl pci-detach a {NIC}", Detach("a", NIC)),
    ("xl create a", Create("a")),
    ("xl create -p a", Start("a", (), paused=True)),
    (f"xl create a pci={NIC},permissive=1", Start("a", (Entry(NIC, permissive=True),))),
    ("xl destroy a", Destroy("a")),
    ("xl pause a", Pause("a")),
    ("xl unpause a", Unpause("a")),
    ("xl save a", Save("a")),
    ("xl migrate a", Save("a", live=True)),
]


@pytest.mark.parametrize(("text", "operation"), READ)
def test_a_command_is_read(text: str, operation: object) -> None:
    assert read_command(text) == operation


def test_every_command_is_read_somewhere() -> None:
    assert {text.split()[1] for text, _ in READ} == XL.keys()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", ('"" is no command of xl', f"write xl and one of: {', '.join(XL)}")),
        ("xm list", ('"xm list" is no command of xl', f"write xl and one of: {', '.join(XL)}")),
        (f"xl pci-atach a {NIC}", (f'"xl pci-atach a {NIC}" is no command of xl', 'did you mean "xl pci-attach"?')),
        ("xl destroy", ('"xl destroy" can not be read', "write: xl destroy a")),
        ("xl pause -x", ('"xl pause -x" can not be read', "write: xl pause a")),
        (f"xl pci-detach a {NIC} b", (f'"xl pci-detach a {NIC} b" can not be read', f"write: xl pci-detach a {NIC}")),
        ("xl pci-detach a eth0", ('"xl pci-detach a eth0" can not be read', f"write: xl pci-detach a {NIC}")),
        ("xl pci-assignable-add", ('"xl pci-assignable-add" can not be read', f"write: xl pci-assignable-add {NIC}")),
        (f"xl create a {NIC}", (f'"xl create a {NIC}" can not be read', f"write: xl create {XL['create'][0]}")),
        ("xl create -p", ('"xl create -p" can not be read', f"write: xl create {XL['create'][0]}")),
        (f"xl pci-attach a {NIC},msi=1", (f'"xl pci-attach a {NIC},msi=1" can not be read',
         f"write: xl pci-attach {XL['pci-attach'][0]}")),
        (f"xl pci-assignable-remove -f {NIC}", (f'"xl pci-assignable-remove -f {NIC}" can not be read',
         f"write: xl pci-assignable-remove [-r] {NIC}")),
    ],
)  # fmt: skip
def test_a_command_that_can_not_be_read_is_complained_of(text: str, complaint: tuple[str, str]) -> None:
    assert read_command(text) == complaint


SCENE = f"""\
Scenario: x
  Given the host "q35" with vtd
  And the PCI functions
    | function | type     | bars              | ports       |
    | {NIC}    | endpoint | 0xc0000000+0x4000 | 0xe000+0x20 |
  And dom0 controls the host
  And the dom0 command line "xen-pciback.hide=(03:00.0)"
  And domain "net"
  And domain "net" has the option "type=pv"
  And domain "net" is created later
"""


@pytest.mark.parametrize(
    ("step", "message", "help_"),
    [
        ('Given the dom0 command line "xen-pciback.passthrough=1"', "the dom0 command line is given twice",
         "write all its words in one step"),
        ('Given step 99 of "pci-attach" fails', '"pci-attach" has no step 99', "its steps are 1 to 18"),
        ('Given step 1 of "pci-atach" fails', 'no operation is called "pci-atach"', 'did you mean "pci-attach"?'),
        ('When dom0 runs "xl creat net"', '"xl creat net" is no command of xl', 'did you mean "xl create"?'),
        ('When dom0 runs "xl create nut"', 'no step before this one mentions a domain "nut"', 'did you mean "net"?'),
        ('When dom0 runs "xl create dom0"', "dom0 is no domain that is described or created here",
         "write: Given dom0 controls the host"),
        (f'When dom0 writes "{NIC}" to the pciback file "permisive"', 'pciback has no file "permisive"',
         "write one of: permissive, allow_interrupt_control, quirks"),
        ('When dom0 writes "x" to the pciback file "quirks"', '"x" is no line for pciback',
         "write it as 0000:03:00.0, or as 0000:03:00.0-e0:2:ffff"),
        (f'When domain "net" writes 0x1 to the 12 bits at 0x4 of "{NIC}"', "no access is 12 bits wide",
         "write 8, 16 or 32"),
        ('When domain "net" writes 0x1 to the 16 bits at 0x4 of "0000:09:00.0"', "the host has no device 0000:09:00.0",
         "correct its path or address"),
        ('Then the driver of "0000:09:00.0" is "none"', "the host has no device 0000:09:00.0",
         "correct its path or address"),
        (f'Then domain "net" sees "{NIC}" at "5"', '"5" is no place on the bus of a domain',
         "write bus, device and function as 00:05.1"),
        (f'When dom0 runs "xl pci-attach net {NIC}@32"', f'"xl pci-attach net {NIC}@32" can not be read',
         "write: xl pci-attach a 0000:03:00.0[@5][,permissive=1][,seize=1]"),
        ('Then the PCI roots of domain "net" are "0000:07,0000:03"', '"0000:07,0000:03" is no list of PCI roots',
         "write them in rising order, as 0000:03, 0000:07"),
    ],
)  # fmt: skip
def test_nonsense_is_said_before_anything_runs(step: str, message: str, help_: str) -> None:
    before, behind = (f"  {step}\n", "") if step.startswith("Given") else ("", f"  {step}\n")
    text = f'{SCENE}{before}  When the host boots\n{behind}  Then domain "dom0" runs\n'
    done = run(text)
    assert done.case.outcome is Outcome.ERROR
    assert [(each.code, each.message, each.help) for each in done.diagnostics] == [(Code.BAD_STEP, message, help_)]


CREATED = f'When dom0 runs "xl create net pci={NIC}"\n'


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (f'Then the driver of "{NIC}" is "e1000e"', f'the driver of {NIC} is "e1000e"; seen: it is "pciback"'),
        ('Then domain "net" is paused', 'domain "net" is paused; seen: it is not'),
        ('Then domain "net" is not paused', 'domain "net" is not paused; seen: it does not live'),
        ('Then domain "net" can use port 0xe000', 'domain "net" can use port 0xe000; seen: it can not'),
        ('Then the PCI roots of domain "net" are "0000:03"',
         'the PCI roots of domain "net" are 0000:03; seen: there are none'),
        (f'Then the 16 bits at 0x4 of "{NIC}" hold 0x7', f"register 0x4 of {NIC} holds 0x7; seen: 0x3"),
        (f'Then domain "net" reads 0x2 from the 16 bits at 0x4 of "{NIC}"',
         f'domain "net" reads 0x2 from register 0x4 of {NIC}; seen: dev_not_found'),
        (f'{CREATED}  Then domain "net" reads dev_not_found from the 16 bits at 0x4 of "{NIC}"',
         f'domain "net" reads dev_not_found from register 0x4 of {NIC}; seen: 0x0'),
        ('When dom0 runs "xl create -p net"\n  Then domain "net" is not paused',
         'domain "net" is not paused; seen: it is'),
        (f'{CREATED}  Then domain "net" can not use port 0xe000',
         'domain "net" can not use port 0xe000; seen: it can'),
        (f'{CREATED}  Then the access is refused: access_denied',
         "the access is refused: access_denied; seen: it succeeded"),
        ('When dom0 runs "xl create net"\n  And domain "net" crashes\n  Then domain "net" runs',
         'domain "net" runs; seen: it was destroyed'),
    ],
)  # fmt: skip
def test_what_is_seen_is_said(steps: str, message: str) -> None:
    done = run(f"{SCENE}  When the host boots\n  {steps}\n")
    assert done.case.outcome is Outcome.FAILED
    assert [each.message for each in done.diagnostics] == [f"expected: {message}"]
