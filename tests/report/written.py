# SPDX-License-Identifier: Apache-2.0
"""Small projects as an author writes them, and what became of their test cases."""

from __future__ import annotations

from textwrap import dedent

from samples import project

from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.read.rst import read_rst
from reqtrace.report.view import View


def written(text: str, *, executed: bool = True, **outcomes: str) -> View:
    """The view of a project in one file, of the kinds PRQ, SSR and Case.

    Where test cases were `executed`, those named in `outcomes` ended so, and the others were not run.
    """
    items, complaints = read_rst(dedent(text), "safety.rst")
    assert not complaints, complaints
    cases = (Case(item.id, item.digest, Outcome(outcomes[item.id.name])) for item in items if item.id.name in outcomes)
    evidence = Evidence("model", "required", tuple(sorted(cases, key=lambda case: case.id)))
    return project(items, evidence if executed else None, ())
