# SPDX-License-Identifier: Apache-2.0
"""How far one may rely on the tool: what it is used for, what could go wrong there, and what would notice that."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.report.block import Column, Row
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import plain, sentence

KEY: Final = "tool_confidence"


class Malfunction(Struct, frozen=True, gc=False):
    """A use of the tool, how it could mislead there, what of the tool works against that, and what the user can do."""

    use: str
    malfunction: str
    measure: str
    remains: str


class ToolConfidence(Struct, frozen=True, gc=False):
    """What could go wrong; `statement` says what this analysis is and is not."""

    statement: str
    malfunctions: tuple[Malfunction, ...]


STATEMENT: Final = (
    "reqtrace is not qualified. This is what its authors know of how it could mislead; how much confidence a use of it "
    "needs depends on that use, and whoever answers for it has to judge that."
)
MALFUNCTIONS: Final = (
    Malfunction(
        "Reading requirements and test cases",
        "An item is overlooked, or a part of its text is lost.",
        "What nearly is an item, a field or a tag is a warning with its place; every file that was read is listed with "
        "its SHA-256. The reader is tested against docutils and against the totals of OpenFastTrace.",
        "Compare the number of items of each kind with what was written, and look at every warning.",
    ),
    Malfunction(
        "Linking, and judging coverage",
        "A link counts that must not: to another revision, of a kind that was not asked for, in a circle.",
        "Every link is shown from both ends with its condition, and only one in order covers. An id that is used twice "
        "is a defect, and what is rejected covers nothing.",
        "Look at a sample of links; whether a link is right in content, no tool sees.",
    ),
    Malfunction(
        "Executing test cases on the model",
        "A case passes that must not: a step is misread, is not executed, or can not fail.",
        "A step that is not understood is an error, and a block that nearly is a scenario is complained of. Every "
        "executed step is in the log with its line. A result counts for the text that was executed alone. Where "
        "adequacy is measured, rules of the model are broken one by one to see which cases notice.",
        "Measure adequacy. The model is no hypervisor: execute the cases on the product, too.",
    ),
    Malfunction(
        "Judging requirements",
        "A requirement is called verified that is not.",
        "The worst of what covers it decides. What was not run, is stale, blocked, accepted to be missing or not "
        "measured never counts as passed. No verdict is shown without what was executed.",
        "Read what kind of answer it is, and the verdict on completeness beside it.",
    ),
    Malfunction(
        "Taking over results from elsewhere",
        "A result counts that is old, of another commit, or of another revision of the item.",
        "Only a result that passed on the very commit counts, unless the project says otherwise, which is shown. Of "
        "several the worst counts. The file is listed with its SHA-256.",
        "Whether the test that is named tests what the item says.",
    ),
    Malfunction(
        "Taking over inspections",
        "A record counts that is of another text, or that nobody else approved.",
        "The record holds the SHA-256 of the item and of all that it covers, as they were inspected, and an approver "
        "who is not the author.",
        "Whether the persons are those who they are said to be, and independent as the level asks for.",
    ),
    Malfunction(
        "Accepting gaps",
        "What is missing is forgotten.",
        "An accepted gap is never coverage. It is of one revision, has a reason, an owner and a day on which it ends, "
        "and is listed in every report.",
        "Judging the reasons.",
    ),
    Malfunction(
        "Reporting",
        "A document says something better than what was concluded, or leaves something out.",
        "Every format lays out the same conclusion. Shares are cut off, never rounded up. A section without content "
        "says so. The same input gives the same bytes.",
        "Make the report again elsewhere and compare; compare a sample of one format with another.",
    ),
    Malfunction(
        "Gating a build",
        "A build goes on although something is wrong.",
        "Every defect, failed case and missed demand decides the exit code; what was not measured meets no demand.",
        "That the build heeds the exit code, and that demands are high enough.",
    ),
    Malfunction(
        "Comparing with a baseline",
        "A changed text goes unnoticed, or what it affects does.",
        "Texts are compared, not only revisions; suspicion follows links in both directions.",
        "Whether a change of words is one of meaning.",
    ),
)


def tool_confidence() -> ToolConfidence:
    """The analysis as it stands; it is the same in every report."""
    return ToolConfidence(STATEMENT, MALFUNCTIONS)


def section(told: ToolConfidence) -> Section:
    """A row for everything that could go wrong."""
    columns = (
        Column("use", "Use", 14),
        Column("malfunction", "What could go wrong", 22),
        Column("measure", "What works against it", 38),
        Column("remains", "What stays with the user", 26),
    )
    rows = (
        Row((plain(each.use), plain(each.malfunction), plain(each.measure), plain(each.remains)))
        for each in told.malfunctions
    )
    table = listed(KEY, columns, rows, "malfunction", "Nothing is known.")
    return Section(KEY, TITLES[KEY], told, (sentence(told.statement), table), landscape=True)
