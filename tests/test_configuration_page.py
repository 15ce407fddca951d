# SPDX-License-Identifier: Apache-2.0
"""The page on the configuration names every setting, and its examples can be used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from msgspec.structs import fields

from reqtrace.config import Config, Justification, Kind, Reporting, load
from reqtrace.config.gate import Demands
from reqtrace.config.results import Results

PAGE = (Path(__file__).parents[1] / "requirements" / "reqtrace" / "reference" / "configuration.rst").read_text("utf-8")
EXAMPLES = [dedent(body) for body in re.findall(r"^\.\. code-block:: toml\n\n((?:   .*\n|\n)+)", PAGE, re.MULTILINE)]
NAMED = re.findall(r"^\.\. confval:: ([\w.]+)$", PAGE, re.MULTILINE)
TABLES = {
    "": Config,
    "kinds.KIND.": Kind,
    "gate.": Demands,
    "report.": Reporting,
    "results.": Results,
    "justified.": Justification,
}


def test_the_page_describes_every_setting_and_no_other() -> None:
    settings = [prefix + field.name for prefix, table in TABLES.items() for field in fields(table)]
    assert sorted([*NAMED, "justified.span"]) == sorted(settings)


def test_every_setting_stands_in_an_example() -> None:
    used: set[str] = set()
    for example in map(tomllib.loads, EXAMPLES):
        used |= example.keys()
        used |= {f"kinds.KIND.{key}" for kind in example.get("kinds", {}).values() for key in kind}
        used |= {f"{table}.{key}" for table in ("gate", "report", "results") for key in example.get(table, {})}
        used |= {f"justified.{key}" for each in example.get("justified", ()) for key in each}
    assert used == set(NAMED)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_used(example: str) -> None:
    config, diagnostics = load(example, "reqtrace.toml")
    assert diagnostics == ()
    assert config != Config()
