# SPDX-License-Identifier: Apache-2.0
"""Which results from elsewhere count for a project, as it stands in the configuration."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Tested(StrEnum):
    """What results have to be of."""

    SAME = "same"
    """The commit that is checked out, with nothing changed since."""
    ANY = "any"
    """Anything: the project answers for it."""


class Results(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which results of tests that ran elsewhere are evidence, in the table ``[tool.reqtrace.results]``.

    `files` are files of JUnit XML, or patterns for them such as ``"build/**/*.xml"``, seen from the folder of the
    configuration file. Those that ``--results`` names are read besides.

    `commit` says what a result has to be of to count as passed: ``"same"`` is the commit that is checked out, with
    nothing changed since, which the file has to state; with ``"any"`` the project answers for that, and every verdict
    says so.
    """

    files: tuple[str, ...] = ()
    commit: Tested = Tested.SAME
