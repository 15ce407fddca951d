# SPDX-License-Identifier: Apache-2.0
"""Pages of the documentation that are written from what the model and the vocabulary are made of."""
