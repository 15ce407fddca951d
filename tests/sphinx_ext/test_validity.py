# SPDX-License-Identifier: Apache-2.0
"""All HTML that is written is valid by the Nu checker.

Whole pages are checked, with three themes. What the checker finds in the same project without the extension is the
theme's, and is subtracted, page by page and message by message.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from showcase import showcase

CHECKER = Path(__file__).parents[2] / "build/node/node_modules/vnu-jar/build/dist/vnu.jar"
STYLE = Path(__file__).parents[2] / "templates/static/reqtrace.css"
THEMES = ("basic", "alabaster", "furo")


@pytest.fixture
def checker() -> Sequence[str]:
    """The command that checks files."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("needs Java for the Nu checker; `make system` installs it on Debian")
    if not CHECKER.is_file():
        pytest.skip("needs the Nu checker, which `make checkers` fetches by npm")
    return java, "-jar", str(CHECKER)


def errors(checker: Sequence[str], *paths: Path) -> Mapping[Path, Counter[str]]:
    """What the checker finds wrong in each file, and how often; one run for all files."""
    options = ("--format", "json", "--errors-only", "--exit-zero-always", "--stdout", "--also-check-css")
    command = (*checker, *options, *map(str, paths))
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["messages"]
    found: dict[Path, Counter[str]] = {path: Counter() for path in paths}
    for each in told:
        found[Path(each["url"].removeprefix("file:"))][each["message"]] += 1
    return found


def pages(folder: Path) -> Sequence[Path]:
    return sorted(folder.rglob("*.html"))


# [utest->dsn~pages_are_valid_and_harmless~1]
def test_pages_have_no_errors_but_those_of_their_theme(tmp_path: Path, checker: Sequence[str]) -> None:
    plain: dict[str, Path] = {}
    ours: dict[str, Path] = {}
    for theme in THEMES:
        for built, is_plain in ((plain, True), (ours, False)):
            site = showcase(tmp_path / f"{theme}-{is_plain}", theme, is_plain=is_plain)
            built[theme], built[f"one-{theme}"] = site.build(), site.build("singlehtml")
    found = errors(checker, *(page for made in (*plain.values(), *ours.values()) for page in pages(made)))
    for theme, made in ours.items():
        for page in pages(made):
            theirs = found.get(plain[theme] / page.relative_to(made), Counter())
            assert found[page] - theirs == Counter(), f"{page.name}, {theme}"
    names = {"index.html", "noticing.html", "safety.html", "cases.html", "genindex.html"}
    assert {page.name for page in pages(ours["furo"])} >= names
    assert [found[page] for page in pages(ours["furo"]) if found[page]] == [], "furo itself has none"


def test_an_error_would_be_found_and_the_style_sheet_has_none(tmp_path: Path, checker: Sequence[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a><div></div></p><p id=a>", encoding="utf-8")
    found = errors(checker, page, STYLE)
    assert found[page].total() >= 2
    assert found[STYLE] == Counter()
