# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import subprocess
import sys

import pytest
from sites import CASE, DOCUMENTS, FAULTS, PRODUCT, RUNS, Site

from reqtrace.catalogue import Code
from reqtrace_sphinx.gate import ANY, CLOSING, Counts, found, unknown

SAID = "ERROR: the build fails because reqtrace_fail_on names what was found: "
FAILING = DOCUMENTS | {"cases": CASE.replace(RUNS, FAULTS)}
LONE = DOCUMENTS | {"lone": "Lone\n====\n\n`PRQ~lone~1`\n\nNeeds: SSR\n"}
CITING = DOCUMENTS | {"product": f"{PRODUCT}\nOther\n-----\n\n`PRQ~other~1`\n\nCovers:\n - `PRQ~gone~1`\n"}
JUSTIFIED = (
    '[[justified]]\nid = "PRQ~lone~1"\nreason = "Later."\nowner = "Ada"\ndate = 2026-01-10\nexpires = 9000-01-01\n'
)


def closing(site: Site) -> str:
    """What the gate said, without the beginning that is always the same; empty where it is open."""
    lines = [line for line in site.warnings.splitlines() if line.startswith("ERROR: the build fails")]
    assert all(line.startswith(SAID) for line in lines)
    assert len(lines) <= 1
    assert site.status == (1 if lines else 0)
    return lines[0].removeprefix(SAID) if lines else ""


# [utest->dsn~gate_closes_the_build~1]
@pytest.mark.parametrize(
    ("documents", "words", "said"),
    [
        (DOCUMENTS, ["any"], ""),
        (FAILING, [], ""),
        (FAILING, ["failed"], "3 failed items"),
        (FAILING, ["unverified"], "3 failed items"),
        (FAILING, ["error"], "1 error"),
        (FAILING, ["warning", "RT306", "RT306"], "1 error, 1 of RT306"),
        (FAILING, ["uncovered", "justified", "defective", "cycle", "RT201"], ""),
        (FAILING, ["any"], "1 error, 3 failed items"),
        (LONE, ["unverified"], "1 unverified item"),
        (LONE, ["failed"], ""),
        (LONE, ["uncovered"], "1 uncovered item"),
        (LONE, ["defective"], "1 defective item"),
        (LONE, ["RT207", "RT206"], "1 of RT207"),
        (CITING, ["RT201"], "1 of RT201"),
    ],
)
def test_the_gate_closes_for_what_was_chosen_and_for_what_is_graver(
    site: Site, documents: dict[str, str], words: list[str], said: str
) -> None:
    site.settings["reqtrace_fail_on"] = words
    site.write(documents).build()
    assert closing(site) == said


def test_accepted_gaps_do_not_close_the_gate_unless_that_is_asked(site: Site) -> None:
    (site.write(LONE).source / "reqtrace.toml").write_text(JUSTIFIED)
    site.settings["reqtrace_fail_on"] = ["any"]
    site.build()
    assert closing(site) == ""
    site.settings["reqtrace_fail_on"] = ["justified"]
    site.build()
    assert closing(site) == "1 justified item"


def test_a_directive_that_shows_nothing_for_a_slip_of_the_pen_is_a_warning(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["warning"]
    index = DOCUMENTS["index"].replace(
        ".. req:summary::", ".. req:list::\n   :kinds: SRS\n\n.. req:list::\n   :kinds: 1"
    )
    site.write(DOCUMENTS | {"index": index})
    for _ in range(2):
        site.build()
        assert closing(site) == "2 warnings"


def test_a_rejected_item_closes_no_gate(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["any"]
    site.write({"index": "Top\n===\n\n`PRQ~a~1`\n\nStatus: rejected\n\nNeeds: SSR\n"}).build()
    assert closing(site) == ""


def test_nothing_to_trace_is_no_reason_to_be_content(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["error"]
    site.write({"index": "Top\n===\n"}).build()
    assert closing(site) == "1 error"


def test_the_gate_stays_closed_when_nothing_changed_and_opens_when_all_is_well(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["failed"]
    site.write(FAILING)
    for _ in range(2):
        site.build()
        assert closing(site) == "3 failed items"
    site.replace("cases", FAULTS, RUNS)
    for _ in range(2):
        site.build()
        assert closing(site) == ""


def test_what_fails_on_a_version_unexplained_closes_the_gate_though_no_page_shows_versions(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["unexplained"]
    site.write(FAILING).build()
    assert closing(site) == "2 unexplained items"
    site.replace("cases", FAULTS, RUNS)
    site.build()
    assert closing(site) == ""


def test_test_cases_that_notice_too_little_close_the_gate_and_so_does_not_to_have_looked(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["any"]
    site.write(DOCUMENTS).build()
    assert closing(site) == ""
    site.settings["reqtrace_fail_on"] = ["unnoticed"]
    (site.source / "reqtrace.toml").write_text('survivors = "gone.toml"\n')
    for _ in range(2):
        site.build()
        assert closing(site) == "3 lacks of what test cases are wanted to notice"
        assert "gone.toml can not be read" in site.warnings
    site.settings["reqtrace_adequacy"] = False
    site.build()
    assert site.status == 1
    assert "ERROR: the build fails because reqtrace_fail_on names what nobody looked for: unnoticed" in site.warnings


def test_another_gate_is_asked_of_what_is_remembered(site: Site) -> None:
    site.write(FAILING).build()
    assert closing(site) == ""
    site.settings["reqtrace_fail_on"] = ["RT306"]
    site.build()
    assert closing(site) == "1 of RT306"


@pytest.mark.parametrize("builder", ["html", "text", "latex", "man", "epub", "gettext", "dummy", "xml", "linkcheck"])
def test_every_builder_has_the_gate(site: Site, builder: str) -> None:
    site.settings |= {"reqtrace_fail_on": ["failed"], "epub_copyright": "us", "version": "1"}
    site.write(FAILING).build(builder)
    assert closing(site) == "3 failed items"


def test_the_gate_is_the_same_in_parallel_and_can_not_be_silenced(site: Site) -> None:
    site.settings |= {"reqtrace_fail_on": ["failed"], "suppress_warnings": ["reqtrace", "reqtrace.*"]}
    site.write(FAILING).build(jobs=2)
    assert closing(site) == "3 failed items"


def test_sphinx_build_exits_with_one_and_says_why(site: Site) -> None:
    source = site.write(FAILING).source
    (source / "conf.py").write_text('extensions = ["reqtrace_sphinx"]\nreqtrace_fail_on = ["failed", "RT306"]\n')
    command = [sys.executable, "-m", "sphinx", "-b", "html", "--no-color", str(source), str(site.folder / "out")]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert f"{SAID}3 failed items, 1 of RT306\n" in done.stderr
        assert "build finished with problems, 2 warnings." in done.stdout
    site.replace("cases", FAULTS, RUNS)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "build succeeded." in done.stdout


def test_sphinx_build_says_what_a_misspelt_gate_could_mean(site: Site) -> None:
    source = site.write(DOCUMENTS).source
    (source / "conf.py").write_text('extensions = ["reqtrace_sphinx"]\nreqtrace_fail_on = ["faild"]\n')
    command = [sys.executable, "-m", "sphinx", "--no-color", str(source), str(site.folder / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "reqtrace_fail_on: 'faild' is nothing a build can fail on; did you mean failed?" in done.stderr
    assert "Configuration error" in done.stderr


def test_every_code_and_every_word_closes_the_gate_for_itself() -> None:
    assert unknown([*CLOSING]) == ""
    for word, counted in CLOSING.items():
        assert (word in counted) == (word != ANY)
        counts = Counts({word: 1}, {}, {}, {})
        assert list(found([word], counts)) == ([] if word == ANY else [(word, 1)])
    assert set(Code) <= CLOSING.keys()
    assert not {"verified", "covered", "passed"} & CLOSING.keys()
