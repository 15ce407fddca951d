# SPDX-License-Identifier: Apache-2.0
"""What a sentence of the vocabulary is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.feature import Keyword
from reqtrace.scenario.setup import Setup
from reqtrace.scenario.target import Machine, Session

_PARAMETER = re.compile(r"\{\w+\}")


class Follows(Enum):
    """What stands below a step."""

    NOTHING = "nothing"
    DTS = 'a device tree between """dts and """'
    TABLE = "a table"


class Role(Enum):
    """What a parameter stands for; the value is an example of it as it is written."""

    HOST = '"qemu-virt"'
    """The name of a host."""
    IOMMU = "smmuv2"
    """A kind of IOMMU."""
    OPTION = '"nr_spis=32"'
    """What is said of a domain."""
    COMMAND_LINE = '"iommu=no"'
    """Words on Xen's command line."""
    TREE = '"rtc"'
    """The name of a passthrough tree."""
    GUEST = '"a"'
    """The name of a domain other than dom0."""
    DOMAIN = '"net"'
    """The name of a domain, dom0 included."""
    DEVICE = '"/pl031@9010000"'
    """A device of the host: a path of its tree, or a PCI function."""
    REQUESTED = '"/pl061@9030000"'
    """A device that an operation asks for, whether the host has it or not."""
    FUNCTION = '"0000:03:00.0"'
    """A PCI function."""
    NODE = '"/passthrough/rtc@9010000"'
    """A path in the tree of a domain."""
    PROPERTY = '"iommus"'
    """The name of a property of a device tree."""
    ADDRESS = "0x9010000"
    """A guest address."""
    STREAM = "0x10"
    """A stream id."""
    INTERRUPT = "34"
    """An INTID: an SPI n is 32 + n."""
    BUS_ADDRESS = "0x10000000"
    """An address as a device puts it on the bus, which nobody has translated."""
    COUNT = "1"
    """How often something happened."""
    RULES = '"Linux"'
    """Who forms groups by rules of its own: Linux, Xen, or isolation, which stands for the requirements."""
    ERRNO = "EBUSY"
    """The name of an error."""
    WORDS = '"IRQ 34 is already used by domain 1"'
    """The words of a refusal."""
    DOM0_COMMAND_LINE = '"xen-pciback.hide=(0000:03:00.0)"'
    """Words on the command line of dom0's own kernel."""
    STEP = "3"
    """A step of an operation, from 1."""
    BOOK = '"pci-attach"'
    """The name of an operation as the pages of its rules call it."""
    COMMAND = '"xl pci-attach a 0000:03:00.0"'
    """A command of xl, as it is typed."""
    LINE = '"0000:03:00.0-e0:2:ffff"'
    """What is written to a file."""
    FILE = '"permissive"'
    """A file of pciback in dom0's sysfs."""
    CARD = '"0000:07:00.0"'
    """A PCI function that the host has."""
    DRIVER = '"pciback"'
    """The name of a driver."""
    ROOTS = '"0000:03, 0000:07"'
    """PCI buses, each with its segment."""
    PLACE = '"00:05.1"'
    """Bus, device and function on the bus of a domain."""
    REGISTER = "0x3c"
    """An offset in a configuration space."""
    VALUE = "0xffffffff"
    """What is read or written."""
    BITS = "32"
    """How wide an access is."""
    ACCESS_ERROR = "invalid_offset"
    """What pciback answers a frontend instead of doing what it asks."""
    PORT = "0xe000"
    """An I/O port."""
    FEATURE = '"memory paging"'
    """Something that can be switched on for a domain, and goes badly with a device."""
    LEVEL = '"supported, with caveats"'
    """How far the support statement goes."""
    SIGNATURE = '"DMAR"'
    """The signature of an ACPI table."""

    @property
    def type(self) -> str:
        """The name of its parameter type in an expression."""
        match self:
            case Role.ADDRESS | Role.STREAM | Role.BUS_ADDRESS | Role.REGISTER | Role.VALUE | Role.PORT:
                return "address"
            case Role.INTERRUPT | Role.COUNT | Role.STEP | Role.BITS:
                return "int"
            case Role.ACCESS_ERROR:
                return "pcierr"
            case Role.ERRNO:
                return "errno"
            case Role.IOMMU:
                return "iommu"
            case _:
                return "string"


@dataclass(frozen=True, slots=True)
class Observation:
    """What a Then step found: whether it is what was expected, and a message that says what was seen."""

    agrees: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A Cucumber expression and the function that carries it out, whose docstring begins with what it means.

    `roles` says what each parameter of the expression stands for, in order; `follows` what must stand below the step.
    """

    expression: str
    keyword: ClassVar[Keyword]
    """The keyword that a step with this sentence stands under."""
    function: Callable[..., object]
    roles: tuple[Role, ...] = ()
    follows: Follows = Follows.NOTHING

    def filled(self, *values: str) -> str:
        """The sentence with `values`, as they are written, for its first parameters, and examples for the others."""
        between = _PARAMETER.split(self.expression)
        written = [*values, *(role.value for role in self.roles[len(values) :]), ""]
        return "".join(text + value for text, value in zip(between, written, strict=True))

    @property
    def example(self) -> str:
        """The sentence with an example for each parameter."""
        return self.filled()

    @property
    def meaning(self) -> str:
        """What the sentence means, in a line."""
        return (self.function.__doc__ or "").split("\n")[0]


@dataclass(frozen=True, slots=True)
class Given(Sentence):
    """A step that describes; its function takes the setup so far, the place of the step, arguments, what follows."""

    keyword: ClassVar = Keyword.GIVEN
    function: Callable[..., Setup | Diagnostic]


@dataclass(frozen=True, slots=True)
class Boot(Sentence):
    """The step that switches the machine on."""

    keyword: ClassVar = Keyword.WHEN
    function: Callable[[Machine], Session]


@dataclass(frozen=True, slots=True)
class When(Sentence):
    """A step that operates on a booted machine; its function takes the session and the arguments."""

    keyword: ClassVar = Keyword.WHEN
    function: Callable[..., Session]
    by_dom0: bool = False
    """Whether only a control domain can do it."""


@dataclass(frozen=True, slots=True)
class Then(Sentence):
    """A step that observes; its function takes the session and the arguments."""

    keyword: ClassVar = Keyword.THEN
    function: Callable[..., Observation]
    of_call: bool = False
    """Whether it speaks of the last operation."""
    of_absence: bool = False
    """Whether it agrees where what it speaks of exists nowhere, so that it must exist."""
    by_iommu: bool = False
    """Whether only an enabled IOMMU can bring the effect about."""
