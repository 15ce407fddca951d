# SPDX-License-Identifier: Apache-2.0
"""Items and evidence become conclusions: graph, coverage, verdicts, and what is wrong."""
