# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reqtrace.cli.counting import Counting
from reqtrace.cli.manner import Manner
from reqtrace.cli.progress import progress

SPEAKING = Manner(color="auto", quiet=False, verbose=False, cache=False)
SCRIPT = """
import sys
from reqtrace.cli import progress
from reqtrace.cli.counting import Counting
from reqtrace.cli.manner import Manner
progress._PATIENCE = progress._PACE = 0
with progress.progress(Manner("auto", sys.argv[1:] == ["-q"], False, False)) as step:
    step("Executing test cases", 2)
    step("Executing test cases", 2)
    step("Writing the report")
"""


def on_a_terminal(*words: str, **environment: str) -> str:
    """What the script writes on standard error, where that is a terminal."""
    ours, theirs = pty.openpty()
    told = {name: value for name, value in os.environ.items() if name not in ("CI", "TERM", "NO_COLOR")}
    command = [sys.executable, "-c", SCRIPT, *words]
    subprocess.run(command, stderr=theirs, env={**told, "TERM": "xterm", **environment}, check=True)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 4096):
            seen += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return seen.decode()


# [utest->dsn~bar_for_people_only~1]
def test_who_looks_at_a_terminal_sees_how_far_the_work_is() -> None:
    seen = on_a_terminal()
    assert "Executing test cases" in seen
    assert "2/2" in seen
    assert "Writing the report" in seen


def test_who_wants_quiet_and_who_builds_sees_nothing() -> None:
    assert on_a_terminal("-q") == ""
    assert on_a_terminal(CI="true") == ""


def test_a_file_and_a_pipe_are_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(SPEAKING) as step:
        step("Writing", 1)
    assert capsys.readouterr() == ("", "")


def test_what_is_done_by_others_is_counted_in_order(tmp_path: Path) -> None:
    told = []
    with ThreadPoolExecutor(2) as inner:
        counting = Counting(lambda: inner, lambda module: module, lambda words, total=None: told.append((words, total)))
        assert list(counting.map(len, ["a", "bb", "ccc"])) == [1, 2, 3]
        assert counting.submit(len, "four").result() == 4
    assert told == [("builtins", 3)] * 3
