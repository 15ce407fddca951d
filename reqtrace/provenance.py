# SPDX-License-Identifier: Apache-2.0
"""Where a report comes from: all that somebody else needs to make the same bytes again."""

from __future__ import annotations

import datetime
from typing import Final

from msgspec import Struct

LIBRARIES: Final = (
    "cucumber-expressions",
    "devicetree",
    "gherkin-official",
    "jinja2",
    "lark",
    "msgspec",
    "networkx",
    "typst",
)
"""What has a say in what is concluded or written."""


TODAY: Final = "REQTRACE_TODAY"
"""The variable that says on which day gaps and inspections are judged, whatever the date is."""


class Provenance(Struct, frozen=True, kw_only=True):
    """From what, by what and on what a report was made; what is empty is not known, and a report says so.

    Nothing of it names a host, a user or a place on a disk, so that the same input gives the same bytes elsewhere.
    """

    tool: str
    """Name and version of reqtrace, as in ``reqtrace 0.1.0``."""
    commit: str = ""
    """The whole hash of the commit that was checked out; empty outside of a git repository."""
    dirty: bool = False
    """Whether anything that git knows was changed since, or anything that was read is not in git."""
    date: datetime.datetime | None = None
    """SOURCE_DATE_EPOCH, else the date of the commit, in UTC and whole seconds; None where there is neither."""
    today: datetime.date | None = None
    """The day on which accepted gaps and inspections were judged, where there may be any."""
    command: tuple[str, ...] = ()
    """What was typed, without the folder or file that was written."""
    folder: str = "."
    """Where it was typed, as seen from the top of the repository, or else from the folder of the configuration."""
    configuration: str = ""
    """The name of the configuration file, without folders; empty where there is none."""
    configuration_digest: str = ""
    """The SHA-256 of its content."""
    platform: str = ""
    """System and processor, as in ``Linux x86_64``."""
    python: str = ""
    """Implementation and version, as in ``CPython 3.11.7``."""
    packages: tuple[tuple[str, str], ...] = ()
    """The libraries that have a say in what is written, with their versions, by name."""
