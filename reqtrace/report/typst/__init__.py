# SPDX-License-Identifier: Apache-2.0
"""Lays blocks out as pages of a PDF: as data for a template of Typst, which foreign text never becomes code of."""
