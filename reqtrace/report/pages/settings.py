# SPDX-License-Identifier: Apache-2.0
"""The page of the configuration: every setting with its type, its default and its meaning, as the settings say."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from inspect import getdoc
from types import MappingProxyType
from typing import get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from reqtrace.config import Config, Format, Justification, Kind, Reporting, Results, Tested, Weight
from reqtrace.config.gate import Demands, Gate, Shares
from reqtrace.config.terms import Extent, Integrity, Method, TestType
from reqtrace.ident import ItemId
from reqtrace.report.pages.markup import coded, described, heading, listed, paragraph, prose
from reqtrace.span import Span

_STRINGS = "a list of strings"
_WORDS = "a string, one of the words below"
_TYPES: Mapping[object, str] = MappingProxyType(
    {
        str: "a string",
        str | None: "a string",
        bool: "``true`` or ``false``",
        tuple[str, ...]: _STRINGS,
        tuple[str, ...] | None: _STRINGS,
        Weight: listed([f'``"{each}"``' for each in Weight], "or"),
        ItemId: "a string, the id of an item",
        datetime.date: "a date",
        Mapping[str, Kind]: "tables ``[kinds.KIND]``",
        Mapping[str, str]: "a table",
        Gate: "a table ``[gate]``",
        Reporting: "a table ``[report]``",
        Results: "a table ``[results]``",
        Tested: listed([f'``"{each}"``' for each in Tested], "or"),
        Shares: "a number, or a table with a number for each kind",
        int | None: "a whole number",
        float | None: "a number",
        Method | None: _WORDS,
        Integrity | None: _WORDS,
        TestType | None: _WORDS,
        Extent: _WORDS,
        tuple[Format, ...] | None: _STRINGS,
        tuple[Justification, ...]: "tables ``[[justified]]``",
    }
)
"""What the types of settings are called in the language of the file."""
_TABLES: tuple[tuple[str, str, type[Struct]], ...] = (
    ("The project", "", Config),
    ("A kind", "kinds.KIND.", Kind),
    ("The gate", "gate.", Demands),
    ("The report", "report.", Reporting),
    ("Results from elsewhere", "results.", Results),
    ("A gap that is accepted", "justified.", Justification),
)


def settings_page() -> str:
    """Every setting, by the table in which it stands."""
    return "".join(_table(title, prefix, table) for title, prefix, table in _TABLES)


def meanings(table: type[Struct]) -> Mapping[str, str]:
    """What the docstring of a table says of each of its settings: the paragraph that begins with its name."""
    paragraphs = (" ".join(each.replace("``", "`").split()) for each in (getdoc(table) or "").split("\n\n"))
    named = ((re.match(r"`(\w+)` ", each), each) for each in paragraphs)
    return MappingProxyType({name[1]: words for name, words in named if name})


def _table(title: str, prefix: str, table: type[Struct]) -> str:
    types, told = get_type_hints(table), meanings(table)
    settings = [field for field in fields(table) if types[field.name] is not Span]
    first = (getdoc(table) or "").partition("\n\n")[0].replace("``", "`")
    entries = (
        described("confval", prefix + field.name, _options(field, types[field.name]), coded(prose(told[field.name])))
        for field in settings
    )
    return heading(title) + paragraph(prose(first)) + "".join(entries)


def _options(field: FieldInfo, type_: object) -> Mapping[str, str]:
    """What stands beside a setting: its type, and what holds where nothing is said."""
    if field.default is NODEFAULT:
        return {"type": f"{_TYPES[type_]}, which must be there"}
    default = _in_toml(field.default)
    return {"type": _TYPES[type_]} | ({"default": default} if default else {})


def _in_toml(value: object) -> str:
    """A default as one would write it; empty where nothing stands for it."""
    match value:
        case None | Mapping() | Struct():
            return ""
        case tuple():
            return f"``{json.dumps(value)}``" if value else "none"
        case bool() | str():
            return f"``{json.dumps(value)}``"
        case _:
            raise TypeError(f"no setting has the default {value!r}")
