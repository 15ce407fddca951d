# SPDX-License-Identifier: Apache-2.0
"""The one table of sentences: whatever a step may say stands here, in the order of the documentation."""

from __future__ import annotations

from reqtrace.scenario.steps import arm, core, isolation, pci, pciback
from reqtrace.scenario.steps.sentence import Boot, Given, Sentence, Then, When

AREAS = (core, arm, pci, pciback, isolation)
"""The modules that hold the sentences, each on one subject."""

DESCRIBING: tuple[Given, ...] = tuple(sentence for area in AREAS for sentence in area.DESCRIBING)
OPERATING: tuple[Boot | When, ...] = tuple(sentence for area in AREAS for sentence in area.OPERATING)
OBSERVING: tuple[Then, ...] = tuple(sentence for area in AREAS for sentence in area.OBSERVING)

VOCABULARY: tuple[Sentence, ...] = (*DESCRIBING, *OPERATING, *OBSERVING)
