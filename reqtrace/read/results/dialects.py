# SPDX-License-Identifier: Apache-2.0
"""The words of JUnit's dialects: nobody standardised the format, and every tool writes another one."""

from __future__ import annotations

import re
from typing import Final

from reqtrace.evidence import Outcome

SUITES: Final = frozenset({"testsuites", "testsuite"})
ENDINGS: Final = {
    "failure": Outcome.FAILED,
    "error": Outcome.ERROR,
    "skipped": Outcome.SKIPPED,
    "skip": Outcome.SKIPPED,
    "ignored": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
}
"""The elements within a test that say how it ended; a test without one has passed in most dialects."""

REPEATED: Final = frozenset({"flakyFailure", "flakyError", "rerunFailure", "rerunError", "rerun"})
"""The elements within a test that say that an attempt at it did not pass: of Surefire, nextest and pytest."""

REMARKS: Final = frozenset(
    {
        *(
            "properties",
            "property",
            "system-out",
            "system-err",
            "stdout",
            "stderr",
            "output",
            "attachments",
            "attachment",
        ),
        *("measurement", "measurements", "description", "tags", "links", "stackTrace"),
    }
)
"""The elements within a test that say nothing about how it ended."""

_STATES: Final = {
    Outcome.PASSED: "run passed pass success successful succeeded ok completed complete executed done",
    Outcome.SKIPPED: (
        "notrun skipped skip disabled ignored ignore suppressed pending todo excluded inapplicable inconclusive "
        "notexecuted filtered"
    ),
    Outcome.FAILED: "fail failed failure failing broken unsuccessful timeout timedout killed aborted crashed",
    Outcome.ERROR: "error errored invalid exception",
}
STATES: Final = {word: outcome for outcome, words in _STATES.items() for word in words.split()}
"""What the attributes ``status`` and ``result`` of a test say, without case and signs between words."""

CITING: Final = frozenset(
    {
        *("reqtrace", "requirement", "requirements", "covers", "verifies", "testcase", "testcaseid", "item", "id"),
        *("cmakelabels", "labels", "tag", "tags"),
    }
)
"""The properties that say what a test is for, without case and signs between words; only ids in them count."""

COMMITS: Final = frozenset(
    {
        *("commit", "commitid", "commitsha", "commithash", "revision", "sha", "gitcommit", "gitcommitid", "gitsha"),
        *("gitrevision", "githash", "vcsrevision", "vcscommit", "cicommitsha", "githubsha", "buildvcsnumber"),
    }
)
"""The properties that say which commit was tested, without case and signs between words."""

_TOOLS: Final = (
    ("name", r"pytest( tests)?", "pytest"),
    ("name", r"nextest-run", "nextest"),
    ("name", r"AllTests", "GoogleTest"),
    ("name", r"jest tests", "Jest"),
    ("name", r".*\.bats", "Bats"),
    ("noNamespaceSchemaLocation", r".*surefire.*", "Surefire"),
    ("generator", r".*", "Robot Framework"),
)


def bare(word: str) -> str:
    """A word as it is compared: in lower case, without the signs that dialects put between its parts."""
    return re.sub(r"[\W_]+", "", word).lower()


def tool_of(attributes: dict[str, str]) -> str:
    """What wrote a suite with these attributes; empty where they do not tell."""
    for attribute, pattern, tool in _TOOLS:
        if attribute in attributes and re.fullmatch(pattern, attributes[attribute]):
            return tool
    return ""
