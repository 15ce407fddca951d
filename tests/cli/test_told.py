# SPDX-License-Identifier: Apache-2.0
"""What a person is told of a project before they rely on it: by the answer, and by what needs a person."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reqtrace.cli import main

if TYPE_CHECKING:
    import conftest

Run = Callable[..., tuple[int, str, str]]
# oft:off
CLOCK = """\
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

Tags: verifies-in-part

Covers:
 - `XenSSR~hide_clock~1`

.. code-block:: gherkin

   Scenario: a domain without devices
     Given the host "qemu-virt"
     And domain "a"
     When the host boots
     Then domain "a" can not read the peripheral at 0x9010000
"""
# oft:on
ANSWER = "The only requirement is verified (model, required), in part."


@pytest.fixture
def reqtrace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command, run where the test stands."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["reqtrace", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, " ".join(said.out.split()), said.err

    yield run
    gc.enable()  # a trace makes do without


# [utest->dsn~too_little_is_said~1]
def test_cases_that_notice_too_little_are_told_of_and_decide_where_a_gate_says_so(
    history: conftest.Repository, reqtrace: Run, tmp_path: Path
) -> None:
    history.write({"clock.rst": CLOCK + CASE})
    code, out, err = reqtrace("report", "-o", tmp_path / "a", "--adequacy", "--formats", "json")
    assert (code, err) == (0, "")
    assert "NOT OK" not in out
    assert "That is too little: " in out
    assert "% of all broken rules are noticed, and 95 % are wanted." in out
    told = json.loads((tmp_path / "a/report.json").read_text())
    assert told["summary"]["sound"] is True
    assert told["adequacy"]["enough"] is False
    history.write({"reqtrace.toml": "[gate]\nadequacy = 90\n"})
    code, out, err = reqtrace("report", "-o", tmp_path / "b", "--adequacy", "--formats", "json")
    assert code == 1
    assert "error[RT401]: gate.adequacy is missed" in err
    assert reqtrace("adequacy", "-q")[0] == 1


# [utest->dsn~answers_say_in_whole_or_in_part~1]
def test_every_answer_says_what_is_verified_in_part(
    history: conftest.Repository, reqtrace: Run, tmp_path: Path
) -> None:
    history.write({"clock.rst": CLOCK + CASE})
    assert ANSWER in reqtrace("run")[1]
    reqtrace("report", "-q", "-o", tmp_path / "a", "--formats", "json,html")
    assert json.loads((tmp_path / "a/report.json").read_text())["summary"]["answer"] == ANSWER
    assert ANSWER in (tmp_path / "a/index.html").read_text()
    other = CASE.replace("clock_hidden", "all_of_it").replace("in-part", "fully").replace("hide_clock", "hide_it")
    history.write({"other.rst": CLOCK.replace("hide_clock", "hide_it") + other})
    assert "All 2 requirements are verified (model, required); 1 of them in whole, 1 in part." in reqtrace("run")[1]
    history.write(
        {
            "third.rst": CLOCK.replace("hide_clock", "c")
            + CASE.replace("clock_hidden", "c").replace("hide_clock", "c").replace("Tags: verifies-in-part\n", "")
        }
    )
    words = (
        "All 3 requirements are verified (model, required); 1 of them in whole, 1 in part, 1 without a word on that."
    )
    assert words in reqtrace("run")[1]
    history.write({"third.rst": CLOCK.replace("hide_clock", "c")})
    words = "2 of 3 requirements are verified (model, required), 1 of them in whole, 1 in part; 1 is unverified."
    assert words in reqtrace("run")[1]
    for file in ("clock.rst", "other.rst"):
        history.write(
            {file: Path(file).read_text().replace("Tags: verifies-in-part\n", "").replace("Tags: verifies-fully\n", "")}
        )
    assert "2 of 3 requirements are verified (model, required); 1 is unverified." in reqtrace("run")[1]


# [utest->dsn~changes_need_a_person~1]
def test_what_changed_in_silence_needs_a_person(history: conftest.Repository, reqtrace: Run, tmp_path: Path) -> None:
    history.commit({"clock.rst": CLOCK + CASE})
    assert (
        "Needs a person" not in reqtrace("report", "-o", tmp_path / "a", "--baseline", "HEAD", "--formats", "json")[1]
    )
    history.write({"clock.rst": CLOCK.replace("shall hide", "should hide") + CASE})
    code, out, _ = reqtrace("report", "-o", tmp_path / "a", "--baseline", "HEAD", "--formats", "json")
    told = json.loads((tmp_path / "a/report.json").read_text())
    wanting = told["attention"]["items"]
    assert code == 1
    assert [(each["id"], each["shown"]) for each in wanting] == [
        ("XenSSR~hide_clock~1", "verified"), ("XenValTestCase~clock_hidden~1", "passed"),
    ]  # fmt: skip
    assert "says something else than it did in HEAD" in wanting[0]["defects"][0]
    assert "covers XenSSR~hide_clock~1, the text of which is another one" in wanting[1]["defects"][0]
    assert told["summary"]["need_attention"] == 2
    person = out.index("Needs a person")
    assert person < out.index("✓ verified Hide the clock") < out.index("says something else than it did")
    assert "Needs a person" in reqtrace("trace", "--since", "HEAD")[1]


# [utest->dsn~changes_need_a_person~1]
def test_a_demand_that_is_missed_needs_a_person(history: conftest.Repository, reqtrace: Run) -> None:
    history.write({"clock.rst": CLOCK + CASE, "reqtrace.toml": "[gate]\ncomplete = 90\n"})
    out = reqtrace("run")[1]
    assert out.index("Needs a person") < out.index("gate.complete: requirements are verified in whole")
