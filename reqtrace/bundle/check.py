# SPDX-License-Identifier: Apache-2.0
"""Whether a bundle is what somebody signed: the archive, the signature, and every byte of every member.

Nothing of it is executed, unpacked or written anywhere, and nothing is believed before what it rests on holds.
"""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from securesystemslib.signer import SSlibKey

from reqtrace.bundle.attestation import ATTESTATION, Statement, open_sealed
from reqtrace.bundle.container import Member, unpack
from reqtrace.bundle.genuine import foreign
from reqtrace.bundle.manifest import MANIFEST, Manifest, digest, read_manifest
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.view.printable import printable
from reqtrace.span import Span


class Bundle(Struct, frozen=True):
    """A bundle whose bytes are those that were sealed: what it states, and its members by name."""

    statement: Statement
    manifest: Manifest
    members: Mapping[str, memoryview]


# [impl->dsn~every_bit_is_accounted_for~1]
def check(
    content: bytes, file: str, trusted: Sequence[SSlibKey] | None, today: datetime.date
) -> tuple[Bundle | None, tuple[Diagnostic, ...]]:
    """The bundle called `file`, where it is what one of the `trusted` keys signed, and all that is wrong with it.

    Without any keys, that is None, what it says of itself is held against itself. Evidence that has expired is told,
    and so is what reqtrace did not put there; the rest is checked all the same.
    """
    members = unpack(content, file)
    if isinstance(members, Diagnostic):
        return None, (members,)
    statement = _stated(members, file, trusted)
    if isinstance(statement, Diagnostic):
        return None, (statement,)
    expired = tuple(_expired(statement.predicate.expires, file, today))
    if altered := tuple(_altered(members, statement.digests, file)):
        return None, (*altered, *expired)
    manifest = read_manifest(bytes(members[MANIFEST].content), file)
    if isinstance(manifest, Diagnostic):
        return None, (manifest, *expired)
    if contradictions := tuple(_contradictions(manifest, statement.digests, file)):
        return None, (*contradictions, *expired)
    bundle = Bundle(statement, manifest, {name: member.content for name, member in members.items()})
    return bundle, (*foreign(manifest, members, file), *expired)


def _stated(members: Mapping[str, Member], file: str, trusted: Sequence[SSlibKey] | None) -> Statement | Diagnostic:
    """What is stated of the members, if it is believed."""
    for needed in (ATTESTATION, MANIFEST):
        if needed not in members:
            return Diagnostic(Code.NO_BUNDLE, f"{file} is no bundle: it has no {needed}", Span(file))
    return open_sealed(bytes(members[ATTESTATION].content), file, trusted)


def _altered(members: Mapping[str, Member], stated: Mapping[str, str], file: str) -> Iterator[Diagnostic]:
    """What is not as it is stated, member by member."""
    for name in sorted({*members, *stated}):
        if reason := _alteration(name, members.get(name), stated):
            place = Span(f"{file}!{printable(name)}")
            yield Diagnostic(Code.ALTERED, f"{place.file} {reason}", place)


def _alteration(name: str, member: Member | None, stated: Mapping[str, str]) -> str:
    """What is wrong with a member, or nothing; the attestation itself was held against its signature."""
    if member is None:
        return "is missing, and was there when the bundle was sealed"
    if name != ATTESTATION and name not in stated:
        return "was not there when the bundle was sealed"
    if name != ATTESTATION and digest(member.content) != stated[name]:
        return "was altered after the bundle was sealed"
    if zlib.crc32(member.content) != member.checksum:
        return "is as it was sealed, and its checksum in the archive was altered"
    return ""


def _contradictions(manifest: Manifest, stated: Mapping[str, str], file: str) -> Iterator[Diagnostic]:
    """Where the manifest says something else than what was signed."""
    known = manifest.digests
    for name in sorted({*known, *stated} - {MANIFEST}):
        if known.get(name) != stated.get(name):
            place = Span(f"{file}!{MANIFEST}")
            message = f"{place.file} does not say of {name} what the attestation says"
            yield Diagnostic(Code.ALTERED, message, place)


# [impl->dsn~evidence_expires~1]
def _expired(expires: datetime.date | None, file: str, today: datetime.date) -> Iterator[Diagnostic]:
    if expires is not None and today > expires:
        message = f"{file} could be relied on until {expires}, and today is {today}"
        yield Diagnostic(Code.EXPIRED_EVIDENCE, message, Span(file))
