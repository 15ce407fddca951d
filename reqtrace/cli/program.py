# SPDX-License-Identifier: Apache-2.0
"""Which reqtrace this is, more exactly than its version says: two may be called the same while one is worked on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import reqtrace
from reqtrace.report.shipped import shipped


# [impl->dsn~environment_is_told_apart~1]
def program_digest() -> str:
    """The SHA-256 of all code and templates that are installed, whatever folder they lie in."""
    package, templates = Path(reqtrace.__file__).parent, shipped("")
    files = {
        f"{root.name}/{file.relative_to(root).as_posix()}": file
        for root in (package, templates)
        for file in root.rglob("*")
        if file.suffix != ".pyc" and file.is_file() and (root == templates or not file.is_relative_to(templates))
    }
    lines = (f"{hashlib.sha256(files[name].read_bytes()).hexdigest()}  {name}\n" for name in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
