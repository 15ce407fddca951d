# SPDX-License-Identifier: Apache-2.0
"""What is said of settings that have a wrong name or are of a wrong type."""

from __future__ import annotations

import re

from reqtrace.catalogue import Code
from reqtrace.config.checks import Entry
from reqtrace.config.places import Text
from reqtrace.config.settings import Config, Kind
from reqtrace.diagnostic import Diagnostic, nearest


def explain(problem: str, setting: str, written: Text) -> Diagnostic:
    """Turn msgspec's words on `setting`, ``Expected `str`, got `int` - at `$.title` ``, into a diagnostic."""
    reason, _, path = problem.replace(" | null", "").partition(" - at ")  # there is no null in TOML
    path = (setting + path.strip("`").removeprefix("$")).removeprefix(".")
    entry = re.match(r"justified\[(\d+)\]", path)
    if unknown := re.search(r"unknown field `([^`]*)`", reason):
        known = (Entry if entry else Kind if "kinds" in path else Config).__struct_fields__
        closest = nearest(unknown[1], known)
        help_ = f"did you mean {closest}?" if closest else f"known settings: {', '.join(known)}"
        message = f"no setting is called {unknown[1]!r}"
        return Diagnostic(Code.BAD_CONFIGURATION, message, written.key(unknown[1]), (), help_)
    if missing := re.search(r"missing required field `([^`]*)`", reason):
        path, reason = f"{path}.{missing[1]}", "nothing is said"
    key = re.sub(r"\[.*?\]", "", path).rpartition(".")[2]
    place = written.headers("justified", int(entry[1]) + 1)[int(entry[1])] if entry else written.key(key)
    return Diagnostic(Code.BAD_CONFIGURATION, f"{path or 'settings'}: {reason[:1].lower()}{reason[1:]}", place)
