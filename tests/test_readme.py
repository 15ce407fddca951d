# SPDX-License-Identifier: Apache-2.0
"""The examples in the README are true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click import Context

from reqtrace.cli.entry import cli
from reqtrace.config import Config, load
from reqtrace.pipeline import Conclusion, Execution, conclude
from reqtrace.report.diagnostics import render
from reqtrace.scenario.on_model import Model
from reqtrace.trace.verdict import Verdict

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def executed(folder: Path, text: str) -> Conclusion:
    (folder / "map.rst").write_text(text, encoding="utf-8")
    return conclude([str(folder / "map.rst")], Config(), Execution(Model(), "required"))


@pytest.mark.parametrize("copied", [(0, 1), (0, 2), (0, 1, 2)])
def test_the_examples_are_two_requirements_and_cases_that_verify_them(copied: tuple[int, ...], tmp_path: Path) -> None:
    conclusion = executed(tmp_path, "\n".join(blocks("rst")[each] for each in copied))
    assert conclusion.diagnostics == ()
    assert [row.verdict for row in conclusion.view.rows] == [Verdict.VERIFIED] * 2


def test_the_diagnostic_shown_is_what_a_misspelt_step_gives(tmp_path: Path) -> None:
    (shown,) = blocks("text")
    requirements, case, _ = blocks("rst")
    wrong = case.replace("Then domain", 'Then domain "a" is running\n     And domain')
    conclusion = executed(tmp_path, f"{requirements}\n{wrong}")
    (said,) = [each for each in conclusion.diagnostics if str(each.code) == "RT303"]
    assert render(said, conclusion.library.sources).plain == shown


def test_the_configuration_shown_is_valid() -> None:
    (settings,) = blocks("toml")
    config, problems = load(settings, "pyproject.toml")
    assert problems == ()
    assert config.title == tomllib.loads(settings)["tool"]["reqtrace"]["title"]


@pytest.mark.parametrize("session", blocks("console"))
def test_what_a_command_is_shown_to_answer_is_in_its_answer(
    session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "map.rst").write_text("\n".join(blocks("rst")), encoding="utf-8")
    (tmp_path / "clock.dts").write_text(blocks("dts")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    command, *shown = session.rstrip("\n").split("\n")
    program, *words = command.removeprefix("$ ").split()
    assert program == "reqtrace"
    cli.main(words, standalone_mode=False)
    answer = capsys.readouterr().out
    assert [each for each in "\n".join(shown).split("…\n") if each.removesuffix("…") not in answer] == []


def test_every_command_is_in_the_table_of_commands() -> None:
    named = set(re.findall(r"^\| `reqtrace (\w+)", README, re.MULTILINE))
    assert named == set(cli.list_commands(Context(cli)))
