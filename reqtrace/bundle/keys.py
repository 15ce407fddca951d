# SPDX-License-Identifier: Apache-2.0
"""Keys to sign with and keys to trust: ed25519, in the PEM files that OpenSSL writes."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from securesystemslib.signer import CryptoSigner, SSlibKey

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

_NEW_PAIR: Final = "make one with `openssl genpkey -algorithm ed25519 -out key.pem`"
_PUBLIC_HALF: Final = "take it from the other half with `openssl pkey -in key.pem -pubout -out pub.pem`"
_OPENED_BY: Final = "say where the passphrase is: --passphrase file:PATH, or --passphrase env:NAME"
_PRIVATE: Final = b"PRIVATE KEY-----"


# [impl->dsn~keys_are_those_of_openssl~1]
def load_signer(pem: bytes, name: str, passphrase: bytes | None = None) -> CryptoSigner | Diagnostic:
    """The key to sign with that the file called `name` holds; the passphrase, where the key is encrypted, opens it."""
    encrypted = b"ENCRYPTED" in pem
    if encrypted and passphrase is None:
        return _unusable(f"{name} is encrypted", name, _OPENED_BY)
    try:
        key = load_pem_private_key(pem, passphrase if encrypted else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        if encrypted:
            return _unusable(f"{name} does not open with that passphrase", name, _OPENED_BY)
        return _unusable(f"{name} holds no private key in PEM", name, _NEW_PAIR)
    if not isinstance(key, Ed25519PrivateKey):
        return _unusable(f"{name} holds a private key that is not of the kind ed25519", name, _NEW_PAIR)
    return CryptoSigner(key)


# [impl->dsn~keys_are_those_of_openssl~1]
def load_trusted(pem: bytes, name: str) -> SSlibKey | Diagnostic:
    """The key to trust that the file called `name` holds."""
    if _PRIVATE in pem:
        return _unusable(f"{name} holds a private key, which nobody should need who verifies", name, _PUBLIC_HALF)
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return _unusable(f"{name} holds no public key in PEM", name, _PUBLIC_HALF)
    if not isinstance(key, Ed25519PublicKey):
        return _unusable(f"{name} holds a public key that is not of the kind ed25519", name, _PUBLIC_HALF)
    return SSlibKey.from_crypto(key)


def _unusable(message: str, name: str, help_: str) -> Diagnostic:
    return Diagnostic(Code.BAD_KEY, message, Span(name), (), help_)
