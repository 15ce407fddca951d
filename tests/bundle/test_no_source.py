# SPDX-License-Identifier: Apache-2.0
"""A bundle that lies beside what is traced is not read: what it holds stands where it was packed from."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

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


# [utest->dsn~answers_are_no_sources~1]
def test_neither_is_a_bundle_that_somebody_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text(ITEM, encoding="utf-8")
    unpacked = tmp_path / "evidence"
    with ZipFile(BytesIO(sealed(signer=OTHER))) as archive:
        archive.extractall(unpacked)
    (unpacked / "inputs").mkdir(exist_ok=True)
    (unpacked / "inputs" / "a.rst").write_text(ITEM, encoding="utf-8")
    library, (note,) = read([str(tmp_path)])
    assert [item.span.file for item in library.items] == ["a.rst"]
    assert note.message == "not read: 1 folder unpacked from a bundle (evidence/)"
    assert "inputs/a.rst" in {item.span.file for item in read([str(unpacked)])[0].items}
    (unpacked / "attestation.json").write_text("{}", encoding="utf-8")
    assert "evidence/inputs/a.rst" in {item.span.file for item in read([str(tmp_path)])[0].items}
