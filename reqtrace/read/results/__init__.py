# SPDX-License-Identifier: Apache-2.0
"""Files that say what was observed elsewhere: results of tests in JUnit XML, and records of inspections."""

from __future__ import annotations

from reqtrace.read.results.gather import Wanted, gather
from reqtrace.read.results.inspections import read_inspections
from reqtrace.read.results.junit import read_junit
from reqtrace.read.results.record import Elsewhere, Record, Result, ResultFile

__all__ = ["Elsewhere", "Record", "Result", "ResultFile", "Wanted", "gather", "read_inspections", "read_junit"]
