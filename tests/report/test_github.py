# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.report.github import annotations
from reqtrace.span import Span


def test_the_whole() -> None:
    outdated = Diagnostic(
        Code.OUTDATED,
        "XenSSR~a~1 is cited, but XenSSR~a~2 is current",
        Span("safety.rst", 4, 5, 10),
        (Note("the current revision is here", Span("product.rst", 9, 1)),),
        "review what changed, then cite the new revision",
    )
    assert annotations([outdated], "./reqs") == (
        "::error file=reqs/safety.rst,line=4,col=5,endColumn=14,"
        "title=RT202%3A an item covers a revision that is no longer current::"
        "XenSSR~a~1 is cited, but XenSSR~a~2 is current%0A"
        "note: the current revision is here (reqs/product.rst:9:1)%0A"
        "help: review what changed, then cite the new revision\n"
    )


def test_errors_come_first_since_only_ten_of_a_sort_are_shown() -> None:
    said = [Diagnostic(code, "x", Span("a.rst", 1)) for code in (Code.UNKNOWN_KEYWORD, Code.BAD_NEED, Code.ORPHANED)]
    assert [line.split()[0] for line in annotations(said).splitlines()] == ["::error", "::warning", "::notice"]


def test_what_the_call_named_stands_as_it_was_typed_and_has_no_line() -> None:
    missing = Diagnostic(Code.MISSING_PATH, "requirments does not exist", Span("requirments"))
    assert annotations([missing], "docs").startswith("::error file=requirments,title=RT001%3A a path does not exist::")
    unread = Diagnostic(Code.UNREADABLE_FILE, "x", Span("a.rst"))
    assert annotations([unread], "docs").startswith("::error file=docs/a.rst,title=")


def test_what_would_end_a_property_or_a_line_is_escaped() -> None:
    evil = Diagnostic(Code.LOST_TEXT, "50 %0A\r\n::error::gone", Span("a,b:c%.rst", 1, 1), (), "do")
    assert annotations([evil]) == (
        "::warning file=a%2Cb%3Ac%25.rst,line=1,col=1,endColumn=1,title=RT117%3A text where a list was expected::"
        "50 %250A␍%0A::error::gone%0Ahelp: do\n"
    )


# [utest->dsn~annotations_are_escaped~1]
@given(st.lists(st.builds(Diagnostic, st.sampled_from(Code), st.text(), st.builds(Span, st.text(min_size=1)))))
def test_a_diagnostic_is_one_line_whatever_it_says(said: list[Diagnostic]) -> None:
    lines = annotations(said).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(said)
    assert all(re.match(r"::(error|warning|notice) file=[^,:]+,title=[^,:]+::", line) for line in lines)
