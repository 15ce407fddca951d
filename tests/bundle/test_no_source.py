# SPDX-License-Identifier: Apache-2.0
"""A bundle that lies beside what is traced is not read: what it holds stands where it was packed from."""

from __future__ import annotations

from pathlib import Path

import pytest
from sealed import OTHER, sealed
from securesystemslib.signer import CryptoSigner

from reqtrace.read.library import read

ITEM = "`req~clock~1`\n\nThe clock shall be hidden.\n"


# [utest->dsn~answers_are_no_sources~1]
@pytest.mark.parametrize("signer", [OTHER, None])
def test_a_bundle_is_no_source(tmp_path: Path, signer: CryptoSigner | None) -> None:
    (tmp_path / "a.rst").write_text(ITEM, encoding="utf-8")
    (tmp_path / "evidence.zip").write_bytes(sealed(signer=signer))
    library, diagnostics = read([str(tmp_path)])
    assert ([item.span.file for item in library.items], diagnostics) == (["a.rst"], ())
