# SPDX-License-Identifier: Apache-2.0
"""A comparison of profiles, and what test cases notice, as people and machines read them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from comparison import HEAD, OLD, REQUIRED, compared, noticing
from rich.cells import cell_len
from rich.console import Console

from reqtrace.report import text
from reqtrace.report.adequacy import adequacy_json
from reqtrace.report.versions import matrix_json

Golden = Callable[[str, str], None]


def written(show: Callable[[Console], None], width: int, encoding: str = "utf-8") -> str:
    stream = io.BytesIO()
    file = io.TextIOWrapper(stream, encoding=encoding)
    show(Console(file=file, width=width, color_system=None))
    file.flush()
    return stream.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [80, 140])
def test_the_matrix_for_people(golden: Golden, width: int) -> None:
    shown = written(lambda console: text.show_versions(console, compared(REQUIRED, HEAD)), width)
    golden(f"terminal/versions-{width}.txt", shown)
    assert max(map(cell_len, shown.splitlines())) <= width


def test_what_nothing_explains_comes_first(golden: Golden) -> None:
    golden(
        "terminal/versions-unexplained.txt",
        written(lambda console: text.show_versions(console, compared(REQUIRED, OLD, HEAD)), 140),
    )


def test_the_matrix_can_be_shown_in_plain_letters() -> None:
    shown = written(lambda console: text.show_versions(console, compared(REQUIRED, HEAD)), 140, "ascii")
    assert "# deviates" in shown
    assert "0 not implemented" in shown


# [utest->dsn~json_as_specified~1]
def test_the_matrix_for_machines(golden: Golden) -> None:
    answer = matrix_json(compared(REQUIRED, OLD, HEAD))
    golden("json/matrix.json", answer)
    assert json.loads(answer)["requirements"]["XenSSR~map~1"]["xen-head"]["verdict"] == "deviates"


@pytest.mark.parametrize("width", [80, 140])
def test_what_cases_notice_for_people(golden: Golden, width: int) -> None:
    shown = written(lambda console: text.show_adequacy(console, noticing()), width)
    golden(f"terminal/adequacy-{width}.txt", shown)
    assert max(map(cell_len, shown.splitlines())) <= width


def test_a_survivor_with_a_reason_needs_nobody() -> None:
    shown = written(lambda console: text.show_adequacy(console, noticing(skip="nobody can see it")), 140)
    assert "Broken rules that no test case notices" not in shown
    assert "nobody can see it" in shown


# [utest->dsn~json_as_specified~1]
def test_what_cases_notice_for_machines(golden: Golden) -> None:
    golden("json/adequacy.json", adequacy_json(noticing(skip="nobody can see it")))
