# SPDX-License-Identifier: Apache-2.0
"""What a project decided: where it stands, what it says, and what is said of settings that can not be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from reqtrace.catalogue import Code
from reqtrace.config import KINDS, Config, Kind, find, load
from reqtrace.span import Span

TABLE = "[tool.reqtrace]\n"


# [utest->dsn~defaults_live_in_one_place~1]
def test_the_defaults() -> None:
    config, diagnostics = load("", "reqtrace.toml")
    assert (config, diagnostics) == (Config(), ())
    assert (config.title, config.paths, config.exclude) == ("Requirements", (".",), ())
    assert config.is_executable("XenValTestCase")
    assert not config.is_executable("XenSSR")
    assert (config.title_of("XenValTestCase"), config.title_of("XenSSR")) == ("Validation test case", "XenSSR")


SETTINGS = """\
title = "T"
paths = ["a", "b"]
exclude = ["build"]

[kinds.req]
title = "Requirement"

[kinds.test]
executable = true
"""


def test_the_same_settings_in_both_files() -> None:
    own, _ = load(SETTINGS, "some/reqtrace.toml")
    shared, _ = load(TABLE + SETTINGS.replace("[kinds", "[tool.reqtrace.kinds"), "pyproject.toml")
    assert own == shared
    assert (own.title, own.paths, own.exclude) == ("T", ("a", "b"), ("build",))
    assert own.kinds == {**KINDS, "req": Kind("Requirement"), "test": Kind(executable=True)}
    assert (own.title_of("req"), own.title_of("test")) == ("Requirement", "test")
    assert (own.is_executable("req"), own.is_executable("test")) == (False, True)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("", Kind("Validation test case", executable=True)),
        ("title = 'Case'", Kind("Case", executable=True)),
        ("executable = false", Kind("Validation test case", executable=False)),
    ],
)
def test_a_test_case_stays_one_unless_a_project_says_otherwise(said: str, kind: Kind) -> None:
    config, _ = load(f"[kinds.XenValTestcase]\nexecutable = true\n[kinds.XenValTestCase]\n{said}\n", "reqtrace.toml")
    assert config.kinds["XenValTestCase"] == kind


def test_what_others_set_in_the_shared_file_is_left_alone() -> None:
    assert load("[project]\nname = 1\n[tool.other]\npath = 2\n", "pyproject.toml") == (Config(), ())


# [utest->dsn~defaults_live_in_one_place~1]
@pytest.mark.parametrize(
    ("text", "message", "place", "help_"),
    [
        ("path = 'a'\n", "no setting is called 'path'", (1, 1, 4), "did you mean 'paths'?"),
        ("\nzzz = 1\n", "no setting is called 'zzz'", (2, 1, 3), "known settings: title, paths, exclude, kinds"),
        ("title = 3\n", "title: expected `str`, got `int`", (1, 1, 5), ""),
        ("paths = 'docs'\n", "paths: expected `array`, got `str`", (1, 1, 5), ""),
        ("kinds = 1\n", "kinds: expected `object`, got `int`", (1, 1, 5), ""),
        ("[kinds.a]\ntitle = 1\n", "kinds[...].title: expected `str`, got `int`", (2, 1, 5), ""),
        ("[kinds.a]\nexecutable = 'yes'\n", "kinds[...].executable: expected `bool`, got `str`", (2, 1, 10), ""),
        ("[kinds.a]\ntitel = 'T'\n", "no setting is called 'titel'", (2, 1, 5), "did you mean 'title'?"),
        ("[kinds.a]\nzzz = 'T'\n", "no setting is called 'zzz'", (2, 1, 3), "known settings: title, executable"),
        ("exclude = [1]\n", "exclude[0]: expected `str`, got `int`", (1, 1, 7), ""),
        ("title = \n", "no valid TOML: Invalid value", (1, 9, 1), ""),
        ("title = 'a'\ntitle = 'b'\n", "no valid TOML: Cannot overwrite a value", (2, 12, 1), ""),
        ("title = 'a", 'no valid TOML: Expected "\'"', (0, 0, 1), ""),
    ],
)
def test_what_can_not_be_used_is_named_with_its_place_and_the_defaults_hold(
    text: str, message: str, place: tuple[int, int, int], help_: str
) -> None:
    config, diagnostics = load(text, "reqtrace.toml")
    assert config == Config()
    assert [(each.code, each.message, each.span, each.help) for each in diagnostics] == [
        (Code.BAD_CONFIGURATION, message, Span("reqtrace.toml", *place), help_)
    ]


def test_the_place_is_that_of_our_setting_not_of_anothers_of_the_same_name() -> None:
    _, (problem,) = load("[project]\ntitle = 'x'\n\n[tool.reqtrace]\ntitle = 3\n", "pyproject.toml")
    assert problem.span == Span("pyproject.toml", 5, 1, 5)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"reqtrace.toml": "", "a/b/x": ""}, "reqtrace.toml"),
        ({"reqtrace.toml": "", "a/reqtrace.toml": "", "a/b/x": ""}, "a/reqtrace.toml"),
        ({"reqtrace.toml": "", "pyproject.toml": TABLE, "a/b/x": ""}, "reqtrace.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": TABLE, "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "[tool.other]\n", "a/b/x": ""}, "reqtrace.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "[tool.reqtrace.kinds.a]\n[[[", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "\ufeff \n [ tool . reqtrace ]\n", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "[tool.reqtracer]\n", "a/b/x": ""}, "reqtrace.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "# [tool.reqtrace]\n", "a/b/x": ""}, "reqtrace.toml"),
    ],
)
def test_the_nearest_file_upwards_holds(tmp_path: Path, files: dict[str, str], found: str) -> None:
    write(tmp_path, files)
    assert find(tmp_path / "a" / "b") == tmp_path / found


def test_there_may_be_none(tmp_path: Path) -> None:
    above = [folder for folder in tmp_path.parents if (folder / "reqtrace.toml").exists()]
    assert not above
    assert find(tmp_path) is None
