# SPDX-License-Identifier: Apache-2.0
"""Boxes and arrows become a drawing: in columns, with few crossings, each box near what it is linked to.

This is the layered drawing of Sugiyama, Tagawa and Toda, in four steps, one module each: `layers` says in which column
a box stands, `crossings` in which order the boxes of a column stand, `heights` how high, and `titles` breaks titles
into lines. It is our own because no layout library fits: those in networkx need numpy, grandalf and igraph are under
the GPL, and Graphviz is another program to install. The same boxes and arrows give the same drawing, whatever the order
in which they come.
"""

from reqtrace.report.drawing.draw import FONT, HEAD, LINE, PADDING, Arrow, Box, draw

__all__ = ["FONT", "HEAD", "LINE", "PADDING", "Arrow", "Box", "draw"]
