# SPDX-License-Identifier: Apache-2.0
"""``python -m reqtrace`` is the command ``reqtrace``."""

from reqtrace.cli import main

if __name__ == "__main__":
    main()
