# SPDX-License-Identifier: Apache-2.0
"""The files from elsewhere, found where a command and a project name them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reqtrace.read.results.gather import Wanted, gather
from reqtrace.read.results.record import Elsewhere

ONE = '<testsuite><testcase name="a"/></testsuite>'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "build" / "deep").mkdir(parents=True)
    for name in ("b.xml", "a.xml", "deep/c.xml", "odd[1].xml"):
        (tmp_path / "build" / name).write_text(ONE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*named: str, configured: tuple[str, ...] = ()) -> list[str]:
    return [each.file for each in gather(Wanted(named, configured)).files]


def said(found: Elsewhere) -> list[str]:
    return [f"{each.code} {each.span}: {each.message} ({each.way_out})" for each in found.diagnostics]


# [utest->dsn~results_are_found_where_they_are_named~1]
def test_patterns_are_looked_up_in_order_and_every_file_is_read_once(folder: Path) -> None:
    assert names("build/*.xml") == ["build/a.xml", "build/b.xml", "build/odd[1].xml"]
    assert names("build/**/*.xml")[-2:] == ["build/deep/c.xml", "build/odd[1].xml"]
    assert names("build/odd[1].xml") == ["build/odd[1].xml"]
    assert names("./build/../build/a.xml", "build/a.xml", configured=("build/*.xml",))[0] == "build/a.xml"
    assert len(names("build/a.xml", configured=("build/*.xml",))) == 3
    found = gather(Wanted(("build/a.xml",)))
    assert found.digests == {"build/a.xml": hashlib.sha256(ONE.encode()).hexdigest()}


def test_no_name_says_where_the_project_lies(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "x.xml"
    outside.write_text(ONE)
    assert names(str(folder / "build" / "a.xml"), str(outside)) == ["build/a.xml", "x.xml"]


# [utest->dsn~results_are_told_apart~1]
def test_files_of_one_name_are_told_apart_by_the_folders_above_them(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    lines = [outside / "l1" / "r.xml", outside / "l2" / "r.xml", outside / "l2" / "build" / "a.xml", outside / "s.xml"]
    for file in lines:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ONE)
    found = gather(Wanted(("build/a.xml", *map(str, lines))))
    assert [each.file for each in found.files] == ["a.xml", "build/a.xml", "l1/r.xml", "l2/r.xml", "s.xml"]
    assert sorted(found.inputs.values()) == sorted(["build/a.xml", *map(str, lines)])


# [utest->dsn~answers_are_no_results~1]
def test_a_report_of_ours_is_evidence_of_nothing(folder: Path) -> None:
    Path("build/deep/junit.xml").write_text(f"<?xml version='1.0'?>\n<!-- made by reqtrace -->\n{ONE}")
    assert names("build/**/*.xml") == ["build/a.xml", "build/b.xml", "build/deep/c.xml", "build/odd[1].xml"]
    found = gather(Wanted(("build/deep/junit.xml",)))
    assert (found.files, found.inputs) == ((), {})
    assert said(found) == [
        "RT311 build/deep/junit.xml: build/deep/junit.xml is an answer of reqtrace, so it is evidence of nothing"
        " (name what the tests wrote)"
    ]
    only = gather(Wanted(configured=("build/deep/j*.xml",)))
    assert [each.code.value for each in only.diagnostics] == ["RT019"]


# [utest->dsn~results_are_found_where_they_are_named~1]
def test_what_is_not_there_is_told_and_is_a_misuse_only_where_it_was_typed(folder: Path) -> None:
    found = gather(Wanted(("nothing*.xml",), ("later/*.xml",), "records.toml"))
    assert said(found) == [
        "RT001 nothing*.xml: no file of results is called nothing*.xml (correct --results; a pattern stands in quotes)",
        "RT019 later/*.xml: no file of results is called later/*.xml"
        " (Run the tests that write it, or correct `files` in `[tool.reqtrace.results]`.)",
        "RT001 records.toml: records.toml can not be read: No such file or directory (correct the setting inspections)",
    ]
    assert [each.code.misuse for each in found.diagnostics] == [True, False, True]


def test_what_can_not_be_read_is_told_and_the_rest_is_read(unprivileged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unprivileged)
    Path("a.xml").write_text(ONE)
    Path("b.xml").write_text(ONE)
    Path("a.xml").chmod(0)
    found = gather(Wanted(("*.xml",)))
    assert [each.file for each in found.files] == ["b.xml"]
    assert said(found) == ["RT311 a.xml: a.xml can not be read: Permission denied (give permission to read it)"]


def test_records_are_read_beside_results(folder: Path) -> None:
    Path("i.toml").write_text("[[inspection]]\n")
    found = gather(Wanted(inspections="i.toml"))
    assert list(found.inputs) == ["i.toml"]
    assert said(found)[0].startswith("RT316 i.toml:1:1: this record does not count: id: nothing is said")
