# SPDX-License-Identifier: Apache-2.0
"""Directives in reStructuredText by which a test case may get lost: nearly a code block, or what brings a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from reqtrace.read.structure import Include

_GHERKIN = ("cucumber", "feature", "gherkin")
_CODE = ("codeblock", "sourcecode")
_ALIKE = 0.75
"""How alike a word must be to the one that was probably meant: `gerkin` is (0.92), `kotlin` is not (0.46)."""
_FEATURE_FILES = (".feature", ".gherkin")

# Patterns that most documents never need are compiled when one does.
_FEATURE = r"\s*(?:Feature|Rule|Background|Scenario|Scenario (?:Outline|Template)|Examples?)\s*:"
_NEARLY = (
    r"\s*(?:(?:[-*+•‣⁃]|\(?\w{1,3}[.)])\s+)*"  # marks of lists
    r"(\.{0,4})\s*([A-Za-z]++(?:[-_. ][A-Za-z]++)??)\s*(:{0,3})\s*([A-Za-z][\w+-]*)?\s*$"
)
_NOT_LETTERS = r"[^a-z]"
_LANGUAGE = r"\s*:(?:language|code):\s*(\S*)"
_LITERAL = r"\s*:(?:literal|code):"


def is_gherkin(language: str, body: Iterable[str]) -> bool:
    """Whether code in `language` is Gherkin, or nearly says so; without a language its lines decide."""
    return _names_gherkin(language) if language else _shows_gherkin(body)


def is_nearly_code(line: str, body: Sequence[str]) -> bool:
    """Whether `line`, which begins no code block, was meant to begin one of Gherkin that `body` should be."""
    found = re.match(_NEARLY, line)
    if found is None or not any(each.strip() for each in body):
        return False
    dots, name, colons, language = found[1], re.sub(_NOT_LETTERS, "", found[2].lower()), found[3], found[4] or ""
    if language and not colons and not _names_gherkin(language):  # `code block`
        name, language = name + language.lower(), ""
    code = name == "code" or bool(get_close_matches(name, _CODE, 1, _ALIKE))
    if not dots:  # else it is the line above a literal block
        return code and colons == "::" and _names_gherkin(language)
    if code:
        return is_gherkin(language, body)
    return bool(colons) and (_names_gherkin(name) or _names_gherkin(language)) and _shows_gherkin(body)


def include(name: str, argument: str, body: Sequence[str]) -> Include | None:
    """The file a directive brings, where that could hold items or is Gherkin; None where nothing can get lost.

    A document that is read by itself loses nothing, nor do code of other languages and what docutils itself provides.
    """
    if name not in ("include", "literalinclude"):
        return None
    file = argument or next((each.strip() for each in body if each.strip()), "")
    if not file or file[0] in "<:":
        return None
    languages = (found[1] for each in body if (found := re.match(_LANGUAGE, each)))
    if file.lower().endswith(_FEATURE_FILES) or any(_names_gherkin(language) for language in languages):
        return Include(file, gherkin=True)
    literal = name == "literalinclude" or any(re.match(_LITERAL, each) for each in body)
    return None if literal or file.endswith(".rst") else Include(file, gherkin=False)


def _names_gherkin(word: str) -> bool:
    return bool(get_close_matches(word.partition(" ")[0].lower(), _GHERKIN, 1, _ALIKE))


def _shows_gherkin(body: Iterable[str]) -> bool:
    return any(re.match(_FEATURE, line) for line in body)
