# SPDX-License-Identifier: Apache-2.0
"""Where the report comes from, and how somebody else makes the same bytes again and checks them."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.provenance import TODAY, Provenance
from reqtrace.report.block import Block, Bullets, Column, Fact, Facts, Literal, Paragraph, Row, Weight, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import code, listed, said
from reqtrace.report.sheets.cells import plain, sentence

KEY: Final = "reproduction"
_STEPS: Final = (
    "Call sha256sum -c .reqtrace in the folder of the report: it says whether a file was changed since it was written.",
    "Take the commit named here, from the project's own repository, without any change.",
    "Install the version of the tool that is named here, and the libraries with the versions that are.",
    "Call the commands named here at the top of the repository; they say the date, and the day on which gaps and "
    "inspections were judged. Results of tests are in no commit: lay those files of the list below where they were.",
    "Compare the files that come out with these, byte by byte, and the SHA-256 of every input with the list below.",
    "Where the report came in a bundle of evidence, reqtrace verify does all of this with the bundle alone, and says "
    "what differs.",
)
NOT_KNOWN: Final = "not known"


class InputFile(Struct, frozen=True, gc=False):
    """A file that was read, and the SHA-256 of its text."""

    file: str
    sha256: str


class ReportFile(Struct, frozen=True, gc=False):
    """A file of the report, by its name in the folder, and what it is."""

    name: str
    title: str


class FormatLeftOut(Struct, frozen=True, gc=False):
    """A format that the report would have and has not, and why."""

    format: str
    reason: str


class Reproduction(Struct, frozen=True, gc=False):
    """Where the report comes from; what is empty or None in `provenance` is not known.

    `files` are what the report consists of, and `left_out` the formats that it would have. `commands` make it again,
    in a shell, in this order; there are none where it is not known what was typed. `places` is the folder that places
    of items are seen from, empty for one that was typed as a whole path; `inputs` are seen from where the command was
    called.
    """

    provenance: Provenance
    inputs: tuple[InputFile, ...]
    files: tuple[ReportFile, ...]
    left_out: tuple[FormatLeftOut, ...]
    steps: tuple[str, ...]
    commands: tuple[str, ...]
    places: str


def reproduction(ledger: Ledger) -> Reproduction:
    """Where the report comes from."""
    inputs = tuple(InputFile(each.file, each.digest) for each in ledger.view.inputs)
    material = ledger.material
    return Reproduction(
        material.provenance,
        inputs,
        tuple(ReportFile(each.name, each.title) for each in material.companions),
        tuple(FormatLeftOut(each.format.value, each.reason) for each in material.absent),
        _STEPS,
        tuple(_commands(material.provenance)),
        "" if material.base.startswith("/") else material.base,
    )


# [impl->dsn~report_is_repeated_on_its_day~1]
def _commands(told: Provenance) -> Iterator[str]:
    """What one types in a shell, at the top of the repository, to make the report again beside that."""
    if not told.command:
        return
    if told.commit:
        yield f"git checkout --detach {told.commit}"
    if told.folder != ".":
        yield f"cd {shlex.quote(told.folder)}"
    variables = [f"SOURCE_DATE_EPOCH={_seconds(told.date)}"] if told.date else []
    variables += [f"{TODAY}={told.today}"] if told.today else []
    program, name, *words = told.command
    yield " ".join((*variables, shlex.join((program, name, "-o", _beside(told.folder, name), *words))))


def _beside(folder: str, name: str) -> str:
    """Where the report, or the bundle, is made again: beside the repository, as seen from a folder in it."""
    depth = 0 if folder == "." else len(folder.split("/"))
    return "../" * (depth + 1) + ("again.zip" if name == "bundle" else "again")


def _seconds(date: datetime.datetime) -> int:
    return int(date.timestamp())


# [impl->dsn~origin_in_the_report~1]
def section(_ledger: Ledger, told: Reproduction) -> Section:
    """The origin of the report, how to check it, and a row for every input."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(told)))


def _blocks(told: Reproduction) -> Iterator[Block]:
    yield Facts((*_facts(told.provenance), said("Places of items are seen from", _folder(told.places))))
    yield Bullets(tuple((Words(each),) for each in told.steps))
    if told.commands:
        yield Literal("\n".join(told.commands))
    if told.files:
        yield sentence("The same conclusion, in the files of this report:")
        yield Bullets(tuple((Words(each.name, Weight.CODE), Words(f": {each.title}")) for each in told.files))
    if told.left_out:
        yield sentence("Formats that were left out:")
        yield Bullets(tuple((Words(f"{each.format}: {each.reason}"),) for each in told.left_out))
    columns = (Column("file", "Input", 40), Column("sha256", "SHA-256", 60))
    rows = (Row((plain(each.file), code(each.sha256))) for each in told.inputs)
    yield listed(f"{KEY}-inputs", columns, rows, "file", "No file was read.")


def _facts(told: Provenance) -> Iterator[Fact]:
    yield said("Tool", told.tool)
    yield _coded("Commit", told.commit)
    yield said("State of the files", _state(told))
    yield said("Date", _dated(told.date) if told.date else NOT_KNOWN)
    yield said("Gaps and inspections judged on", f"{told.today}" if told.today else "no day was needed")
    yield _coded("Command", shlex.join(told.command))
    yield said("Called in", "the top of the repository" if told.folder == "." else told.folder)
    yield said("Configuration", told.configuration or "none")
    yield _coded("SHA-256 of the configuration", told.configuration_digest)
    yield said("Platform", told.platform or NOT_KNOWN)
    yield said("Python", told.python or NOT_KNOWN)
    yield said("Libraries", ", ".join(f"{name} {version}" for name, version in told.packages) or NOT_KNOWN)


def _folder(places: str) -> str:
    if not places:
        return "the folder that was traced"
    return "the folder of the call" if places == "." else places


def _dated(date: datetime.datetime) -> str:
    return f"{date.isoformat()}, {_seconds(date)} seconds after the beginning of 1970"


def _state(told: Provenance) -> str:
    if not told.commit:
        return "in no git repository"
    if told.dirty:
        return "changed since the commit, so that the commit alone does not give this report"
    return "as in the commit"


def _coded(name: str, text: str) -> Fact:
    return Fact(name, (Paragraph((Words(text, Weight.CODE) if text else Words(NOT_KNOWN),)),))
