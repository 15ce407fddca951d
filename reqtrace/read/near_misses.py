# SPDX-License-Identifier: Apache-2.0
"""What is said of text that nearly means something: the wording of the reader's diagnostics, each with its mend."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.ident import GREATEST_REVISION, ItemId
from reqtrace.item import Status
from reqtrace.read.keywords import INVISIBLE, SPELLINGS, Keyword, KeywordLine
from reqtrace.read.structure import RST, Dialect
from reqtrace.span import Span

# Patterns that most documents never need are compiled when one does.
_TILDE = r"\s*~\s*"
_BLANKS = r"\s+"
_DOTS = r"\.{2,}"
_NOT_LETTERS = r"[^A-Za-z]"
_NOT_DIGITS = r"[^0-9]"
_TILDED = r"[^\s`<>()\[\]]*[^\s`<>()\[\]~]~[^\s`<>()\[\]]*"


def suggest(text: str) -> ItemId | None:
    """The id that was probably meant by `text`, which looks like one: blanks, dots and the revision are mended."""
    parts = re.split(_TILDE, text.strip("` \t"))
    kind, name = parts[0], parts[1] if len(parts) > 1 else ""
    revision = re.sub(_NOT_DIGITS, "", parts[2]) if len(parts) > 2 else ""  # noqa: PLR2004 - kind, name, revision
    name = re.sub(_DOTS, ".", re.sub(_BLANKS, "_", name)).strip(".").lstrip("-_")
    return ItemId.parse(f"{kind}~{name}~{revision or 1}")


def too_large(text: str, span: Span) -> Diagnostic:
    """An id whose revision does not fit."""
    message = f"the revision of {text} is greater than {GREATEST_REVISION}, so it is no id"
    return Diagnostic(Code.REVISION_TOO_LARGE, message, span, (), f"use a revision from 0 to {GREATEST_REVISION}")


def malformed_id(text: str, span: Span) -> Diagnostic:
    """A line that looks like an id but is none."""
    meant = suggest(text)
    help_ = f"write `{meant}`" if meant else ""
    return Diagnostic(Code.MALFORMED_ID, f"{text} looks like an item's id but is none", span, (), help_)


def dressed_id(text: str, dressed: str, inside: bool, span: Span) -> Diagnostic:
    """A line that holds an id and signs around it, where the id of an item should stand."""
    meant = suggest(dressed)
    help_ = f"write `{meant}` in column 1, and nothing else on the line" if meant else ""
    if help_ and inside:
        help_ += "; if it is a mention only, put it into a sentence"
    message = f"{text} looks like an item's id but is none, so no item begins here"
    return Diagnostic(Code.MALFORMED_ID, message, span, (), help_)


def text_after_id(id_: ItemId, text: str, span: Span) -> Diagnostic:
    """Something on the line of an id, behind it."""
    message = f"the text behind the id of {id_} is not read"
    return Diagnostic(Code.TEXT_AFTER_ID, message, span, (), f"put {text!r} on a line of its own")


def id_in_prose(id_: str, alone: bool, span: Span) -> Diagnostic:
    """An id at the start of a line that continues a paragraph; it begins an item where it is alone there."""
    if alone:
        message = f"{id_} begins an item here, in the middle of a paragraph"
        help_ = "put a blank line before it; if it is a mention only, move it away from the start of the line"
    else:
        message = f"{id_} stands inside a paragraph, so no item begins here"
        help_ = "put a blank line before it if an item is meant; if not, move it away from the start of the line"
    return Diagnostic(Code.ID_IN_PROSE, message, span, (), help_)


def id_in_literal(id_: str, span: Span) -> Diagnostic:
    """An id that a paragraph ending in ``::`` made part of a literal block."""
    help_ = "end the paragraph above it with ':' if an item is meant; if not, indent the literal block"
    return Diagnostic(Code.ID_IN_PROSE, f"{id_} stands in a literal block, so no item begins here", span, (), help_)


def indented_id(id_: str, span: Span) -> Diagnostic:
    """An id alone on an indented line."""
    help_ = f"write `{id_}` in column 1, or ``{id_}`` if it is an example"
    return Diagnostic(Code.INDENTED_ID, f"{id_} is indented, so no item begins here", span, (), help_)


def forward_in_text(forward: str, id_: ItemId, span: Span) -> Diagnostic:
    """A forward inside the text of an item."""
    message = f"a forward inside the text of {id_} is text"
    return Diagnostic(Code.FORWARD_IN_TEXT, message, span, (), f"move '{forward}' behind the item, below a heading")


def indented_keyword(stated: KeywordLine, span: Span) -> Diagnostic:
    """A keyword that does not stand in column 1."""
    message = f"'{stated.spelling}:' is indented, so it is read as text"
    help_ = f"write '{stated.spelling}: {stated.value}".rstrip() + "' in column 1"
    return Diagnostic(Code.INDENTED_KEYWORD, message, span, (), help_)


def misspelt_keyword(line: str, meant: KeywordLine, span: Span) -> Diagnostic:
    """A line that is nearly a keyword's."""
    message = f"'{line.strip()}' is not read as a keyword"
    if meant.keyword.takes_line or not meant.value:
        help_ = f"write '{meant.spelling}: {meant.value}".rstrip() + "'"
    else:
        help_ = f"write '{meant.spelling}:', and '{_below(meant)}' on the line below it"
    if any(sign in line for sign in INVISIBLE):
        help_ += ", without the invisible sign"
    if line[0].isspace():
        help_ += " in column 1"
    return Diagnostic(Code.MISSPELT_KEYWORD, message, span, (), help_)


def text_after_keyword(stated: KeywordLine, span: Span) -> Diagnostic:
    """A value on the line of a keyword that takes none there."""
    message = f"'{stated.spelling}:' stands alone on its line, so this line is read as text"
    help_ = f"write '{_below(stated)}' on the line below it"
    return Diagnostic(Code.TEXT_AFTER_KEYWORD, message, span, (), help_)


def _below(stated: KeywordLine) -> str:
    """The value of a keyword as it should stand on a line of its own."""
    return f" - {stated.value}" if stated.keyword.lists else stated.value


def bad_status(value: str, span: Span) -> Diagnostic:
    """A status that is none."""
    words = [status.value for status in Status]
    meant = nearest(value.lower(), words)
    help_ = f"write 'Status: {meant}'" if meant else f"write one of {', '.join(words)}"
    message = f"'{value}' is no status" if value else "the status is not given"
    return Diagnostic(Code.BAD_STATUS, message, span, (), help_)


def late_status(value: str, id_: ItemId, span: Span) -> Diagnostic:
    """A status behind the text that it should precede."""
    message = f"the status of {id_} stands behind the item's text, where it is read as text"
    return Diagnostic(Code.BAD_STATUS, message, span, (), f"move 'Status: {value.lower()}' directly below the id")


def bad_need(text: str, span: Span) -> Diagnostic:
    """A need that no item can meet."""
    message = f"'{text}' is no kind: a kind consists of the letters A to Z, a to z"
    letters = re.sub(_NOT_LETTERS, "", text)
    help_ = f"write the kind as it stands in ids, such as '{letters}'" if letters and " " not in text else ""
    return Diagnostic(Code.BAD_NEED, message, span, (), help_)


def quoted_need(text: str, kind: str, span: Span) -> Diagnostic:
    """A need that is written as nobody else reads it."""
    message = f"{text} is read as {kind}, but not by other tools"
    return Diagnostic(Code.BAD_NEED, message, span, (), f"write '{kind}'")


def entry_without_id(section: Keyword, text: str, span: Span) -> Diagnostic:
    """An entry of Covers or Depends that cites nothing."""
    token = re.search(_TILDED, text)
    meant = suggest(token[0]) if token else None
    help_ = f"write ' - `{meant}`'" if meant else "write the id it means, as in ' - `kind~name~1`'"
    return Diagnostic(Code.BULLET_WITHOUT_ID, f"this entry of '{section}' names no item", span, (), help_)


def lost_text(section: Keyword, span: Span, mend: str) -> Diagnostic:
    """Text in a list that is no entry of it."""
    message = f"this text stands below '{section}' and belongs to no entry of that list"
    return Diagnostic(Code.LOST_TEXT, message, span, (), mend)


def unfinished_list(stated: KeywordLine, span: Span) -> Diagnostic:
    """A list on one line that seems to go on below it."""
    message = f"the list of '{stated.spelling}:' ends with its line, but a comma promises more"
    help_ = "write all entries on this line, or each on a line of its own with a bullet"
    return Diagnostic(Code.LOST_TEXT, message, span, (), help_)


def further_needs(text: str, span: Span) -> Diagnostic:
    """A line below needs on one line that was meant for more of them."""
    message = f"'{text}' stands below 'Needs:', whose list ends with its line, so it is text and no need"
    help_ = "write all entries on the line of 'Needs:', or each on a line of its own with a bullet"
    return Diagnostic(Code.LOST_TEXT, message, span, (), help_)


def unknown_keyword(line: str, span: Span) -> Diagnostic:
    """A word with a colon, alone on a line."""
    help_ = f"the keywords are {', '.join(f'{word}:' for word in SPELLINGS if word != 'Comment')}"
    return Diagnostic(Code.UNKNOWN_KEYWORD, f"'{line.strip()}' is no keyword, so it is read as text", span, (), help_)


def reading_off(span: Span, dialect: Dialect = RST) -> Diagnostic:
    """Reading that was switched off for good."""
    message = "reading is switched off here and not on again, so the rest of the file is not read"
    return Diagnostic(Code.READING_OFF, message, span, (), f"write '{dialect.on}' where reading shall go on")


def list_without_item(stated: KeywordLine, span: Span) -> Diagnostic:
    """A list of ids or kinds that no item has."""
    message = f"'{stated.spelling}:' stands outside any item, so it is not read"
    help_ = "an item begins with its id in column 1 and ends at the next heading: move the list above that"
    return Diagnostic(Code.FIELD_WITHOUT_ITEM, message, span, (), help_)


def section_without_id(keywords: Sequence[Keyword], span: Span) -> Diagnostic:
    """The fields of an item in a section where none begins."""
    *others, last = (f"'{keyword}'" for keyword in keywords)
    message = f"{', '.join(others)} and {last} stand outside any item, so they are not read"
    help_ = "write the id of the item above them, `kind~name~1` alone on a line in column 1; a heading ends an item"
    return Diagnostic(Code.FIELD_WITHOUT_ITEM, message, span, (), help_)


def gherkin_without_item(span: Span) -> Diagnostic:
    """A block of Gherkin where no item is under way."""
    message = "this block of Gherkin belongs to no test case, so it is not executed"
    help_ = "a heading ends an item: remove the one above the block, or write the id of a test case below it"
    return Diagnostic(Code.LOST_GHERKIN, message, span, (), help_)


def gherkin_elsewhere(file: str, span: Span) -> Diagnostic:
    """Gherkin that is kept in a file of its own."""
    message = f"{file} is not read here, so its Gherkin is not executed"
    help_ = "write its text here, below '.. code-block:: gherkin'"
    return Diagnostic(Code.LOST_GHERKIN, message, span, (), help_)


def nearly_code(text: str, span: Span, dialect: Dialect = RST) -> Diagnostic:
    """A line that was meant to begin a block of Gherkin."""
    message = f"'{text}' begins no code block, so the Gherkin below it is not executed"
    return Diagnostic(Code.NEARLY_CODE, message, span, (), f"write '{dialect.gherkin}', alone on its line")


def not_included(file: str, span: Span) -> Diagnostic:
    """A file that is part of the page, but not of what is read."""
    help_ = f"name {file} on the command line, as a document that ends in .rst, or write its text here"
    return Diagnostic(Code.NOT_INCLUDED, f"{file} is not read here", span, (), help_)


def unclosed(opening: str, end: str, span: Span) -> Diagnostic:
    """A block that nothing ends, so that what was written behind it belongs to it."""
    message = f"the block that begins with {opening} is never closed, so all that stands below it belongs to it"
    return Diagnostic(Code.UNCLOSED_BLOCK, message, span, (), f"write {end} where it ends, as far in as it begins")


def narrow_heading(text: str, span: Span) -> Diagnostic:
    """A heading to us, and to no page."""
    hashes = text[: len(text) - len(text.lstrip("#"))]
    message = f"'{text}' ends the item above it as a heading does, but is none on the page"
    return Diagnostic(Code.NEARLY_HEADING, message, span, (), f"write '{hashes} {text.lstrip('#')}'")


def indented_heading(text: str, span: Span) -> Diagnostic:
    """A heading on the page, and not to us."""
    message = f"'{text}' is indented, so it ends no item and is no item's title"
    return Diagnostic(Code.NEARLY_HEADING, message, span, (), "move it to column 1")


def short_row(text: str, row: str, span: Span) -> Diagnostic:
    """A heading on the page, by a row that is too short to us."""
    message = f"'{text}' is a heading on the page, by the row below it, but ends no item and is no item's title"
    return Diagnostic(Code.NEARLY_HEADING, message, span, (), f"write '{row[0] * 3}' below it, or a blank line")


def field_as_heading(text: str, span: Span) -> Diagnostic:
    """A field that the row below it makes a heading on the page."""
    message = f"'{text}' is a heading on the page, by the row below it"
    return Diagnostic(Code.NEARLY_HEADING, message, span, (), "put a blank line above the row")


def paragraph_as_heading(text: str, span: Span) -> Diagnostic:
    """A paragraph whose last line is made a heading by the row below it."""
    message = f"'{text}' is a heading by the row below it, and ends the item that its paragraph belongs to"
    help_ = "put a blank line above the row, or above this line if it is a heading"
    return Diagnostic(Code.NEARLY_HEADING, message, span, (), help_)


def lost_in_html(text: str, span: Span) -> Diagnostic:
    """An id or a field in a block of HTML."""
    message = f"{text} stands in a block of HTML, so it is not read"
    return Diagnostic(Code.LOST_IN_HTML, message, span, (), "put a blank line before it: that ends the block of HTML")


def late_need(kind: str, span: Span) -> Diagnostic:
    """A need behind the end of its list."""
    message = f"{kind} stands behind the blank line that ends 'Needs:', so it is text and no need"
    return Diagnostic(Code.LATE_NEED, message, span, (), "remove the blank line before it")
