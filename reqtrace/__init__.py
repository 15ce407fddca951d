# SPDX-License-Identifier: Apache-2.0
"""Traceable safety requirements whose test cases are executed."""

__version__ = "0.1.0"
