# SPDX-License-Identifier: Apache-2.0
"""What a person or a script types, and what comes back: whole commands, from words to exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from reqtrace.cli import main

Run = Callable[..., subprocess.CompletedProcess[str]]

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements" / "passthrough"

REQUIREMENT = """\
Hide the clock
--------------

`XenSSR~hide_clock~1`

Description:
Xen shall hide the clock.

Needs:
 - XenValTestCase
"""

CASE = """
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


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a command finds around it: nobody's cache, and no service that runs it."""
    cache = tmp_path_factory.mktemp("cache")
    inherited = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    return {**inherited, "COLUMNS": "100", "NO_COLOR": "1", "XDG_CACHE_HOME": str(cache)}


@pytest.fixture
def reqtrace(tmp_path: Path, environment: dict[str, str]) -> Run:
    """The command, run in an empty folder."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "reqtrace", *map(str, words)]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


def write(folder: Path, **documents: str) -> None:
    for name, text in documents.items():
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")


def test_what_is_covered_and_passes_exits_with_0_and_names_what_was_executed(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    answer = reqtrace("run")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "The only requirement is verified (model, required)." in answer.stdout


def test_an_uncovered_requirement_exits_with_1_and_is_named(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT)
    answer = reqtrace("trace")
    assert answer.returncode == 1
    assert "error[RT207]: XenSSR~hide_clock~1 needs XenValTestCase, and nothing of that kind covers it" in answer.stderr
    assert " --> clock.rst:10:4" in answer.stderr
    assert "XenSSR~hide_clock~1" in answer.stdout


# [utest->dsn~exits_are_an_enumeration~1]
def test_a_failing_case_exits_with_1_and_its_requirement_is_failed(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE.replace("can not read", "can read"))
    answer = reqtrace("run", "--format", "json")
    assert answer.returncode == 1
    assert json.loads(answer.stdout)["requirements"] == {"XenSSR~hide_clock~1": "failed"}
    assert "error[RT306]" in answer.stderr
    assert " --> clock.rst:26:6" in answer.stderr


def test_a_case_without_a_scenario_is_blocked_and_verifies_nothing(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE.partition(".. code-block")[0])
    run = json.loads(reqtrace("run", "--format", "json").stdout)
    assert [(case["id"], case["verdict"]) for case in run["cases"]] == [("XenValTestCase~clock_hidden~1", "blocked")]
    assert run["requirements"] == {"XenSSR~hide_clock~1": "unverified"}


def test_a_project_without_any_test_case_to_execute_is_no_success(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT.partition("Needs:")[0])
    assert reqtrace("trace").returncode == 0
    answer = reqtrace("run")
    assert answer.returncode == 1
    assert "error[RT309]: there is no test case to execute, so nothing is verified" in answer.stderr
    assert "NOT OK" in answer.stdout


def test_what_is_open_is_not_called_ok(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE.partition(".. code-block")[0])
    answer = reqtrace("run")
    assert answer.returncode == 0
    assert answer.stdout.rstrip().splitlines()[-1].startswith("NOT VERIFIED: No requirement is verified")


def test_kinds_and_tags_choose_what_is_looked_at(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + "\nTags: time\n" + CASE)

    def ids(*words: str) -> list[str]:
        return [item["id"] for item in json.loads(reqtrace("trace", "--format", "json", *words).stdout)["items"]]

    assert ids("--kinds", "XenSSR") == ["XenSSR~hide_clock~1"]
    assert ids("--tags", "time") == ["XenSSR~hide_clock~1"]
    assert ids("--tags", "_") == ["XenValTestCase~clock_hidden~1"]
    assert ids("--tags", "tome") == []
    assert reqtrace("trace", "--tags", "tome").returncode == 2
    assert ids("--kinds", "XenSSR,XenValTestCase", "--tags", "time,_") == ids()


# [utest->dsn~selection_by_kind_and_tag~1]
def test_a_selection_of_cases_verifies_nothing_that_has_others(reqtrace: Run, tmp_path: Path) -> None:
    fails = CASE.replace("clock_hidden", "clock_read").replace("can not read", "can read")
    write(tmp_path, clock=REQUIREMENT + CASE.replace("\n.. code", "\nTags: good\n\n.. code"), more=fails)
    for words in (("--tags", "good"), ("--only", "clock_hidden")):
        run = json.loads(reqtrace("run", "--format", "json", *words).stdout)
        assert [case["id"] for case in run["cases"]] == ["XenValTestCase~clock_hidden~1"]
        assert run["requirements"] == {"XenSSR~hide_clock~1": "unverified"}


# [utest->dsn~exits_are_an_enumeration~1]
def test_a_missing_path_exits_with_2_and_the_rest_is_still_read(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    answer = reqtrace("trace", "clok.rst", "clock.rst", "--format", "json")
    assert answer.returncode == 2
    assert "error[RT001]" in answer.stderr
    assert "clock.rst" in answer.stderr
    assert json.loads(answer.stdout)["summary"]["items"] == 2


def test_a_missing_path_alone_is_no_success(reqtrace: Run) -> None:
    assert reqtrace("trace", "nowhere").returncode == 2
    assert reqtrace("run", "nowhere", "--quiet").returncode == 2


def test_a_folder_without_items_is_no_success(reqtrace: Run, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    answer = reqtrace("trace", "docs")
    assert answer.returncode == 2
    assert "error[RT006]: no item was found in docs" in answer.stderr


def test_a_file_that_can_not_be_read_exits_with_2_and_the_rest_is_still_read(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    os.mkfifo(tmp_path / "pipe.rst")
    answer = reqtrace("trace", "--format", "json")
    assert answer.returncode == 2
    assert "error[RT002]" in answer.stderr
    assert "pipe.rst" in answer.stderr
    assert json.loads(answer.stdout)["summary"]["items"] == 2


def test_undecodable_bytes_are_told_with_their_place_and_the_items_are_read(reqtrace: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.rst").write_bytes((REQUIREMENT + CASE).replace("clock.", "cl\u00f6ck.").encode("latin-1"))
    answer = reqtrace("trace", "--format", "json")
    assert answer.returncode == 0
    document = json.loads(answer.stdout)
    assert document["summary"]["items"] == 2
    place = [(each["code"], each["file"], each["line"], each["column"]) for each in document["diagnostics"]]
    assert place == [("RT003", "latin.rst", 7, 22)]


def test_two_items_with_one_id_are_both_named_and_verify_nothing(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, one=REQUIREMENT + CASE, two=CASE)
    answer = reqtrace("run", "--format", "json")
    assert answer.returncode == 1
    assert answer.stderr.count("error[RT206]") == 2
    assert json.loads(answer.stdout)["requirements"] == {"XenSSR~hide_clock~1": "unverified"}


def test_a_step_nobody_defined_is_an_error_with_the_closest_one(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE.replace('domain "a" can not read', 'domain "a" cannot read'))
    answer = reqtrace("run")
    assert answer.returncode == 1
    assert "error[RT303]" in answer.stderr
    assert 'domain "a" can not read the peripheral at' in answer.stderr


def test_a_device_tree_that_does_not_parse_is_told_with_its_place(reqtrace: Run, tmp_path: Path) -> None:
    broken = CASE.replace(
        'Given the host "qemu-virt"',
        'Given the host "qemu-virt" with\n       """dts\n       &{/pl031@9010000} { xen,passthrough }\n       """',
    )
    write(tmp_path, clock=REQUIREMENT + broken)
    answer = reqtrace("run", "--format", "json")
    assert answer.returncode == 1
    diagnostic = json.loads(answer.stdout)["diagnostics"][0]
    assert (diagnostic["code"], diagnostic["file"], diagnostic["line"]) == ("RT304", "clock.rst", 25)


def test_only_chooses_cases_and_says_so_where_it_chooses_none(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    assert reqtrace("run", "--only", "clock_*").returncode == 0
    answer = reqtrace("run", "--only", "clock_hiden")
    assert answer.returncode == 2
    assert "error[RT007]: no test case is called 'clock_hiden'" in answer.stderr
    assert "did you mean clock_hidden?" in answer.stderr


def test_a_configuration_is_found_upwards_and_a_wrong_one_stops_the_command(reqtrace: Run, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    write(tmp_path / "docs", clock=REQUIREMENT + CASE)
    (tmp_path / "reqtrace.toml").write_text('title = "Clock"\npaths = ["docs"]\n', encoding="utf-8")
    assert json.loads(reqtrace("trace", "--format", "json").stdout)["items"][0]["file"] == "clock.rst"
    (tmp_path / "reqtrace.toml").write_text('titel = "Clock"\n', encoding="utf-8")
    answer = reqtrace("trace")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "error[RT004]: no setting is called 'titel'\n --> reqtrace.toml:1:1" in answer.stderr
    assert "did you mean title?" in answer.stderr


def test_a_wrong_word_on_the_command_line_exits_with_2(reqtrace: Run) -> None:
    assert reqtrace("trase").returncode == 2
    assert reqtrace("run", "--profile", "xen-9").returncode == 2


def test_places_can_be_opened_from_where_the_command_was_given(reqtrace: Run, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    write(tmp_path / "docs", clock=REQUIREMENT)
    answer = reqtrace("trace", "docs")
    assert " --> docs/clock.rst:10:4\n" in answer.stderr
    assert " docs/clock.rst:4:2\n" in answer.stdout


# [utest->dsn~exits_are_an_enumeration~1]
def test_a_fault_of_our_own_exits_with_3_and_asks_to_be_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(*_words: object, **_more: object) -> None:
        raise RuntimeError("a rule forgot itself")

    monkeypatch.setattr("reqtrace.cli.conclusion.conclude", fault)
    monkeypatch.setattr(sys, "argv", ["reqtrace", "trace"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 3
    said = capsys.readouterr().err
    assert "RuntimeError: a rule forgot itself" in said
    assert said.endswith("itself. Please report it with the lines above.\n")


def test_quiet_gives_no_answer_but_says_what_is_wrong(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    for words in (("run",), ("trace",), ("report", "-o", "out"), ("explain", "RT207")):
        answer = reqtrace(*words, "--quiet")
        assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    write(tmp_path, clock=REQUIREMENT + CASE + "\nMore\n----\n\n`XenValTestCase~d`\n")
    answer = reqtrace("run", "--quiet")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "warning[RT102]" in answer.stderr


def test_colour_is_only_for_those_who_want_it(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    assert "\x1b" not in reqtrace("run").stdout
    assert "\x1b" not in reqtrace("run", "--color", "never").stdout
    assert "\x1b[" in reqtrace("run", "--color", "always").stdout


@pytest.mark.parametrize("words", [("trace",), ("trace", "--format", "json"), ("run",), ("explain", "RT207")])
def test_whoever_stops_reading_changes_no_exit_code(words: tuple[str, ...], reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "reqtrace", *words]
    answer = subprocess.run(command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert answer.returncode == reqtrace(*words).returncode
    assert "Traceback" not in answer.stderr


def test_a_configuration_that_can_not_be_read_exits_with_2(reqtrace: Run, tmp_path: Path) -> None:
    (tmp_path / "reqtrace.toml").symlink_to("/proc/self/mem")
    answer = reqtrace("trace")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "error[RT002]: reqtrace.toml can not be read" in answer.stderr


def test_an_answer_that_can_not_be_written_exits_with_2(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    command = [sys.executable, "-m", "reqtrace", "run", "--format", "json"]
    with Path("/dev/full").open("w") as full:
        answer = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr == "error: the answer can not be written: No space left on device\n"


# [utest->dsn~documents_appear_whole~1]
def test_an_answer_never_overwrites_what_was_read(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    answer = reqtrace("run", "clock.rst", "-o", "clock.rst")
    assert answer.returncode == 2
    assert "clock.rst can not be written: it is one of the files that were read" in answer.stderr
    assert (tmp_path / "clock.rst").read_text(encoding="utf-8") == REQUIREMENT + CASE


def test_an_answer_goes_into_a_file(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    answer = reqtrace("run", "--format", "junit", "-o", "junit.xml")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert ET.parse(tmp_path / "junit.xml").getroot().get("tests") == "1"
    assert reqtrace("trace", "-o", "answer.txt").returncode == 0
    assert "2 items" in (tmp_path / "answer.txt").read_text(encoding="utf-8")


def test_a_report_holds_every_document_and_the_same_input_gives_the_same_bytes(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    first = reqtrace("report", "-o", "out/first")
    assert first.returncode == 0
    assert first.stdout.rstrip().endswith(str(Path("out/first/index.html")))
    reqtrace("report", "-o", "out/second")
    documents = {path.name: path.read_bytes() for path in (tmp_path / "out/first").iterdir() if path.is_file()}
    assert set(documents) > {"index.html", "trace.json", "run.json", "junit.xml"}
    assert documents == {name: (tmp_path / "out/second" / name).read_bytes() for name in documents}


# [utest->dsn~arrows_are_functions~1]
def test_the_trace_in_a_report_is_that_of_the_command_trace(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE.replace("can not read", "can reed"))
    assert reqtrace("report", "-o", "out").returncode == 1
    assert (tmp_path / "out" / "trace.json").read_text(encoding="utf-8") == reqtrace("trace", "--format", "json").stdout


def test_a_report_that_can_not_be_written_exits_with_2(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    answer = reqtrace("report", "-o", "out")
    assert answer.returncode == 2
    assert "error[RT008]" in answer.stderr


def test_explain_tells_of_a_code_and_of_an_item(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    assert "a need that nothing covers" in reqtrace("explain", "rt207").stdout
    item = reqtrace("explain", "XenSSR~hide_clock~1")
    assert item.returncode == 0
    assert "Hide the clock" in item.stdout
    assert "XenValTestCase~clock_hidden~1" in item.stdout
    document = json.loads(reqtrace("explain", "XenSSR~hide_clock~1", "--format", "json").stdout)
    assert (document["items"][0]["title"], document["verdicts"]) == ("Hide the clock", ["verified"])
    assert reqtrace("explain", "RT207", "--format", "json", "-o", "code.json").stdout == ""
    assert json.loads((tmp_path / "code.json").read_text(encoding="utf-8"))["code"] == "RT207"
    unknown = reqtrace("explain", "XenSSR~hide_clok~1")
    assert unknown.returncode == 2
    assert "did you mean XenSSR~hide_clock~1?" in unknown.stderr


def test_every_requirement_of_this_project_is_verified(reqtrace: Run, tmp_path: Path) -> None:
    answer = reqtrace("report", REQUIREMENTS, "-o", "report")
    assert answer.returncode == 0
    verdicts = json.loads((tmp_path / "report" / "run.json").read_text(encoding="utf-8"))["requirements"]
    assert len([id_ for id_ in verdicts if id_.startswith("XenSSR~")]) == 19 + 29
    assert set(verdicts.values()) == {"verified"}


def test_the_requirements_of_xen_itself_have_18_defects(reqtrace: Run, shared: Path) -> None:
    answer = reqtrace("trace", shared / "corpora" / "xen-fusa", "--format", "json")
    assert answer.returncode == 1
    trace = json.loads(answer.stdout)
    kinds = {kind: (figures["items"], figures["defects"]) for kind, figures in trace["summary"]["kinds"].items()}
    assert (trace["summary"]["items"], trace["summary"]["defects"]) == (61, 18)
    assert {kind: defects for kind, (_, defects) in kinds.items()} == {"XenMkt": 4, "XenProd": 14, "XenSwdgn": 0}
    assert all("Comments" not in item["rationale"] for item in trace["items"])
    assert sum(bool(item["comment"]) for item in trace["items"]) == 14


def test_the_original_passthrough_requirements_are_orphaned_and_untested(reqtrace: Run, shared: Path) -> None:
    answer = reqtrace("trace", shared / "corpora" / "passthrough.rst", "--format", "json")
    assert answer.returncode == 1
    trace = json.loads(answer.stdout)
    assert (trace["summary"]["items"], trace["summary"]["defects"]) == (19, 19)
    assert {tuple(item["missing"]) for item in trace["items"]} == {("XenValTestCase",)}
    assert all("orphaned" in [link["condition"] for link in item["links"]] for item in trace["items"])


def test_the_answer_is_the_same_with_a_cache_without_one_and_from_many_runs_at_once(
    reqtrace: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    for number in range(40):
        write(tmp_path, **{f"page{number}": REQUIREMENT.replace("hide_clock", f"hide_{number}") + "needs: x\n"})
    words = [sys.executable, "-m", "reqtrace", "trace", "--format", "json"]
    settings = {"cwd": tmp_path, "env": environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    runs = [subprocess.Popen(words, **settings) for _ in range(4)]  # type: ignore[call-overload] - of the same types
    answers = {run.communicate() for run in runs}
    assert len(answers) == 1
    ((said, told),) = answers
    for more in ((), ("--no-cache",), ("--cache",)):
        answer = reqtrace("trace", "--format", "json", *more)
        assert (answer.returncode, answer.stdout, answer.stderr) == (1, said.decode(), told.decode())
    assert told.decode().count("RT112") == 40
    assert list(Path(environment["XDG_CACHE_HOME"], "reqtrace").iterdir())


def test_without_a_cache_none_is_made(reqtrace: Run, tmp_path: Path, environment: dict[str, str]) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    assert reqtrace("trace", "--no-cache").returncode == 0
    assert list(Path(environment["XDG_CACHE_HOME"]).iterdir()) == []


@pytest.mark.parametrize("epoch", ["soon", "-", "99999999999999999999", "253402300800"])
def test_a_build_day_that_is_none_exits_with_2(
    reqtrace: Run, tmp_path: Path, environment: dict[str, str], epoch: str
) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    environment["SOURCE_DATE_EPOCH"] = epoch
    answer = reqtrace("trace", "-q")
    assert answer.returncode == 2
    assert answer.stderr.startswith("error[RT004]: SOURCE_DATE_EPOCH is no number of seconds that leads to a day")


def test_what_a_setting_is_warned_of_stands_in_the_document_too(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    settings = '[kinds.XenSSR]\ncovers = []\n[kinds.XenValTestCase]\ncovers = ["XenSRS"]\n'
    (tmp_path / "reqtrace.toml").write_text(settings, encoding="utf-8")
    answer = reqtrace("trace", "--format", "json")
    assert "RT011" in answer.stderr
    assert answer.stderr.count("RT011") == 1
    assert [each["code"] for each in json.loads(answer.stdout)["diagnostics"]].count("RT011") == 1


def test_an_answer_may_be_written_again(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT)
    for form in ("text", "json", "sarif"):
        for _ in range(2):
            assert reqtrace("trace", "--format", form, "-o", f"{form}.txt").returncode == 1
            assert reqtrace("trace", "--format", form, "-o", f"{form}.json").returncode == 1


def test_no_text_that_is_told_commands_github(reqtrace: Run, tmp_path: Path, environment: dict[str, str]) -> None:
    # oft:off
    (tmp_path / "x\n::stop-commands::tok\n.c").write_text("// [impl => req~x~1]\n", encoding="utf-8")
    # oft:on
    environment["GITHUB_ACTIONS"] = "true"
    commands = [line for line in reqtrace("trace").stderr.split("\n") if line.strip().startswith("::")]
    stop, go, *annotations = commands
    assert stop.removeprefix("::stop-commands::") == go.strip(":")
    assert [line.split()[0] for line in annotations] == ["::error", "::warning"]


def test_where_github_runs_us_it_is_told_what_is_wrong(
    reqtrace: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    write(tmp_path, clock=REQUIREMENT)
    environment["GITHUB_ACTIONS"] = "true"
    assert "::error file=clock.rst,line=10,col=4,endColumn=17,title=RT207%3A" in reqtrace("trace").stderr


def test_items_are_converted_and_trace_the_same(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    assert reqtrace("convert", "--to", "specobject", "-o", "out/clock.oreqm").returncode == 0
    (tmp_path / "clock.rst").unlink()
    answer = reqtrace("trace", "out")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "All 2 items are covered." in answer.stdout


def test_what_is_wrong_is_told_in_sarif(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT)
    answer = reqtrace("trace", "--format", "sarif")
    results = json.loads(answer.stdout)["runs"][0]["results"]
    assert (answer.returncode, [result["ruleId"] for result in results]) == (1, ["RT207"])


GAP = """
[[justified]]
id = "XenSSR~hide_clock~1"
reason = "The case is written next week."
owner = "A. Engineer"
date = 2026-11-01
expires = 2026-12-01
"""


@pytest.mark.parametrize(("day", "code"), [("1796169599", 0), ("1796169600", 1)])
def test_a_gap_is_accepted_until_the_day_it_expires(
    reqtrace: Run, tmp_path: Path, environment: dict[str, str], day: str, code: int
) -> None:
    write(tmp_path, clock=REQUIREMENT)
    (tmp_path / "reqtrace.toml").write_text(GAP, encoding="utf-8")
    environment["SOURCE_DATE_EPOCH"] = day
    answer = reqtrace("trace", "-q")
    assert (answer.returncode, "RT212" in answer.stderr) == (code, bool(code))


def test_a_defect_by_the_project_s_own_rules_says_its_reason(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE.replace("Covers:", "Depends:\n - `XenSSR~gone~1`\n\nCovers:"))
    settings = (
        'dependencies = "error"\n[kinds.XenSSR]\nneeds = ["Review"]\n[kinds.XenValTestCase]\ncovers = ["XenPRQ"]\n'
    )
    (tmp_path / "reqtrace.toml").write_text(settings, encoding="utf-8")
    said = " ".join(reqtrace("trace").stdout.split())
    for reason in (
        "XenSSR~hide_clock~1 does not need Review, as every XenSSR must",
        "XenValTestCase~clock_hidden~1 covers XenSSR~hide_clock~1, but XenValTestCase may cover only XenPRQ",
        "XenValTestCase~clock_hidden~1 depends on XenSSR~gone~1, which does not exist",
    ):
        assert reason in said


def test_to_explain_an_item_needs_no_test_case_and_to_explain_a_code_no_project(reqtrace: Run, tmp_path: Path) -> None:
    write(tmp_path, clock="`req~a~1`\n")
    answer = reqtrace("explain", "req~a~1")
    assert (answer.returncode, answer.stderr) == (0, "")
    write(tmp_path, clock=REQUIREMENT)
    answer = reqtrace("explain", "RT999")
    assert answer.returncode == 2
    assert answer.stderr.startswith("error[RT007]: no code, no finding and no item is called 'RT999'")


@pytest.mark.parametrize(("words", "told"), [((), True), (("clock.rst",), False), (("--kinds", "XenSSR"), False)])
def test_a_justification_of_nothing_is_told_where_the_whole_project_is_traced(
    reqtrace: Run, tmp_path: Path, words: tuple[str, ...], told: bool
) -> None:
    write(tmp_path, clock=REQUIREMENT + CASE)
    (tmp_path / "reqtrace.toml").write_text(GAP.replace("hide_clock", "hide_all"), encoding="utf-8")
    assert ("RT213" in reqtrace("trace", *words).stderr) is told
