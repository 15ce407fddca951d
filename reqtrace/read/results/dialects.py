# SPDX-License-Identifier: Apache-2.0
"""The words of JUnit's dialects: nobody standardised the format, and every tool writes another one."""

from __future__ import annotations

import re
from collections.abc import Mapping
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

REPEATED: Final = frozenset({"flakyfailure", "flakyerror", "rerunfailure", "rerunerror", "rerun"})
"""The elements within a test that say that an attempt at it did not pass: of Surefire, nextest and pytest."""

REMARKS: Final = frozenset(
    {
        *("properties", "property", "item", "systemout", "systemerr", "stdout", "stderr", "output", "stacktrace"),
        *("attachments", "attachment", "measurement", "measurements", "description", "tags", "tag", "links", "link"),
    }
)
"""The elements within a test or a suite that say nothing about how it ended; the names as `bare` has them."""

WRAPPERS: Final = frozenset({"testrun", "testruns", "results", "report", "reports", "root"})
"""The elements that some tools put around their suites."""

_STATES: Final = {
    Outcome.PASSED: "run passed pass success successful succeeded ok completed complete executed done finished",
    Outcome.SKIPPED: (
        "notrun skipped skip disabled ignored ignore suppressed pending todo excluded inapplicable inconclusive "
        "notexecuted filtered"
    ),
    Outcome.FAILED: (
        "fail fails failed failure failures failing broken unsuccessful timeout timedout killed aborted abort crashed "
        "crash"
    ),
    Outcome.ERROR: "error errors errored invalid exception",
}
STATES: Final = {word: outcome for outcome, words in _STATES.items() for word in words.split()}
"""What a word says of an outcome, as `bare` has it."""

OUTCOMES: Final = frozenset(
    {
        *("status", "result", "outcome", "verdict", "state", "conclusion"),
        *("teststatus", "testresult", "testoutcome", "testverdict", "finalstatus", "finalresult"),
    }
)
"""The attributes whose value is a word for the outcome."""

AGREEING: Final = {
    **dict.fromkeys(("success", "successful", "succeeded", "passed", "pass", "ok"), Outcome.FAILED),
    **dict.fromkeys(("executed", "run", "ran", "enabled", "completed", "complete", "finished"), Outcome.SKIPPED),
}
"""The attributes that say whether all is well, and what it means where they deny it."""

LIMITS: Final = frozenset({"timeout"})
"""The words for an outcome that are as often attributes with a limit."""

NAMES: Final = frozenset(
    {
        *("name", "classname", "class", "file", "filename", "filepath", "path", "package", "suite", "suitename"),
        *(
            "testsuite",
            "title",
            "displayname",
            "method",
            "function",
            "feature",
            "id",
            "uuid",
            "url",
            "host",
            "hostname",
        ),
        *(
            "group",
            "groups",
            "owner",
            "valueparam",
            "typeparam",
            "log",
            "line",
            "time",
            "timestamp",
            "duration",
            "tests",
        ),
    }
)
"""The attributes that only say what something is called, where it is, when it began and how much of it there is."""

ALARMING: Final = re.compile(r"fail|error|abort|crash|timedout|skip|flak|rerun|unsuccess")
"""What the name of an attribute that speaks against a test has in it."""

DENIED: Final = frozenset({"", "false", "no", "off", "n", "f", "none", "null", "nil"})
AFFIRMED: Final = frozenset({"true", "yes", "on", "y", "t"})
"""The words for no and yes, as `bare` has them; zero is a no, too."""

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

_BETWEEN: Final = re.compile(r"[\W_]+")
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
    return word.lower() if word.isalnum() else _BETWEEN.sub("", word).lower()


def tool_of(attributes: Mapping[str, str]) -> str:
    """What wrote a suite with these attributes; empty where they do not tell."""
    for attribute, pattern, tool in _TOOLS:
        if attribute in attributes and re.fullmatch(pattern, attributes[attribute]):
            return tool
    return ""
