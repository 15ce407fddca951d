# SPDX-License-Identifier: Apache-2.0
"""The sentences on driver domains: xl, pciback, configuration spaces, and what fails."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.xen import Fault
from reqtrace.scenario.acts.act import Operation
from reqtrace.scenario.acts.devices import FateOf
from reqtrace.scenario.acts.pciback import (
    Crash,
    DriverOf,
    ErrorOf,
    Fail,
    IsPaused,
    PlaceOf,
    ReadRegister,
    RegisterOf,
    RootsOf,
    UsesPorts,
    WriteFile,
    WriteRegister,
)
from reqtrace.scenario.acts.xl import read_command
from reqtrace.scenario.setup import Setup
from reqtrace.scenario.steps.sentence import Given, Observation, Role, Then, When
from reqtrace.scenario.target import Life, Session
from reqtrace.span import Span

NOBODY = "none"
"""What stands for no driver."""
BYTE = 8
"""The bits of a byte."""


def dom0_command_line(setup: Setup, here: Span, words: str) -> Setup | Diagnostic:
    """Set dom0's own command line."""
    if setup.dom0_command_line:
        return _wrong("the dom0 command line is given twice", here, "write all its words in one step")
    return replace(setup, dom0_command_line=words)


def fails(setup: Setup, here: Span, step: int, book: str) -> Setup | Diagnostic:
    """Let an operation fail from outside, for want of memory, right after this step of it."""
    if book not in BOOKS:
        close = nearest(book, BOOKS)
        help_ = f'did you mean "{close}"?' if close else f"the operations are: {', '.join(BOOKS)}"
        return _wrong(f'no operation is called "{book}"', here, help_)
    if not 1 <= step <= len(BOOKS[book]):
        return _wrong(f'"{book}" has no step {step}', here, f"its steps are 1 to {len(BOOKS[book])}")
    if setup.fault is not None:
        return _wrong("two steps are to fail", here, "let one fail in a scenario")
    return replace(setup, fault=Fault(book, step - 1))


def runs_xl(session: Session, command: str) -> Session:
    """Type a command of xl at dom0."""
    operation = read_command(command)
    if not isinstance(operation, Operation):
        raise ValueError(f"{command!r} was to be complained of before")
    return session.perform(operation)


def writes_file(session: Session, line: str, file: str) -> Session:
    """Write a line to a file of pciback in dom0's sysfs: permissive, allow_interrupt_control or quirks."""
    return session.perform(WriteFile(file, line))


def writes_register(session: Session, domain: str, value: int, bits: int, offset: int, card: str) -> Session:  # noqa: PLR0917 - as the sentence
    """Let a domain write to the configuration space of a function."""
    return session.perform(WriteRegister(domain, card, offset, bits // BYTE, value))


def crashes(session: Session, domain: str) -> Session:
    """Let a domain crash."""
    return session.perform(Crash(domain))


def reports_error(session: Session, card: str) -> Session:
    """Let a function report an uncorrectable error on the bus (AER)."""
    return session.perform(Fail(card))


def paused(session: Session, domain: str) -> Observation:
    """The domain lives and runs no instruction."""
    return _compare(session.answer(IsPaused(domain)), f'domain "{domain}" is paused', "it is not")


def not_paused(session: Session, domain: str) -> Observation:
    """The domain lives, and nothing keeps it from running."""
    seen = session.answer(IsPaused(domain))
    lives = session.answer(FateOf(domain)).life is Life.RUNS
    return _compare(lives and not seen, f'domain "{domain}" is not paused', "it is" if seen else "it does not live")


def has_driver(session: Session, card: str, driver: str) -> Observation:
    """This driver of dom0 has the function; none has it where that is "none"."""
    seen = session.answer(DriverOf(card)) or NOBODY
    return _compare(seen == driver, f'the driver of {card} is "{driver}"', f'it is "{seen}"')


def reads_register(session: Session, domain: str, value: int, bits: int, offset: int, card: str) -> Observation:  # noqa: PLR0917 - as the sentence
    """The domain reads this value from the configuration space of the function."""
    seen = session.answer(ReadRegister(domain, card, offset, bits // BYTE))
    expected = f'domain "{domain}" reads {value:#x} from register {offset:#x} of {card}'
    return _compare(seen == value, expected, seen if isinstance(seen, str) else f"{seen:#x}")


def reads_error(session: Session, domain: str, error: str, bits: int, offset: int, card: str) -> Observation:  # noqa: PLR0917 - as the sentence
    """The domain is told this error when it reads the configuration space of the function."""
    seen = session.answer(ReadRegister(domain, card, offset, bits // BYTE))
    expected = f'domain "{domain}" reads {error} from register {offset:#x} of {card}'
    return _compare(seen == error, expected, seen if isinstance(seen, str) else f"{seen:#x}")


def refused_access(session: Session, error: str) -> Observation:
    """The last write was refused with this error of pciif.h."""
    seen = "it succeeded" if session.call is None else session.answer(ErrorOf(session.call.errno))
    return _compare(seen == error, f"the access is refused: {error}", seen)


def holds(session: Session, bits: int, offset: int, card: str, value: int) -> Observation:
    """The configuration space of the function really holds this value, as lspci in dom0 shows it."""
    seen = session.answer(RegisterOf(card, offset, bits // BYTE))
    return _compare(seen == value, f"register {offset:#x} of {card} holds {value:#x}", f"{seen:#x}")


def has_roots(session: Session, domain: str, roots: str) -> Observation:
    """The domain is told of exactly these PCI roots."""
    seen = ", ".join(session.answer(RootsOf(domain)))
    return _compare(seen == roots, f'the PCI roots of domain "{domain}" are {roots}', seen or "there are none")


def sees_at(session: Session, domain: str, card: str, place: str) -> Observation:
    """The domain sees the function there on its own bus."""
    seen = session.answer(PlaceOf(domain, card))
    return _compare(seen == place, f'domain "{domain}" sees {card} at {place}', f"at {seen}" if seen else "nowhere")


def uses_ports(session: Session, domain: str, port: int) -> Observation:
    """The domain may use the I/O port."""
    return _compare(session.answer(UsesPorts(domain, port)), f'domain "{domain}" can use port {port:#x}', "it can not")


def uses_no_ports(session: Session, domain: str, port: int) -> Observation:
    """The domain may not use the I/O port."""
    expected = f'domain "{domain}" can not use port {port:#x}'
    return _compare(not session.answer(UsesPorts(domain, port)), expected, "it can")


def _compare(agrees: bool, expected: str, seen: str) -> Observation:
    return Observation(agrees, "" if agrees else f"expected: {expected}; seen: {seen}")


def _wrong(message: str, here: Span, help_: str) -> Diagnostic:
    return Diagnostic(Code.BAD_STEP, message, here, (), help_)


DOMAIN, CARD, REGISTER = Role.DOMAIN, Role.CARD, Role.REGISTER
BITS, VALUE, ERROR, PORT = Role.BITS, Role.VALUE, Role.ACCESS_ERROR, Role.PORT

DESCRIBING: tuple[Given, ...] = (
    Given("the dom0 command line {string}", dom0_command_line, (Role.DOM0_COMMAND_LINE,)),
    Given("step {int} of {string} fails", fails, (Role.STEP, Role.BOOK)),
)

OPERATING: tuple[When, ...] = (
    When("dom0 runs {string}", runs_xl, (Role.COMMAND,), by_dom0=True),
    When("dom0 writes {string} to the pciback file {string}", writes_file, (Role.LINE, Role.FILE), by_dom0=True),
    When(
        "domain {string} writes {address} to the {int} bits at {address} of {string}",
        writes_register,
        (DOMAIN, VALUE, BITS, REGISTER, CARD),
    ),
    When("domain {string} crashes", crashes, (DOMAIN,), by_dom0=True),
    When("{string} reports an uncorrectable error", reports_error, (CARD,), by_dom0=True),
)

OBSERVING: tuple[Then, ...] = (
    Then("domain {string} is paused", paused, (DOMAIN,)),
    Then("domain {string} is not paused", not_paused, (DOMAIN,)),
    Then("the driver of {string} is {string}", has_driver, (CARD, Role.DRIVER)),
    Then(
        "domain {string} reads {address} from the {int} bits at {address} of {string}",
        reads_register,
        (DOMAIN, VALUE, BITS, REGISTER, CARD),
    ),
    Then(
        "domain {string} reads {pcierr} from the {int} bits at {address} of {string}",
        reads_error,
        (DOMAIN, ERROR, BITS, REGISTER, CARD),
    ),
    Then("the access is refused: {pcierr}", refused_access, (ERROR,), of_call=True),
    Then("the {int} bits at {address} of {string} hold {address}", holds, (BITS, REGISTER, CARD, VALUE)),
    Then("the PCI roots of domain {string} are {string}", has_roots, (DOMAIN, Role.ROOTS)),
    Then("domain {string} sees {string} at {string}", sees_at, (DOMAIN, CARD, Role.PLACE)),
    Then("domain {string} can use port {address}", uses_ports, (DOMAIN, PORT)),
    Then("domain {string} can not use port {address}", uses_no_ports, (DOMAIN, PORT), of_absence=True),
)
