# SPDX-License-Identifier: Apache-2.0
"""The Sphinx projects that tests build."""

from __future__ import annotations

from pathlib import Path

import pytest
from sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A project without documents."""
    return Site(tmp_path)
