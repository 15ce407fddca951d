# SPDX-License-Identifier: Apache-2.0
"""What a certification report consists of."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from reqtrace.report.block import Block


class Section(Struct, frozen=True, gc=False):
    """A part of the report: one key that never changes, facts for programs, and the same facts laid out for people.

    `data` is a value that can be written as JSON, a Struct wherever it has names. `landscape` is for tables too wide
    for an upright page. `anchors` of items are defined in the one section where they are described.
    """

    key: str
    """As in ``verification_coverage``; of a subsection too, and unique in the report."""
    title: str
    data: Any
    blocks: tuple[Block, ...] = ()
    below: tuple[Section, ...] = ()
    landscape: bool = False


class Dossier(Struct, frozen=True, gc=False):
    """The whole report: what it is of, the answer in one sentence, what kind of answer that is, and its sections."""

    title: str
    answer: str
    meaning: str
    sections: tuple[Section, ...]
