# SPDX-License-Identifier: Apache-2.0
"""The examples in the README are true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

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


def test_the_example_is_a_requirement_and_a_case_that_verifies_it(tmp_path: Path) -> None:
    requirement, case = blocks("rst")
    product = "`XenPRQ~device_passthrough~1`\n\nNeeds: XenSSR\n"
    conclusion = executed(tmp_path, "\n".join([requirement, case, product]))
    assert conclusion.diagnostics == ()
    assert [row.verdict for row in conclusion.view.rows] == [Verdict.VERIFIED] * 2


def test_the_diagnostic_shown_is_what_a_misspelt_step_gives(tmp_path: Path) -> None:
    (shown,) = blocks("text")
    requirement, case = blocks("rst")
    wrong = case.replace("Then domain", 'Then domain "a" is running\n     And domain')
    conclusion = executed(tmp_path, f"{requirement}\n{wrong}")
    (said,) = [each for each in conclusion.diagnostics if str(each.code) == "RT303"]
    assert render(said, conclusion.library.sources).plain == shown


def test_the_configuration_shown_is_valid() -> None:
    (settings,) = blocks("toml")
    config, problems = load(settings, "pyproject.toml")
    assert problems == ()
    assert config.title == tomllib.loads(settings)["tool"]["reqtrace"]["title"]
