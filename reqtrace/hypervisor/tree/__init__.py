# SPDX-License-Identifier: Apache-2.0
"""Device trees: read as source or as blob, with their places, and as text that is written down.

`devicetree` is what a tree is; `dts` and `dtb` read one, `tree_source` reads a file with what it includes, `places`
knows where each node and property stands. `addresses` takes registers through the buses above them. Nothing here knows
what a tree is for. Sources: the Devicetree Specification 0.4; xen/common/device-tree.
"""
