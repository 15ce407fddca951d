# SPDX-License-Identifier: Apache-2.0
"""What a person types to see what versions of Xen do, and what comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

PROJECT = """\
Give away what is marked only
-----------------------------

`XenSSR~marked~1`

Needs:
 - XenValTestCase

A device that nobody marked
---------------------------

`XenValTestCase~unmarked~1`

Covers:
 - `XenSSR~marked~1`

.. code-block:: gherkin

   Scenario: the clock is not marked
     Given the host "qemu-virt"
     And the passthrough tree "rtc"
       \"""dts
       /dts-v1/;
       / { #address-cells = <2>; #size-cells = <2>; passthrough { #address-cells = <2>; #size-cells = <2>;
           rtc@9010000 {
               xen,reg = <0x0 0x9010000 0x0 0x1000 0x0 0x9010000>; xen,path = "/pl031@9010000";
               xen,force-assign-without-iommu;
           };
       }; };
       \"""
     And domain "a" with the passthrough tree "rtc"
     When the host boots
     Then domain "a" is not created: EINVAL
"""


@pytest.fixture
def reqtrace(tmp_path: Path) -> Run:
    """The command, run where the project is."""
    (tmp_path / "marked.rst").write_text(PROJECT, encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    environment = {**inherited, "COLUMNS": "100", "NO_COLOR": "1", "XDG_CACHE_HOME": str(tmp_path / ".cache")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "reqtrace", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


# [utest->dsn~profiles_are_switches~1]
def test_a_finding_is_switched_on_and_every_answer_says_so(reqtrace: Run) -> None:
    assert reqtrace("run").returncode == 0
    answer = reqtrace("run", "--with", "d-08", "--format", "json")
    assert answer.returncode == 1
    told = json.loads(answer.stdout)
    assert told["profile"] == "required with D-08"
    assert told["requirements"] == {"XenSSR~marked~1": "failed"}
    words = reqtrace("run", "--with", "D-05", "--quiet", "--only", "*"), reqtrace("run", "--with", "D-05,D-10")
    assert words[0].returncode == 0
    assert words[1].stdout.splitlines()[1] == "The only requirement is verified (model, required with D-05, D-10)."
    assert "but for what was switched by hand" in words[1].stdout


def test_a_finding_is_switched_off(reqtrace: Run) -> None:
    answer = reqtrace("run", "--profile", "xen-head", "--without", "D-08", "--without", "D-03,D-16b")
    assert answer.stdout.splitlines()[1].endswith("(model, xen-head without D-03, D-08, D-16b).")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--with", "D-123"], "no finding is called 'D-123'; did you mean D-23?"),
        (["--without", "D-08,foo"], "no finding is called 'foo'; the findings are: D-01, D-02, "),
        (["--with", "D-08", "--without", "d-08"], "D-08 can not be switched on and off at once."),
        (["--profile", "all", "--format", "junit"], "JUnit holds the results of one profile"),
        (["--profile", "xen-4.13"], "'xen-4.13' is not one of 'required', 'xen-4.17', 'xen-4.20', 'xen-head', 'all'"),
    ],
)
def test_what_can_not_be_meant_is_a_misuse(reqtrace: Run, words: list[str], complaint: str) -> None:
    answer = reqtrace("run", *words)
    assert answer.returncode == 2
    assert complaint in " ".join(answer.stderr.split())


# [utest->dsn~blame_is_an_experiment~1]
def test_every_profile_at_once(reqtrace: Run) -> None:
    answer = reqtrace("run", "--profile", "all", "--without", "D-03", "--format", "json")
    told = json.loads(answer.stdout)
    assert (answer.returncode, told["schema"], told["ok"]) == (0, "reqtrace-matrix/1", True)
    assert told["profiles"] == ["required", "xen-4.17 without D-03", "xen-4.20 without D-03", "xen-head without D-03"]
    row = told["requirements"]["XenSSR~marked~1"]
    assert row["required"] == {"verdict": "conforms", "findings": [], "hidden": [], "cases": []}
    head = row["xen-head without D-03"]
    assert head["verdict"] == "deviates"
    assert "D-08" in head["findings"]
    (case,) = head["cases"]
    assert (case["id"], case["file"]) == ("XenValTestCase~unmarked~1", "marked.rst")
    assert case["step"] == 'Then domain "a" is not created: EINVAL'
    assert PROJECT.splitlines()[case["line"] - 1].strip() == case["step"]
    assert case["message"] == 'expected: domain "a" is not created: EINVAL; seen: it runs'


def test_the_matrix_in_words(reqtrace: Run) -> None:
    answer = reqtrace("run", "--profile", "all")
    assert answer.returncode == 0
    lines = answer.stdout.splitlines()
    assert lines[1].startswith("On the model, 1 requirement conforms in required, none in xen-4.17")
    assert "Deviations  found by switching every finding on and off by itself" in lines
    assert lines[-1] == "OK"


def test_a_failure_that_nothing_explains_is_one(reqtrace: Run, tmp_path: Path) -> None:
    (tmp_path / "marked.rst").write_text(PROJECT.replace("EINVAL", "ENODEV"), encoding="utf-8")
    answer = reqtrace("run", "--profile", "all")
    assert answer.returncode == 1
    assert "Needs a person  no finding of the profile explains this" in answer.stdout
    assert answer.stdout.splitlines()[1].startswith("1 test case failed without a finding that explains it (model, req")
    assert answer.stdout.splitlines()[-2].startswith("NOT OK: 1 test case failed without a finding")


def test_one_test_case_is_counted_as_one(reqtrace: Run) -> None:
    answer = reqtrace("run", "--only", "zzz")
    assert answer.stderr.startswith(
        "error[RT007]: no test case is called 'zzz'\n --> --only\n  = help: there is 1 test case\n"
    )


SWITCHES = [
    (["--profile", "xen-head", "--without", "V-1"], "xen-head does not show V-1, so switching it off changes nothing"),
    (["--profile", "xen-4.17", "--with", "D-05"], "xen-4.17 shows D-05 already, so switching it on changes nothing"),
    (["--with", "V-1"], "V-1 changes what D-03 does, which required does not show, so switching it on changes nothing"),
    (["--profile", "all", "--with", "D-05", "--without", "V-1"], ""),
    (["--with", "V-1,D-03"], ""),
    (["--profile", "xen-head", "--with", "V-1"], ""),
]


@pytest.mark.parametrize(("words", "said"), SWITCHES)
def test_a_switch_that_changes_nothing_is_told(reqtrace: Run, words: list[str], said: str) -> None:
    told = reqtrace("run", "--quiet", *words).stderr.splitlines()
    assert [line for line in told if "RT015" in line] == ([f"warning[RT015]: {said}"] if said else [])
    if "all" not in words:
        told = reqtrace("explore", "--quiet", "--limit", "1", *words).stderr.splitlines()
        assert [line for line in told if "RT015" in line] == ([f"warning[RT015]: {said}"] if said else [])


# [utest->dsn~a_case_must_notice~1]
def test_cases_are_put_to_the_test(reqtrace: Run, tmp_path: Path) -> None:
    answer = reqtrace("adequacy", "--format", "json")
    assert answer.returncode == 1  # one case notices little of all there is
    told = json.loads(answer.stdout)
    assert (told["schema"], told["ok"]) == ("reqtrace-adequacy/1", False)
    row = told["requirements"]["XenSSR~marked~1"]
    assert row["verdict"] == "verified"
    assert set(row["mutants"]["noticed"].values()) <= {"step", "invariant"}
    assert len(row["mutants"]["noticed"]) + len(row["mutants"]["unnoticed"]) == row["mutants"]["mattering"]
    summary = told["summary"]
    assert summary["mutants_noticed"] == len(row["mutants"]["noticed"])
    assert summary["mutants"] == summary["mutants_noticed"] + len(told["survivors"])
    assert {"mutant", "rule", "way", "meaning", "source", "reason", "asked_by", "mattered_to"} == {
        *told["survivors"][0]
    }


@pytest.mark.parametrize(
    ("project", "said"),
    [
        ("nothing here", (2, "error[RT006]: no item was found in .", "")),
        (
            "`XenSSR~a~1`\n\nNeeds: XenValTestCase\n",
            (
                1,
                "error[RT309]: there is no test case to execute, so nothing is verified",
                "Requirements\nNo test case that passes covers a requirement here, so nothing was put to the test.\n",
            ),
        ),
    ],
)
def test_where_there_is_nothing_to_put_to_the_test_little_is_said(
    reqtrace: Run, tmp_path: Path, project: str, said: tuple[int, str, str]
) -> None:
    (tmp_path / "marked.rst").write_text(project, encoding="utf-8")
    answer = reqtrace("adequacy")
    assert (answer.returncode, answer.stderr.splitlines()[0], answer.stdout) == said


# [utest->dsn~survivors_have_reasons~1]
def test_reasons_stand_in_a_file_that_the_configuration_names(reqtrace: Run, tmp_path: Path) -> None:
    (tmp_path / "reqtrace.toml").write_text('survivors = "reasons.toml"\n', encoding="utf-8")
    missing = reqtrace("adequacy")
    assert missing.returncode == 2
    assert "reasons.toml can not be read" in missing.stderr
    (tmp_path / "reasons.toml").write_text('"mmio.nothing: drop the check" = "it is gone"\n', encoding="utf-8")
    told = json.loads(reqtrace("adequacy", "--format", "json").stdout)
    assert told["needless_reasons"] == ["mmio.nothing: drop the check"]
    survivor = told["survivors"][0]["mutant"]
    (tmp_path / "reasons.toml").write_text(f'"{survivor}" = "nobody can see it"\n', encoding="utf-8")
    answer = reqtrace("adequacy")
    words = answer.stdout.splitlines()
    assert words[words.index("Accepted survivors  broken rules that no test case notices") + 2] == f"  {survivor}"
    assert "    nobody can see it" in words


@pytest.mark.parametrize(
    ("text", "complaint"),
    [('a = "b', "no reasons"), ("a = 1", "no reasons"), ('"a: skip the effect" = " "', "nothing is said")],
)
def test_a_file_of_reasons_that_can_not_be_used_is_a_misuse(
    reqtrace: Run, tmp_path: Path, text: str, complaint: str
) -> None:
    (tmp_path / "reqtrace.toml").write_text('survivors = "reasons.toml"\n', encoding="utf-8")
    (tmp_path / "reasons.toml").write_text(text, encoding="utf-8")
    answer = reqtrace("adequacy", "-q")
    assert answer.returncode == 2
    assert complaint in answer.stderr
