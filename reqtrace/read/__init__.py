# SPDX-License-Identifier: Apache-2.0
"""Text in, items out: one reader a format, and the library that finds the files."""
