# SPDX-License-Identifier: Apache-2.0
"""What the parameters of the sentences stand for, read where it is written: below each role."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from reqtrace.scenario.steps.sentence import Role


def meaning_of(role: Role) -> str:
    """What a parameter with this role stands for: a sentence."""
    return _meanings()[role.name]


@cache
def _meanings() -> Mapping[str, str]:
    """What stands in the source below each role, by the name of the role."""
    (declared,) = ast.parse(inspect.getsource(Role)).body
    body = declared.body if isinstance(declared, ast.ClassDef) else []
    found = {}
    for named, said in pairwise(body):
        match (named, said):
            case (ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(words)))):
                found[name] = words
            case _:
                continue
    return MappingProxyType(found)
