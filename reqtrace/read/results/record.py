# SPDX-License-Identifier: Apache-2.0
"""What files from elsewhere say, before anybody asks which item it concerns."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Outcome
from reqtrace.ident import ItemId
from reqtrace.span import Span


class Result(Struct, frozen=True):
    """What became of one test, as a file of results says.

    `name` is what the test is called there, its class before it. `named` are the texts that may hold ids because
    somebody called the test so, and `cited` those of the properties that name what a test is for. `outcome` is passed
    only where nothing speaks against it; else `message` says what does, and `log` what the test wrote on that.
    """

    name: str
    outcome: Outcome
    span: Span
    named: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    message: str = ""
    log: str = ""
    commit: str = ""
    """The commit that was tested, as it is written; empty where nothing says which, several where that is not clear."""
    date: str = ""
    doubtful: bool = False
    """Whether somebody has to look at it: it passed at times, or nobody knows what its outcome means."""


class ResultFile(Struct, frozen=True):
    """A file of results: its name as typed, its SHA-256, what wrote it as far as that is known, and what it says."""

    file: str
    digest: str
    tool: str
    results: tuple[Result, ...]


class Record(Struct, frozen=True):
    """That `id` was inspected by a checklist, as it was written down; `text` is the digest of what was inspected."""

    id: ItemId
    checklist: str
    passed: bool
    author: str
    approver: str
    date: datetime.date
    text: str
    note: str
    span: Span


class Elsewhere(Struct, frozen=True):
    """All that was observed elsewhere, and what it has to have been observed of.

    `commit` is the one that is checked out, empty where there is none, and `dirty` says whether it is not all that is
    there. Where `any_commit`, a project decided that its results count whatever they are of. No record is worth
    anything before its day, as seen from `today`. `ledgers` are the SHA-256 of the files that `records` stand in, and
    `inputs` the paths of all files, both by name. `diagnostics` say what of them could not be used.
    """

    files: tuple[ResultFile, ...] = ()
    records: tuple[Record, ...] = ()
    ledgers: Mapping[str, str] = MappingProxyType({})
    inputs: Mapping[str, str] = MappingProxyType({})
    commit: str = ""
    dirty: bool = False
    any_commit: bool = False
    today: datetime.date | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of every file, by name."""
        return {each.file: each.digest for each in self.files} | dict(self.ledgers)
