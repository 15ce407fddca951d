# SPDX-License-Identifier: Apache-2.0
"""Keys are those that OpenSSL makes, and what is none is refused with the command that makes one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner, SSlibKey

from reqtrace.bundle.keys import load_signer, load_trusted
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OF_ANOTHER_KIND = generate_private_key(SECP256R1())
PRIVATE = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
LOCKED = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame"))
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
NEW = "make one with `openssl genpkey -algorithm ed25519 -out key.pem`"
HALF = "take it from the other half with `openssl pkey -in key.pem -pubout -out pub.pem`"
WHERE = "say where the passphrase is: --passphrase file:PATH, or --passphrase env:NAME"


def refusal(answer: CryptoSigner | SSlibKey | Diagnostic) -> tuple[str, str]:
    assert isinstance(answer, Diagnostic)
    assert (answer.code, answer.span.file) == (Code.BAD_KEY, "k.pem")
    return answer.message, answer.help


# [utest->dsn~keys_are_those_of_openssl~1]
def test_keys_that_openssl_makes_can_be_used(tmp_path: Path) -> None:
    try:
        for command in (
            "openssl genpkey -algorithm ed25519 -out key.pem",
            "openssl pkey -in key.pem -pubout -out pub.pem",
            "openssl pkey -in key.pem -aes256 -passout pass:sesame -out locked.pem",
        ):
            subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("needs openssl")
    signer = load_signer((tmp_path / "key.pem").read_bytes(), "key.pem")
    locked = load_signer((tmp_path / "locked.pem").read_bytes(), "locked.pem", b"sesame")
    trusted = load_trusted((tmp_path / "pub.pem").read_bytes(), "pub.pem")
    assert isinstance(signer, CryptoSigner)
    assert isinstance(locked, CryptoSigner)
    assert isinstance(trusted, SSlibKey)
    assert signer.public_key == locked.public_key == trusted
    trusted.verify_signature(signer.sign(b"evidence"), b"evidence")


def test_a_key_that_is_encrypted_is_opened_by_its_passphrase_alone() -> None:
    assert isinstance(load_signer(LOCKED, "k.pem", b"open sesame"), CryptoSigner)
    assert refusal(load_signer(LOCKED, "k.pem")) == ("k.pem is encrypted", WHERE)
    assert refusal(load_signer(LOCKED, "k.pem", b"barley")) == ("k.pem does not open with that passphrase", WHERE)


def test_a_passphrase_that_is_not_needed_does_no_harm() -> None:
    assert isinstance(load_signer(PRIVATE, "k.pem", b"open sesame"), CryptoSigner)


def test_what_is_no_key_to_sign_with_is_refused() -> None:
    other = OF_ANOTHER_KIND.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert refusal(load_signer(PUBLIC, "k.pem")) == ("k.pem holds no private key in PEM", NEW)
    assert refusal(load_signer(b"", "k.pem")) == ("k.pem holds no private key in PEM", NEW)
    assert refusal(load_signer(other, "k.pem")) == ("k.pem holds a private key that is not of the kind ed25519", NEW)


def test_what_is_no_key_to_trust_is_refused() -> None:
    other = OF_ANOTHER_KIND.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = "k.pem holds a private key, which nobody should need who verifies"
    assert refusal(load_trusted(PRIVATE, "k.pem")) == (private, HALF)
    assert refusal(load_trusted(LOCKED, "k.pem")) == (private, HALF)
    assert refusal(load_trusted(b"ssh-ed25519 AAAA", "k.pem")) == ("k.pem holds no public key in PEM", HALF)
    assert refusal(load_trusted(other, "k.pem")) == ("k.pem holds a public key that is not of the kind ed25519", HALF)


@given(st.binary(max_size=200), st.integers(0, len(PRIVATE)))
def test_a_damaged_key_is_refused_and_no_fault_of_ours(more: bytes, place: int) -> None:
    for content in (more, PRIVATE[:place] + more, PUBLIC[:place] + more):
        assert isinstance(load_signer(content, "k.pem"), CryptoSigner | Diagnostic)
        assert isinstance(load_trusted(content, "k.pem"), SSlibKey | Diagnostic)
