# SPDX-License-Identifier: Apache-2.0
"""Why a project accepts that no test case notices a broken rule: the file of reasons, read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span


# [impl->dsn~survivors_have_reasons~1]
def read_reasons(file: Path, name: str) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """Read the reasons in the file that people know as `name`: each stands behind what is broken and how.

    The file is TOML, as in
    ``"assignment.iommu.warned: skip the effect" = "it writes a line of the log that no step asks for"``.
    Where it can not be used there is no reason at all, and a diagnostic says why.
    """
    import tomllib  # noqa: PLC0415 - only one command needs it

    try:
        reasons = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), dict[str, str])
    except OSError as problem:
        message = f"{name} can not be read: {problem.strerror or problem}"
        return {}, (Diagnostic(Code.MISSING_PATH, message, Span(name), (), "correct the setting survivors"),)
    except (ValueError, msgspec.ValidationError) as problem:
        help_ = 'write "rule: way" = "reason", in quotes'
        return {}, (Diagnostic(Code.BAD_CONFIGURATION, f"no reasons: {problem}", Span(name), (), help_),)
    silent = [what for what, reason in sorted(reasons.items()) if not reason.strip()]
    if silent:
        help_ = "an assessor asks why nobody needs to notice it"
        return {}, (Diagnostic(Code.BAD_CONFIGURATION, f"{silent[0]}: nothing is said", Span(name), (), help_),)
    return reasons, ()
