# SPDX-License-Identifier: Apache-2.0
"""The model performs every operation there is and answers every question there is."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

from reqtrace.scenario import acts
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.acts.arm import Shutdown
from reqtrace.scenario.acts.devices import Create, Destroy, FateOf, LogOf
from reqtrace.scenario.acts.pci import SupportOf
from reqtrace.scenario.acts.pciback import Start
from reqtrace.scenario.on_model.session import ANSWERS, OPERATIONS

OF_THE_SESSION = {Create, Destroy, FateOf, LogOf, Shutdown, Start, SupportOf}
"""What the session does itself, because it keeps the fates of the domains and what was logged."""


def declared(kind: type) -> set[type]:
    """The types of this kind in all modules of operations and questions."""
    modules = [import_module(f"{acts.__name__}.{each.name}") for each in pkgutil.iter_modules(acts.__path__)]
    found = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)}
    return {each for each in found if issubclass(each, kind) and each is not kind and not each.__subclasses__()}


def test_every_operation_is_performed() -> None:
    assert declared(Operation) - OF_THE_SESSION == OPERATIONS.keys() - OF_THE_SESSION


def test_every_question_is_answered() -> None:
    assert declared(Question) - OF_THE_SESSION == ANSWERS.keys() - OF_THE_SESSION
