# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
import sys

import pytest

from reqtrace.report.typst.alone import Printed, Sheet, printed

SHEET = Sheet('#set document(title: "A")\n#sys.inputs.data', "text", 0)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert printed(SHEET).pdf.startswith(b"%PDF-1.7")
    assert printed(SHEET) == printed(SHEET)


def test_what_can_not_be_set_is_complained_of() -> None:
    done = printed(Sheet(SHEET.source, "中", 0))
    assert done == Printed(b"", done.complaint)
    assert "could not be displayed" in done.complaint


# oft:off
def test_files_of_the_machine_are_out_of_reach() -> None:
    done = printed(Sheet('#set document(title: "A")\n#read("/etc/passwd")', "", 0))
    assert not done.pdf
    assert "/etc/passwd" in done.complaint


# oft:on
@pytest.mark.skipif(sys.platform == "win32", reason="there are no copies of processes")
def test_a_copy_of_a_process_that_has_used_typst_sets_the_same() -> None:
    wanted = printed(SHEET).pdf
    reading, writing = os.pipe()
    copy = os.fork()
    if copy == 0:
        try:
            os.write(writing, b"same" if printed(SHEET).pdf == wanted else b"other")
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as told:  # noqa: PTH123 - a descriptor, no path
        assert told.read() == b"same"
    os.waitpid(copy, 0)
