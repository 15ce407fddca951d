# SPDX-License-Identifier: Apache-2.0
"""A bundle as a state of the project that something is compared with."""

from __future__ import annotations

import datetime
from contextlib import ExitStack
from pathlib import Path
from tempfile import gettempdir

import pytest
from msgspec.structs import replace
from sealed import MEMBERS, ORIGIN, PROCEDURE, sealed

from reqtrace.cli.bundled import in_bundle
from reqtrace.cli.place import Place
from reqtrace.diagnostic import Diagnostic

FOLDER = replace(ORIGIN, procedure=replace(PROCEDURE, folders=("requirements/clock.rst",)))


def found(tmp_path: Path, content: bytes) -> Place | Diagnostic:
    (tmp_path / "old.zip").write_bytes(content)
    with ExitStack() as end:
        return in_bundle(str(tmp_path / "old.zip"), (), end)


# [utest->dsn~bundles_are_states~1]
@pytest.mark.parametrize(
    "content",
    [
        sealed({**MEMBERS, "inputs/requirements/clock.rst/x": b""}),
        sealed(MEMBERS, origin=FOLDER),
    ],
    ids=["a file below a file", "a folder that is a file"],
)
def test_two_files_in_one_place(tmp_path: Path, content: bytes) -> None:
    refusal = found(tmp_path, content)
    assert isinstance(refusal, Diagnostic)
    assert refusal.message == f"{tmp_path}/old.zip can not be looked at: two of its files stand in the same place"
    assert refusal.code.misuse


def test_nowhere_to_lay_a_bundle_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert gettempdir() == str(tmp_path / "missing")
    refusal = found(tmp_path, sealed())
    assert isinstance(refusal, Diagnostic)
    reason = "it can not be written aside: No such file or directory"
    assert refusal.message == f"{tmp_path}/old.zip can not be looked at: {reason}"
    assert refusal.help == "set TMPDIR to a folder with enough space"


def test_a_bundle_that_has_expired_says_so(tmp_path: Path) -> None:
    place = found(tmp_path, sealed(expires=datetime.date(2020, 1, 1)))
    assert isinstance(place, Place)
    assert [str(each.code) for each in place.said] == ["RT503"]
    fresh = found(tmp_path, sealed())
    assert isinstance(fresh, Place)
    assert fresh.said == ()
