# SPDX-License-Identifier: Apache-2.0
"""What an item says of itself beyond its text: safety integrity, how it is verified, how its test was derived."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Method(StrEnum):
    """How an item is verified."""

    TEST = "test"
    INSPECTION = "inspection"
    ANALYSIS = "analysis"
    ASSUMPTION = "assumption of use"
    """Not here at all: whoever integrates the system has to see to it."""


class TestType(StrEnum):
    """What a test case aims at."""

    __test__ = False  # pytest takes it for a class of tests otherwise

    REQUIREMENTS = "requirements-based"
    INTERFACE = "interface"
    FAULT_INJECTION = "fault injection"
    RESOURCE = "resource usage"
    BACK_TO_BACK = "back-to-back"


class Technique(StrEnum):
    """How a test case was derived."""

    REQUIREMENTS = "analysis of requirements"
    EQUIVALENCE = "equivalence classes"
    BOUNDARY = "boundary values"
    ERROR_GUESSING = "error guessing"
    EXPLORATORY = "exploration"


class Extent(StrEnum):
    """How much of what it covers a case verifies by itself, as its author says."""

    FULLY = "fully"
    IN_PART = "in part"
    UNSAID = "not stated"


class Attributes(Struct, frozen=True):
    """What an item says of itself with its tags, or what the project says of its kind."""

    integrity: str = ""
    """The safety integrity level, such as ``ASIL B``, or ``QM``; empty where nobody states one."""
    method: Method | None = None
    """None where nothing says how the item is to be verified."""
    types: tuple[TestType, ...] = ()
    techniques: tuple[Technique, ...] = ()
    extent: Extent = Extent.UNSAID
    together: bool = False
    """Whether the author says that the cases of the item together verify all of it."""
    derived: bool = False
    """Whether the author says that the item refines nothing, but follows from a decision of design."""
