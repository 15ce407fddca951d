# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import hashlib
import os
import resource
from pathlib import Path

import pytest
from msgspec.structs import replace
from samples import CONFIG, project

from reqtrace.config import Format
from reqtrace.provenance import Provenance
from reqtrace.report.formats import choose, documents
from reqtrace.report.making import make
from reqtrace.report.material import Material

DATA = (Format.JSON, Format.JUNIT, Format.SARIF, Format.CSV)


@pytest.fixture(scope="module")
def material() -> Material:
    return Material(project(), CONFIG, Provenance(tool="reqtrace 0"), companions=choose(DATA).companions)


def standing(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# [utest->dsn~processes_share_formats~1]
def test_several_processes_write_what_one_writes(material: Material, tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    digests = make(material, DATA, tmp_path / "one")
    assert make(material, DATA, tmp_path / "many", told.append, processes=3) == digests
    assert standing(tmp_path / "one") == standing(tmp_path / "many")
    assert {
        name: hashlib.sha256(content).hexdigest() for name, content in standing(tmp_path / "one").items()
    } == digests
    assert sorted(told) == sorted(digests)
    assert {name for form in DATA for name, _ in documents(form, material)} == digests.keys()


def test_what_others_point_to_is_there(material: Material, tmp_path: Path) -> None:
    make(material, DATA, tmp_path)
    assert {each.name for each in choose(DATA).companions} <= standing(tmp_path).keys()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_can_not_be_written_is_said_by_whichever_process_meets_it(
    material: Material, tmp_path: Path, processes: int
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            make(material, DATA, tmp_path, processes=processes)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_fault_of_ours_is_none_of_the_disk(
    material: Material, tmp_path: Path, processes: int, capfd: pytest.CaptureFixture[str]
) -> None:
    faulty = replace(material, view=None)
    with pytest.raises(Exception, match="part of the report" if processes > 1 else "attribute") as raised:
        make(faulty, DATA, tmp_path, processes=processes)
    assert not isinstance(raised.value, OSError)
    if processes > 1:
        assert "Traceback" in capfd.readouterr().err


def test_two_files_of_one_name_are_a_fault_of_ours(material: Material, tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text("")
    with pytest.raises(ValueError, match=r"trace\.json is written twice"):
        make(material, (Format.JSON,), tmp_path)


# [utest->dsn~one_process_is_enough~1]
@pytest.mark.parametrize("spare", [2, 3, 4, 8])
def test_where_processes_can_not_be_told_anything_one_writes_all(
    material: Material, tmp_path: Path, spare: int
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "few").mkdir()
    digests = make(material, DATA, tmp_path / "one")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = os.dup(0)  # the first that is free
    os.close(used)
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + spare, before[1]))
    try:
        assert make(material, DATA, tmp_path / "few", processes=2) == digests
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert standing(tmp_path / "few") == standing(tmp_path / "one")
