# SPDX-License-Identifier: Apache-2.0
"""What can be seen of a machine from outside, and what an operation has changed.

`observe` answers what a person at the machine could find out, `changes` compares two states in words, `support` rates
a configuration by Xen's support statement, `extended_regions` says where a guest may map by itself. Scenarios ask
here; no operation does. Source of the ratings: SUPPORT.md.
"""
