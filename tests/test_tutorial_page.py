# SPDX-License-Identifier: Apache-2.0
"""Whoever does what the tutorial says sees what it shows, from an empty folder to a page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

PAGE = (Path(__file__).parents[1] / "requirements" / "reqtrace" / "tutorial.rst").read_text("utf-8")
FILE = r"^\.\. code-block:: \w+\n   :caption: (?P<file>\S+)\n\n(?P<content>(?:   .*\n|\n)+)"
SESSION = r"^\.\. code-block:: console\n\n   \$ (?P<command>.+)\n(?P<shown>(?:   .*\n|\n)*)"
EDIT = r"\bin ``(?P<edited>\S+)``,\s+write\s+``(?P<new>[^`]+)``\s+instead\s+of\s+``(?P<old>[^`]+)``"
STEPS = list(re.finditer(f"{FILE}|{SESSION}|{EDIT}", PAGE, re.MULTILINE | re.IGNORECASE))
PROGRAMS = {"reqtrace": "reqtrace", "sphinx-build": "sphinx"}


def answer(command: str, folder: Path) -> str:
    """What a command says on a terminal of eighty columns."""
    program, *words = shlex.split(command)
    surroundings = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "XDG_CACHE_HOME": str(folder / "cache")}
    surroundings.pop("GITHUB_ACTIONS", None)
    called = [sys.executable, "-m", PROGRAMS[program], *words]
    done = subprocess.run(
        called, cwd=folder, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout


def unfolded(words: str) -> str:
    """Words of the page, where a line may end within what is to be written."""
    return " ".join(words.split())


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    """Everything that the page says, done in its order: the folder, and what was shown and answered each time."""
    folder = tmp_path_factory.mktemp("clock")
    sessions = []
    for step in STEPS:
        if step["file"]:
            (folder / step["file"]).write_text(dedent(step["content"]).rstrip("\n") + "\n", encoding="utf-8")
        elif step["edited"]:
            text = (folder / step["edited"]).read_text("utf-8")
            assert text.count(unfolded(step["old"])) == 1, step[0]
            new = text.replace(unfolded(step["old"]), unfolded(step["new"]))
            (folder / step["edited"]).write_text(new, encoding="utf-8")
        else:
            sessions.append((dedent(step["shown"]).strip("\n"), answer(step["command"], folder)))
    return folder, sessions


def test_the_steps_are_found() -> None:
    assert [step["file"] for step in STEPS if step["file"]] == ["clock.rst", "cases.rst", "conf.py", "index.rst"]
    assert len([step for step in STEPS if step["edited"]]) == 5
    commands = [step["command"].split()[0] for step in STEPS if step["command"]]
    assert commands == [*["reqtrace"] * 6, "sphinx-build", "reqtrace"]


def test_every_command_answers_what_the_page_shows(done: tuple[Path, list[tuple[str, str]]]) -> None:
    for shown, answered in done[1]:
        parts = [part.strip("\n") for part in re.split(r"^…$", shown, flags=re.MULTILINE)]
        place = 0
        assert answered.startswith(parts[0])
        for part in parts:
            assert part in answered[place:], f"{part}\n\nis not in\n\n{answered}"
            place = answered.index(part, place) + len(part)
        assert parts[-1] == "" or answered.rstrip("\n").endswith(parts[-1])
        assert shown or not answered


def test_another_builder_reads_nothing_of_what_was_built(done: tuple[Path, list[tuple[str, str]]]) -> None:
    for builder in ("text", "xml"):
        told = answer(f"sphinx-build -n -q -b {builder} . build/{builder}", done[0])
        assert [line.partition(": WARNING:")[0] for line in told.splitlines()] == [f"{done[0] / 'cases.rst'}:18"]
    said = answer("reqtrace trace --verbose", done[0])
    assert "not read: 3 folders built by Sphinx (build/html/, build/text/, build/xml/)" in said


def test_the_pages_show_the_verdict_and_the_matrix_and_follow_a_failure(
    done: tuple[Path, list[tuple[str, str]]],
) -> None:
    folder = done[0]
    home, clock, cases = (folder / "build" / "html" / f"{name}.html" for name in ("index", "clock", "cases"))
    assert "The only requirement is verified" in home.read_text("utf-8")
    assert "reqtrace-table" in home.read_text("utf-8")
    assert "</span>verified<" in clock.read_text("utf-8")
    told = answer("sphinx-build -n -W -q . build/html", folder)
    assert f"{folder / 'cases.rst'}:18: WARNING: expected: a read at 0x9020000 reaches a peripheral" in told
    assert "No requirement is verified" in home.read_text("utf-8")
    assert "</span>failed<" in clock.read_text("utf-8")
    assert "the read faults" in cases.read_text("utf-8")
