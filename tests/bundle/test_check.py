# SPDX-License-Identifier: Apache-2.0
"""What was signed is known again, and whatever is otherwise is found and named."""

from __future__ import annotations

import datetime
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealed import MEMBERS, ORIGIN, OTHER, SIGNER, TODAY, TRUSTED, sealed
from securesystemslib.signer import SSlibKey

from reqtrace.bundle.attestation import ATTESTATION, Predicate, Statement, open_sealed, seal, state
from reqtrace.bundle.check import check
from reqtrace.bundle.container import pack, unpack
from reqtrace.bundle.manifest import MANIFEST, Manifest, digest, listed, read_manifest, write_manifest
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic


def told(content: bytes, trusted: list[SSlibKey] | None = TRUSTED, today: datetime.date = TODAY) -> list[str]:
    """What is wrong with a bundle, each with its code; whatever is wrong lets nothing of it be used."""
    bundle, diagnostics = check(content, "e.zip", trusted, today)
    broken = [each for each in diagnostics if each.code is not Code.EXPIRED_EVIDENCE]
    assert (bundle is None) == bool(broken)
    return [f"{each.code} {each.message}" for each in diagnostics]


def taken_apart(content: bytes) -> dict[str, bytes]:
    members = unpack(content, "e.zip")
    assert not isinstance(members, Diagnostic)
    return {name: bytes(member.content) for name, member in members.items()}


def test_what_was_sealed_is_found_as_it_was() -> None:
    bundle, diagnostics = check(sealed(), "e.zip", TRUSTED, TODAY)
    assert diagnostics == ()
    assert bundle is not None
    assert {name: bytes(content) for name, content in bundle.members.items()} == MEMBERS | {
        name: content for name, content in taken_apart(sealed()).items() if name in {ATTESTATION, MANIFEST}
    }
    assert bundle.manifest.procedure == ORIGIN.procedure


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert sealed() == sealed(dict(reversed(MEMBERS.items())))


# [utest->dsn~every_bit_is_accounted_for~1]
@pytest.mark.parametrize("eighth", range(8))
def test_every_bit_that_is_flipped_is_found_and_its_place_named(eighth: int) -> None:
    packed = bytearray(sealed())
    members = taken_apart(bytes(packed))
    starts = {name: packed.find(content) for name, content in members.items()}
    for place in range(len(packed)):
        packed[place] ^= 1 << eighth
        found = told(bytes(packed))
        packed[place] ^= 1 << eighth
        holder = [name for name, start in starts.items() if start <= place < start + len(members[name])]
        assert found, (place, eighth)
        assert all(f"e.zip!{name}" in found[0] for name in holder), (place, eighth, found)
        assert all("e.zip" in each for each in found)


SEALED = sealed()
places = st.integers(0, len(SEALED))
pieces = st.one_of(st.binary(max_size=30), st.tuples(places, places).map(lambda ends: SEALED[min(ends) : max(ends)]))


# [utest->dsn~every_bit_is_accounted_for~1]
@given(st.lists(st.tuples(places, st.integers(0, 60), pieces), min_size=1, max_size=4))
def test_whatever_is_cut_out_put_in_or_moved_is_found(edits: list[tuple[int, int, bytes]]) -> None:
    content = SEALED
    for place, length, piece in edits:
        content = content[:place] + piece + content[place + length :]
    assert bool(told(content)) == (content != SEALED)


@pytest.mark.parametrize("length", [0, 1, 3, 4, 21, 22, 100, len(sealed()) // 2, len(sealed()) - 1])
def test_what_is_cut_off_is_no_bundle(length: int) -> None:
    assert all(each.startswith("RT032 ") for each in told(sealed()[:length]))


def test_an_altered_member_is_named_and_so_is_one_that_is_missing_or_was_not_there() -> None:
    members = taken_apart(sealed())
    altered = members | {"report/trace.json": b"[]\n", "report/more.json": b"{}"}
    del altered["inputs/requirements/zip.zip"]
    assert told(pack(altered)) == [
        "RT501 e.zip!inputs/requirements/zip.zip is missing, and was there when the bundle was sealed",
        "RT501 e.zip!report/more.json was not there when the bundle was sealed",
        "RT501 e.zip!report/trace.json was altered after the bundle was sealed",
    ]


def test_an_altered_manifest_is_named() -> None:
    members = taken_apart(sealed())
    manifest = members[MANIFEST].replace(b"reqtrace 0.1.0", b"reqtrace 0.2.0")
    assert told(pack(members | {MANIFEST: manifest})) == [
        "RT501 e.zip!manifest.json was altered after the bundle was sealed"
    ]


def test_a_manifest_that_contradicts_what_was_signed_is_found_even_if_that_was_signed_too() -> None:
    manifest = write_manifest(
        Manifest(provenance=ORIGIN.provenance, procedure=ORIGIN.procedure, members=listed(MEMBERS)[1:])
    )
    digests = {MANIFEST: digest(manifest)} | {name: digest(content) for name, content in MEMBERS.items()}
    envelope = seal(state(digests, Predicate("reqtrace 0.1.0")), SIGNER)
    assert told(pack({**MEMBERS, MANIFEST: manifest, ATTESTATION: envelope})) == [
        "RT501 e.zip!manifest.json does not say of inputs/requirements/clock.rst what the attestation says"
    ]


# [utest->dsn~unsigned_is_refused~1]
def test_what_nobody_signed_is_refused() -> None:
    assert told(sealed(signer=None)) == ["RT033 e.zip!attestation.json is not signed"]
    assert told(sealed(signer=None), None) == []


# [utest->dsn~unsigned_is_refused~1]
def test_what_somebody_else_signed_is_refused() -> None:
    known, other = SIGNER.public_key.keyid[:16], OTHER.public_key.keyid[:16]
    assert told(sealed(signer=OTHER)) == [
        f"RT502 e.zip!attestation.json is signed with the key {other}, and the trusted one is {known}"
    ]
    assert told(sealed(signer=OTHER), [*TRUSTED, OTHER.public_key]) == []


def test_a_signature_under_the_name_of_a_trusted_key_does_not_hold() -> None:
    members = taken_apart(sealed(signer=OTHER))
    forged = members[ATTESTATION].replace(OTHER.public_key.keyid.encode(), SIGNER.public_key.keyid.encode())
    assert told(pack(members | {ATTESTATION: forged})) == [
        f"RT502 e.zip!attestation.json: the signature with the trusted key {SIGNER.public_key.keyid[:16]} does not hold"
    ]


def test_the_signature_of_another_bundle_does_not_hold_for_this_one() -> None:
    other = taken_apart(sealed({"inputs/a.rst": b"a"}))
    mixed = taken_apart(sealed()) | {ATTESTATION: other[ATTESTATION]}
    assert "RT501 e.zip!inputs/a.rst is missing, and was there when the bundle was sealed" in told(pack(mixed))


def test_two_signatures_are_one_too_many() -> None:
    statement = state({}, Predicate("reqtrace 0.1.0"))
    one, other = seal(statement, SIGNER), seal(statement, OTHER)
    signature = other[other.index(b'{"keyid"') : other.index(b"]")]
    both = one.replace(b"]}", b"," + signature + b"]}")
    answer = open_sealed(both, "e.zip", TRUSTED)
    assert isinstance(answer, Diagnostic)
    assert answer.message == "e.zip!attestation.json has 2 signatures, and reqtrace makes one"


@pytest.mark.parametrize(
    "change",
    [(b'{"payload"', b' {"payload"'), (b"]}", b'],"more":1}'), (b'"signatures"', b'"Signatures"'), (b"==", b"")],
)
def test_an_envelope_is_written_in_one_way(change: tuple[bytes, bytes]) -> None:
    envelope = seal(state({"a": "b"}, Predicate("reqtrace 0.1.0 ")), SIGNER)
    changed = envelope.replace(*change)
    assert changed != envelope
    answer = open_sealed(changed, "e.zip", None)
    assert isinstance(answer, Diagnostic)
    assert answer.code is Code.ALTERED


@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)))
def test_no_content_at_all_is_taken_for_an_envelope(content: bytes) -> None:
    assert isinstance(open_sealed(content, "e.zip", None), Diagnostic)


@pytest.mark.parametrize("nested", [b"[" * 100_000, b'{"payload":' + b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_nested_without_end_is_no_envelope_and_no_manifest(nested: bytes) -> None:
    assert isinstance(open_sealed(nested, "e.zip", None), Diagnostic)
    assert isinstance(read_manifest(nested, "e.zip"), Diagnostic)


# [utest->dsn~evidence_expires~1]
def test_evidence_expires_on_the_day_after_the_last() -> None:
    content = sealed(expires=TODAY)
    assert told(content) == []
    tomorrow = TODAY + datetime.timedelta(1)
    assert told(content, today=tomorrow) == [f"RT503 e.zip could be relied on until {TODAY}, and today is {tomorrow}"]
    bundle, _ = check(content, "e.zip", TRUSTED, tomorrow)
    assert bundle is not None, "what has expired can be looked at"


# [utest->dsn~statement_is_signed~1]
def test_the_statement_is_one_of_in_toto_on_every_member() -> None:
    members = taken_apart(sealed())
    statement = open_sealed(members[ATTESTATION], "e.zip", TRUSTED)
    assert isinstance(statement, Statement)
    assert statement.type == "https://in-toto.io/Statement/v1"
    assert statement.digests == {name: digest(content) for name, content in members.items() if name != ATTESTATION}


def test_a_member_whose_checksums_lie_is_named() -> None:
    packed = sealed()
    right = zlib.crc32(MEMBERS["report/trace.json"])
    wrong = packed.replace(right.to_bytes(4, "little"), (right ^ 1).to_bytes(4, "little"))
    assert told(wrong) == [
        "RT501 e.zip!report/trace.json is as it was sealed, and its checksum in the archive was altered"
    ]
