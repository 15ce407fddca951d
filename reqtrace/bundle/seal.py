# SPDX-License-Identifier: Apache-2.0
"""Members become a bundle: listed, stated, signed and packed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from msgspec import Struct
from securesystemslib.signer import CryptoSigner

from reqtrace.bundle.attestation import ATTESTATION, Predicate, state
from reqtrace.bundle.attestation import seal as seal_statement
from reqtrace.bundle.container import pack
from reqtrace.bundle.manifest import MANIFEST, LeftOut, Manifest, Procedure, digest, listed, write_manifest
from reqtrace.provenance import Provenance


class Origin(Struct, frozen=True):
    """Where members come from: what made them, how they are made again, and what was not read for them.

    `program` is the SHA-256 of the code that made them.
    """

    provenance: Provenance
    procedure: Procedure
    left_out: Sequence[LeftOut] = ()
    program: str = ""


# [impl->dsn~statement_is_signed~1]
def seal(
    members: Mapping[str, bytes], origin: Origin, signer: CryptoSigner | None, expires: datetime.date | None
) -> bytes:
    """The bundle of `members`, which `signer` answers for until the end of the day `expires`; the same for the same."""
    manifest = Manifest(
        program=origin.program,
        provenance=origin.provenance,
        procedure=origin.procedure,
        left_out=tuple(origin.left_out),
        members=listed(members),
    )
    written = write_manifest(manifest)
    statement = state({MANIFEST: digest(written), **manifest.digests}, Predicate(origin.provenance.tool, expires))
    return pack({**members, MANIFEST: written, ATTESTATION: seal_statement(statement, signer)})
