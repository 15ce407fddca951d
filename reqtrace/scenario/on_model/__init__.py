# SPDX-License-Identifier: Apache-2.0
"""The reference model as a target.

`Model` is what `run.py` is given as a target; it boots a `ModelMachine` from the `Setup` of a scenario, and from then
on each operation leads from one immutable `ModelSession` to the next. `session` looks the type of an operation or a
question up in the tables `OPERATIONS` and `ANSWERS`, to which each topic's file (`devices`, `arm`, `pci`, `pciback`,
`isolation`) adds what functions of `reqtrace.hypervisor` do for the data of `acts`. A refusal of the model becomes the
answer to a call, and a state becomes what happened, in words. `laboratory` and `watched` are the model made wrong on
purpose, for adequacy and for putting deviations down to findings.
"""

from reqtrace.scenario.on_model.machine import REQUIRED, Model, ModelMachine
from reqtrace.scenario.on_model.session import ModelSession

__all__ = ["REQUIRED", "Model", "ModelMachine", "ModelSession"]
