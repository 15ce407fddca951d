# SPDX-License-Identifier: Apache-2.0
"""What has to be installed for a command, beyond what all of them need."""

from __future__ import annotations

from importlib.util import find_spec

import click

_TO_BUNDLE = ("cryptography", "securesystemslib")
_EXTRA = "reqtrace-safety[bundle]"


def need_to_bundle() -> None:
    """Stop where no bundle can be signed or verified."""
    missing = [name for name in _TO_BUNDLE if find_spec(name) is None]
    if missing:
        raise click.UsageError(f"{' and '.join(missing)} must be installed. Run: pip install '{_EXTRA}'")
