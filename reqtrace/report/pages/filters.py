# SPDX-License-Identifier: Apache-2.0
"""The page of filters: the language, its fields, the words for statuses and verdicts, and the keys of an order."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from enum import StrEnum
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent

from reqtrace.report.pages.markup import heading, listed, listing, literal, paragraph, prose, table
from reqtrace.report.query import filter as language
from reqtrace.report.query.filter import Field
from reqtrace.report.query.order import KEYS
from reqtrace.report.query.vocabulary import STATUSES, VERDICTS


def filters_page() -> str:
    """How a filter is written, as the module that reads it says, and every word that may stand in one."""
    _, _, told = cleandoc(language.__doc__ or "").partition("\n\n")
    return heading("The language") + f"{told.strip()}\n\n" + _fields() + _words() + _order()


def remarks(words: type[StrEnum]) -> Mapping[str, str]:
    """What the source of an enumeration says below each of its members, by the name of the member."""
    (defined,) = ast.parse(dedent(getsource(words))).body
    below = pairwise(defined.body) if isinstance(defined, ast.ClassDef) else ()
    return {
        member.targets[0].id: cleandoc(remark.value.value)
        for member, remark in below
        if isinstance(member, ast.Assign) and isinstance(member.targets[0], ast.Name)
        if isinstance(remark, ast.Expr) and isinstance(remark.value, ast.Constant)
        if isinstance(remark.value.value, str)
    }


def _fields() -> str:
    said = remarks(Field)
    rows = ([literal(each), prose(said.get(each.name, f"The {each} of the item."))] for each in Field)
    return heading("Fields") + table((20, 80), ("Field", "What is compared"), rows)


def _words() -> str:
    statuses, verdicts = (listed([literal(word) for word in words], "and") for words in (STATUSES, VERDICTS))
    entries = (f"Statuses: {statuses}.", f"Verdicts: {verdicts}.")
    return heading("Words for statuses and verdicts") + _folded(entries)


def _order() -> str:
    keys = listed([literal(key) for key in KEYS], "and")
    told = (
        "The option ``sort`` takes keys, the first of which counts most; one that begins with ``-`` goes the other way "
        f"round. There are {keys}. A verdict counts by its urgency, the gravest least."
    )
    return heading("Keys of an order") + paragraph(told)


def _folded(entries: Sequence[str]) -> str:
    return listing(paragraph(entry).rstrip("\n").replace("\n", "\n  ") for entry in entries)
