# SPDX-License-Identifier: Apache-2.0
"""The vocabulary: every sentence a scenario may use, and what it means."""
