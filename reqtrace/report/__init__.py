# SPDX-License-Identifier: Apache-2.0
"""Conclusions become documents: one view, then one module a format."""
