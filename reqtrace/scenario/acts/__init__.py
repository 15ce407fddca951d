# SPDX-License-Identifier: Apache-2.0
"""What can be done to a machine and what can be asked of it, area by area, in words that hold for every target.

A topic is three files, one in each of three packages: here the operations and questions as data, in `steps` the
sentences that make them, in `on_model` how the reference model performs and answers them. A step's function hands an
operation to `Session.perform`, or a question to `Session.answer`, of the session that `perform.py` carries from step
to step; `target.py` says what a session is. Neither `steps` nor `on_model` imports the other: all that both know is
what stands here, so that a real Xen can take the place of the model. The names of the files are those of the topics:
`devices` (sentences: `core`), `arm`, `pci`, `pciback`, `isolation`; `xl` reads the commands that `pciback` is asked
for.
"""
