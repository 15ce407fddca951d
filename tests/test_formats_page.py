# SPDX-License-Identifier: Apache-2.0
"""What the page on formats shows is read as it says."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from reqtrace.read import read
from reqtrace.report.diagnostics import render
from reqtrace.trace import trace

PAGE = (Path(__file__).parents[1] / "requirements" / "reqtrace" / "reference" / "formats.rst").read_text("utf-8")
EXAMPLES, NEAR_MISSES = PAGE.split("\nNear misses\n")
BLOCK = re.compile(r"^\.\. code-block:: (\w+)\n(?:   :caption: (.+)\n)?\n((?:   .*\n|\n)+)", re.MULTILINE)


def blocks(text: str) -> list[tuple[str, str]]:
    """The caption, empty where there is none, and the content of every block."""
    return [(name, dedent(body).strip("\n") + "\n") for _, name, body in BLOCK.findall(text)]


def test_the_examples_are_one_project_without_a_fault(tmp_path: Path) -> None:
    for name, body in blocks(EXAMPLES):
        (tmp_path / name).write_text(body, encoding="utf-8")
    library, diagnostics = read([str(tmp_path)])
    traced = trace(library.items)
    assert [each.message for each in (*diagnostics, *traced.diagnostics)] == []
    assert traced.defects == ()
    assert {f"{item.span.file} {item.id}": [str(each.id) for each in item.covers] for item in library.items} == {
        "hide.rst req~hide_iommu~1": [],
        "hide.rst req~boot~1": [],
        "design.md dsn~no_node~1": ["req~hide_iommu~1"],
        "forwards.md arch~start~1": ["req~start~1"],
        "forwards.md req~start~1": [],
        "forwards.md dsn~order~1": ["arch~start~1"],
        "hide.c impl~no_node-4242236173~0": ["dsn~no_node~1"],
        "hide.c utest~drops_node~1": ["dsn~no_node~1", "req~boot~1"],
        "bought.oreqm req~quiet~1": [],
    }


WRITTEN = blocks(NEAR_MISSES)


@pytest.mark.parametrize(("file", "told"), list(zip(WRITTEN[::2], WRITTEN[1::2], strict=True)))
def test_a_near_miss_is_told_as_shown(tmp_path: Path, file: tuple[str, str], told: tuple[str, str]) -> None:
    name, body = file
    (tmp_path / name).write_text(body, encoding="utf-8")
    library, diagnostics = read([str(tmp_path)])
    assert "".join(render(each, library.sources).plain for each in diagnostics) == told[1]
