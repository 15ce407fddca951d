# SPDX-License-Identifier: Apache-2.0
"""Small bundles with real keys, for tests of what is found in them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner, SSlibKey

from reqtrace.bundle.manifest import Procedure
from reqtrace.bundle.seal import Origin, seal
from reqtrace.config import Format
from reqtrace.provenance import Provenance

TODAY = datetime.date(2026, 11, 21)
SIGNER = CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
TRUSTED: list[SSlibKey] = [SIGNER.public_key]
PROCEDURE = Procedure(
    here=".",
    paths=("requirements",),
    whole=True,
    kinds=None,
    tags=None,
    folders=(),
    configuration="",
    on="model",
    profile="required",
    compared=False,
    probed=False,
    formats=(Format.JSON,),
    today=TODAY,
)
HERE = Provenance(
    tool="reqtrace 0.1.0",
    command=("reqtrace", "bundle"),
    python="CPython 3.11.7",
    platform="Linux x86_64",
    packages=(("typst", "0.15"),),
)
PROGRAM = "ab" * 32
ORIGIN = Origin(HERE, PROCEDURE, program=PROGRAM)
MEMBERS = {
    "inputs/requirements/clock.rst": b"`req~clock~1`\n\nThe clock shall be hidden.\n",
    "inputs/requirements/zip.zip": bytes.fromhex("504b0506") + bytes(18),
    "report/trace.json": b"{}\n",
}


def sealed(
    members: Mapping[str, bytes] = MEMBERS,
    signer: CryptoSigner | None = SIGNER,
    expires: datetime.date | None = None,
    origin: Origin = ORIGIN,
) -> bytes:
    return seal(members, origin, signer, expires)
