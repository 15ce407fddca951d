# SPDX-License-Identifier: Apache-2.0
"""What an operation and a question are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that is done to a booted machine; prints as what is attempted, as in "destruction of domain a"."""


@dataclass(frozen=True, slots=True)
class Question(Generic[T_co]):
    """Something a person could find out about a booted machine; the type of the answer is that of the question."""
