# SPDX-License-Identifier: Apache-2.0
"""Which files are answers of ours: what they quote from requirements and code is none a second time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_HEAD: Final = 4096
"""Within how many bytes a document of ours says so."""
_JSON: Final = rb'"schema"\s*:\s*"reqtrace-|"driver"\s*:\s*\{\s*"name"\s*:\s*"reqtrace"'
_MARKS: Final[Mapping[str, bytes]] = {
    ".html": rb'<meta name="generator" content="reqtrace ',
    ".js": rb"\AreqtraceIndex\(",
    ".json": _JSON,
    ".sarif": _JSON,
    ".xml": rb"<!-- made by reqtrace -->",
    ".zip": rb'(?s)\APK\x03\x04.{26}attestation\.json\{"payload":"',
}
_TOLD: Final = rb"(?m)^(?:error|warning|note)\[RT\d{3}\]: .*\n +--> "
"""How a diagnostic begins, as it is told on a terminal or in a log."""


# [impl->dsn~answers_are_no_sources~1]
def is_ours(name: str, content: bytes) -> bool:
    """Whether a file is a report, a document, a log or a bundle of evidence that reqtrace wrote."""
    suffix = name[name.rfind(".") :].lower()
    if suffix in _MARKS:
        return re.search(_MARKS[suffix], content[:_HEAD]) is not None
    return suffix == ".txt" and b"[RT" in content and re.search(_TOLD, content) is not None
