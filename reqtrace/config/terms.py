# SPDX-License-Identifier: Apache-2.0
"""The terms in which a project says how safe an item has to be and how it is verified, and the tags that mean them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class _Word(StrEnum):
    """A term that may be written with other signs between its words, and in other case: ``fault-injection``."""

    @classmethod
    def _missing_(cls, value: object) -> _Word | None:
        return next((each for each in cls if isinstance(value, str) and folded(each) == folded(value)), None)


class Integrity(_Word):
    """The levels of safety integrity of several standards, within each from the lowest to the highest.

    ISO 26262 and its decompositions, IEC 61508 and EN 50128, DO-178C, ISO 13849, IEC 62304.
    """

    QM = "QM"
    ASIL_A = "ASIL A"
    ASIL_B = "ASIL B"
    ASIL_C = "ASIL C"
    ASIL_D = "ASIL D"
    SIL_0 = "SIL 0"
    SIL_1 = "SIL 1"
    SIL_2 = "SIL 2"
    SIL_3 = "SIL 3"
    SIL_4 = "SIL 4"
    DAL_E = "DAL E"
    DAL_D = "DAL D"
    DAL_C = "DAL C"
    DAL_B = "DAL B"
    DAL_A = "DAL A"
    PL_A = "PL a"
    PL_B = "PL b"
    PL_C = "PL c"
    PL_D = "PL d"
    PL_E = "PL e"
    CLASS_A = "Class A"
    CLASS_B = "Class B"
    CLASS_C = "Class C"

    @property
    def scale(self) -> str:
        """Which levels it can be compared with; QM is the lowest of ISO 26262."""
        return "ASIL" if self is Integrity.QM else self.value.partition(" ")[0]

    @property
    def safety(self) -> bool:
        """Whether anything depends on it for safety: all but QM, and the levels that stand for the same elsewhere."""
        return self not in (Integrity.QM, Integrity.SIL_0, Integrity.DAL_E)


class Method(_Word):
    """How an item is verified."""

    TEST = "test"
    INSPECTION = "inspection"
    ANALYSIS = "analysis"
    ASSUMPTION = "assumption of use"
    """Not here at all: whoever integrates the system has to see to it."""


class TestType(_Word):
    """What a test case aims at."""

    __test__ = False  # pytest takes it for a class of tests otherwise

    REQUIREMENTS = "requirements-based"
    INTERFACE = "interface"
    FAULT_INJECTION = "fault injection"
    RESOURCE = "resource usage"
    BACK_TO_BACK = "back-to-back"


class Technique(_Word):
    """How a test case was derived."""

    REQUIREMENTS = "analysis of requirements"
    EQUIVALENCE = "equivalence classes"
    BOUNDARY = "boundary values"
    ERROR_GUESSING = "error guessing"
    EXPLORATORY = "exploration"


class Extent(_Word):
    """How much of what it covers a case verifies by itself, as its author says."""

    FULLY = "fully"
    IN_PART = "in part"
    UNSAID = "not stated"


class Mark(_Word):
    """What else an author may say of an item."""

    TOGETHER = "cases complete"
    """The cases of the item together verify all of it."""
    DERIVED = "derived"
    """The item refines nothing: it follows from a decision of design."""


Term = Integrity | Method | TestType | Technique | Extent | Mark


def folded(tag: str) -> str:
    """A tag or a term as it is compared: in lower case, its words with a hyphen between them."""
    return "-".join(tag.lower().replace("_", " ").replace("-", " ").split())


# [impl->dsn~tags_have_meanings~1]
TAGS: Final[Mapping[str, tuple[Term, ...]]] = MappingProxyType(
    {folded(level): (level,) for level in Integrity}
    | {folded(method): (method,) for method in Method}
    | {
        "aou": (Method.ASSUMPTION,),
        "requirement-based": (TestType.REQUIREMENTS, Technique.REQUIREMENTS),
        "requirements-based": (TestType.REQUIREMENTS, Technique.REQUIREMENTS),
        "interface": (TestType.INTERFACE,),
        "fault-injection": (TestType.FAULT_INJECTION,),
        "resource": (TestType.RESOURCE,),
        "resource-usage": (TestType.RESOURCE,),
        "back-to-back": (TestType.BACK_TO_BACK,),
        "equivalence": (Technique.EQUIVALENCE,),
        "boundary": (Technique.BOUNDARY,),
        "error-guessing": (Technique.ERROR_GUESSING,),
        "exploratory": (Technique.EXPLORATORY,),
        "verifies-fully": (Extent.FULLY,),
        "verifies-in-part": (Extent.IN_PART,),
        "cases-complete": (Mark.TOGETHER,),
        "derived": (Mark.DERIVED,),
    }
)
"""What the tags mean that every project may use, by the tag as it is compared."""

TERMS: Final[Mapping[str, tuple[Term, ...]]] = MappingProxyType(
    dict(TAGS)
    | {folded(term): (term,) for words in (TestType, Technique, Mark) for term in words}
    | {folded(extent): (extent,) for extent in (Extent.FULLY, Extent.IN_PART)}
)
"""What a project may give the meaning of to a tag of its own, by name as it is compared: terms, and the tags above."""
