# SPDX-License-Identifier: Apache-2.0
"""A project's settings as values, with all defaults."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

from reqtrace.ident import ItemId
from reqtrace.span import Span


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a project says of one kind of item, in a table such as ``[tool.reqtrace.kinds.XenSSR]``.

    `title` is what people call the kind; without one its items are called by the kind itself.

    `executable` says whether its items are test cases, which ``reqtrace run`` executes.

    `covers` are the kinds that its items may cover. Left out, they may cover anything; an empty list allows nothing.
    A link that is not allowed is a defect.

    `needs` are the kinds that every one of its items must state in its ``Needs``. One that forgets it is a defect, for
    otherwise nobody would miss what should cover it. An item may state more.
    """

    title: str = ""
    executable: bool = False
    covers: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = MappingProxyType({"XenValTestCase": Kind("Validation test case", executable=True)})
"""What is known of kinds before a project says anything."""


class Weight(StrEnum):
    """What becomes of a complaint that projects see differently."""

    IGNORE = "ignore"
    WARN = "warn"
    ERROR = "error"


class Justification(msgspec.Struct, frozen=True):
    """A gap that a project accepts, in a table ``[[tool.reqtrace.justified]]``: no defect, and no coverage either.

    `id` is the item that is not covered, in this very revision, and `needs` the one kind that it needs and that is
    missing; left out, whatever is missing is accepted. `reason` says why, and `owner` who answers for it. `date` is
    the day on which it was accepted and `expires` the last day on which it holds; before and after that the gap is a
    defect. `span` is where the table begins.
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
class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project's settings, named as in the configuration file.

    `title` stands above every report.

    `paths` are the files and folders that are traced when a command names none, relative to the folder of the
    configuration file.

    `exclude` holds names of files and folders, or paths below a folder that is traced, that are not read, as `fnmatch`
    patterns: ``*`` stands for anything, slashes too, and ``**/`` for any folders, or none. What a command names is
    read all the same.

    `gitignore` says whether what git ignores is left out as well: what fits a pattern in a ``.gitignore`` of the
    folder or of one above it in the same repository, or in the repository's ``.git/info/exclude``.

    `sources` are the files in which coverage tags are looked for: endings, as ``".c"``, whose case
    matters, and whole names, as ``"Makefile"``. It takes the place of the list that is built in; `more_sources` are
    looked at besides.

    `kinds` describes kinds of items, each in a table of its own; see `Kind`. What is built in of a kind holds where
    its table says nothing else.

    `dependencies` says what a ``Depends`` on an item that does not exist in that revision is: ``"warn"`` complains,
    ``"error"`` makes the item a defect, ``"ignore"`` says nothing.

    `justified` are the gaps that the project accepts; see `Justification`.

    `survivors` is the file that says of each broken rule that no test case notices why that is accepted, relative to
    the folder of the configuration file; see `reqtrace.config.survivors`.
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

    def title_of(self, kind: str) -> str:
        """What people call items of `kind`."""
        return self.kinds.get(kind, Kind()).title or kind

    def is_executable(self, kind: str) -> bool:
        """Whether items of `kind` are test cases that are executed here."""
        return self.kinds.get(kind, Kind()).executable
