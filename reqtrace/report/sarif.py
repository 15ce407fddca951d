# SPDX-License-Identifier: Apache-2.0
"""Diagnostics as SARIF 2.1.0, in the form that GitHub's code scanning takes up."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import msgspec

from reqtrace import __version__
from reqtrace.catalogue import Code, Form, Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.material import Material
from reqtrace.report.place import seen_from_here
from reqtrace.report.view import printable
from reqtrace.span import Span

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS: Final = 25_000
"""How many results of one run GitHub accepts."""
MOST_BYTES: Final = 10_000_000
"""How large a document may be, packed by gzip, for GitHub to accept it."""
MOST_PLACES: Final = 100
"""How many related places of one result GitHub shows."""
LONGEST: Final = 4_096
"""How many characters of one message are kept."""

Value = str | int | bool | list["Value"] | dict[str, "Value"]

_ROOT: Final = "%SRCROOT%"
_NO_FILE: Final = frozenset(
    {Code.MISSING_PATH, Code.NOTHING_READ, Code.UNKNOWN_NAME, Code.CAN_NOT_WRITE, Code.NOTHING_EXECUTED}
)
"""What is said of the call or of a folder: GitHub refuses a result that stands in no file."""
_HEAVIEST_FIRST: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_PRECISION: Final = {Severity.ERROR: "very-high", Severity.WARNING: "high", Severity.NOTE: "medium"}
_PROBLEM: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_STAGES: Final = {"0": "input", "1": "reading", "2": "tracing", "3": "test-case", "4": "gate", "5": "evidence"}
_FENCES: Final = {
    Form.RST: "rst",
    Form.MARKDOWN: "markdown",
    Form.SOURCE: "c",
    Form.XML: "xml",
    Form.TOML: "toml",
    Form.COMMAND: "sh",
}
_PLACED: Final = r"-\d{1,10}(?=~0\b)"
"""What makes the names of unnamed tags differ: a checksum that their line enters."""
_SEMANTIC: Final = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")


# [impl->dsn~sarif_for_code_scanning~1]
def sarif(
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, str] = MappingProxyType({}),
    base: str = ".",
    version: str = __version__,
) -> str:
    """The diagnostics as one run; the same input gives the same bytes.

    `sources` are the texts read, by the name of their file; `base` is the folder, as typed, that these names are
    relative to. A place is relative to the folder the command was given in, which should be the root of the checkout.
    What is more than GitHub accepts is left out, the least severe first, and the document says how much that is.
    """
    results = _results([each for each in diagnostics if each.code not in _NO_FILE], sources, base)
    notices = [each for each in diagnostics if each.code in _NO_FILE]
    kept = min(len(results), MOST_RESULTS)
    document = _document(results, kept, notices, version)
    while kept and _too_large(document):
        kept //= 2
        document = _document(results, kept, notices, version)
    return document.decode()


def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """``trace.sarif``."""
    yield "trace.sarif", sarif(material.view.diagnostics, material.sources, material.base).encode()


def _too_large(document: bytes) -> bool:
    if len(document) <= MOST_BYTES:
        return False
    import gzip  # noqa: PLC0415 - few documents are so large that it matters how well they pack

    return len(gzip.compress(document, mtime=0)) > MOST_BYTES


def _document(
    results: Sequence[tuple[Diagnostic, dict[str, Value]]], kept: int, notices: Sequence[Diagnostic], version: str
) -> bytes:
    """The document with `kept` of the results: the most severe, in the order in which they stand."""
    chosen = sorted(range(len(results)), key=lambda place: _HEAVIEST_FIRST.index(results[place][0].severity))[:kept]
    told = [results[place] for place in sorted(chosen)]
    codes = sorted({each.code for each, _ in told} | {each.code for each in notices})
    index = {code: number for number, code in enumerate(codes)}
    misused = any(each.code.misuse for each in notices) or any(each.code.misuse for each, _ in results)
    notifications = [*_omission(results, told), *(_notification(each, index) for each in notices)]
    invocation: dict[str, Value] = {"executionSuccessful": not misused}
    if notifications:
        invocation["toolConfigurationNotifications"] = notifications
    driver: dict[str, Value] = {"name": "reqtrace", "version": version}
    if _SEMANTIC.fullmatch(version):
        driver["semanticVersion"] = version
    run: dict[str, Value] = {
        "tool": {"driver": {**driver, "rules": [_rule(code) for code in codes]}},
        "invocations": [invocation],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder the command was given in."}}},
        "columnKind": "unicodeCodePoints",
        "results": [{**result, "ruleIndex": index[each.code]} for each, result in told],
    }
    document: dict[str, Value] = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _rule(code: Code) -> Value:
    """What the catalogue says of a code, as the page of an alert shows it."""
    example = printable(code.example)
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", example))])
    block = f"{fence}{_FENCES.get(code.form, '')}\n{example}\n{fence}"
    return {
        "id": code.value,
        "name": code.name.title().replace("_", ""),
        "shortDescription": {"text": f"{code.summary[:1].upper()}{code.summary[1:]}."},
        "fullDescription": {"text": code.meaning},
        "help": {
            "text": f"{code.meaning}\n\nExample:\n\n{example}\n\nWay out: {code.mend}",
            "markdown": f"{code.meaning}\n\n**Example**\n\n{block}\n\n**Way out:** {code.mend}",
        },
        "defaultConfiguration": {"level": code.severity.value},
        "properties": {
            "tags": ["requirements", "traceability", _STAGES[code[2]]],
            "precision": _PRECISION[code.severity],
            "problem.severity": _PROBLEM[code.severity],
        },
    }


def _results(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], base: str
) -> list[tuple[Diagnostic, dict[str, Value]]]:
    """Every diagnostic with what is said of it; those of one file stand together, so that its lines are split once."""
    seen: Counter[str] = Counter()
    results = []
    for file, group in groupby(diagnostics, key=lambda each: each.span.file):
        lines = sources[file].split("\n") if file in sources else []
        for diagnostic in group:
            number = diagnostic.span.line
            line = lines[number - 1] if 0 < number <= len(lines) else None
            fingerprint = _fingerprint(diagnostic, line)
            seen[fingerprint] += 1
            result = _result(diagnostic, line, base)
            result["partialFingerprints"] = {"primaryLocationLineHash": f"{fingerprint}:{seen[fingerprint]}"}
            results.append((diagnostic, result))
    return results


def _fingerprint(diagnostic: Diagnostic, line: str | None) -> str:
    """What stays the same when the line moves, so that an alert that was dismissed is not raised again."""
    message = re.sub(_PLACED, "", diagnostic.message)
    parts = (diagnostic.code.value, diagnostic.span.file, message, (line or "").strip())
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _result(diagnostic: Diagnostic, line: str | None, base: str) -> dict[str, Value]:
    span = seen_from_here(diagnostic.span, diagnostic, base)
    result: dict[str, Value] = {
        "ruleId": diagnostic.code.value,
        "level": diagnostic.severity.value,
        "message": {"text": _message(diagnostic, base)},
        "locations": [{"physicalLocation": {**_artifact(span.file), "region": _region(span, line)}}],
    }
    related: list[Value] = [
        {
            "id": number,
            "message": {"text": printable(text)},
            "physicalLocation": {**_artifact(place.file), "region": _region(place, None)},
        }
        for number, (text, place) in enumerate(_related(diagnostic, base), 1)
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _related(diagnostic: Diagnostic, base: str) -> list[tuple[str, Span]]:
    """The notes that have a place, as many as are shown."""
    placed = [(note.text, note.span) for note in diagnostic.notes if note.span]
    return [(text, seen_from_here(span, diagnostic, base)) for text, span in placed[:MOST_PLACES]]


def _message(diagnostic: Diagnostic, base: str) -> str:
    """The reason, the notes, and the way out; a note that has a place links to it."""
    paragraphs = [printable(diagnostic.message)]
    number = 0
    for note in diagnostic.notes:
        if note.span is None:
            paragraphs.append(printable(f"Note: {note.text}"))
        elif number < MOST_PLACES:
            number += 1
            paragraphs.append(f"Note: {printable(note.text)} ([{_label(note.span, diagnostic, base)}]({number}))")
    left = sum(note.span is not None for note in diagnostic.notes) - number
    if left:
        paragraphs.append(f"Note: {left} more places are not listed.")
    text = "\n\n".join(paragraphs)
    way_out = f"\n\nHelp: {printable(diagnostic.way_out)}"
    return _shortened(text, max(LONGEST - len(way_out), LONGEST // 2)) + _shortened(way_out, LONGEST // 2)


def _label(span: Span, diagnostic: Diagnostic, base: str) -> str:
    """A place as the text of a link, in which brackets would end it."""
    seen = seen_from_here(span, diagnostic, base)
    return re.sub(r"([\\\[\]])", r"\\\1", printable(f"{seen.file}:{seen.line}" if seen.line else seen.file))


def _shortened(text: str, longest: int) -> str:
    """The beginning of a long text, and how much of it is missing."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text) - longest} more characters are left out)"


def _artifact(file: str) -> dict[str, Value]:
    """Where a file lies: below the root of the checkout, unless the path leads out of it."""
    path = posixpath.normpath(file)
    # A file name may hold bytes that are no UTF-8: they come as surrogates, and stand in the address as they are.
    address = quote(path.encode("utf-8", "surrogateescape"))
    if path.startswith("/"):
        return {"artifactLocation": {"uri": f"file://{address}"}}
    location: dict[str, Value] = {"uri": address}
    if path != ".." and not path.startswith("../"):
        location["uriBaseId"] = _ROOT
    return {"artifactLocation": location}


def _region(span: Span, line: str | None) -> dict[str, Value]:
    """The stretch of the line; for a file as a whole its first line, since GitHub refuses a result without a line."""
    if not span.line:
        return {"startLine": 1}
    if not span.column:
        return {"startLine": span.line}
    end = span.column + max(span.length, 1)
    if line is not None:
        end = max(min(end, len(line) + 1), span.column + 1)
    return {"startLine": span.line, "startColumn": span.column, "endLine": span.line, "endColumn": end}


def _notification(diagnostic: Diagnostic, index: Mapping[Code, int]) -> Value:
    """What is said of the call itself, or of a folder."""
    return {
        "descriptor": {"id": diagnostic.code.value, "index": index[diagnostic.code]},
        "level": diagnostic.severity.value,
        "message": {"text": _message(diagnostic, ".")},
    }


def _omission(results: Sequence[tuple[Diagnostic, object]], told: Sequence[tuple[Diagnostic, object]]) -> list[Value]:
    """Say how many results were left out."""
    if len(told) == len(results):
        return []
    before, after = (Counter(each.severity for each, _ in some) for some in (results, told))
    lost = [
        f"{before[one] - after[one]} of {before[one]} {one}s" for one in _HEAVIEST_FIRST if before[one] > after[one]
    ]
    said = (
        f"{len(results) - len(told)} of {len(results)} results are left out ({', '.join(lost)}), "
        "because GitHub accepts no more in one document; `--format json` holds them all."
    )
    return [{"level": "warning", "message": {"text": said}}]
