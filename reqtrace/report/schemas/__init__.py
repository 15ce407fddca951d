# SPDX-License-Identifier: Apache-2.0
"""What programs may rely on in the JSON that reqtrace writes: a type for each document, and its published schema."""

from reqtrace.report.schemas.published import SCHEMAS, documents, schema

__all__ = ["SCHEMAS", "documents", "schema"]
