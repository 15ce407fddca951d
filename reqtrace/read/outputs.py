# SPDX-License-Identifier: Apache-2.0
"""Which folders Sphinx, a report or a bundle filled: what stands there was read where somebody wrote it."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Final

_RECORD: Final = ".buildinfo"
"""What builders of HTML and EPUB leave in the folder they fill, so that they know it again."""
_HEAD: Final = b"# Sphinx build info version "
_DOCTREES: Final = ".doctrees"
"""Where Sphinx keeps what it read, unless it is told where: in the folder that it fills."""
_ENVIRONMENT: Final = "environment.pickle"
MANIFEST: Final = ".reqtrace"
"""The file in the folder of a report that says what reqtrace wrote there."""
MANIFEST_HEAD: Final = b"# Files written by reqtrace, with their SHA-256: sha256sum -c .reqtrace\n"
_ATTESTATION: Final = "attestation.json"
_DECLARATION: Final = "manifest.json"
"""What stands at the top of a bundle of evidence, besides the attestation."""
_ENVELOPE: Final = b'{"payload":"'
"""How an attestation begins."""
_SETTINGS: Final = "conf.py"
_DOCUMENTS: Final = (".rst", ".md", ".markdown")


# [impl->dsn~built_pages_are_no_sources~1]
def is_built(folder: str, names: Collection[str]) -> bool:
    """Whether `folder`, which holds what these `names` say, was filled by Sphinx.

    A record of what was built is taken at its word. What Sphinx read is not where the folder holds settings or
    documents: then somebody keeps it beside what he wrote.
    """
    if _RECORD in names and _head(os.path.join(folder, _RECORD)) == _HEAD:  # noqa: PTH118 - `Path` may change it
        return True
    if _DOCTREES not in names or _SETTINGS in names or any(name.lower().endswith(_DOCUMENTS) for name in names):
        return False
    return os.path.isfile(os.path.join(folder, _DOCTREES, _ENVIRONMENT))  # noqa: PTH113, PTH118 - as above


def is_report(folder: str, names: Collection[str]) -> bool:
    """Whether `folder`, which holds what these `names` say, is a report that reqtrace wrote, or began to write."""
    return MANIFEST in names and _head(os.path.join(folder, MANIFEST), len(MANIFEST_HEAD)) == MANIFEST_HEAD  # noqa: PTH118 - as above


def is_unpacked(folder: str, names: Collection[str]) -> bool:
    """Whether `folder`, which holds what these `names` say, is a bundle of evidence that somebody unpacked."""
    if _ATTESTATION not in names or _DECLARATION not in names:
        return False
    return _head(os.path.join(folder, _ATTESTATION), len(_ENVELOPE)) == _ENVELOPE  # noqa: PTH118 - as above


def _head(path: str, length: int = len(_HEAD)) -> bytes:
    """How a regular file begins; nothing where it can not be read, or is no file, for nobody may wait for a pipe."""
    try:
        if not os.path.isfile(path):  # noqa: PTH113 - as above
            return b""
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as above
            return file.read(length)
    except OSError:
        return b""
