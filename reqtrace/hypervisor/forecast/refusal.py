# SPDX-License-Identifier: Apache-2.0
"""Why something that a guest asks for is not granted: what a rule says, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.forecast.requirement import requirement_of_guest
from reqtrace.hypervisor.forecast.way_out import way_out
from reqtrace.hypervisor.tree.tree_source import Place


@dataclass(frozen=True, slots=True)
class Objection:
    """What a rule says against a request."""

    name: str
    meaning: str
    lacking: frozenset[Finding]
    refused: Refused

    @property
    def user(self) -> str:
        """The domain whose something is, by the last words of the refusal."""
        return self.refused.words.rpartition("domain ")[2]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something that a guest asks for is not granted.

    `subject` is the node of the guest's tree, or the setting, `device` the device of the host that it names, if it
    names one that is there, with its place. It is `rule` that refuses; a Xen with one of the findings `lacking` has no
    such rule.
    """

    requirement: str
    errno: Errno
    message: str
    place: Place
    subject: str
    rule: str
    source: str
    lacking: frozenset[Finding]
    help: str
    device: str = ""
    device_place: Place | None = None


def refusal_of_guest(said: Objection, place: Place) -> Refusal:
    """The refusal of the guest as a whole, or of a function that it names."""
    refused = said.refused
    requirement = requirement_of_guest(refused, said.name)
    return Refusal(
        requirement, refused.errno, refused.words, place, "", said.name, refused.source, said.lacking, way_out(said)
    )
