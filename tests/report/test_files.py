# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
from pathlib import Path

from reqtrace.catalogue import Code
from reqtrace.report.files import write


def test_a_folder_is_made_and_documents_stand_in_it(tmp_path: Path) -> None:
    assert write(tmp_path / "a" / "b", {"index.html": "é\n", "run.json": "{}\n"}) == ()
    assert (tmp_path / "a" / "b" / "index.html").read_bytes() == "é\n".encode()
    assert sorted(each.name for each in (tmp_path / "a" / "b").iterdir()) == ["index.html", "run.json"]


def test_what_was_there_is_replaced_and_everything_else_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    assert write(tmp_path, {"index.html": "new"}) == ()
    assert (tmp_path / "index.html").read_text() == "new"
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_the_mode_is_that_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write(tmp_path, {"a": ""})
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "other").stat().st_mode


# [utest->dsn~documents_appear_whole~1]
def test_a_link_to_a_file_is_replaced_and_its_target_kept(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("mine")
    (tmp_path / "a").symlink_to("target")
    write(tmp_path, {"a": "new"})
    assert (tmp_path / "target").read_text() == "mine"
    assert (tmp_path / "a").read_text() == "new"


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("")
    (problem,) = write(tmp_path / "report", {"index.html": ""})
    assert problem.code is Code.CAN_NOT_WRITE
    assert problem.message == f"{tmp_path}/report can not be written: File exists"
    assert problem.code.misuse


def test_a_folder_where_a_file_should_be_is_said_and_the_others_are_written(tmp_path: Path) -> None:
    (tmp_path / "index.html" / "x").mkdir(parents=True)
    (problem,) = write(tmp_path, {"index.html": "", "run.json": "{}"})
    assert problem.message == f"{tmp_path}/index.html can not be written: Is a directory"
    assert (tmp_path / "run.json").read_text() == "{}"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["index.html", "run.json"]


def test_a_folder_one_may_not_write_to_is_said(unprivileged: Path) -> None:
    unprivileged.chmod(0o555)
    (problem,) = write(unprivileged, {"index.html": ""})
    assert problem.message.endswith("Permission denied")


def test_what_is_no_regular_file_is_written_to_and_stays_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "run.json")
    reading = os.open(tmp_path / "run.json", os.O_RDONLY | os.O_NONBLOCK)
    assert write(tmp_path, {"run.json": "{}"}) == ()
    assert os.read(reading, 10) == b"{}"
    os.close(reading)
    assert (tmp_path / "run.json").is_fifo()
