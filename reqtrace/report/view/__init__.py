# SPDX-License-Identifier: Apache-2.0
"""What every document shows, computed once: rows, links, counts and words; documents only lay it out."""

from reqtrace.report.view.build import view
from reqtrace.report.view.chip import CHIPS, Chip, State, Tone, chip
from reqtrace.report.view.printable import printable
from reqtrace.report.view.prose import Block, Line, Listing, Literal, Paragraph, Piece, Style, pieces, prose
from reqtrace.report.view.records import Entry, Failure, Input, Neighbour, Reason, Tally, View
from reqtrace.report.view.wording import acceptance, counted, misfit

__all__ = [
    "CHIPS",
    "Block",
    "Chip",
    "Entry",
    "Failure",
    "Input",
    "Line",
    "Listing",
    "Literal",
    "Neighbour",
    "Paragraph",
    "Piece",
    "Reason",
    "State",
    "Style",
    "Tally",
    "Tone",
    "View",
    "acceptance",
    "chip",
    "counted",
    "misfit",
    "pieces",
    "printable",
    "prose",
    "view",
]
