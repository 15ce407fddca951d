# SPDX-License-Identifier: Apache-2.0
"""Changes of a project whose verdicts rest on results and inspections: each state is judged by its own."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reqtrace.cli import main

if TYPE_CHECKING:
    import conftest

Run = Callable[..., tuple[int, str, str]]
SETTINGS = """\
paths = ["req.rst"]
inspections = "inspections.toml"
[results]
files = ["build/*.xml"]
commit = "any"
[kinds.Check]
method = "inspection"
[kinds.Board]
method = "test"
"""
# oft:off
REQUIREMENTS = """\
`Req~hide~1`

Needs: Check

`Req~route~1`

Needs: Board

`Check~looked_at~1`

Covers:
 - Req~hide~1

`Board~ran~1`

Covers:
 - Req~route~1
"""
# oft:on
RECORD = """\
[[inspection]]
id = "Check~looked_at~1"
checklist = "Routing 3"
verdict = "{}"
author = "Ada"
approver = "Bob"
date = 2026-01-02
digest = "{}"
"""
PASSED = '<testsuite><testcase name="Board__ran__1"/></testsuite>'
FAILED = '<testsuite><testcase name="Board__ran__1"><failure message="no route"/></testcase></testsuite>'


@pytest.fixture
def reqtrace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command, run where the test stands."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["reqtrace", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.out, said.err

    yield run
    gc.enable()  # a trace makes do without


@pytest.fixture
def project(history: conftest.Repository, reqtrace: Run) -> conftest.Repository:
    """Everything is verified: by a record that is in git, and by a result that is not."""
    history.write(
        {"reqtrace.toml": SETTINGS, "req.rst": REQUIREMENTS, "inspections.toml": "", ".gitignore": "build/\n"}
    )
    digest = json.loads(reqtrace("explain", "Check~looked_at~1", "--format", "json")[1])["to_record"][0]
    history.commit({"inspections.toml": RECORD.format("passed", digest)})
    history.write({"build/board.xml": PASSED})
    assert reqtrace("run", "-q")[::2] == (0, "")
    return history


def compared(reqtrace: Run, *words: str | Path) -> tuple[int, dict[str, Any]]:
    code, out, _ = reqtrace("diff", *words, "--format", "json")
    return code, json.loads(out)


HIDE = {"Check~looked_at~1": {"before": "verified", "after": "failed"}}
HIDE["Req~hide~1"] = HIDE["Check~looked_at~1"]
ROUTE = ["Board~ran~1", "Req~route~1"]


def fail(project: conftest.Repository) -> None:
    record = Path("inspections.toml").read_text()
    project.write({"inspections.toml": record.replace('"passed"', '"failed"')})


# [utest->dsn~former_verdicts_are_known_or_not~1]
def test_a_record_that_changed_changes_verdicts(project: conftest.Repository, reqtrace: Run) -> None:
    fail(project)
    code, told = compared(reqtrace, "HEAD")
    assert (code, told["ok"], told["items"], told["verdicts"]) == (1, False, [], HIDE)
    code, out, _ = reqtrace("diff", "HEAD")
    words = " ".join(out.split())
    assert code == 1
    assert "No item changed from HEAD" in words
    assert "to the working tree, and 2 verified items failed." in words
    assert words.endswith("NOT OK")
    assert "❌ **No item changed" in reqtrace("diff", "HEAD", "--format", "markdown")[1]


# [utest->dsn~former_verdicts_are_known_or_not~1]
def test_what_was_tested_at_a_commit_is_not_known(project: conftest.Repository, reqtrace: Run) -> None:
    """A result of today says nothing of a former state, and that there is none says nothing either."""
    for result in (PASSED, FAILED, None):
        shutil.rmtree("build")
        project.write({"build/board.xml": result} if result else {})
        code, told = compared(reqtrace, "HEAD")
        assert (code, told["verdicts"], told["incomparable"]) == (0, {}, ROUTE)
        assert told["untold"] == [told["before"]]
    words = " ".join(reqtrace("diff", "HEAD")[1].split())
    assert "Nothing changed" not in words
    assert "No verdict changed (model, required; 1 inspection) of those that can be compared. It is not known" in words
    assert f"elsewhere in {told['before']}, so 2 verdicts can not be compared." in words
    for form in ("markdown", "html"):
        assert "It is not known what was tested" in reqtrace("diff", "HEAD", "--format", form)[1]


def test_two_commits(project: conftest.Repository, reqtrace: Run) -> None:
    fail(project)
    project.commit()
    code, told = compared(reqtrace, "HEAD~1", "HEAD")
    assert (code, told["verdicts"], told["incomparable"]) == (1, HIDE, ROUTE)
    assert told["untold"] == [told["before"], told["after"]]


def test_records_that_the_commit_does_not_have(project: conftest.Repository, reqtrace: Run) -> None:
    """Settings name a file that is not in git, so nobody knows what stood in it."""
    project.git("rm", "-q", "--cached", "inspections.toml")
    project.git("commit", "-q", "-m", "b")
    told = compared(reqtrace, "HEAD")[1]
    assert (told["verdicts"], told["incomparable"]) == (
        {},
        ["Board~ran~1", "Check~looked_at~1", "Req~hide~1", "Req~route~1"],
    )


def test_a_state_before_there_was_any_record(project: conftest.Repository, reqtrace: Run) -> None:
    """Where no settings name records, none counted, and that is known."""
    project.commit({"reqtrace.toml": SETTINGS.replace('inspections = "inspections.toml"\n', "")})
    project.commit({"reqtrace.toml": SETTINGS})
    told = compared(reqtrace, "HEAD~1")[1]
    assert told["verdicts"] == {id_: {"before": "unverified", "after": "verified"} for id_ in HIDE}


# [utest->dsn~former_verdicts_are_known_or_not~1]
def test_a_folder_has_its_own(project: conftest.Repository, reqtrace: Run, tmp_path: Path) -> None:
    shutil.copytree(project.folder, tmp_path / "before")
    assert "Nothing changed from" in reqtrace("diff", tmp_path / "before", ".")[1]
    project.write({"build/board.xml": FAILED})
    code, told = compared(reqtrace, tmp_path / "before", ".")
    changed = {id_: {"before": "verified", "after": "failed"} for id_ in ROUTE}
    assert (code, told["verdicts"], told["incomparable"], told["untold"]) == (1, changed, [], [])
    code, told = compared(reqtrace, ".", tmp_path / "before")
    assert told["verdicts"] == {id_: {"before": "failed", "after": "verified"} for id_ in ROUTE}
    assert code == 0


# [utest->dsn~former_verdicts_are_known_or_not~1]
def test_a_bundle_has_its_own(project: conftest.Repository, reqtrace: Run, tmp_path: Path) -> None:
    pytest.importorskip("securesystemslib")
    bundle = tmp_path / "evidence.zip"
    assert reqtrace("bundle", "-o", bundle, "--formats", "json", "-q")[0] == 0
    assert "Nothing changed from" in reqtrace("diff", bundle, ".")[1]
    fail(project)
    Path("build/board.xml").unlink()
    code, told = compared(reqtrace, bundle, ".")
    gone = {id_: {"before": "verified", "after": "unverified"} for id_ in ROUTE}
    assert (code, told["verdicts"], told["incomparable"]) == (1, HIDE | gone, [])
    assert "4 items are not verified any more" in " ".join(reqtrace("diff", bundle)[1].split())


def test_results_that_are_typed_belong_to_the_state_after(
    project: conftest.Repository, reqtrace: Run, tmp_path: Path
) -> None:
    shutil.copytree(project.folder, tmp_path / "before")
    project.write({"more/board.xml": FAILED})
    changed = {id_: {"before": "verified", "after": "failed"} for id_ in ROUTE}
    assert compared(reqtrace, tmp_path / "before", ".", "--results", "more/*.xml")[1]["verdicts"] == changed
    told = compared(reqtrace, tmp_path / "before", "HEAD", "--results", "more/*.xml")[1]
    assert (told["verdicts"], told["untold"]) == (changed, [])
    code, _, err = reqtrace("diff", "HEAD", "--results", "lost.xml")
    assert code == 2
    assert "no file of results is called lost.xml" in err
    assert reqtrace("diff", "HEAD", "--no-run", "--results", "more/board.xml")[0] == 2


def test_verdicts_that_were_not_compared_are_not_called_unchanged(project: conftest.Repository, reqtrace: Run) -> None:
    fail(project)
    code, out, _ = reqtrace("diff", "HEAD", "--no-run")
    assert code == 0
    assert "Nothing changed" not in out
    assert "so it says nothing of verdicts" in " ".join(out.split())


# [utest->dsn~baseline_of_a_report~1]
def test_the_baseline_of_a_report(project: conftest.Repository, reqtrace: Run, tmp_path: Path) -> None:
    fail(project)
    code, _, _ = reqtrace("report", "-q", "-o", tmp_path / "out", "--baseline", "HEAD", "--formats", "json")
    told = json.loads((tmp_path / "out/report.json").read_text())["changes"]["change"]
    assert (code, told["verdicts"], told["incomparable"]) == (1, HIDE, ROUTE)
