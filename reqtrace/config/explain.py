# SPDX-License-Identifier: Apache-2.0
"""What is said of settings that have a wrong name or are of a wrong type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.config.checks import Entry
from reqtrace.config.gate import Demands
from reqtrace.config.places import Text
from reqtrace.config.reporting import Format, Reporting
from reqtrace.config.results import Results, Tested
from reqtrace.config.settings import Config, Kind, Weight
from reqtrace.config.terms import Extent, Integrity, Method, TestType
from reqtrace.diagnostic import Diagnostic, nearest


def explain(problem: str, setting: str, written: Text) -> Diagnostic:
    """Turn msgspec's words on `setting`, ``Expected `str`, got `int` - at `$.title` ``, into a diagnostic."""
    reason, _, path = problem.replace(" | null", "").partition(" - at ")  # there is no null in TOML
    path = (setting + path.strip("`").removeprefix("$")).removeprefix(".")
    entry = re.match(r"justified\[(\d+)\]", path)
    if unknown := re.search(r"unknown field `([^`]*)`", reason):
        known = (Entry if entry else _table(path, setting)).__struct_fields__
        closest = nearest(unknown[1], known)
        help_ = f"did you mean {closest}?" if closest else f"known settings: {', '.join(known)}"
        message = f"no setting is called {unknown[1]!r}"
        return Diagnostic(Code.BAD_CONFIGURATION, message, written.key(unknown[1]), (), help_)
    if missing := re.search(r"missing required field `([^`]*)`", reason):
        path, reason = f"{path}.{missing[1]}", "nothing is said"
    if value := re.search(r"invalid enum value '(.*)'", reason, re.IGNORECASE):
        return _no_term(value[1], path, written)
    key = re.sub(r"\[.*?\]", "", path).rpartition(".")[2]
    place = written.headers("justified", int(entry[1]) + 1)[int(entry[1])] if entry else written.key(key)
    return Diagnostic(Code.BAD_CONFIGURATION, f"{path or 'settings'}: {reason[:1].lower()}{reason[1:]}", place)


def _table(path: str, setting: str) -> type[Struct]:
    """What describes the table in which `path` leads to a setting."""
    if setting == "gate":
        return Demands
    if path in _TABLES:
        return _TABLES[path]
    return Kind if "kinds" in path else Config


_TABLES: Final[Mapping[str, type[Struct]]] = MappingProxyType({"report": Reporting, "results": Results})
"""The tables that have a name of their own."""


_TERMS: Final[Mapping[str, type[StrEnum]]] = MappingProxyType(
    {
        "dependencies": Weight,
        "integrity": Integrity,
        "method": Method,
        "type": TestType,
        "extent": Extent,
        "formats": Format,
        "commit": Tested,
    }
)
"""What may stand for a setting that has a vocabulary."""


def _no_term(value: str, path: str, written: Text) -> Diagnostic:
    """What is said of a word that does not belong to the vocabulary of its setting."""
    known = [str(each) for each in _TERMS[re.sub(r"\[.*?\]", "", path).rpartition(".")[2]]]
    closest = nearest(value, known)
    help_ = f"did you mean {closest}?" if closest else f"known words: {', '.join(known)}"
    message = f"{path}: {value!r} is no word for this"
    return Diagnostic(Code.BAD_CONFIGURATION, message, written.quoted(value), (), help_)
