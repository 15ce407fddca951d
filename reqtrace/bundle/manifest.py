# SPDX-License-Identifier: Apache-2.0
"""What a bundle says of itself: how its evidence was made, and what every member holds."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from reqtrace.bundle.attestation import canonical
from reqtrace.catalogue import Code
from reqtrace.config import Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.provenance import Provenance
from reqtrace.span import Span

MANIFEST: Final = "manifest.json"
INPUTS: Final = "inputs/"
BASELINE: Final = "baseline/"
REPORT: Final = "report/"
LOGS: Final = "logs/"


class Former(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The state that changes are counted from; paths are seen from the folder `here` below what is packed of it."""

    name: str
    here: str
    paths: tuple[str, ...]
    folders: tuple[str, ...] = ()
    configuration: str = ""


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What has to be done with the inputs to come to the evidence; paths are seen from the folder `here`.

    `here` and `folders`, which may be empty otherwise, lie below the inputs. `whole` says whether `paths` are all that
    the project has. `on`, `profile`, `compared` and `probed` say what the test cases are executed on, and `absent`
    which formats could not be written. `today` is the day on which gaps were accepted and inspections counted.
    """

    here: str
    paths: tuple[str, ...]
    whole: bool
    kinds: tuple[str, ...] | None
    tags: tuple[str, ...] | None
    folders: tuple[str, ...]
    configuration: str
    on: str
    profile: str
    compared: bool
    probed: bool
    results: tuple[str, ...] = ()
    formats: tuple[Format, ...]
    absent: tuple[tuple[Format, str], ...] = ()
    today: datetime.date | None = None
    baseline: Former | None = None


class LeftOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was said of files that were not read; it rests on the signature alone, for they are not packed."""

    message: str
    file: str


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a member holds: how many bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that whoever checks a bundle has to know; `members` are those besides the manifest and the attestation.

    `program` is the SHA-256 of the code that made the evidence, for a version may stand for more than one.
    """

    schema: Literal["reqtrace-bundle/1"] = "reqtrace-bundle/1"
    program: str = ""
    provenance: Provenance
    procedure: Procedure
    left_out: tuple[LeftOut, ...] = ()
    members: tuple[Member, ...]

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of every member by its name."""
        return {each.name: each.sha256 for each in self.members}


def digest(content: bytes | memoryview) -> str:
    """The SHA-256 of a content, in small hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def listed(members: Mapping[str, bytes]) -> tuple[Member, ...]:
    """What a manifest says of members."""
    names = sorted(members, key=str.encode)
    return tuple(Member(name, len(members[name]), digest(members[name])) for name in names)


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as JSON that people can read, the same for the same content."""
    return msgspec.json.format(canonical(manifest), indent=2) + b"\n"


def read_manifest(content: bytes, file: str) -> Manifest | Diagnostic:
    """The manifest of the bundle called `file`; what another version of reqtrace wrote may not be understood."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except (ValueError, RecursionError) as problem:
        place = Span(f"{file}!{MANIFEST}")
        message = f"{place.file} is not understood: {problem}"
        return Diagnostic(Code.NO_BUNDLE, message, place, (), "use the version of reqtrace that made the bundle")
