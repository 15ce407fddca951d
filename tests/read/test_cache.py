# SPDX-License-Identifier: Apache-2.0
"""What is remembered is what was said, or nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.read import cache as module
from reqtrace.read.cache import Cache, key
from reqtrace.read.formats import Formats
from reqtrace.read.library import Library, read

TODAY = 739_000
KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "cache", TODAY)) as opened:
        yield opened


def again(cache: Cache, today: int = TODAY) -> Cache:
    """Another run, on this day."""
    cache.close()
    return Cache(cache.file.parent, today)


def test_what_was_kept_is_found_by_another_run(cache: Cache) -> None:
    cache.keep([(KEY, b"content")])
    assert again(cache).find([OTHER, KEY]) == [None, b"content"]


def test_no_file_is_made_where_nothing_is_to_be_kept(cache: Cache) -> None:
    cache.keep([])
    assert not cache.file.exists()


def test_only_its_owner_can_read_it(cache: Cache) -> None:
    cache.keep([(KEY, b"content")])
    assert cache.file.parent.stat().st_mode & 0o077 == 0


# [utest->dsn~readings_by_content~1]
@pytest.mark.parametrize("column", ["content", "seal", "key"])
def test_a_row_that_was_changed_is_not_believed(cache: Cache, column: str) -> None:
    cache.keep([(KEY, b"content"), (OTHER, b"other")])
    with closing(sqlite3.connect(cache.file)) as connection, connection:
        connection.execute(f"UPDATE readings SET {column} = ? WHERE key = ?", (b"\0" * 32, KEY))  # noqa: S608 - ours
    assert again(cache).find([KEY, b"\0" * 32, OTHER]) == [None, None, b"other"]


@pytest.mark.parametrize("used", [TODAY - 30, TODAY - 31])
def test_what_nobody_asked_for_in_thirty_days_goes(cache: Cache, used: int) -> None:
    old = again(cache, used)
    old.keep([(KEY, b"content")])
    new = again(old)
    new.keep([(OTHER, b"other")])
    assert again(new).find([KEY]) == [b"content" if used == TODAY - 30 else None]


def test_what_is_asked_for_stays(cache: Cache) -> None:
    cache.keep([(KEY, b"content")])
    for day in range(TODAY, TODAY + 100, 20):
        later = again(cache, day)
        assert later.find([KEY]) == [b"content"]
        later.keep([])
        later.close()


def zeroes(file: Path) -> None:
    file.write_bytes(b"\0" * file.stat().st_size)


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5000])


def text(file: Path) -> None:
    file.write_text("no database")


def scrambled(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:100] + bytes(byte ^ 0xFF for byte in content[100:]))


def another_table(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript("DROP TABLE readings; CREATE TABLE readings (key, thing)")


@pytest.mark.parametrize("damage", [zeroes, truncated, text, scrambled, another_table])
def test_a_damaged_file_is_replaced(cache: Cache, damage: Callable[[Path], None]) -> None:
    cache.keep([(bytes([number]) * 32, bytes(range(256)) * 40) for number in range(9)])
    cache.close()
    damage(cache.file)
    damaged = again(cache)
    damaged.keep([(KEY, b"content")])
    assert again(damaged).find([KEY]) == [b"content"]


def test_where_the_folder_can_not_be_made_everything_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    blocked = Cache(tmp_path / "cache", TODAY)
    blocked.keep([(KEY, b"content")])
    assert blocked.find([KEY]) == [None]
    assert (tmp_path / "cache").read_text() == "a file"


def test_while_another_run_writes_this_one_goes_on(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    cache.keep([(KEY, b"content")])
    with closing(sqlite3.connect(cache.file, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert again(cache).find([KEY]) == [None]
        writer.execute("ROLLBACK")
    assert again(cache).find([KEY]) == [b"content"]


def test_many_runs_may_share_it(tmp_path: Path) -> None:
    def run(number: int) -> None:
        with closing(Cache(tmp_path, TODAY)) as mine:
            for each in range(20):
                name = bytes([number, each]) * 16
                mine.keep([(name, name * 100)])
                assert mine.find([name]) == [name * 100]

    runs = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    names = [bytes([number, each]) * 16 for number in range(4) for each in range(20)]
    assert Cache(tmp_path, TODAY).find(names) == [name * 100 for name in names]


def test_a_key_tells_apart_name_formats_and_content() -> None:
    keys = {
        key(*words) for words in [("a", "f", "d"), ("b", "f", "d"), ("a", "g", "d"), ("a", "f", "e"), ("d", "f", "a")]
    }
    assert len(keys) == 5


# [utest->dsn~readings_by_content~1]
@given(st.lists(st.tuples(st.sampled_from(["a.rst", "b.rst", "c/d.rst"]), st.integers(0, 3)), max_size=6))
def test_with_a_cache_the_same_is_read_as_without(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("docs")
    memory = Cache(tmp_path_factory.mktemp("cache"), TODAY)
    (folder / "c").mkdir()
    (folder / "first.rst").write_text("`req~first~1`\n")
    for file, revision in edits:
        (folder / file).write_text(f"Title\n-----\n`req~a~{revision}`\nNeeds: dsn\n\nneeds: x\n")
        assert without_places(read([str(folder)], cache=memory)) == without_places(read([str(folder)]))
    memory.close()


def without_places(answer: tuple[Library, object]) -> tuple[object, ...]:
    library, diagnostics = answer
    return tuple(library.items), library.outline, library.inputs, diagnostics


def test_other_code_or_other_formats_ask_under_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key("a.rst", "formats", "digest")
    for place in (tmp_path / "reqtrace", tmp_path / "reqtrace" / "read"):
        place.mkdir()
        (place / "__init__.py").write_text("one = 1\n")
    keys = set()
    monkeypatch.setattr("reqtrace.__file__", str(tmp_path / "reqtrace" / "__init__.py"))
    for changed in ("reqtrace/__init__.py", "reqtrace/read/__init__.py"):
        (tmp_path / changed).write_text(f"# {changed}\n")
        module._fingerprint.cache_clear()
        keys.add(key("a.rst", "formats", "digest"))
    monkeypatch.undo()
    module._fingerprint.cache_clear()
    assert len(keys - {before}) == 2
    assert key("a.rst", "formats", "digest") == before


def test_what_one_choice_of_formats_read_is_not_recalled_for_another(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    # oft:off
    (tmp_path / "docs" / "a.xml").write_text("<a>[impl->req~a~1]</a>\n")
    (tmp_path / "docs" / "b.rst").write_text("`req~b~1`\n")
    # oft:on
    with closing(Cache(tmp_path / "cache", TODAY)) as memory:
        for sources, count in (((".xml",), 2), ((".py",), 1), ((".xml",), 2)):
            assert len(read([str(tmp_path / "docs")], formats=Formats(sources), cache=memory)[0].items) == count
