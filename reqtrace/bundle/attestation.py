# SPDX-License-Identifier: Apache-2.0
"""Who answers for what: a statement of in-toto on every member, in an envelope of DSSE that a key signs.

The formats are Statement v1 (in-toto attestation framework) and DSSE 1.0, so that other programs verify it too.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

ATTESTATION: Final = "attestation.json"
"""The member that holds the envelope; its name comes first among all members."""
_PAYLOAD: Final = "application/vnd.in-toto+json"


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The SHA-256 of a content, in small hexadecimal digits."""

    sha256: str


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member, by its name, and what it holds."""

    name: str
    digest: Digest


class Predicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is stated of the members: what made them, and the last day on which one may rely on them."""

    tool: str
    expires: datetime.date | None = None


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is signed."""

    type: Literal["https://in-toto.io/Statement/v1"] = msgspec.field(
        name="_type", default="https://in-toto.io/Statement/v1"
    )
    subject: tuple[Subject, ...]
    predicate_type: Literal["https://pypi.org/project/reqtrace-safety/#evidence-bundle-v1"] = msgspec.field(
        name="predicateType", default="https://pypi.org/project/reqtrace-safety/#evidence-bundle-v1"
    )
    predicate: Predicate

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of every member by its name."""
        return {each.name: each.digest.sha256 for each in self.subject}


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keyid: str
    sig: str


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """An envelope as it is written; the library that signs is less strict about what else stands there."""

    payload: str
    payload_type: Literal["application/vnd.in-toto+json"]
    signatures: tuple[_Signature, ...]


def canonical(value: object) -> bytes:
    """A value as JSON in the one way there is: keys in order, no blanks, UTF-8."""
    return msgspec.json.encode(value, order="deterministic")


def state(digests: Mapping[str, str], predicate: Predicate) -> Statement:
    """The statement that members have these digests."""
    subjects = tuple(Subject(name, Digest(digests[name])) for name in sorted(digests, key=str.encode))
    return Statement(subject=subjects, predicate=predicate)


# [impl->dsn~statement_is_signed~1]
def seal(statement: Statement, signer: CryptoSigner | None) -> bytes:
    """The envelope around a statement, signed where there is a key."""
    envelope = Envelope(canonical(statement), _PAYLOAD, {})
    if signer is not None:
        envelope.sign(signer)
    return canonical(envelope.to_dict())


# [impl->dsn~statement_is_signed~1]
# [impl->dsn~unsigned_is_refused~1]
def open_sealed(content: bytes, file: str, trusted: Sequence[SSlibKey] | None) -> Statement | Diagnostic:
    """The statement in an envelope, if one of the `trusted` keys signed it; None asks for no signature.

    `file` is what people call the bundle. Nothing of the statement is looked at before the signature holds.
    """
    place = Span(f"{file}!{ATTESTATION}")
    try:
        written = msgspec.json.decode(content, type=_Envelope)
        envelope = Envelope.from_dict(msgspec.to_builtins(written))
    except (ValueError, RecursionError) as problem:
        return Diagnostic(Code.ALTERED, f"{place.file} is no envelope of a signature: {problem}", place)
    if canonical(envelope.to_dict()) != content:
        return Diagnostic(Code.ALTERED, f"{place.file} is not written as reqtrace writes it", place)
    if trusted is not None and (refusal := _refusal(envelope, place, trusted)):
        return refusal
    try:
        return msgspec.json.decode(envelope.payload, type=Statement)
    except (ValueError, RecursionError) as problem:
        message = f"{place.file} states something else than reqtrace does: {problem}"
        return Diagnostic(Code.NO_BUNDLE, message, place, (), "use the version of reqtrace that made the bundle")


def _refusal(envelope: Envelope, place: Span, trusted: Sequence[SSlibKey]) -> Diagnostic | None:
    """Why an envelope is not believed, unless exactly one key signed it, and that is trusted."""
    if not envelope.signatures:
        return Diagnostic(Code.UNSIGNED, f"{place.file} is not signed", place)
    if len(envelope.signatures) > 1:
        message = f"{place.file} has {len(envelope.signatures)} signatures, and reqtrace makes one"
        return Diagnostic(Code.ALTERED, message, place)
    (signed,) = envelope.signatures
    if signed not in {key.keyid for key in trusted}:
        known = " or ".join(_short(key.keyid) for key in trusted)
        message = f"{place.file} is signed with the key {_short(signed)}, and the trusted one is {known}"
        return Diagnostic(Code.UNTRUSTED, message, place)
    try:
        envelope.verify(list(trusted), 1)
    except VerificationError:
        message = f"{place.file}: the signature with the trusted key {_short(signed)} does not hold"
        help_ = "do not rely on the bundle: what is stated there, or the signature, was altered"
        return Diagnostic(Code.UNTRUSTED, message, place, (), help_)
    return None


def _short(key: str) -> str:
    """As much of the id of a key as tells it from others; what is none is shown as far as it can be."""
    return "".join(each for each in key[:16] if each.isalnum()) or "without a name"
