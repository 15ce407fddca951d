# SPDX-License-Identifier: Apache-2.0
"""What is measured is what it is said to be: projects in which nothing is wrong, whatever their shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from reqtrace.config import Config
from reqtrace.pipeline import Conclusion, conclude
from tests.benchmarks import corpus


def traced(folder: Path) -> Conclusion:
    conclusion = conclude([str(folder)], Config())
    assert conclusion.diagnostics == ()
    assert conclusion.sound
    return conclusion


@pytest.mark.parametrize("count", [20, 400])
def test_a_project_has_so_many_items_and_tags_and_no_fault(tmp_path: Path, count: int) -> None:
    tags = corpus.project(tmp_path / "project", count)
    assert len(traced(tmp_path / "project").graph.items) == count + tags


def test_the_same_size_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        corpus.project(tmp_path / name, 60)
    files = [{file.name: file.read_bytes() for file in (tmp_path / name).rglob("*.*")} for name in ("one", "two")]
    assert files[0] == files[1]


def test_a_ladder_and_a_chain_of_any_length_are_covered(tmp_path: Path) -> None:
    corpus.ladder(tmp_path / "ladder", 1_000)
    corpus.chain(tmp_path / "chain", 5_000)
    assert len(traced(tmp_path / "ladder").graph.sources) == 999 * 4
    assert len(traced(tmp_path / "chain").graph.sources) == 4_999
