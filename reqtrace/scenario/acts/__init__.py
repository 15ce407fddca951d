# SPDX-License-Identifier: Apache-2.0
"""What can be done to a machine and what can be asked of it, area by area, in words that hold for every target."""
