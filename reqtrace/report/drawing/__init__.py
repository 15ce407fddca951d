# SPDX-License-Identifier: Apache-2.0
"""Boxes and arrows become a drawing: in columns, with few crossings, each box near what it is linked to.

This is the layered drawing of Sugiyama, Tagawa and Toda, step by step: `boxes` says how large a box is, `layers` in
which column it stands, `crossings` in which order the boxes of a column stand, `heights` how high, `trunks` where
arrows go that rise or fall far, and `draw` does one after the other. The same boxes and arrows give the same drawing,
whatever the order in which they come.

It is our own because no layout library fits: those in networkx need numpy, grandalf and igraph are under the GPL, and
Graphviz is another program to install.
"""

from reqtrace.report.drawing.boxes import FONT, HEAD, LINE, PADDING, Box
from reqtrace.report.drawing.draw import Arrow, draw
from reqtrace.report.drawing.titles import advance, lines

__all__ = ["FONT", "HEAD", "LINE", "PADDING", "Arrow", "Box", "advance", "draw", "lines"]
