# SPDX-License-Identifier: Apache-2.0
"""Isolation of PCI functions: the policy, the groups that several systems form, and where requests arrive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reqtrace.scenario.acts.act import Operation, Question


class Rules(Enum):
    """By whose rules functions are put into groups."""

    LINUX = "Linux"
    XEN = "Xen"
    ISOLATION = "isolation"
    """Those of the requirements."""


@dataclass(frozen=True, slots=True)
class LoadPolicy(Operation):
    """The control domain lets the store of the isolation policy be read."""

    def __str__(self) -> str:
        return "loading of the isolation policy"


@dataclass(frozen=True, slots=True)
class GroupOf(Question[tuple[str, ...] | None]):
    """The functions in one group with a function, itself included; None where the host has no such function."""

    function: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class TakenBy(Question[str | None]):
    """The function that takes a request to an untranslated address; None where the IOMMU gets it.

    Empty where the host has no function that could send the request.
    """

    function: str
    address: int


@dataclass(frozen=True, slots=True)
class IsolationUnknown(Question[bool]):
    """Whether nobody can say how a function is isolated."""

    function: str


@dataclass(frozen=True, slots=True)
class Bypasses(Question[int]):
    """How many assignments stand on record that only the policy let happen."""


@dataclass(frozen=True, slots=True)
class LibvirtRefusal(Question[str | None]):
    """Why libvirt would not assign a function; None where it would, empty where the host has none."""

    function: str
