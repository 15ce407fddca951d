# SPDX-License-Identifier: Apache-2.0
"""The vocabulary: every sentence a scenario may use, and what it means.

`vocabulary` is the one table of sentences, collected from a file a topic: `core`, `arm`, `pci`, `pciback`,
`isolation`. `plan.py` matches each written step with a sentence by `match`, and reads its parameters by `expressions`
and `roles`; a Given's function then adds to the `Setup` that the target boots. `perform.py` calls the function of each
When, which hands an operation of `acts` to the session, and of each Then, which puts a question of `acts` to it and
compares the answer. `given`, `when` and `then` hold the functions of the sentences on hosts and domains, and what the
topics share. Nothing here knows what executes a scenario.
"""
