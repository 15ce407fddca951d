# SPDX-License-Identifier: Apache-2.0
"""The key to sign with, as a command names it, and where its passphrase is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reqtrace.catalogue import Code
from reqtrace.cli.answer import tell
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner


def signer_of(manner: Manner, key: str | None, passphrase: str | None) -> CryptoSigner | None:
    """The key to sign with; none, which is told, where none is named."""
    from reqtrace.bundle.keys import load_signer  # noqa: PLC0415 - only after it is known to be installed

    if key is None:
        if passphrase is not None:
            raise click.UsageError("--passphrase opens a key: name one with --key.")
        return None
    signer = load_signer(_content(manner, key), key, _passphrase(manner, passphrase))
    if isinstance(signer, Diagnostic):
        tell(manner, (signer,))
        raise Stop(Exit.MISUSE)
    return signer


def _passphrase(manner: Manner, source: str | None) -> bytes | None:
    """The passphrase in a variable or in the first line of a file."""
    if source is None:
        return None
    kind, _, name = source.partition(":")
    if kind == "file" and name:
        return _content(manner, name).split(b"\n")[0].rstrip(b"\r")
    if kind == "env" and name in os.environ:
        return os.fsencode(os.environ[name])
    reason = f"there is no variable {name}" if kind == "env" else f"{source!r} is neither env:NAME nor file:PATH"
    raise click.UsageError(f"The passphrase can not be read: {reason}.")


def _content(manner: Manner, file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as problem:
        message = f"{file} can not be read: {problem.strerror or problem}"
        tell(manner, (Diagnostic(Code.BAD_KEY, message, Span(file)),))
        raise Stop(Exit.MISUSE) from None
