# SPDX-License-Identifier: Apache-2.0
"""The answers that are documents, by the name of their format."""

from __future__ import annotations

from reqtrace.pipeline import Conclusion


def document(conclusion: Conclusion, form: str) -> str | None:
    """What was concluded in the format `form`; None for ``text``, which is no document."""
    match form:
        case "json":
            return _json(conclusion)
        case "junit":
            from reqtrace.report.junit import junit_xml  # noqa: PLC0415 - each format is loaded where it is asked for

            return junit_xml(conclusion.view)
        case "sarif":
            from reqtrace.report.sarif import sarif  # noqa: PLC0415 - as above

            return sarif(conclusion.diagnostics, conclusion.library.sources, conclusion.library.base)
        case "text":
            return None
    raise ValueError(f"no format is called {form!r}")


def _json(conclusion: Conclusion) -> str:
    """The one object that answers what was asked."""
    if conclusion.matrix is not None:
        from reqtrace.report.versions import matrix_json  # noqa: PLC0415 - as above

        return matrix_json(conclusion.view)
    if conclusion.adequacy is not None:
        from reqtrace.report.adequacy import adequacy_json  # noqa: PLC0415 - as above

        return adequacy_json(conclusion.view)
    from reqtrace.report.json import run_json, trace_json  # noqa: PLC0415 - as above

    return (trace_json if conclusion.evidence is None else run_json)(conclusion.view)
