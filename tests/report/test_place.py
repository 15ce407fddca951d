# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.place import FOUND, TYPED, seen_from_here
from reqtrace.span import Span


@pytest.mark.parametrize("code", [Code.UNREADABLE_FILE, Code.UNDECODABLE_TEXT, Code.LOST_TEXT, Code.CASE_FAILED])
def test_what_was_found_below_a_folder_is_named_from_outside_of_it(code: Code) -> None:
    diagnostic = Diagnostic(code, "x", Span("a.rst", 3, 5))
    assert seen_from_here(diagnostic.span, diagnostic, "reqs") == Span("reqs/a.rst", 3, 5)
    assert seen_from_here(diagnostic.span, diagnostic, ".") == Span("a.rst", 3, 5)


@pytest.mark.parametrize(
    "code", [Code.MISSING_PATH, Code.BAD_CONFIGURATION, Code.UNKNOWN_NAME, Code.NOTHING_EXECUTED, Code.GATE_MISSED]
)
def test_what_was_typed_stays_as_it_is(code: Code) -> None:
    diagnostic = Diagnostic(code, "x", Span("reqtrace.toml", 3, 5))
    assert seen_from_here(diagnostic.span, diagnostic, "reqs") == Span("reqtrace.toml", 3, 5)


def test_an_item_that_a_setting_speaks_of_is_named_from_outside_of_its_folder() -> None:
    expired = Diagnostic(Code.EXPIRED_JUSTIFICATION, "x", Span("reqtrace.toml", 3, 5))
    assert seen_from_here(expired.span, expired, "reqs") == Span("reqtrace.toml", 3, 5)
    assert seen_from_here(Span("a.rst", 9), expired, "reqs") == Span("reqs/a.rst", 9)


@pytest.mark.parametrize("code", list(Code))
def test_of_every_code_it_is_decided_how_its_file_is_named(code: Code) -> None:
    of_both = code.value[:3] in ("RT2", "RT3")
    assert (code in TYPED) + (code in FOUND) == 1 if of_both else code not in TYPED
    seen_from_here(Span("a.rst"), Diagnostic(code, "x", Span("a.rst")), "reqs")
