# SPDX-License-Identifier: Apache-2.0
"""Stands here so that the tests of documents, in folders below too, find `samples` and `pages` beside it."""
