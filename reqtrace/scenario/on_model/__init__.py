# SPDX-License-Identifier: Apache-2.0
"""The reference model as a target."""

from reqtrace.scenario.on_model.machine import REQUIRED, Model, ModelMachine
from reqtrace.scenario.on_model.session import ModelSession

__all__ = ["REQUIRED", "Model", "ModelMachine", "ModelSession"]
