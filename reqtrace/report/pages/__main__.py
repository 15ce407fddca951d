# SPDX-License-Identifier: Apache-2.0
"""``python -m reqtrace.report.pages FOLDER`` renews the written pages below the folder of the requirements."""

from __future__ import annotations

import sys
from pathlib import Path

from reqtrace.report.pages.written import PAGES, renewed


def main(folder: str) -> int:
    """Renew every page; 1 where one has no mark and is left alone."""
    unmarked = 0
    for name, write in PAGES.items():
        path = Path(folder) / name
        text = renewed(path.read_text(encoding="utf-8"), write())
        if text is None:
            sys.stderr.write(f"{path} has no mark below which it could be written\n")
            unmarked = 1
        else:
            path.write_text(text, encoding="utf-8")
    return unmarked


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
