# SPDX-License-Identifier: Apache-2.0
"""Text in, items out: one reader a format, and the library that finds the files.

A reader of a document finds out what role each line plays (`structure`), which differs from format to format; what
items those lines make (`assembly`) is the same for all. Another format is one more module and one more line in the
table of `formats`.
"""

from reqtrace.read.library import Library, read

__all__ = ["Library", "read"]
