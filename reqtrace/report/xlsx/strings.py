# SPDX-License-Identifier: Apache-2.0
"""The words of a workbook, each kept once and known by its number."""

from __future__ import annotations

from reqtrace.report.xlsx.xml import NAMESPACE, PROLOGUE, escaped, shortened


class Strings:
    """All words that cells show, in the order in which they were first met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text, which is a new one where nobody asked for it yet."""
        return self._numbers.setdefault(text, len(self._numbers))

    def xml(self) -> bytes:
        """All words as a part of the workbook."""
        words = "".join(f'<si><t xml:space="preserve">{escaped(shortened(text))}</t></si>' for text in self._numbers)
        counts = f'uniqueCount="{len(self._numbers)}"'
        return f'{PROLOGUE}<sst xmlns="{NAMESPACE}" {counts}>{words}</sst>'.encode()
