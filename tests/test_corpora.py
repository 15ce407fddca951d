# SPDX-License-Identifier: Apache-2.0
"""Whole projects of other people's making: what is found in them is what is known to be there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reqtrace.config import Config
from reqtrace.pipeline import conclude

PROJECTS = ("300 1", "300 2 --impl", "1200 3 --defects 0.05", "1200 4 --impl --defects 0.05")


@pytest.mark.parametrize("words", PROJECTS)
def test_a_generated_project_has_the_faults_that_were_planted(shared: Path, tmp_path: Path, words: str) -> None:
    count, *more = words.split()
    program = str(shared / "bench" / "gen_corpus.py")
    subprocess.run([sys.executable, program, count, str(tmp_path / "it"), *more], check=True, stdout=subprocess.DEVNULL)
    manifest = json.loads((tmp_path / "it" / "manifest.json").read_text(encoding="utf-8"))
    conclusion = conclude([str(tmp_path / "it")], Config())
    found = {"total": len(conclusion.graph.items), "defects": sum(each.defect for each in conclusion.coverage)}
    assert found == manifest["expected"]
    assert conclusion.sound is (not found["defects"])
    assert bool(conclusion.diagnostics) is bool(found["defects"])
