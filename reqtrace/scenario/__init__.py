# SPDX-License-Identifier: Apache-2.0
"""A test case becomes evidence: its steps are executed on a target."""
