# SPDX-License-Identifier: Apache-2.0
"""What `reqtrace report` writes, says and leaves alone: whole commands, from words to a folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reqtrace.config import Format

Run = Callable[..., subprocess.CompletedProcess[str]]

SETTINGS = """\
title = "The clock — Grüße"

[kinds.XenSSR]
title = "Safety requirement"
integrity = "ASIL B"

[[justified]]
id = "XenSSR~be_quiet~1"
reason = "nobody listens"
owner = "=the owner"
date = 2026-01-01
expires = 2036-01-01
"""
REQUIREMENTS = """\
Hide the clock
--------------

`XenSSR~hide_clock~1`

Description:
Xen shall hide the clock <b>from</b> everybody.

Needs:
 - XenValTestCase

Be quiet
--------

`XenSSR~be_quiet~1`

Description:
Xen shall be quiet.

Needs:
 - XenValTestCase
"""
CASES = """
The clock is hidden
-------------------

`XenValTestCase~clock_hidden~1`

Covers:
 - `XenSSR~hide_clock~1`

.. code-block:: gherkin

   Scenario: a domain without devices
     Given the host "qemu-virt"
     And domain "a"
     When the host boots
     Then domain "a" can not read the peripheral at 0x9010000
"""
FAILING = CASES.replace("clock_hidden", "clock_shown").replace('"a" can not', '"a" can')


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a command finds around it: nobody's cache and settings, and no service that runs it."""
    foreign = ("GITHUB_ACTIONS", "SOURCE_DATE_EPOCH")
    inherited = {name: value for name, value in os.environ.items() if name not in foreign}
    alone = {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "GIT_CONFIG_GLOBAL": os.devnull}
    return {**inherited, "COLUMNS": "100", "NO_COLOR": "1", **alone}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two requirements and one test case."""
    folder = tmp_path / "project"
    folder.mkdir()
    write(folder)
    return folder


@pytest.fixture
def reqtrace(project: Path, environment: Mapping[str, str]) -> Run:
    """The command, run in the folder of the project."""
    return lambda *words, **more: called(project, {**environment, **more}, *words)


def write(folder: Path, names: tuple[str, ...] = ("requirements.rst", "cases.rst", "reqtrace.toml")) -> None:
    """Write the project; the order of the names is one that a file system may keep."""
    texts = {"requirements.rst": REQUIREMENTS, "cases.rst": CASES, "reqtrace.toml": SETTINGS}
    for name in names:
        (folder / name).write_text(texts[name], encoding="utf-8")


def called(folder: Path, environment: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reqtrace", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def standing(folder: Path) -> dict[str, bytes]:
    """Every file of a report, by name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


FILES = {
    "html": "index.html",
    "csv": "matrix.csv",
    "xlsx": "matrix.xlsx",
    "pdf": "report.pdf",
    "json": "report.json",
    "junit": "junit.xml",
    "sarif": "trace.sarif",
}


# [utest->dsn~formats_are_a_table~1]
def test_every_format_is_written_and_the_answer_names_what_there_is(reqtrace: Run, project: Path) -> None:
    answer = reqtrace("report", "-o", "out")
    assert (answer.returncode, answer.stderr) == (0, "")
    written = standing(project / "out")
    assert written.keys() >= {*FILES.values(), "run.json", "trace.json"}
    assert any(name.endswith(".svg") for name in written)
    *_, besides, last = answer.stdout.splitlines()
    assert besides.startswith("Written besides: junit.xml, matrix.csv, matrix.xlsx, report.json, report.pdf")
    assert last == "The report is in out/index.html"


@pytest.mark.parametrize(("form", "file"), FILES.items())
def test_formats_are_chosen_by_name(reqtrace: Run, project: Path, form: str, file: str) -> None:
    reqtrace("report", "-o", "out", "--formats", form, "--no-versions")
    written = standing(project / "out")
    assert file in written
    assert not written.keys() & (set(FILES.values()) - {file})


def test_a_format_that_nobody_knows_is_a_misuse_with_the_one_meant(reqtrace: Run, project: Path) -> None:
    answer = reqtrace("report", "-o", "out", "--formats", "html,pfd")
    assert answer.returncode == 2
    assert "no format is called 'pfd'; did you mean pdf?" in answer.stderr
    assert not (project / "out").exists()


def test_a_project_says_what_its_report_is_made_of_and_who_calls_says_otherwise(reqtrace: Run, project: Path) -> None:
    with (project / "reqtrace.toml").open("a") as file:
        file.write('[report]\nformats = ["json"]\nversions = false\n')
    reqtrace("report", "-o", "out")
    assert json.loads(standing(project / "out")["report.json"])["versions"]["compared"] is False
    assert "index.html" not in standing(project / "out")
    reqtrace("report", "-o", "out", "--versions", "--formats", "junit,json")
    assert json.loads(standing(project / "out")["report.json"])["versions"]["compared"] is True
    assert "junit.xml" in standing(project / "out")


@pytest.fixture
def poor(tmp_path: Path) -> str:
    """Where Python finds no typst, for it comes upon a module of that name that is none."""
    (tmp_path / "poor").mkdir()
    script = "import importlib.abc, sys\nclass None_(importlib.abc.MetaPathFinder):\n"
    script += "    def find_spec(self, name, path, target=None):\n"
    script += "        if name.partition('.')[0] == 'typst': raise ModuleNotFoundError(name)\n"
    script += "import importlib.util\nfound = importlib.util.find_spec\n"
    script += "importlib.util.find_spec = lambda name, *p: None if name == 'typst' else found(name, *p)\n"
    script += "sys.meta_path.insert(0, None_())\n"
    (tmp_path / "poor" / "sitecustomize.py").write_text(script)
    return str(tmp_path / "poor")


def test_a_format_of_which_the_library_is_missing_is_left_out_and_told(reqtrace: Run, project: Path, poor: str) -> None:
    answer = reqtrace("report", "-o", "out", "--no-versions", PYTHONPATH=poor)
    assert answer.returncode == 0
    assert "warning[RT017]: pdf can not be written: typst is not installed" in answer.stderr
    assert "pip install 'reqtrace-safety[reports]'" in answer.stderr
    assert "report.pdf" not in standing(project / "out")
    assert b"typst is not installed" in standing(project / "out")["index.html"]


def test_a_format_that_was_named_and_can_not_be_written_is_a_misuse(reqtrace: Run, project: Path, poor: str) -> None:
    answer = reqtrace("report", "-o", "out", "--formats", "pdf", PYTHONPATH=poor)
    assert answer.returncode == 2
    assert "pdf can not be written: typst is not installed." in answer.stderr
    assert "pip install 'reqtrace-safety[reports]'" in answer.stderr
    assert not (project / "out").exists()


def test_the_exit_code_is_that_of_a_run_and_the_report_is_there_all_the_same(reqtrace: Run, project: Path) -> None:
    (project / "failing.rst").write_text(FAILING, encoding="utf-8")
    answer = reqtrace("report", "-o", "out", "--formats", "json,html")
    assert answer.returncode == 1
    assert "index.html" in standing(project / "out")


def test_what_a_project_demands_and_misses_is_told_with_by_how_much(reqtrace: Run, project: Path) -> None:
    with (project / "reqtrace.toml").open("a") as file:
        file.write("[gate]\nverified = 90\ngaps = 1\nadequacy = 50\n")
    answer = reqtrace("report", "-o", "out", "--formats", "json", "--no-versions")
    assert answer.returncode == 1
    assert "error[RT401]: gate.verified is missed: requirements are verified: 50 % (1 of 2)" in answer.stderr
    assert "error[RT402]: gate.adequacy is not known to be met" in answer.stderr
    said = answer.stdout[answer.stdout.index("Demands of the project") :]
    assert [line.split()[1] for line in said.splitlines() if "gate." in line] == ["missed", "not", "met"]


# [utest->dsn~foreign_files_are_left_alone~1]
def test_the_folder_that_is_traced_never_becomes_a_report(reqtrace: Run, project: Path) -> None:
    before = standing(project)
    answer = reqtrace("report", "-o", ".")
    assert answer.returncode == 2
    assert (
        "error[RT018]: . can not become a report: it holds cases.rst, reqtrace.toml, requirements.rst" in answer.stderr
    )
    assert standing(project) == before


# [utest->dsn~answers_are_no_sources~1]
def test_a_report_is_not_read_where_it_lies_in_what_is_traced(reqtrace: Run, project: Path) -> None:
    reqtrace("report", "-o", "out")
    first = standing(project / "out")
    again = reqtrace("trace", "-v", "--format", "json")
    assert json.loads(again.stdout)["summary"]["items"] == 3
    assert "out/" not in again.stderr
    reqtrace("report", "-o", "out")
    assert standing(project / "out") == first


def committed(folder: Path, environment: Mapping[str, str]) -> None:
    """Commit the project, at a moment and by somebody that are always the same."""
    who = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {f"GIT_{role}_DATE": "2026-02-03T04:05:06+0900" for role in ("AUTHOR", "COMMITTER")}
    git = shutil.which("git") or pytest.skip("there is no git here")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([git, *words], cwd=folder, env={**environment, **who, **when}, check=True)


# [utest->dsn~provenance_names_no_place~1]
def test_a_report_says_of_what_it_is_and_names_no_place(
    reqtrace: Run, project: Path, environment: dict[str, str]
) -> None:
    committed(project, environment)
    words = ("report", "-o", str(project.parent / "out"), "--formats", "json", "--no-versions", "-q", str(project))
    reqtrace(*words)
    told = json.loads((project.parent / "out" / "report.json").read_text())["reproduction"]["provenance"]
    assert len(told["commit"]) == 40
    assert (told["dirty"], told["date"]) == (False, "2026-02-02T19:05:06Z")
    assert told["command"] == ["reqtrace", "report", "--formats", "json", "--no-versions", "."]
    assert told["configuration"] == "reqtrace.toml"
    assert told["configuration_digest"] == hashlib.sha256(SETTINGS.encode()).hexdigest()
    assert told["packages"]
    (project / "more.rst").write_text(FAILING)
    reqtrace(*words)
    told = json.loads((project.parent / "out" / "report.json").read_text())["reproduction"]["provenance"]
    assert told["dirty"] is True


INSPECTED = """\
Seen by eye
-----------

`XenInspection~seen~1`
"""
INSPECTIONS = """\
paths = ["."]
inspections = "records.toml"
[kinds.XenInspection]
title = "Inspection"
method = "inspection"
"""
RECORD = """\
[[inspection]]
id = "XenInspection~seen~1"
checklist = "List 1"
verdict = "passed"
author = "Ada"
approver = "Bob"
date = 2026-03-01
digest = "{}"
"""


def provenance_in(folder: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((folder / "report.json").read_text())["reproduction"]
    return told


# [utest->dsn~report_is_repeated_on_its_day~1]
def test_who_follows_the_section_on_reproduction_gets_the_same_bytes(
    project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """The record is younger than the commit, and does not count on its day."""
    for name, text in (("seen.rst", INSPECTED), ("reqtrace.toml", INSPECTIONS), ("records.toml", "")):
        (project / name).write_text(text, encoding="utf-8")
    digest = json.loads(called(project, environment, "explain", "XenInspection~seen~1", "--format", "json").stdout)
    (project / "records.toml").write_text(RECORD.format(digest["to_record"][0]), encoding="utf-8")
    (project / "a b").mkdir()
    (project / "a b" / "more.rst").write_text("", encoding="utf-8")
    committed(project, environment)
    called(project / "a b", environment, "report", "-o", "../../first", "--formats", "json,junit,csv", "--no-adequacy")
    told = provenance_in(tmp_path / "first")
    assert told["provenance"]["today"] is not None
    cloned = tmp_path / "somewhere" / "cloned"
    git = shutil.which("git") or pytest.skip("there is no git here")
    subprocess.run([git, "clone", "-q", project, cloned], check=True, env=environment)
    around = {**environment, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    script = "\n".join(told["commands"])
    subprocess.run(["/bin/sh", "-c", script], cwd=cloned, env=around, check=False, capture_output=True)
    again = standing(tmp_path / "somewhere" / "again")
    assert "run.json" in again
    assert [name for name, content in standing(tmp_path / "first").items() if again.get(name) != content] == []


# [utest->dsn~all_that_decides_is_committed~1]
def test_records_that_nobody_committed_are_a_change(project: Path, environment: dict[str, str]) -> None:
    (project / ".gitignore").write_text("records.toml\n", encoding="utf-8")
    (project / "reqtrace.toml").write_text('inspections = "records.toml"\n', encoding="utf-8")
    committed(project, environment)
    (project / "records.toml").write_text("", encoding="utf-8")
    called(project, environment, "report", "-o", "../first", "--formats", "json")
    assert provenance_in(project.parent / "first")["provenance"]["dirty"] is True


# [utest->dsn~report_is_repeated_on_its_day~1]
def test_a_day_that_is_none_is_a_misuse(reqtrace: Run) -> None:
    answer = reqtrace("report", "-o", "out", REQTRACE_TODAY="tomorrow")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("error[RT004]: REQTRACE_TODAY is no day: 'tomorrow'")


ELSEWHERE = {
    "LANG": "de_DE.UTF-8",
    "LC_ALL": "C",
    "TZ": "Asia/Tokyo",
    "PYTHONHASHSEED": "42",
    "USER": "somebody",
    "COLUMNS": "40",
}


# [utest->dsn~same_bytes_elsewhere~1]
def test_every_format_has_the_same_bytes_in_another_folder_and_under_other_conditions(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    reports = []
    orders = (("requirements.rst", "cases.rst", "reqtrace.toml"), ("reqtrace.toml", "cases.rst", "requirements.rst"))
    for number, order in enumerate(orders):
        folder = tmp_path / ("here" if number == 0 else "some where/else")
        folder.mkdir(parents=True)
        write(folder, order)
        (folder / "failing.rst").write_text(FAILING, encoding="utf-8")
        committed(folder, environment)
        before = os.umask(0o022 if number == 0 else 0o077)
        around = {**environment, "PYTHONHASHSEED": "1"} if number == 0 else {**environment, **ELSEWHERE}
        answer = called(folder, around, "report", "-o", f"out{number}")
        os.umask(before)
        assert answer.returncode == 1, answer.stderr
        reports.append(standing(folder / f"out{number}"))
    one, other = reports
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    assert {Path(name).suffix for name in one} >= {".html", ".csv", ".xlsx", ".pdf", ".json", ".xml", ".sarif", ".svg"}
    for content in one.values():
        assert str(tmp_path).encode() not in content
    assert len(Format) == 8, "a new format has to be held against this, too"
