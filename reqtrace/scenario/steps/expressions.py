# SPDX-License-Identifier: Apache-2.0
"""Cucumber expressions with the parameter types of the vocabulary: string, int, address, errno, pcierr, iommu."""

from __future__ import annotations

import re
import sys
from functools import cache

from cucumber_expressions.argument import Argument  # type: ignore[import-untyped] # the package ships no types
from cucumber_expressions.expression import CucumberExpression  # type: ignore[import-untyped] # as above
from cucumber_expressions.parameter_type import ParameterType  # type: ignore[import-untyped] # as above
from cucumber_expressions.parameter_type_registry import (  # type: ignore[import-untyped] # as above
    ParameterTypeRegistry,
)

ACCESS_ERRORS = "dev_not_found|invalid_offset|access_denied|not_implemented|op_failed"
"""What pciback answers a frontend (xen/include/public/io/pciif.h)."""

_SPECIAL = re.compile(r"[{}()/\\]")
"""What means something else than itself in an expression."""
_CHOICE = re.compile(r"[()/\\]")
"""What makes it uncertain which words a sentence has."""
_PARAMETER = re.compile(r"\{[^{}]*\}")
_LONGEST = 18
"""More digits than any number that can be meant; whoever uses the number checks its range."""


def values(expression: str, sentence: str) -> tuple[str | int, ...] | None:
    """What stands for the parameters of `expression` in `sentence`; None where it reads otherwise."""
    if not _could_read(expression, sentence):  # nearly all expressions end here, at a tenth of the cost
        return None
    found: list[Argument] | None = _compiled(expression).match(sentence)
    return None if found is None or sentence.endswith("\n") else tuple(_value(argument) for argument in found)


def first_word(expression: str) -> str:
    """The word every sentence begins with that reads like `expression`; empty where it begins with no whole word."""
    return _beginning(expression).partition(" ")[0]


def _could_read(expression: str, sentence: str) -> bool:
    """Whether the words between the parameters of `expression` stand in `sentence`; False is certain, True is not."""
    if not sentence.startswith(_beginning(expression)):
        return False
    return all(words in sentence for words in _words(expression))


@cache
def _words(expression: str) -> tuple[str, ...]:
    """The words between the parameters; none where some of them are optional, alternatives or escaped."""
    return () if _CHOICE.search(expression) else tuple(filter(None, _PARAMETER.split(expression)))


@cache
def _beginning(expression: str) -> str:
    """The whole words that every sentence begins with that reads like `expression`."""
    text = _SPECIAL.split(expression, maxsplit=1)[0]
    return text if text == expression else text[: text.rfind(" ") + 1]


def _value(argument: Argument) -> str | int:
    written: str = argument.group.value
    if argument.parameter_type.name == "int":
        return int(written) if len(written) <= _LONGEST else sys.maxsize
    if argument.parameter_type.name == "address":
        return int(written, 16)
    value: str = argument.value
    return value


@cache
def _compiled(expression: str) -> CucumberExpression:
    registry = ParameterTypeRegistry()
    registry.define_parameter_type(ParameterType("address", r"0x[0-9a-fA-F]+", int))
    registry.define_parameter_type(ParameterType("errno", r"E[A-Z0-9]+", str))
    registry.define_parameter_type(ParameterType("pcierr", ACCESS_ERRORS, str))
    registry.define_parameter_type(ParameterType("iommu", r"smmuv2|smmuv3|ipmmu|vtd|amdvi", str))
    return CucumberExpression(expression, registry)
