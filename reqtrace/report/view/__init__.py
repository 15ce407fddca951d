# SPDX-License-Identifier: Apache-2.0
"""What every document shows, computed once: rows, links, counts and words; documents only lay it out."""

from reqtrace.report.view.build import view
from reqtrace.report.view.chip import CHIPS, Chip, Noticing, Reached, State, Tone, chip
from reqtrace.report.view.printable import printable
from reqtrace.report.view.prose import Block, Line, Listing, Literal, Paragraph, Piece, Style, pieces, prose
from reqtrace.report.view.records import Entry, Failure, Input, Neighbour, Reason, Tally, View
from reqtrace.report.view.tallies import tally
from reqtrace.report.view.wording import acceptance, counted, misfit, percent

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
    "Noticing",
    "Paragraph",
    "Piece",
    "Reached",
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
    "percent",
    "pieces",
    "printable",
    "prose",
    "tally",
    "view",
]
