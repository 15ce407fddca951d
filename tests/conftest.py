# SPDX-License-Identifier: Apache-2.0
"""What several tests share: real input beside the checkout, and golden files."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real input in {SHARED}, which is not part of the project")
    return SHARED
