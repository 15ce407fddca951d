# SPDX-License-Identifier: Apache-2.0
"""A project's settings as values, with all defaults."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

import msgspec

from reqtrace.config.gate import Gate
from reqtrace.config.reporting import Reporting
from reqtrace.config.results import Results
from reqtrace.config.terms import TAGS, TERMS, Extent, Integrity, Method, Term, TestType, folded
from reqtrace.ident import ItemId
from reqtrace.span import Span


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a project says of one kind of item, in a table such as ``[tool.reqtrace.kinds.XenSSR]``.

    `title` is what people call the kind. Without one its items are called by the kind itself.

    `executable` says whether its items are test cases, which ``reqtrace run`` executes. ``XenValTestCase`` is
    executable unless its table says otherwise.

    `covers` are the kinds that its items may cover. Left out, they may cover anything; an empty list allows nothing.
    A link that is not allowed is a defect, RT211, and covers nothing.

    `needs` are the kinds that every one of its items must state in its ``Needs``. One that forgets it is a defect,
    RT214, for otherwise nobody would miss what should cover it. An item may state more.

    `method` says how its items are verified, or, for a kind that covers others, how it verifies them: ``"test"``,
    ``"inspection"``, ``"analysis"``, or ``"assumption of use"``, which nobody verifies here. The first three are worth
    what their results say that come from elsewhere. Executable kinds are tests without being told.

    `integrity` is the safety integrity level of its items, as in ``"ASIL B"``, ``"SIL 2"``, ``"DAL C"`` or ``"QM"``.
    Where nobody states a level, none is assumed, and least of all QM.

    `type` is what its test cases aim at. Left out, a test case that covers something is ``"requirements-based"``.

    `extent` says how much of what they cover its test cases verify each, ``"fully"`` or ``"in part"``. Left out,
    nobody says so.

    The last four are what holds for an item whose tags say nothing else.
    """

    title: str = ""
    executable: bool = False
    covers: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    method: Method | None = None
    integrity: Integrity | None = None
    type: TestType | None = None
    extent: Extent = Extent.UNSAID


KINDS: Mapping[str, Kind] = MappingProxyType({"XenValTestCase": Kind("Validation test case", executable=True)})
"""What is known of kinds before a project says anything."""


class Weight(StrEnum):
    """What becomes of a complaint that projects see differently."""

    IGNORE = "ignore"
    WARN = "warn"
    ERROR = "error"


class Justification(msgspec.Struct, frozen=True):
    """A gap that a project accepts, in a table ``[[tool.reqtrace.justified]]``: no defect, and no coverage either.

    `id` is the item that lacks something, in this very revision. A new revision has to be looked at anew.

    `reason` says why that is accepted. An assessor will ask.

    `owner` is who answers for it.

    `date` is the day on which it was accepted. On a day before it, the gap is a defect.

    `expires` is the last day on which that holds. From the next day on the gap is a defect, and the trace says so,
    RT212.

    `needs` is the one kind that the item needs and that is missing. Left out, whatever is missing is accepted.

    The field ``span`` is no setting; it is where the table begins.
    """

    id: ItemId
    reason: str
    owner: str
    date: datetime.date
    expires: datetime.date
    needs: str | None = None
    span: Span = Span("")

    def accepts(self, kind: str) -> bool:
        """Whether it speaks of `kind` among what the item lacks."""
        return self.needs in (None, kind)

    def holds_on(self, today: datetime.date) -> bool:
        """Whether it was accepted by then and has not expired."""
        return self.date <= today <= self.expires


# [impl->dsn~defaults_live_in_one_place~1]
class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A project's settings, named as in the configuration file.

    `title` stands above every answer and report.

    `paths` are the files and folders that are traced when a command names none, seen from the folder of the
    configuration file. One that is missing ends the command with exit code 2.

    `exclude` holds names of files and folders, and paths below a folder that is traced, that are not read. ``*``
    stands for anything, slashes too, and ``**/`` for any folders or none. What a command names is read all the same.

    `gitignore` says whether what git ignores is left out too: what fits a pattern in a ``.gitignore`` of the folder or
    of one above it in the same repository, or in the repository's ``.git/info/exclude``.

    `sources` are the files in which coverage tags are looked for: endings of names with their dot, as in ``".c"``,
    whose case matters, and whole names, as in ``"Makefile"``. It takes the place of what is built in, which is what
    OpenFastTrace reads, and besides assembler, device trees, makefiles and some more.

    `more_sources` are files of the same form that are looked at besides.

    `kinds` describes kinds of items, each in a table of its own. A kind without one may be used all the same.

    `dependencies` says what a ``Depends`` on an item that does not exist in that revision is: ``"warn"`` complains,
    RT210, ``"error"`` makes the item a defect, and ``"ignore"`` says nothing.

    `justified` are the gaps that the project accepts, each in a table of its own.

    `survivors` is the file with the reasons why some broken rules of the model need not be noticed by any test case,
    seen from the folder of the configuration file. ``reqtrace adequacy`` lists these rules; in the file, each reason
    stands behind the name a rule has there: ``"assignment.iommu.warned: skip the effect" = "only the log is told"``.

    `tags` gives tags of the project the meaning of a term, as in ``safety-critical = "ASIL B"``. Tags such as
    ``asil-b``, ``inspection`` and ``boundary`` have a meaning without being told.

    `gate` is what the project demands of itself, in a table of its own.

    `report` is what its report is made of, in a table of its own.

    `results` are results of tests that ran elsewhere, in a table of its own.

    `inspections` is the file with the records of what people inspected or analysed, seen from the folder of the
    configuration file. In it, each record is a table ``[[inspection]]``.
    """

    title: str = "Requirements"
    paths: tuple[str, ...] = (".",)
    exclude: tuple[str, ...] = ()
    gitignore: bool = True
    sources: tuple[str, ...] | None = None
    more_sources: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = KINDS
    dependencies: Weight = Weight.WARN
    justified: tuple[Justification, ...] = ()
    survivors: str | None = None
    tags: Mapping[str, str] = MappingProxyType({})
    gate: Gate = Gate()
    report: Reporting = Reporting()
    results: Results = Results()
    inspections: str | None = None

    def title_of(self, kind: str) -> str:
        """What people call items of `kind`."""
        return self.kinds.get(kind, Kind()).title or kind

    def is_executable(self, kind: str) -> bool:
        """Whether items of `kind` are test cases that are executed here."""
        return self.kinds.get(kind, Kind()).executable

    def method_of(self, kind: str) -> Method | None:
        """How items of `kind` are verified, or verify what they cover; None where nothing says so."""
        said = self.kinds.get(kind, Kind())
        return said.method or (Method.TEST if said.executable else None)

    def is_judged(self, kind: str) -> bool:
        """Whether items of `kind` are worth what their own results say, executed here or not.

        Those of a kind that always needs others are worth what these say, however they are to be verified.
        """
        said = self.kinds.get(kind, Kind())
        return said.executable or (said.method not in (None, Method.ASSUMPTION) and not said.needs)

    @cached_property
    def meanings(self) -> Mapping[str, tuple[Term, ...]]:
        """What tags mean, by the tag as it is compared: what is built in, and what the project says besides."""
        return MappingProxyType(dict(TAGS) | {folded(tag): TERMS[folded(name)] for tag, name in self.tags.items()})
