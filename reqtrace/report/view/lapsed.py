# SPDX-License-Identifier: Apache-2.0
"""Which gaps a project did accept, and accepts no longer or not yet: whoever reads of the gap has to know of both."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.config import Config, Justification
from reqtrace.diagnostic import Diagnostic


class Lapsed(Struct, frozen=True, gc=False):
    """An acceptance that counts for nothing while its gap is open; `why` says whether it ended or has not begun."""

    justification: Justification
    why: str


def lapsed(diagnostics: Iterable[Diagnostic], config: Config) -> tuple[Lapsed, ...]:
    """The acceptances that the trace found out of time, in the order of the configuration."""
    said = {each.span: each.message for each in diagnostics if each.code is Code.EXPIRED_JUSTIFICATION}
    return tuple(Lapsed(each, said[each.span]) for each in config.justified if each.span in said)
