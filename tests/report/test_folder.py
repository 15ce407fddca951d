# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import errno
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from reqtrace.catalogue import Code
from reqtrace.report.folder import Make, fill, prepare, recorded
from reqtrace.report.folder.aside import aside, complete, take_place
from reqtrace.report.folder.exchange import exchange

OLD = {"index.html": b"old\n", "pages/a.html": b"old a\n", "pages/gone.html": b"gone\n"}
NEW = {"index.html": b"new\n", "pages/a.html": b"new a\n", "data/b.json": b"{}\n"}


def making(documents: Mapping[str, bytes]) -> Make:
    def make(folder: Path) -> Mapping[str, str]:
        for name, content in documents.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        return {name: hashlib.sha256(content).hexdigest() for name, content in documents.items()}

    return make


def standing(folder: Path) -> dict[str, bytes]:
    """All that a folder holds, but for its list and what is being written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {name: content for name, content in named.items() if not name.startswith(".reqtrace")}


def refused(folder: Path, documents: Mapping[str, bytes] = NEW) -> str:
    (problem,) = fill(str(folder), making(documents))
    assert problem.code is Code.NOT_OURS
    assert problem.code.misuse
    return problem.message.removeprefix(f"{folder} can not become a report: ")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "build" / "report"
    assert fill(str(folder), making(OLD)) == ()
    return folder


def test_a_report_takes_the_place_of_the_one_before_and_leaves_nothing_of_it(report: Path) -> None:
    assert standing(report) == OLD
    assert fill(str(report), making(NEW)) == ()
    assert standing(report) == NEW
    assert [each.name for each in report.parent.iterdir()] == ["report"]
    assert not (report / "pages" / "gone.html").exists()


def test_what_was_written_is_listed_so_that_anybody_can_check_it(report: Path) -> None:
    command = shutil.which("sha256sum")
    if command is None:
        pytest.skip("there is no sha256sum here")
    checked = subprocess.run([command, "-c", ".reqtrace"], cwd=report, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.splitlines() == [f"{name}: OK" for name in sorted(OLD)]


# [utest->dsn~foreign_files_are_left_alone~1]
def test_a_folder_with_what_somebody_else_wrote_is_refused_and_left_as_it_is(report: Path, tmp_path: Path) -> None:
    (report / "pages" / "notes.txt").write_text("mine")
    assert refused(report) == "it holds pages/notes.txt, which reqtrace did not write"
    assert standing(report) == {**OLD, "pages/notes.txt": b"mine"}
    (tmp_path / "mine.rst").write_text("")
    assert refused(tmp_path) == (
        "it holds build/report/.reqtrace, build/report/index.html, build/report/pages/a.html and 3 more, "
        "which reqtrace did not write"
    )


@pytest.mark.parametrize("name", ["empty", "link"])
def test_an_empty_folder_and_a_link_in_a_report_are_somebody_s_too(report: Path, name: str) -> None:
    (report / "empty").mkdir() if name == "empty" else (report / "link").symlink_to(report.parent)
    assert refused(report) == f"it holds {name}, which reqtrace did not write"


def test_a_file_that_was_changed_since_is_not_lost(report: Path) -> None:
    (report / "index.html").write_text("with notes")
    assert refused(report) == "index.html was changed since reqtrace wrote it"
    assert (report / "index.html").read_text() == "with notes"
    (report / "index.html").unlink()
    (report / "index.html").symlink_to("pages/a.html")
    assert refused(report) == "index.html was changed since reqtrace wrote it"


def test_a_file_that_was_removed_since_is_nobody_s_loss(report: Path) -> None:
    (report / "index.html").unlink()
    assert fill(str(report), making(NEW)) == ()
    assert standing(report) == NEW


def test_a_list_that_is_not_as_it_was_written_says_nothing(report: Path) -> None:
    with (report / ".reqtrace").open("a") as file:
        file.write("something\n")
    assert refused(report).startswith("it holds .reqtrace, index.html, pages/a.html and 1 more")


def test_a_file_that_stands_where_the_report_should_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")
    (problem,) = fill(str(tmp_path / "report"), making(NEW))
    assert problem.message == f"{tmp_path}/report can not be written: it is a file, and a report is a folder"
    (problem,) = fill(str(tmp_path / "report" / "deeper"), making(NEW))
    assert problem.message == f"{tmp_path}/report/deeper can not be written: file exists"
    assert (tmp_path / "report").read_text() == "mine"


def test_a_link_to_a_folder_stays_a_link(report: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(report)
    assert fill(str(tmp_path / "link"), making(NEW)) == ()
    assert (tmp_path / "link").is_symlink()
    assert standing(report) == NEW


def test_a_report_of_before_there_were_lists_is_known_by_its_marks(tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text('{"schema": "reqtrace-trace/1"}')
    (tmp_path / "index.html").write_text('<meta name="generator" content="reqtrace 0.1.0">')
    assert prepare(str(tmp_path)) == ()
    assert fill(str(tmp_path), making(NEW)) == ()
    assert standing(tmp_path) == NEW


def test_a_page_of_somebody_else_with_such_a_name_is_not_taken_for_a_report(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>mine</h1>")
    assert refused(tmp_path) == "it holds index.html, which reqtrace did not write"


def test_what_somebody_puts_there_meanwhile_is_not_lost(report: Path) -> None:
    def make(folder: Path) -> Mapping[str, str]:
        (report / "notes.txt").write_text("just now")
        return making(NEW)(folder)

    (problem,) = fill(str(report), make)
    assert problem.code is Code.NOT_OURS
    assert standing(report) == {**OLD, "notes.txt": b"just now"}
    assert [each.name for each in report.parent.iterdir()] == ["report"]


def test_a_folder_one_may_not_write_to_is_said(unprivileged: Path) -> None:
    unprivileged.chmod(0o555)
    (problem,) = fill(str(unprivileged / "report"), making(NEW))
    assert problem.message == f"{unprivileged}/report can not be written: permission denied"


def test_new_folders_look_as_others_do_and_those_before_as_they_did(report: Path) -> None:
    (report.parent / "other").mkdir()
    assert report.stat().st_mode == (report.parent / "other").stat().st_mode
    report.chmod(0o2755)
    fill(str(report), making(NEW))
    assert report.stat().st_mode & 0o7777 == 0o2755


def test_a_full_disk_leaves_the_old_report(report: Path) -> None:
    """A limit on the size of files is what a test can have of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        problems = fill(str(report), making({"large": b"x" * 100_000}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [each.message for each in problems] == [f"{report} can not be written: file too large"]
    assert standing(report) == OLD
    assert [each.name for each in report.parent.iterdir()] == ["report"]


def test_a_fault_of_ours_leaves_the_old_report(report: Path) -> None:
    def make(folder: Path) -> Mapping[str, str]:
        making(NEW)(folder)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fill(str(report), make)
    assert standing(report) == OLD
    assert [each.name for each in report.parent.iterdir()] == ["report"]


def killed_at(moment: int, work: Callable[[], object]) -> bool:
    """Do the work in a copy of this process, which is killed at its so manieth step on files; whether it was."""
    copy = os.fork()
    if copy == 0:
        steps = iter(range(moment))

        def count(event: str, _: object) -> None:
            of_files = event != "os.kill" and event.startswith(("os.", "open", "fcntl.", "ctypes."))
            if of_files and next(steps, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            sys.addaudithook(count)
            work()
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code != 0


def moments(work: Callable[[], object]) -> Iterator[int]:
    """Kill the work at its first step, at its second, and so on, until it comes to its end."""
    moment = 0
    while killed_at(moment, work):
        yield moment
        moment += 1
    assert moment > 10, "hardly a step was taken"


# [utest->dsn~folder_is_exchanged_whole~1]
def test_whenever_a_process_is_killed_there_is_a_whole_report_and_the_next_one_cleans_up(report: Path) -> None:
    seen = set()
    for _ in moments(partial(fill, str(report), making(NEW))):
        assert standing(report) in (OLD, NEW)
        seen.add("new" if standing(report) == NEW else "old")
        assert fill(str(report), making(OLD)) == ()
        assert standing(report) == OLD
        assert [each.name for each in report.parent.iterdir()] == ["report"]
    assert seen == {"old", "new"}


def test_whenever_the_first_report_is_killed_there_is_none_or_a_whole_one(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    for _ in moments(partial(fill, str(folder), making(NEW))):
        assert not folder.exists() or standing(folder) == NEW
        assert fill(str(folder), making(OLD)) == ()
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()
        assert list(tmp_path.iterdir()) == []


def without_exchange(place: Path) -> None:
    """Fill a folder where two can not change places at once."""
    with aside(place) as new:
        complete(new, making(NEW)(new), place)
        take_place(new, place, lambda *_: False)


def test_where_folders_can_not_change_places_at_once_the_next_call_brings_it_to_its_end(report: Path) -> None:
    seen = set()
    for _ in moments(partial(without_exchange, report)):
        seen.add(report.exists())
        assert prepare(str(report)) == ()
        assert standing(report) in (OLD, NEW)
        assert fill(str(report), making(OLD)) == ()
        assert [each.name for each in report.parent.iterdir()] == ["report"]
    assert seen == {True, False}


def within(place: Path) -> None:
    """Fill a folder that can not be moved, such as one on which something is mounted."""
    with aside(place, beside=False) as new:
        complete(new, making(NEW)(new), place)
        take_place(new, place)


def test_where_a_folder_can_not_be_moved_its_files_are_and_the_next_call_moves_the_rest(report: Path) -> None:
    seen = []
    for _ in moments(partial(within, report)):
        seen.append(standing(report))
        assert prepare(str(report)) == ()
        assert standing(report) in (OLD, NEW)
        assert list(report.glob(".reqtrace-*")) == []
        assert fill(str(report), making(OLD)) == ()
        assert standing(report) == OLD
    assert any(each not in (OLD, NEW) for each in seen), "no kill was between two files"


def test_what_another_process_writes_just_now_is_not_taken_for_left_over(report: Path) -> None:
    with aside(report) as new:
        assert fill(str(report), making(NEW)) == ()
        complete(new, making(OLD)(new), report)
        take_place(new, report)
    assert standing(report) == OLD
    assert [each.name for each in report.parent.iterdir()] == ["report"]


def test_of_several_that_write_at_once_one_is_the_last_and_whole(report: Path) -> None:
    texts = [{"index.html": f"{number}\n".encode(), f"only/{number}.html": b"x"} for number in range(8)]
    copies = []
    for documents in texts:
        if (copy := os.fork()) == 0:
            code = 3
            try:
                problems = fill(str(report), making(documents))
                code = 0 if all(each.code.misuse for each in problems) else 3
            finally:
                os._exit(code)
        copies.append(copy)
    assert {os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) for copy in copies} == {0}
    assert prepare(str(report)) == ()
    assert standing(report) in (OLD, *texts)
    assert [each.name for each in report.parent.iterdir()] == ["report"]


def test_folders_change_places_at_once_or_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "a" / "x").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    if exchange(tmp_path / "a", tmp_path / "b"):
        assert (tmp_path / "b" / "x").is_dir()
    with pytest.raises(FileNotFoundError) as raised:
        exchange(tmp_path / "a", tmp_path / "missing")
    assert raised.value.errno == errno.ENOENT


def test_who_wrote_nothing_lists_nothing(tmp_path: Path) -> None:
    assert recorded(tmp_path) is None
    fill(str(tmp_path / "report"), making({}))
    assert recorded(tmp_path / "report") == {}
