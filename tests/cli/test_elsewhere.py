# SPDX-License-Identifier: Apache-2.0
"""A project whose tests run elsewhere: what `run` makes of their results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SETTINGS = """\
[tool.reqtrace]
paths = ["req.rst"]
inspections = "inspections.toml"
[tool.reqtrace.results]
files = ["build/*.xml"]
[tool.reqtrace.kinds.Check]
method = "inspection"
"""
REQUIREMENTS = """\
`Req~hide~1`

Needs: XenValTestCase, Check

`XenValTestCase~hide_iommu~1`

Objective: the IOMMU is hidden.

Covers:
 - Req~hide~1

`Check~routing~1`

Covers:
 - Req~hide~1
"""
TEST = """\
import subprocess

def test_XenValTestCase__hide_iommu__1(record_testsuite_property):
    name = "git describe --always --dirty --abbrev=40 --exclude=*"
    head = subprocess.run(name.split(), capture_output=True, text=True, check=True).stdout
    record_testsuite_property("commit", head.strip())
"""
RECORD = """\
[[inspection]]
id = "Check~routing~1"
checklist = "Routing 3"
verdict = "passed"
author = "Ada"
approver = "Bob"
date = 2026-01-02
digest = "{}"
"""


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)  # noqa: S607 - whichever is there


def reqtrace(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reqtrace", *words, "--no-cache"]
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def write_results(folder: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junit-xml=build/a.xml", "test_a.py"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name, text in (("pyproject.toml", SETTINGS), ("req.rst", REQUIREMENTS), ("test_a.py", TEST)):
        (folder / name).write_text(text)
    (folder / ".gitignore").write_text("build/\n__pycache__/\n")
    (folder / "inspections.toml").write_text("")
    told = json.loads(reqtrace(folder, "explain", "Check~routing~1", "--format", "json").stdout)
    (folder / "inspections.toml").write_text(RECORD.format(told["to_record"][0]))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a")
    write_results(folder)
    return folder


# [utest->dsn~results_count_on_this_revision~1]
def test_what_passed_on_the_commit_verifies_until_something_is_changed(project: Path) -> None:
    done = reqtrace(project, "run")
    qualifier = "model, required; results from 1 file, 1 inspection"
    assert (done.returncode, done.stderr) == (0, "")
    assert f"The only requirement is verified ({qualifier})." in " ".join(done.stdout.split())

    (project / "req.rst").write_text(REQUIREMENTS.replace("hidden", "not shown"))
    changed = reqtrace(project, "run")
    assert "1 result does not count: something was changed since commit" in changed.stderr
    assert "unverified" in changed.stdout
    git(project, "checkout", "-q", "req.rst")

    (project / "other").write_text("")
    git(project, "add", "other")
    git(project, "commit", "-q", "-m", "b")
    moved = reqtrace(project, "run")
    assert "was tested, and" in moved.stderr
    write_results(project)
    assert reqtrace(project, "run").returncode == 0
    assert f"({qualifier})" in " ".join(reqtrace(project, "run").stdout.split())


def test_the_results_stand_in_the_json(project: Path) -> None:
    told = json.loads(reqtrace(project, "run", "--format", "json").stdout)
    check, case = told["cases"]
    assert (check["inspections"][0]["approver"], check["verdict"]) == ("Bob", "passed")
    assert case["results"][0]["file"] == "build/a.xml"
    assert case["results"][0]["tool"] == "pytest"


# [utest->dsn~inputs_are_listed_once~1]
def test_a_file_that_is_traced_and_holds_records_is_one_input(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "req.rst").write_text("`Req~a~1`\n")
    (tmp_path / "docs" / "records.toml").write_text("# none yet\n")
    (tmp_path / "reqtrace.toml").write_text('paths = ["docs"]\ninspections = "docs/records.toml"\n')
    for paths in ((), ("docs",)):
        reqtrace(tmp_path, "report", "-o", "out", "--formats", "json", *paths)
        told = json.loads((tmp_path / "out" / "report.json").read_text())["reproduction"]
        assert [each["file"] for each in told["inputs"]] == ["docs/records.toml", "docs/req.rst"]
        assert told["places"] == "docs"


# [utest->dsn~results_are_found_where_they_are_named~1]
def test_what_is_typed_has_to_be_there_and_in_quotes(project: Path) -> None:
    missing = reqtrace(project, "run", "--results", "nothing.xml")
    assert missing.returncode == 2
    assert "error[RT001]: no file of results is called nothing.xml" in missing.stderr
    unquoted = reqtrace(project, "run", "--results", "build/a.xml", "build/a.xml", "req.rst")
    assert unquoted.returncode == 2
    assert "build/a.xml holds results of tests: put the pattern in quotes" in unquoted.stderr


def test_a_failure_elsewhere_is_one_here(project: Path) -> None:
    name = "XenValTestCase~hide_iommu~1"
    (project / "build" / "bad.xml").write_text(
        f'<testsuite><testcase name="{name}">\n<failure message="33"/></testcase></testsuite>'
    )
    done = reqtrace(project, "run")
    (project / "build" / "bad.xml").unlink()
    assert done.returncode == 1
    assert f"error[RT315]: {name}: {name} failed: 33\n --> build/bad.xml:1:1\n" in done.stderr


def test_no_version_that_deviates_rests_on_what_was_observed_elsewhere(project: Path) -> None:
    done = reqtrace(project, "run", "--profile", "all")
    assert " ".join(done.stdout.split()).startswith(
        "Requirements On the model, 1 requirement conforms in required (with results from 1 file, 1 inspection), "
        "none in xen-4.17, none in xen-4.20 and none in xen-head."
    )


def test_what_rests_on_nothing_else_is_not_put_to_the_test(project: Path) -> None:
    done = reqtrace(project, "adequacy")
    assert "No test case that passes covers a requirement here" in " ".join(done.stdout.split())


BOARD = """\
[tool.reqtrace]
paths = ["."]
[tool.reqtrace.kinds.BoardTest]
method = "test"
"""
BOARD_TEST = "`Req~hide~1`\n\nNeeds: BoardTest\n\n`BoardTest~hide~1`\n\nCovers:\n - Req~hide~1\n"


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A project that executes nothing here, and traces all that lies in its folder."""
    (tmp_path / "pyproject.toml").write_text(BOARD)
    (tmp_path / "req.rst").write_text(BOARD_TEST)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "a")
    (tmp_path / "build").mkdir()
    return tmp_path


def write_tested(folder: Path, commit: str) -> None:
    test = f'<testcase name="BoardTest~hide~1"/><properties><property name="commit" value="{commit}"/></properties>'
    (folder / "build" / "r.xml").write_text(f"<testsuite>{test}</testsuite>")


def head(folder: Path) -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


# [utest->dsn~results_count_on_this_revision~1]
def test_results_that_do_not_count_take_the_place_of_no_execution(board: Path) -> None:
    nothing = "error[RT309]: there is no test case to execute, so nothing is verified"
    assert nothing in reqtrace(board, "run").stderr
    write_tested(board, "0000000000")
    stale = reqtrace(board, "run", "--results", "build/r.xml")
    assert stale.returncode == 1
    assert nothing in stale.stderr


# [utest->dsn~results_count_on_this_revision~1]
def test_files_of_results_are_no_part_of_what_was_tested_and_what_is_not_committed_is_named(board: Path) -> None:
    write_tested(board, head(board))
    done = reqtrace(board, "run", "--results", "build/r.xml")
    assert (done.returncode, done.stderr) == (0, "")
    (board / "new.rst").write_text("`Req~new~1`\n")
    dirty = reqtrace(board, "run", "--results", "build/r.xml")
    assert dirty.returncode == 1
    assert "warning[RT312]: new.rst was read, and commit" in dirty.stderr
    assert "--> new.rst" in dirty.stderr
    assert "build/r.xml was read" not in dirty.stderr
