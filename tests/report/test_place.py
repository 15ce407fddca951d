# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.place import seen_from_here
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
