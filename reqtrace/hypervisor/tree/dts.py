# SPDX-License-Identifier: Apache-2.0
"""Reading device tree source: text in, a tree or the place of its first problem out."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from devicetree import dtlib

from reqtrace.hypervisor.tree.devicetree import Node, Tree

_TOKEN = re.compile(
    r"""(?P<skip>/\*.*?\*/ | //[^\n]* | "(?:[^\\"]|\\.)*" | '(?:[^\\']|\\.)*')
      | (?P<file>/include/ | /incbin/ | /plugin/ | ^[ \t]*\#(?:line)?[ \t]+[0-9])
      | (?P<shift><<|>>)(?!\s*(?:0x[0-3]?[0-9a-f]|[0-5]?[0-9]|6[0-3])[UL]*\b)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_PLACED = re.compile(r"^[^\n]*?:(\d+) \(column (\d+)\): parse error: (.*)$", re.DOTALL)
_UNDEFINED = re.compile(r"undefined node label '(\w+)'|in path '([^']*)'")


_FAULTS = (dtlib.DTError, ValueError, OverflowError, RecursionError, AttributeError)
"""How dtlib ends on a text it cannot read: its own error, Python's for numbers such as 09 and for bytes that are no
text, for deep nesting, and for looking at the parent of a root that the text deletes."""


DEEPEST = 64
"""No machine nests its nodes deeper; a text that does is refused before anything walks it."""

MOST_NODES = 20_000
"""Ten times what the largest machines have; a tree with more is refused before anything goes through its nodes."""


@dataclass(frozen=True, slots=True)
class DtsProblem:
    """Why a text is no device tree; line and column count from 1, line 0 says that no place is known."""

    message: str
    line: int
    column: int


class _Source(dtlib.DT):  # type: ignore[misc]  # dtlib says nothing of its types
    """A source of which the aliases are read as they stand.

    To dtc an alias that is called oddly or leads nowhere is worth a warning, not an error (checks.c, alias_paths), and
    nothing here goes through dtlib's own table of them.
    """

    def _register_aliases(self) -> None:
        self.alias2node: dict[str, dtlib.Node] = {}


def read_tree(text: str) -> Tree | DtsProblem:
    """Read a complete device tree source."""
    return _read("", text)


@lru_cache(maxsize=256)
def _read(base: str, text: str) -> Tree | DtsProblem:
    """Read `text` as if it were written at the end of `base`; places are those in `text`.

    The text may come from anybody's document, so it never reaches another file: whatever includes one is refused.
    """
    if (problem := _forbidden(text)) is not None:
        return problem
    handle, file = tempfile.mkstemp(suffix=".dts")  # the parser reads nothing but files
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass", newline="") as source:
            source.write(base + text)
        parsed = _Source(file)
    except _FAULTS as error:
        return _problem(error, file, base, text)
    finally:
        Path(file).unlink()
    if _depth(parsed.root) > DEEPEST:
        return DtsProblem(f"the text is nested more than {DEEPEST} levels deep", 0, 0)
    return Tree(_node(parsed.root, "/"))


def read_fragment(base: str, fragment: str) -> Tree | DtsProblem:
    """Read the tree `base` with `fragment` merged onto it; places are those in the fragment."""
    return _read(base, fragment)


def _forbidden(text: str) -> DtsProblem | None:
    """What may not even be shown to the parser: other files, and shifts that would fill the memory."""
    for token in _TOKEN.finditer(text):
        if token["file"]:
            return _at(
                text, token.start(), f"{token['file'].strip()} is not allowed: the text must be complete in itself"
            )
        if token["shift"]:
            return _at(text, token.start(), "a shift needs a literal distance from 0 to 63")
    return None


def _problem(error: Exception, file: str, base: str, text: str) -> DtsProblem:
    """What dtlib complains about, in our words where it lets complaints of Python through."""
    if isinstance(error, dtlib.DTError):
        return _placed(str(error).replace(file, "tree.dts"), base, text)
    if isinstance(error, UnicodeDecodeError):
        return DtsProblem("the text is not valid Unicode", 0, 0)
    if isinstance(error, RecursionError):
        return DtsProblem("the text is nested too deeply", 0, 0)
    if isinstance(error, AttributeError):
        return DtsProblem("the root node cannot be deleted", 0, 0)
    return DtsProblem(f"a number cannot be read: {error}", 0, 0)


def _placed(message: str, base: str, text: str) -> DtsProblem:
    """The problem dtlib words with a place in the whole, with its place in `text`."""
    if (parts := _PLACED.match(message)) is not None:
        line = int(parts[1]) - base.count("\n")
        return DtsProblem(parts[3], line, int(parts[2])) if line > 0 else DtsProblem(parts[3], 0, 0)
    if (name := _UNDEFINED.search(message)) is not None:
        written = re.search(rf"&{re.escape(name[1])}\b" if name[1] else re.escape(f"&{{{name[2]}}}"), text)
        if written is not None:
            return _at(text, written.start(), message)
    return DtsProblem(message, 0, 0)


def _at(text: str, offset: int, message: str) -> DtsProblem:
    before = text[:offset]
    return DtsProblem(message, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _depth(root: dtlib.Node) -> int:
    """How many levels of nodes there are."""
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for node in level for child in node.nodes.values()]
    return depth


def _node(parsed: dtlib.Node, path: str) -> Node:
    children = tuple(_node(child, f"{path.rstrip('/')}/{name}") for name, child in parsed.nodes.items())
    return Node(path, {name: bytes(prop.value) for name, prop in parsed.props.items()}, children)
