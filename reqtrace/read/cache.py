# SPDX-License-Identifier: Apache-2.0
"""What files said before, kept between runs: an SQLite file that may be deleted, damaged or shared at any time.

Whatever goes wrong with it, nothing is lost but time: a row that is not as it was written is not believed, a file that
is no database is replaced, and where the file can not be used at all, everything is read anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import reqtrace

if TYPE_CHECKING:
    import sqlite3

_LAYOUT = 1
"""The number of the layout below; another layout is another file."""
_TABLE = """
CREATE TABLE IF NOT EXISTS readings (
    key BLOB UNIQUE NOT NULL,
    content BLOB NOT NULL,
    seal BLOB NOT NULL,
    used INTEGER NOT NULL
)
"""
_PAGE = 1 << 16
"""The bytes of a page: what a file says seldom fits into one of the usual size."""
_KEPT = 30
"""For how many days a reading is kept that nobody asks for."""
_PATIENCE = 2.0
"""For how many seconds another run may hold the file before this one goes on without."""
_LOGIC = 1
"""What SQLite answers to a question that does not fit the file's tables."""
_Answer = TypeVar("_Answer")


# [impl->dsn~readings_by_content~1]
class Cache:
    """Readings by the key of what was read; `today` is the day, counted from any fixed one, on which this run is."""

    def __init__(self, folder: Path, today: int) -> None:
        self.file = folder / f"readings-{_LAYOUT}.sqlite3"
        self.today = today
        self.aged: list[tuple[int, bytes]] = []
        """What was found and last used on another day, with this one."""
        self._connection: sqlite3.Connection | None = None
        self._usable = True

    def find(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """What is kept under each of `keys`."""
        return self._ask(lambda connection: self._find(connection, keys)) or [None] * len(keys)

    def keep(self, readings: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep what was read under its key, and give up what nobody asked for in a long time."""
        rows = [(key, content, _seal(key, content), self.today) for key, content in readings]
        if rows or self.aged:
            self._ask(lambda connection: self._keep(connection, rows))

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _find(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> list[bytes | None]:
        found: list[bytes | None] = []
        for key in keys:
            row = connection.execute("SELECT content, seal, used FROM readings WHERE key = ?", (key,)).fetchone()
            sound = row is not None and isinstance(row[0], bytes) and row[1] == _seal(key, row[0])
            found.append(row[0] if sound else None)
            if sound and row[2] != self.today:
                self.aged.append((self.today, key))
        return found

    def _keep(self, connection: sqlite3.Connection, rows: Sequence[tuple[bytes, bytes, bytes, int]]) -> bool:
        with connection:
            connection.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", rows)
            connection.executemany("UPDATE readings SET used = ? WHERE key = ?", self.aged)
            connection.execute("DELETE FROM readings WHERE used < ?", (self.today - _KEPT,))
        return True

    def _ask(self, question: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """The answer of the file; None where it can not be used, and from then on."""
        import sqlite3  # noqa: PLC0415 - only those pay who have a cache

        for _ in range(2):
            if not self._usable:
                break
            try:
                if self._connection is None:
                    self._connection = self._open()
                return question(self._connection)
            except OSError:
                self._usable = False
            except sqlite3.DatabaseError as problem:
                self.close()
                # Locked, no space, no permission: go on without. Damaged, or of another shape: begin anew, once.
                refused = isinstance(problem, sqlite3.OperationalError) and problem.sqlite_errorcode != _LOGIC
                self._usable = not refused and self._remove()
        self._usable = False
        return None

    def _open(self) -> sqlite3.Connection:
        import sqlite3  # noqa: PLC0415 - as above

        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = sqlite3.connect(self.file, timeout=_PATIENCE)
        # What a crash or a power failure damages is noticed and replaced, so nothing has to be waited for.
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute(_TABLE)
        return connection

    def _remove(self) -> bool:
        try:
            self.file.unlink(missing_ok=True)
        except OSError:
            return False
        return True


def key(name: str, formats: str, digest: str) -> bytes:
    """What a reading is kept under: the file's name and content, what is read how, and all code that has a say."""
    return hashlib.sha256(b"\0".join((_fingerprint(), formats.encode(), digest.encode(), name.encode()))).digest()


@cache
def _fingerprint() -> bytes:
    """The digest of the code that reads, so that no other version's readings are taken for ours."""
    package = Path(reqtrace.__file__).parent
    files = sorted((*package.glob("*.py"), *package.glob("read/*.py")))
    code = hashlib.sha256(reqtrace.__version__.encode())
    for file in files:
        code.update(hashlib.sha256(file.read_bytes()).digest())
    return code.digest()


def _seal(key: bytes, content: bytes) -> bytes:
    return hashlib.sha256(key + content).digest()
