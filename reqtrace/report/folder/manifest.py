# SPDX-License-Identifier: Apache-2.0
"""The list of what reqtrace wrote into a folder, which anybody can check with sha256sum."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from reqtrace.read.outputs import MANIFEST, MANIFEST_HEAD


def manifest(digests: Mapping[str, str]) -> bytes:
    """The list of the files whose SHA-256 are given by name, in the form that ``sha256sum -c`` reads."""
    return MANIFEST_HEAD + "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def recorded(folder: Path) -> Mapping[str, str] | None:
    """The SHA-256 of every file that reqtrace says to have written into `folder`, by name; None where it says nothing.

    A list that is not as reqtrace writes it says nothing.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    if not content.startswith(MANIFEST_HEAD):
        return None
    lines = content[len(MANIFEST_HEAD) :].decode(errors="replace").splitlines()
    digests = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    return digests if manifest(digests) == content else None


def digest(path: Path) -> str:
    """The SHA-256 of a file; one that was not changed since is not read again."""
    status = path.stat()
    return _digest(path, (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns))


@cache
def _digest(path: Path, _state: tuple[int, ...]) -> str:
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
