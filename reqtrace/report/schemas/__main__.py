# SPDX-License-Identifier: Apache-2.0
"""``python -m reqtrace.report.schemas FOLDER`` renews the published schemas in a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from reqtrace.report.schemas.published import renew

if __name__ == "__main__":
    renew(Path(sys.argv[1]))
