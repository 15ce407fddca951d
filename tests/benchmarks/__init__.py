# SPDX-License-Identifier: Apache-2.0
"""How long whole commands take, and how much memory: measured, never asserted."""
