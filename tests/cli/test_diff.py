# SPDX-License-Identifier: Apache-2.0
"""The commands ``reqtrace diff`` and ``reqtrace trace --since``, in repositories as people have them."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reqtrace.cli import main
from reqtrace.cli.changes import change_since
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner, Source
from reqtrace.pipeline import EVERYTHING, Execution, Selection
from reqtrace.scenario.targets import target
from reqtrace.trace.verdict import Verdict

if TYPE_CHECKING:
    import conftest

Answer = tuple[int, str, str]
Run = Callable[..., Answer]

CLOCK = """\
Hide the clock
--------------

`XenSSR~hide_clock~1`

Description:
Xen shall hide the clock.

Needs:
 - XenValTestCase
"""
CASE = """
The clock is hidden
-------------------

`XenValTestCase~clock_hidden~1`

Covers:
 - `XenSSR~hide_clock~1`

.. code-block:: gherkin

   Scenario: a domain without devices
     Given the host "qemu-virt"
     And domain "a"
     When the host boots
     Then domain "a" can not read the peripheral at 0x9010000
"""
REWRITTEN = CLOCK.replace("shall hide", "should hide")
RAISED = REWRITTEN.replace("clock~1", "clock~2") + CASE.replace("hide_clock~1", "hide_clock~2")


@pytest.fixture
def reqtrace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command, run where the test stands."""

    def run(*words: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["reqtrace", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, said.out, said.err

    yield run
    gc.enable()  # a trace makes do without


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# [utest->dsn~change_in_every_form~1]
def test_a_text_that_was_changed_in_silence(history: conftest.Repository, reqtrace: Run) -> None:
    first = history.commit({"clock.rst": CLOCK + CASE})[:12]
    history.write({"clock.rst": REWRITTEN + CASE})
    code, out, err = reqtrace("diff", "HEAD", ".")
    assert (code, err) == (1, "")
    assert (
        out
        == f"""\
Changes from HEAD ({first}) to the working tree
1 item changed from HEAD ({first}) to the working tree, as it must not.
1 test case has to be executed again, and 1 other item may have another verdict.
No verdict changed (model, required).

Must not be  1

  ✕ rewritten   Hide the clock
                XenSSR~hide_clock~1
                Text:
                  - Xen shall hide the clock.
                  + Xen should hide the clock.
                its text was changed and its revision was not: raise the
                revision, then review what cites it
                clock.rst:4:2

To be reviewed  1; they are as they were, and were written for something else
  XenValTestCase~clock_hidden~1
    covers XenSSR~hide_clock~1, which changed

To be executed again  1
  XenValTestCase~clock_hidden~1

NOT OK
"""
    )


def test_a_text_that_was_changed_with_its_revision(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"clock.rst": CLOCK + CASE})
    history.commit({"clock.rst": RAISED})
    code, out, _ = reqtrace("diff", "HEAD~1", "HEAD", "--no-run")
    assert code == 0
    assert "XenSSR~hide_clock~1 → XenSSR~hide_clock~2" in out
    assert "No test case was executed for this comparison, so it says nothing of" in out
    assert out.endswith("\nOK\n")


def test_nothing_changed(history: conftest.Repository, reqtrace: Run) -> None:
    first = history.commit({"clock.rst": CLOCK + CASE})[:12]
    history.git("mv", "clock.rst", "time.rst")
    assert reqtrace("diff", first) == (
        0, f"Changes from {first} to the working tree\nNothing changed from {first} to the working tree.\n", "",
    )  # fmt: skip


# [utest->dsn~equal_cases_run_once~1]
def test_verdicts_that_changed(history: conftest.Repository, reqtrace: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from reqtrace.scenario import run  # noqa: PLC0415 - watched here

    executed: list[list[str]] = []
    real = run.execute

    def watched(items, *rest, **more):
        cases = list(items)
        executed.append([case.id.name for case in cases])
        return real(cases, *rest, **more)

    monkeypatch.setattr(run, "execute", watched)
    other = CASE.replace("clock_hidden", "clock_hidden_too")
    history.commit({"clock.rst": CLOCK + CASE + other})
    history.write({"clock.rst": CLOCK + CASE.replace("can not read", "can read") + other})
    code, out, _ = reqtrace("diff", "HEAD", "--format", "json")
    told = json.loads(out)
    assert code == 1
    assert told["qualifier"] == "model, required"
    assert told["verdicts"] == {
        "XenSSR~hide_clock~1": {"before": "verified", "after": "failed"},
        "XenValTestCase~clock_hidden~1": {"before": "verified", "after": "failed"},
    }
    assert executed == [["clock_hidden", "clock_hidden_too"], ["clock_hidden"]]


def test_a_part_of_a_change(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"clock.rst": CLOCK + CASE})
    history.write({"clock.rst": REWRITTEN + CASE.replace("can not read", "can read")})
    told = json.loads(reqtrace("diff", "HEAD", "--kinds", "XenSSR", "--format", "json")[1])
    assert [item["id"] for item in told["items"]] == ["XenSSR~hide_clock~1"]
    assert told["verdicts"] == {"XenSSR~hide_clock~1": {"before": "verified", "after": "failed"}}
    assert (told["rerun"], told["rejudge"], told["suspects"]) == ([], ["XenSSR~hide_clock~1"], [])
    assert reqtrace("diff", "HEAD", "--kinds", "XenFoo")[0] == 2
    history.write({"clock.rst": CLOCK + CASE.replace("can not read", "can read")})
    assert reqtrace("diff", "HEAD", "--kinds", "XenSSR", "-q")[0] == 1  # what was verified has failed
    assert reqtrace("diff", "HEAD", "--kinds", "XenSSR", "-q", "--no-run")[0] == 0


def test_each_state_has_its_own_settings(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"reqtrace.toml": 'paths = ["old"]', "old/clock.rst": CLOCK, "new/other.rst": "`req~x~1`\n"})
    history.commit({"reqtrace.toml": 'paths = ["new"]', "new/clock.rst": CLOCK, "new/other.rst": ""})
    told = json.loads(reqtrace("diff", "HEAD~1", "HEAD", "--format", "json")[1])
    assert told["items"] == []


def test_a_folder_below_the_root(history: conftest.Repository, reqtrace: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    history.commit({"sub/reqtrace.toml": 'paths = ["docs"]', "sub/docs/clock.rst": CLOCK, "clock.rst": "`req~x~1`\n"})
    history.commit({"sub/docs/clock.rst": REWRITTEN, "clock.rst": "`req~x~2`\n"})
    monkeypatch.chdir("sub/docs")
    (item,) = json.loads(reqtrace("diff", "HEAD~1", "HEAD", "--format", "json")[1])["items"]
    assert (item["id"], item["file"], item["line"]) == ("XenSSR~hide_clock~1", "clock.rst", 4)


def test_folders_and_revisions_can_be_mixed(history: conftest.Repository, reqtrace: Run, tmp_path: Path) -> None:
    history.commit({"clock.rst": CLOCK})
    shutil.copytree(history.folder, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    (tmp_path / "copy/clock.rst").write_text(REWRITTEN)
    assert reqtrace("diff", "HEAD", tmp_path / "copy", "-q")[0] == 1
    code, out, _ = reqtrace("diff", tmp_path / "copy", "HEAD", "--format", "json")
    assert code == 1
    assert json.loads(out)["before"] == str(tmp_path / "copy")


# [utest->dsn~bundles_are_states~1]
def test_a_bundle_is_a_state(history: conftest.Repository, reqtrace: Run, tmp_path: Path) -> None:
    pytest.importorskip("securesystemslib")
    history.commit({"reqtrace.toml": 'paths = ["docs"]', "docs/clock.rst": CLOCK, "docs/old.rst": "`req~old~1`\n"})
    bundle = tmp_path / "evidence.zip"
    assert reqtrace("bundle", "-o", bundle, "--formats", "json", "-q")[0] == 1
    history.write({"docs/clock.rst": REWRITTEN, "docs/old.rst": ""})
    code, out, err = reqtrace("diff", bundle, ".", "--format", "json", "--no-run")
    told = json.loads(out)
    assert (code, err) == (1, "")
    assert [(item["id"], item["edits"], item["file"]) for item in told["items"]] == [
        ("XenSSR~hide_clock~1", ["rewritten"], "docs/clock.rst"),
        ("req~old~1", ["removed"], "docs/old.rst"),
    ]
    altered = bundle.read_bytes().replace(b"Xen shall hide", b"Xen shall show")
    bundle.write_bytes(altered)
    code, out, err = reqtrace("diff", bundle, ".")
    assert (code, out) == (2, "")
    assert "evidence.zip!inputs/docs/clock.rst was altered after the bundle was sealed" in err
    bundle.write_bytes(b"PK\x03\x04 and nothing else")
    assert reqtrace("diff", bundle, ".")[0] == 2


def test_paths_are_seen_from_each_state(history: conftest.Repository, reqtrace: Run, tmp_path: Path) -> None:
    history.commit({"docs/clock.rst": CLOCK + CASE, "other/a.rst": "`req~a~1`\n"})
    history.write({"docs/clock.rst": REWRITTEN + CASE, "other/a.rst": "`req~b~1`\n", "new/b.rst": "`req~c~1`\n"})

    def ids(*paths: str | Path) -> list[str]:
        told = json.loads(reqtrace("diff", "HEAD", ".", *paths, "--format", "json", "--no-run")[1])
        return [item["id"] for item in told["items"]]

    assert ids("docs") == ids(history.folder / "docs") == ["XenSSR~hide_clock~1"]
    assert ids("other", "new") == ["req~a~1", "req~b~1", "req~c~1"]
    code, out, err = reqtrace("diff", "HEAD", ".", "docs", "dogs")
    assert (code, out) == (2, "")
    assert "error[RT001]: dogs does not exist, neither in HEAD" in err
    for where in ("docs", history.folder / "docs", history.folder):
        assert "error[RT216]" in reqtrace("trace", "--since", "HEAD", "-q", where)[2]
    (tmp_path / "outside.rst").write_text("`req~out~1`\n")
    _, _, err = reqtrace("trace", "--since", "HEAD", "-q", "../outside.rst", "docs")
    assert "warning[RT021]: ../outside.rst is not looked at: it lies outside of the repository, so nobody knows" in err


def test_what_git_ignores_is_left_out_of_a_commit_too(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"clock.rst": CLOCK, "kept/old.rst": "`req~x~1`\n"})
    history.commit({".gitignore": "kept/\n"})
    assert json.loads(reqtrace("diff", "HEAD~1", "HEAD", "--format", "json")[1])["items"][0]["edits"] == ["removed"]
    assert json.loads(reqtrace("diff", "HEAD", ".", "--format", "json")[1])["items"] == []


def test_a_state_before_there_was_any_requirement(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"README": "nothing yet"})
    history.commit({"reqtrace.toml": 'paths = ["docs"]', "docs/clock.rst": CLOCK + CASE})
    code, out, err = reqtrace("diff", "HEAD~1", "HEAD", "--format", "json")
    assert (code, err) == (0, "")
    assert [item["edits"] for item in json.loads(out)["items"]] == [["added"], ["added"]]
    code, _, err = reqtrace("diff", "HEAD~1", "HEAD~1")
    assert code == 2
    assert "error[RT006]: no item was found in HEAD~1, and none in HEAD~1" in err


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("v9", "v9 can not be looked at: git knows no such commit"),
        ("./v9", "./v9 can not be looked at: it does not exist"),
        ("clock.rst", "clock.rst can not be looked at: it is no folder and no bundle"),
        ("docs", "docs can not be looked at: that is a revision and the name of a file or folder"),
        ("--help-me", None),
    ],
)
def test_a_state_that_can_not_be_looked_at(
    history: conftest.Repository, reqtrace: Run, name: str, message: str | None
) -> None:
    history.commit({"clock.rst": CLOCK, "docs/a.rst": "`req~a~1`\n"})
    history.git("tag", "docs")
    code, out, err = reqtrace("diff", name, ".")
    assert (code, out) == (2, "")
    if message:
        assert f"error[RT016]: {message}" in err
    for other in ("./docs", "docs^0"):
        assert reqtrace("diff", other, ".", "-q")[0] in {0, 1}


def test_where_there_is_no_repository(
    history: conftest.Repository, reqtrace: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.commit({"clock.rst": CLOCK})
    history.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    no_folder = "HEAD can not be looked at: there is no folder and no bundle of that name, and as to git, "
    for folder, reason in (
        (tmp_path, "it lies in no git repository"),
        (tmp_path / "bare", "nothing is checked out there: it is a bare repository, or git's own folder"),
    ):
        monkeypatch.chdir(folder)
        code, _, err = reqtrace("diff", "HEAD", ".")
        assert code == 2
        assert f"error[RT016]: {no_folder}{reason}" in err
    assert reqtrace("diff", history.folder, history.folder)[0] == 0


def test_settings_that_can_not_be_used_name_their_state(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"clock.rst": CLOCK, "reqtrace.toml": "path = 1"})
    history.commit({"reqtrace.toml": ""})
    code, _, err = reqtrace("diff", "HEAD~1", "HEAD")
    assert code == 2
    assert " --> HEAD~1:reqtrace.toml:1:1" in err


def test_a_commit_that_git_lost_a_part_of(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"clock.rst": CLOCK})
    history.commit({"clock.rst": REWRITTEN})
    lost = history.git("rev-parse", "HEAD~1:clock.rst")
    (history.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()
    code, out, err = reqtrace("diff", "HEAD~1", "HEAD")
    assert (code, out) == (2, "")
    assert "error[RT016]: clock.rst can not be looked at: git does not have all of it here" in err


def test_nothing_is_left_behind(
    history: conftest.Repository, reqtrace: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    history.commit({"clock.rst": CLOCK})
    status = history.git("status", "--porcelain"), names(Path(".git"))
    reqtrace("diff", "HEAD", "HEAD")
    reqtrace("trace", "--since", "HEAD")
    assert names(aside) == []
    assert (history.git("status", "--porcelain"), names(Path(".git"))) == status


# [utest->dsn~unannounced_changes_are_defects~1]
def test_a_trace_since_a_revision(history: conftest.Repository, reqtrace: Run) -> None:
    first = history.commit({"clock.rst": CLOCK + CASE})[:12]
    assert reqtrace("trace", "--since", "main", "-q") == (0, "", "")
    history.write({"clock.rst": REWRITTEN + CASE})
    assert reqtrace("trace", "-q") == (0, "", "")
    code, out, err = reqtrace("trace", "--since", "main")
    assert code == 1
    assert "NOT OK" in out
    assert f"error[RT216]: XenSSR~hide_clock~1 says something else than it did in main ({first}), under the same" in err
    assert " --> clock.rst:4:2" in err
    assert "= help: write XenSSR~hide_clock~2, then review what covers it and let it cite that revision" in err
    assert "warning[RT218]: XenValTestCase~clock_hidden~1 covers XenSSR~hide_clock~1, the text of which is" in err
    assert "RT219" not in err
    history.write({"clock.rst": RAISED})
    assert reqtrace("trace", "--since", "main")[0] == 0


def test_a_lowered_revision(history: conftest.Repository, reqtrace: Run) -> None:
    first = history.commit({"a.rst": "`req~a~2`\n"})[:12]
    history.write({"a.rst": "`req~a~1`\n"})
    code, _, err = reqtrace("trace", "--since", first)
    assert code == 1
    assert f"error[RT217]: req~a~1 was req~a~2 in {first}, and a revision is never lowered" in err


def test_every_format_carries_it(history: conftest.Repository, reqtrace: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    history.commit({"clock.rst": CLOCK + CASE})
    history.write({"clock.rst": CLOCK + CASE.replace("without", "with no")})
    told = json.loads(reqtrace("trace", "--since", "main", "--format", "json")[1])
    codes = [(each["code"], each["file"], each["line"]) for each in told["diagnostics"]]
    assert codes == [("RT219", "clock.rst", 4), ("RT216", "clock.rst", 15)]
    sarif = json.loads(reqtrace("trace", "--since", "main", "--format", "sarif")[1])
    assert {each["ruleId"] for each in sarif["runs"][0]["results"]} == {"RT216", "RT219"}
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "::error file=clock.rst,line=15," in reqtrace("trace", "--since", "main", "-q")[2]
    assert "that was changed without a new revision" in reqtrace("explain", "RT216")[1]


# [utest->dsn~changes_count_from_the_fork~1]
def test_what_others_did_is_not_held_against_a_branch(history: conftest.Repository, reqtrace: Run) -> None:
    history.commit({"clock.rst": CLOCK + CASE})
    history.git("checkout", "-q", "-b", "side")
    history.commit({"other.rst": "`req~new~1`\n"})
    history.git("checkout", "-q", "main")
    history.commit({"clock.rst": REWRITTEN + CASE})
    history.git("checkout", "-q", "side")
    assert reqtrace("trace", "--since", "main", "-q") == (0, "", "")
    assert reqtrace("diff", "main", ".", "-q")[0] == 1


# [utest->dsn~baseline_of_a_report~1]
def test_the_change_since_a_baseline(history: conftest.Repository, reqtrace: Run) -> None:
    first = history.commit({"docs/clock.rst": CLOCK + CASE})[:12]
    history.git("tag", "v1")
    history.write({"docs/clock.rst": CLOCK + CASE.replace("can not read", "can read")})
    manner, source = Manner("never", quiet=True, verbose=False, cache=False), Source(("docs",), EVERYTHING)
    execution = Execution(target("model"), "required")
    conclusion = conclude_here(manner, source, execution)
    change = change_since(manner, source, conclusion, "v1", execution)
    assert (change.before, change.after, change.executed) == (f"v1 ({first})", "the working tree", True)
    assert [str(each.span) for each in change.items] == ["clock.rst:15:2"]
    assert change_since(manner, source, conclusion, str(history.folder)).before == "project"
    assert list(change.verdicts.values()) == [(Verdict.VERIFIED, Verdict.FAILED)] * 2
    part = Source(("docs",), Selection(kinds=frozenset({"XenSSR"})))
    assert not change_since(manner, part, conclude_here(manner, part, execution), "v1", execution).verdicts
    with pytest.raises(Stop) as stopped:
        change_since(manner, source, conclusion, "v9", execution)
    assert stopped.value.code is Exit.MISUSE
