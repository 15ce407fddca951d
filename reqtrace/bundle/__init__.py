# SPDX-License-Identifier: Apache-2.0
"""Evidence that can be handed on: what was read, what came of it and who answers for it, in one file."""
