# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from sites import DOCUMENTS, Site
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from reqtrace_sphinx.settings import VALUES, Settings, strangers

COMMIT = "0123456789abcdef0123456789abcdef01234567"
WAY_OUT = "write such as 'https://example.org/project/blob/{revision}/{file}#L{line}'"
PLACEHOLDERS = "there are {file}, {line} and {revision}"
SCHEMES = "there are http, https and file, or none"


def settings(folder: Path, **values: object) -> Settings:
    config = Config(values)
    for name, value in VALUES.items():
        config.add(name, value.default, value.rebuild, value.types)
    return Settings.of(config, folder, folder)


def test_without_values_everything_is_as_the_configuration_file_has_it(tmp_path: Path) -> None:
    assert settings(tmp_path) == Settings(None, (str(tmp_path),), tmp_path)


def test_values_are_read_and_paths_are_relative_to_conf_py(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        reqtrace_config="own.toml",
        reqtrace_paths=[Path("a"), "../b"],
        reqtrace_fail_on={"failed", "RT201"},
        reqtrace_source_url="https://example.org/{file}#L{line}",
        reqtrace_adequacy=False,
    )
    assert read == Settings(
        tmp_path / "own.toml",
        (str(tmp_path / "a"), str(tmp_path / "../b")),
        tmp_path,
        ("RT201", "failed"),
        "https://example.org/{file}#L{line}",
        adequacy=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("config", 3, "reqtrace_config: 3 is no file; write its name as a text"),
        ("paths", "docs", "reqtrace_paths: 'docs' is no list of texts; write ['docs']"),
        ("paths", [1], "reqtrace_paths: [1] is no list of texts; write texts in square brackets"),
        ("fail_on", "error", "reqtrace_fail_on: 'error' is no list of texts; write ['error']"),
        ("fail_on", None, "reqtrace_fail_on: None is no list of texts; write texts in square brackets"),
        ("fail_on", ["eror"], "reqtrace_fail_on: 'eror' is nothing a build can fail on; did you mean error?"),
        ("fail_on", ["Failed"], "reqtrace_fail_on: 'Failed' is nothing a build can fail on; did you mean failed?"),
        ("fail_on", ["RT999"], "reqtrace_fail_on: 'RT999' is nothing a build can fail on; did you mean RT309?"),
        ("fail_on", [""], "reqtrace_fail_on: '' is nothing a build can fail on; there are note, warning, error, "
         "unverified, failed, justified, uncovered, cycle, defective, unexplained, unnoticed, any, and codes "
         "such as RT201"),
        ("adequacy", "no", "reqtrace_adequacy: 'no' is neither True nor False"),
    ],
)  # fmt: skip
def test_a_value_that_can_not_be_meant_stops_with_the_way_out(
    tmp_path: Path, name: str, value: object, said: str
) -> None:
    with pytest.raises(ConfigError) as stopped:
        settings(tmp_path, **{f"reqtrace_{name}": value})
    assert str(stopped.value) == said


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (1, "1 is no text"),
        ("https://x/{path}", f"{{path}} is no placeholder; {PLACEHOLDERS}"),
        ("https://x/{file!r}", f"{{file!r}} is no placeholder; {PLACEHOLDERS}"),
        ("https://x/{file.__class__}", f"{{file.__class__}} is no placeholder; {PLACEHOLDERS}"),
        ("https://x/{}", f"{{}} is no placeholder; {PLACEHOLDERS}"),
        ("https://x/{file", "'https://x/{file' has a brace or bracket without its other half"),
        ("https://x/#L{line}", "'https://x/#L{line}' leads to the same place for every file"),
        ("https://x/ {file}", "'https://x/ {file}' holds a blank or a control character"),
        ("javascript:alert('{file}')", f"'javascript' is no scheme of a link into sources; {SCHEMES}"),
        ("data:text/html,{file}", f"'data' is no scheme of a link into sources; {SCHEMES}"),
    ],
)
def test_a_link_into_sources_that_can_not_be_meant_stops_with_an_example(
    tmp_path: Path, pattern: object, said: str
) -> None:
    with pytest.raises(ConfigError) as stopped:
        settings(tmp_path, reqtrace_source_url=pattern)
    assert str(stopped.value) == f"reqtrace_source_url: {said}; {WAY_OUT}"


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("https://x/{revision}/{file}#L{line}", f"https://x/{COMMIT}/docs/our%20reqs/{{file}}#L{{line}}"),
        ("../src/{file}.html", "../src/docs/our%20reqs/{file}.html"),
        ("", ""),
    ],
)
def test_a_file_is_named_from_the_root_of_its_repository(tmp_path: Path, written: str, pattern: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text(f"{COMMIT}\n")
    read = settings(tmp_path, reqtrace_source_url=written)
    assert read.pattern(tmp_path / "docs/our reqs") == pattern


def test_there_is_no_link_to_a_commit_that_there_is_not(tmp_path: Path) -> None:
    read = settings(tmp_path, reqtrace_source_url="https://x/{revision}/{file}")
    assert read.pattern(tmp_path) == ""


def test_a_wrong_value_stops_the_build_before_it_begins(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["eror"]
    with pytest.raises(ConfigError, match="did you mean error"):
        site.write(DOCUMENTS).build()
    assert not (site.folder / "out/html/index.html").exists()


def test_another_gate_reads_nothing_again_and_another_source_writes_all_again(site: Site) -> None:
    written = site.write(DOCUMENTS).build() / "safety.html"
    trees = site.folder / "trees/safety.doctree"
    stamp, read = written.stat().st_mtime_ns, trees.stat().st_mtime_ns
    site.settings["reqtrace_fail_on"] = ["failed"]
    site.build()
    assert (written.stat().st_mtime_ns, trees.stat().st_mtime_ns) == (stamp, read)
    site.settings["reqtrace_source_url"] = "https://example.org/{file}#L{line}"
    site.build()
    assert trees.stat().st_mtime_ns == read
    assert "https://example.org/safety.rst#L4" in written.read_text()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["reqtrace_fail_on", "reqtrace", "html_theme", "my_reqtrace_thing"], ""),
        (["reqtrace_failon"], "reqtrace_failon is no value of reqtrace: did you mean reqtrace_fail_on?"),
        (["reqtrace_Fail_On"], "reqtrace_Fail_On is no value of reqtrace: did you mean reqtrace_fail_on?"),
        (["reqtrace_zzzzzzzzzzzzz"], "reqtrace_zzzzzzzzzzzzz is no value of reqtrace: there are reqtrace_config, "
         "reqtrace_paths, reqtrace_fail_on, reqtrace_source_url, reqtrace_adequacy"),
        (["reqtrace_path", "reqtrace_conf"], "reqtrace_conf is no value of reqtrace: did you mean reqtrace_config?; "
         "reqtrace_path is no value of reqtrace: did you mean reqtrace_paths?"),
    ],
)  # fmt: skip
def test_a_name_that_begins_as_ours_do_and_is_none_is_told(names: list[str], said: str) -> None:
    assert strangers(names) == said


# [utest->dsn~gate_closes_the_build~1]
def test_a_misspelt_gate_stops_the_build(site: Site) -> None:
    site.settings["reqtrace_failon"] = ["failed"]
    with pytest.raises(ConfigError, match="reqtrace_failon is no value of reqtrace: did you mean reqtrace_fail_on"):
        site.write(DOCUMENTS).build()


def test_a_gate_misspelt_on_the_command_line_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text('import reqtrace_sphinx\nextensions = ["reqtrace_sphinx"]\n')
    (tmp_path / "index.rst").write_text("Top\n===\n")
    with pytest.raises(ConfigError, match="reqtrace_failon is no value of reqtrace"):
        Sphinx(tmp_path, tmp_path, tmp_path / "out", tmp_path / "trees", "html", {"reqtrace_failon": "failed"}, None)


def test_what_conf_py_imports_or_defines_is_no_value(tmp_path: Path) -> None:
    written = 'import reqtrace_sphinx\n\ndef reqtrace_place() -> None: ...\n\nextensions = ["reqtrace_sphinx"]\n'
    (tmp_path / "conf.py").write_text(written)
    (tmp_path / "index.rst").write_text("Top\n===\n")
    app = Sphinx(tmp_path, tmp_path, tmp_path / "out", tmp_path / "trees", "html", status=None)
    assert app.config.reqtrace_fail_on == []
