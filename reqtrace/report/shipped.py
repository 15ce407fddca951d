# SPDX-License-Identifier: Apache-2.0
"""Says where the files lie that are shipped beside the code: templates, style sheets, scripts."""

from __future__ import annotations

from pathlib import Path

import reqtrace


def shipped(name: str) -> Path:
    """The file or folder of that name: within an installed package, else in the checkout that it runs from."""
    package = Path(reqtrace.__file__).parent
    installed = package / "templates"
    return (installed if installed.is_dir() else package.parent / "templates") / name
