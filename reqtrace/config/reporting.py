# SPDX-License-Identifier: Apache-2.0
"""What a project wants its report to be made of, as it stands in the configuration."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Format(StrEnum):
    """A form in which a report is written, by the name that options and settings give it."""

    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    SVG = "svg"


class Reporting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``reqtrace report`` writes when nothing else is typed, in the table ``[tool.reqtrace.report]``.

    `formats` are the formats of the report. Left out, they are all that can be written with what is installed.

    `versions` says whether test cases are executed on every profile, for the table of Xen versions.

    `adequacy` says whether what the test cases notice is measured too, which executes them many times.

    `baseline` is the state since which the report says what changed, as in ``"v1.2"``: a revision in git, a folder or
    a bundle, seen from where the report is made.
    """

    formats: tuple[Format, ...] | None = None
    versions: bool = True
    adequacy: bool = False
    baseline: str | None = None
