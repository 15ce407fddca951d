# SPDX-License-Identifier: Apache-2.0
"""Files that say what was observed elsewhere: results of tests in JUnit XML, and records of inspections."""
