# SPDX-License-Identifier: Apache-2.0
"""The page of diagnostics: what each code means, what leads to it, and how it is mended, as the catalogue says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reqtrace.catalogue import Code, Form
from reqtrace.report.pages.markup import code_block, escaped, heading, literal, paragraph, prose, table, target

_GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "RT0": "The call, the configuration and the files",
        "RT1": "Reading",
        "RT2": "Tracing",
        "RT3": "Test cases",
        "RT4": "The gate",
        "RT5": "Evidence",
    }
)
"""What the codes that begin so are about."""
_LANGUAGES: Mapping[Form, str] = MappingProxyType(
    {Form.RST: "rst", Form.MARKDOWN: "markdown", Form.SOURCE: "c", Form.XML: "xml", Form.TOML: "toml"}
)
"""The languages of examples that one can copy."""
_CONDITION = ", where "
"""What parts a command from what must hold for it to be an example."""


def diagnostics_page() -> str:
    """A table for each group of codes, and below it what is known of each code."""
    return "".join(_group(begin, title) for begin, title in _GROUPS.items())


def _group(begin: str, title: str) -> str:
    codes = sorted(code for code in Code if code.startswith(begin))
    rows = ([f":ref:`{code} <{code.lower()}>`", code.severity.value, prose(code.summary)] for code in codes)
    overview = table((12, 14, 74), ("Code", "Weight", "What it tells"), rows)
    return heading(title) + overview + "".join(map(_code, codes))


def _code(code: Code) -> str:
    """What is known of a code."""
    told = f"*{code.severity.value.capitalize()}.* {prose(code.meaning)}"
    way_out = f"**Way out:** {prose(code.mend)}"
    title = heading(f"{code}: {escaped(code.summary)}", "~")
    return target(code) + title + paragraph(told) + _example(code) + paragraph(way_out)


def _example(code: Code) -> str:
    """What leads to a code: a block to copy, a command, or words."""
    if language := _LANGUAGES.get(code.form):
        return code_block(language, code.example)
    if code.form is Form.WORDS:
        return paragraph(f"**Example:** {prose(code.example)}.")
    command, condition, rest = code.example.partition(_CONDITION)
    return paragraph(f"**Example:** {literal(command)}{condition}{prose(rest)}.")
