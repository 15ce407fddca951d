# SPDX-License-Identifier: Apache-2.0
"""What a project decided: where it stands, what it says, and what is said of settings that can not be used."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from reqtrace.catalogue import Code
from reqtrace.config import KINDS, Config, Justification, Kind, Weight, find, load, read
from reqtrace.config.terms import Extent, Integrity, Method, TestType
from reqtrace.ident import ItemId
from reqtrace.span import Span

TABLE = "[tool.reqtrace]\n"


# [utest->dsn~defaults_live_in_one_place~1]
def test_the_defaults() -> None:
    config, diagnostics = load("", "reqtrace.toml")
    assert (config, diagnostics) == (Config(), ())
    assert (config.title, config.paths, config.exclude) == ("Requirements", (".",), ())
    assert (config.gitignore, config.sources, config.more_sources) == (True, None, ())
    assert (config.dependencies, config.justified) == (Weight.WARN, ())
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


SETTING_NAMES = (
    *(
        "title",
        "paths",
        "exclude",
        "gitignore",
        "sources",
        "more_sources",
        "kinds",
        "dependencies",
        "justified",
        "survivors",
        "tags",
        "gate",
        "report",
        "results",
        "inspections",
    ),
)
NAME_HELP = 'write ".c" for all names that end so, or a whole name such as "Makefile"'


# [utest->dsn~defaults_live_in_one_place~1]
@pytest.mark.parametrize(
    ("text", "message", "place", "help_"),
    [
        ("path = 'a'\n", "no setting is called 'path'", (1, 1, 4), "did you mean paths?"),
        ("\nzzz = 1\n", "no setting is called 'zzz'", (2, 1, 3), f"known settings: {', '.join(SETTING_NAMES)}"),
        ("title = 3\n", "title: expected `str`, got `int`", (1, 1, 5), ""),
        ("paths = 'docs'\n", "paths: expected `array`, got `str`", (1, 1, 5), ""),
        ("kinds = 1\n", "kinds: expected `object`, got `int`", (1, 1, 5), ""),
        ("[kinds.a]\ntitle = 1\n", "kinds[...].title: expected `str`, got `int`", (2, 1, 5), ""),
        ("[kinds.a]\nexecutable = 'yes'\n", "kinds[...].executable: expected `bool`, got `str`", (2, 1, 10), ""),
        ("[kinds.a]\ntitel = 'T'\n", "no setting is called 'titel'", (2, 1, 5), "did you mean title?"),
        ("[kinds.a]\nzzz = 'T'\n", "no setting is called 'zzz'", (2, 1, 3),
         "known settings: title, executable, covers, needs, method, integrity, type, extent"),
        ("exclude = [1]\n", "exclude[0]: expected `str`, got `int`", (1, 1, 7), ""),
        ("[kinds.a]\ncovers = 'b'\n", "kinds[...].covers: expected `array`, got `str`", (2, 1, 6), ""),
        ("gitignore = 1\n", "gitignore: expected `bool`, got `int`", (1, 1, 9), ""),
        ("dependencies = 'err'\n", "dependencies: 'err' is no word for this", (1, 16, 5), "did you mean error?"),
        ("[kinds.a]\nmethod = 'tests'\n", "kinds[...].method: 'tests' is no word for this", (2, 10, 7),
         "did you mean test?"),
        ("[kinds.a]\nextent = '3'\n", "kinds[...].extent: '3' is no word for this", (2, 10, 3),
         "known words: fully, in part, not stated"),
        ("[tags]\n'a b' = 'ASIL E'\n", "tags.a b: 'ASIL E' is no term", (2, 1, 5), "did you mean ASIL D?"),
        ("tags = 1\n", "tags: expected `object`, got `int`", (1, 1, 4), ""),
        ("tags.a = 1\n", "tags[...]: expected `str`, got `int`", (1, 1, 4), ""),
        ("[gate]\nstael = 0\n", "no setting is called 'stael'", (2, 1, 5), "did you mean stale?"),
        ("[gate]\nspans = {}\n", "no setting is called 'spans'", (2, 1, 5),
         "known settings: verified, covered, complete, stale, expired, gaps, warnings, suspects, adequacy"),
        ("title = 'a'\n[gate]\nverified = 101\n", "gate.verified: 101 is no per cent", (3, 1, 8),
         "write a number from 0 to 100"),
        ("[gate]\nverified = { a = 9, b = -1 }\n", "gate.verified.b: -1 is no per cent", (2, 1, 8),
         "write a number from 0 to 100"),
        ("gate.covered.a = nan\n", "gate.covered.a: nan is no per cent", (1, 1, 14), "write a number from 0 to 100"),
        ("gate = { gaps = -1 }\n", "gate.gaps: -1 is less than nothing", (1, 1, 4), "write 0 where there may be none"),
        ("gate.gaps = 1.5\n", "gate.gaps: expected `int`, got `float`", (1, 6, 4), ""),
        ("sources = ['*.c']\n", "sources[0]: '*.c' is neither the ending of a name nor a name", (1, 1, 7), NAME_HELP),
        ("more_sources = ['.c', '']\n", "more_sources[1]: '' is neither the ending of a name nor a name", (1, 1, 12),
         NAME_HELP),
        ("title = \n", "no valid TOML: Invalid value", (1, 9, 1), ""),
        ("title = 'a'\ntitle = 'b'\n", "no valid TOML: Cannot overwrite a value", (2, 12, 1), ""),
        ("title = 'a", 'no valid TOML: Expected "\'"', (0, 0, 1), ""),
    ],
)  # fmt: skip
def test_what_can_not_be_used_is_named_with_its_place_and_the_defaults_hold(
    text: str, message: str, place: tuple[int, int, int], help_: str
) -> None:
    config, diagnostics = load(text, "reqtrace.toml")
    assert config == Config()
    assert [(each.code, each.message, each.span, each.help) for each in diagnostics] == [
        (Code.BAD_CONFIGURATION, message, Span("reqtrace.toml", *place), help_)
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool]\nreqtrace = 1\n", "tool.reqtrace is no table"),
        ("a = " + "[" * 100_000, "no valid TOML: it is nested too deeply"),
        ("a = " + "1" * 5000, "no valid TOML: a number has too many digits"),
        (TABLE + "kinds.XenValTestCase = 1\n", "kinds[...]: expected `object`, got `int`"),
        (TABLE + "justified = 1\n", "justified: expected `array`, got `int`"),
        (TABLE + "justified = ['a']\n", "justified[0]: expected `object`, got `str`"),
    ],
)
def test_nothing_that_is_written_is_more_than_a_bad_configuration(text: str, message: str) -> None:
    config, (problem,) = load(text, "pyproject.toml")
    assert (config, problem.code, problem.message) == (Config(), Code.BAD_CONFIGURATION, message)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\ufeff[tool.reqtrace]\ntitle = 3\n", (2, 1, 5)),
        ("[project]\ntitle = 1\n[tool.'reqtrace']\ntitle = 3\n", (4, 1, 5)),
        ("[project]\ntitle = 1\n[tool]\nreqtrace.title = 3\n", (4, 10, 5)),
        ("title = 1\n[tool]\nreqtrace = {paths = [], title = 3}\n", (3, 25, 5)),
    ],
)
def test_however_our_table_is_written_its_settings_are_read(
    tmp_path: Path, text: str, place: tuple[int, int, int]
) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(text, "utf-8")
    config, _, (problem,) = read(file, "pyproject.toml")
    assert (config, problem.message) == (Config(), "title: expected `str`, got `int`")
    assert problem.span == Span("pyproject.toml", *place)
    file.write_text(text.replace("title = 3", 'title = "T"'), "utf-8")
    assert (read(file, "pyproject.toml")[0].title, load(file.read_text("utf-8"), file.name)[0].title) == ("T", "T")


def test_who_has_no_settings_does_not_pay_for_toml(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.other]\n"})
    program = f"import sys, pathlib, reqtrace.config as c; c.find(pathlib.Path({str(tmp_path)!r})); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "reqtrace.config" in modules
    assert "tomllib" not in modules


def test_what_is_called_tool_and_is_no_table_says_nothing_of_us() -> None:
    assert load("tool = 1\n", "pyproject.toml") == (Config(), ())


def test_all_that_can_be_said_of_kinds_files_and_dependencies() -> None:
    text = "gitignore = false\nsources = ['.c', 'Makefile']\nmore_sources = ['.x']\ndependencies = 'error'\n"
    config, diagnostics = load(text + "[kinds.XenValTestCase]\ncovers = ['a']\nneeds = ['b']\n", "reqtrace.toml")
    assert diagnostics == ()
    assert (config.gitignore, config.sources, config.more_sources) == (False, (".c", "Makefile"), (".x",))
    assert config.dependencies is Weight.ERROR
    assert config.kinds["XenValTestCase"] == Kind("Validation test case", executable=True, covers=("a",), needs=("b",))


GAP = """\
[[tool.reqtrace.justified]]
id = "XenSSR~x~1"
reason = "Measured on the bench."
owner = "A. Reader"
date = 2026-11-01
expires = 2027-05-01
"""


def test_a_justification_knows_where_it_is_written() -> None:
    text = f"{TABLE}\n{GAP}needs = 'XenValTestCase'\n\n# another\n  {GAP.replace('~x~', '~y~')}"
    config, diagnostics = load(text, "pyproject.toml")
    first = Justification(
        ItemId("XenSSR", "x", 1),
        "Measured on the bench.",
        "A. Reader",
        date(2026, 11, 1),
        date(2027, 5, 1),
        "XenValTestCase",
        Span("pyproject.toml", 3, 1, 27),
    )
    assert diagnostics == ()
    assert config.justified[0] == first
    assert (str(config.justified[1].id), config.justified[1].needs) == ("XenSSR~y~1", None)
    assert config.justified[1].span == Span("pyproject.toml", 12, 3, 27)


def test_a_justification_in_a_file_of_its_own_and_one_on_a_line() -> None:
    config, _ = load(GAP.replace("tool.reqtrace.", " "), "reqtrace.toml")
    assert config.justified[0].span == Span("reqtrace.toml", 1, 1, 14)
    entries = ", ".join(line for line in GAP.splitlines()[1:])
    config, _ = load(f"title = 'T'\njustified = [{{{entries}}}]\n", "reqtrace.toml")
    assert config.justified[0].span == Span("reqtrace.toml", 2, 1, 9)


def test_a_justification_holds_through_the_day_on_which_it_expires() -> None:
    gap = load(GAP.replace("tool.reqtrace.", ""), "reqtrace.toml")[0].justified[0]
    assert gap.holds_on(date(2027, 5, 1))
    assert not gap.holds_on(date(2027, 5, 2))


def test_a_justification_holds_from_the_day_on_which_it_was_accepted() -> None:
    (gap,) = load(GAP, "pyproject.toml")[0].justified
    assert gap.holds_on(gap.date)
    assert not gap.holds_on(gap.date - timedelta(days=1))


@pytest.mark.parametrize(
    ("written", "instead", "message", "help_"),
    [
        ('owner = "A. Reader"\n', "", "justified[1].owner: nothing is said", ""),
        ("A. Reader", " ", "justified[1].owner: nothing is said",
         "an assessor asks why a gap was accepted, and who answers for it"),
        ("expires = 2027-05-01\n", "", "justified[1].expires: nothing is said", ""),
        ("2027-05-01", "2026-10-31",
         "justified[1].expires: 2026-10-31 lies before 2026-11-01, the day of acceptance", "correct one of the two"),
        ("2027-05-01", "true", "justified[1].expires: expected `date`, got `bool`", ""),
        ("XenSSR~x~1", "XenSSR~x", "justified[1].id: 'XenSSR~x' is no id", "write kind~name~revision"),
        ("owner =", "needs = 'a1'\nowner =", "justified[1].needs: 'a1' is no kind", "a kind consists of letters"),
    ],
)  # fmt: skip
def test_a_justification_that_lacks_something_is_named_with_its_place(
    written: str, instead: str, message: str, help_: str
) -> None:
    config, problems = load(f"{GAP}\n{GAP.replace(written, instead)}", "pyproject.toml")
    assert config == Config()
    assert [(each.code, each.message, each.span, each.help) for each in problems] == [
        (Code.BAD_CONFIGURATION, message, Span("pyproject.toml", 8, 1, 27), help_)
    ]


def test_a_setting_of_a_justification_that_nobody_knows() -> None:
    _, (problem,) = load(GAP + "onwer = 'B'\n", "pyproject.toml")
    assert (problem.message, problem.help) == ("no setting is called 'onwer'", "did you mean owner?")
    assert problem.span == Span("pyproject.toml", 7, 1, 5)


@pytest.mark.parametrize(
    ("text", "message", "place", "help_"),
    [
        ("[kinds.req]\n[kinds.dsn]\ncovers = ['rqe']\n",
         "kinds.dsn.covers names 'rqe', which is no kind of this project", (3, 11, 5), "did you mean req?"),
        ("[kinds.Req]\nneeds = ['xenvaltestcase']\n",
         "kinds.Req.needs names 'xenvaltestcase', which is no kind of this project", (2, 10, 16), ""),
        ("[kinds.req]\ncovers = ['r2']\n", "kinds.req.covers names 'r2', which is no kind of this project", (2, 11, 4),
         "a kind consists of letters"),
        ("[kinds.SSR-2]\n", "kinds: 'SSR-2' is no kind", (1, 8, 5), "a kind consists of letters"),
    ],
)  # fmt: skip
def test_a_name_that_is_no_kind_is_told_and_the_settings_hold(
    text: str, message: str, place: tuple[int, int, int], help_: str
) -> None:
    config, (problem,) = load(text, "reqtrace.toml")
    assert config != Config()
    assert (problem.code, problem.message, problem.span) == (Code.UNKNOWN_KIND, message, Span("reqtrace.toml", *place))
    assert problem.help == (help_ or "did you mean XenValTestCase?")


def test_a_kind_that_is_named_need_have_no_table() -> None:
    assert load("[kinds.XenSSR]\ncovers = ['XenPRQ', 'XenMkt']\nneeds = ['test']\n", "reqtrace.toml")[1] == ()


def test_the_place_is_that_of_our_setting_not_of_anothers_of_the_same_name() -> None:
    _, (problem,) = load("[project]\ntitle = 'x'\n\n[tool.reqtrace]\ntitle = 3\n", "pyproject.toml")
    assert problem.span == Span("pyproject.toml", 5, 1, 5)


@pytest.mark.parametrize("table", [Config, Kind, Justification])
def test_every_setting_is_described(table: type[Config | Kind | Justification]) -> None:
    described = re.findall(r"`(\w+)`", table.__doc__ or "")
    assert set(table.__struct_fields__) <= set(described)


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
        ({"reqtrace.toml": "", "a/pyproject.toml": '[tool."reqtrace".kinds.a]\n', "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "['tool'.'reqtrace']\n", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "[tool]\nreqtrace.title = 'T'\n", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "[tool]\nreqtrace = {}\n", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "tool.reqtrace.title = 'T'\n", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "\ufeff[tool.reqtrace]\n", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "x = 'reqtrace\n", "a/b/x": ""}, "a/pyproject.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "x = 'y\n", "a/b/x": ""}, "reqtrace.toml"),
        ({"reqtrace.toml": "", "a/pyproject.toml": "x = ['reqtrace>=1']\n", "a/b/x": ""}, "reqtrace.toml"),
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


GATE = """\
[project]
stale = 7

[tool.reqtrace.gate]
verified = { XenPRQ = 90, 'XenSSR' = 95.5 }
covered.XenSSR = 100
  stale = 0

[tool.reqtrace.gate.complete]
"XenSSR" = 50
"""


def test_every_demand_of_the_gate_knows_where_it_is_written() -> None:
    config, problems = load(GATE, "pyproject.toml")
    assert problems == ()
    assert {name: (span.line, span.column, span.length) for name, span in config.gate.spans.items()} == {
        "verified.XenPRQ": (5, 1, 8),
        "verified.XenSSR": (5, 1, 8),
        "covered.XenSSR": (6, 1, 14),
        "complete.XenSSR": (10, 1, 8),
        "stale": (7, 3, 5),
    }
    assert list(config.gate.shares()) == [
        ("verified", "XenPRQ", 90.0),
        ("verified", "XenSSR", 95.5),
        ("covered", "XenSSR", 100.0),
        ("complete", "XenSSR", 50.0),
    ]
    assert list(config.gate.counts()) == [("stale", 0)]


def test_terms_may_be_written_as_tags_are() -> None:
    text = "[kinds.a]\nmethod = 'Assumption-of-use'\nintegrity = 'sil_2'\ntype = 'back to back'\nextent = 'in-part'\n"
    config, problems = load(text, "reqtrace.toml")
    assert problems == ()
    assert config.kinds["a"] == Kind(
        method=Method.ASSUMPTION, integrity=Integrity.SIL_2, type=TestType.BACK_TO_BACK, extent=Extent.IN_PART
    )


@pytest.mark.parametrize(
    ("kind", "method", "judged"),
    [
        (Kind(), None, False),
        (Kind(executable=True), Method.TEST, True),
        (Kind(method=Method.INSPECTION), Method.INSPECTION, True),
        (Kind(method=Method.TEST), Method.TEST, True),
        (Kind(method=Method.ASSUMPTION), Method.ASSUMPTION, False),
    ],
)
def test_which_items_are_worth_what_their_own_results_say(kind: Kind, method: Method | None, judged: bool) -> None:
    config = Config(kinds={"a": kind})
    assert (config.method_of("a"), config.is_judged("a"), config.is_executable("a")) == (
        method,
        judged,
        kind.executable,
    )
