# SPDX-License-Identifier: Apache-2.0
"""The examples for those who use reqtrace from Python are true."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "requirements" / "reqtrace" / "reference" / "library.rst"


def test_the_examples_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    examples = doctest.DocTestParser().get_doctest(PAGE.read_text("utf-8"), {}, PAGE.name, str(PAGE), 0)
    outcome = doctest.DocTestRunner(optionflags=doctest.REPORT_UDIFF).run(examples, out=said.append)
    assert outcome.attempted > 15
    assert not outcome.failed, "".join(said)
