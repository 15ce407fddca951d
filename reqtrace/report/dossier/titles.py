# SPDX-License-Identifier: Apache-2.0
"""What the sections of the certification report are called, by their keys and in their order."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "summary": "Summary",
        "attention": "What needs a person",
        "gate": "What the project demands of itself",
        "scope": "Scope and configuration",
        "verification_coverage": "Verification of every requirement",
        "traceability": "Traceability in both directions",
        "assumptions_of_use": "Assumptions of use",
        "inspections": "Inspections and analyses",
        "derived_requirements": "Derived requirements",
        "gaps": "Accepted gaps",
        "test_results": "Test results",
        "versions": "Versions",
        "findings": "Open findings",
        "adequacy": "What the test cases notice",
        "changes": "Changes since the baseline",
        "standards": "Where to find what standards ask for",
        "tool_confidence": "Confidence in the tool",
        "reproduction": "How to make and check this report again",
        "test_logs": "Test logs",
    }
)
"""The title of every section, which may change, by its key, which never does."""
