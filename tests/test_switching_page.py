# SPDX-License-Identifier: Apache-2.0
"""Whoever comes from OpenFastTrace can type what the page shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from reqtrace.catalogue import Code

PAGE = (Path(__file__).parents[1] / "requirements" / "reqtrace" / "how-to" / "from-openfasttrace.rst").read_text(
    "utf-8"
)
COMMANDS = re.findall(r"^(?:     - ``|   )(reqtrace [^`\n]+?)(?:``)?$", PAGE, re.MULTILINE)


def test_the_commands_are_found() -> None:
    assert len(COMMANDS) == 8


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_ends_well(tmp_path: Path, command: str) -> None:
    (tmp_path / "doc").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "doc" / "a.rst").write_text("`req~a~1`\n\nTags: arm64\n", encoding="utf-8")
    (tmp_path / "doc" / "b.rst").write_text("`dsn~b~1`\n\nNeeds: XenValTestCase\n", encoding="utf-8")
    (tmp_path / "src" / "c.md").write_text("`XenValTestCase~b~1`\n\nCovers:\n- dsn~b~1\n", encoding="utf-8")
    words = [sys.executable, "-m", "reqtrace", *command.split()[1:], "--no-cache"]
    answer = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr


def test_every_code_named_is_one() -> None:
    for code in re.findall(r"RT\d+", PAGE):
        assert code in list(Code)
