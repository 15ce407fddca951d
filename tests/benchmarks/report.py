# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.benchmarks.report [FOLDER ...]`` measures whole reports, and each format by itself.

Where no folder is named, a project of 10,000 items is made. The PDF is measured only where a folder is named, for its
time grows with its pages: ``python -m tests.benchmarks.report --pdf requirements/passthrough``.
"""

from __future__ import annotations

import argparse
import compileall
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import reqtrace
from reqtrace.config import Format
from tests.benchmarks.__main__ import made
from tests.benchmarks.process import cost

SIZE = 10_000
RUNS = 5
MOST_SECONDS, MOST_MEMORY, MOST_HTML = 2.5, 400, 20.0
"""What a whole report of 10,000 items may take: seconds, MiB, and megabytes of pages."""
HEAD = ("formats", "seconds", "CPU", "MiB", "files", "MB", "largest page, MB")


def measure(folder: Path, formats: tuple[Format, ...], times: int) -> tuple[str, ...]:
    """Write the report on `folder` in these formats several times; a row of the table with the medians."""
    with tempfile.TemporaryDirectory() as place, chdir(place):  # where nobody decided anything
        output = Path(place, "report")
        names = ",".join(formats)
        command = [sys.executable, "-m", "reqtrace", "report", "-q", str(folder), "-o", str(output), "--formats", names]
        warm = {"XDG_CACHE_HOME": f"{place}/cache"}
        cost(command, warm)
        taken = cost(command, warm, times)
        files = [path for path in output.rglob("*") if path.is_file()]
        pages = [path.stat().st_size for path in files if path.suffix == ".html"]
        size = sum(path.stat().st_size for path in files)
    figures = (f"{taken.seconds:.2f}", f"{taken.cpu:.2f}", f"{taken.memory:.0f}", str(len(files)), f"{size / 1e6:.1f}")
    return (names, *figures, f"{max(pages, default=0) / 1e6:.2f}")


def rows(folder: Path, times: int, *, pdf: bool) -> Iterator[tuple[str, ...]]:
    """The whole report, then each of its formats by itself."""
    formats = tuple(each for each in Format if pdf or each is not Format.PDF)
    yield measure(folder, formats, times)
    for each in formats:
        yield measure(folder, (each,), times)


def main() -> None:
    """Measure, and print a table for each folder."""
    words = argparse.ArgumentParser(prog="python -m tests.benchmarks.report", description=__doc__)
    words.add_argument("folders", metavar="FOLDER", nargs="*", type=Path, help=f"else a project of {SIZE:,} items")
    words.add_argument("-n", "--times", metavar="N", type=int, default=RUNS, help="how often each command is run")
    words.add_argument("--pdf", action="store_true", help="write the PDF, too")
    given = words.parse_args()
    compileall.compile_dir(Path(reqtrace.__file__).parent, quiet=1)  # as an installation does
    with tempfile.TemporaryDirectory() as place:
        if not given.folders:
            made("project", Path(place, str(SIZE)), SIZE)
        for folder in [each.resolve() for each in given.folders] or [Path(place, str(SIZE))]:
            print(f"{folder}: at most {MOST_SECONDS} s, {MOST_MEMORY} MiB, {MOST_HTML} MB of pages")
            for row in (HEAD, *rows(folder, given.times, pdf=given.pdf)):
                print(row[0].ljust(40), *(cell.rjust(9) for cell in row[1:]), flush=True)


if __name__ == "__main__":
    main()
