# SPDX-License-Identifier: Apache-2.0
"""The machine at one moment: its domains, and what each of them holds, sees and may be given.

`state` is everything that Xen keeps record of, replaced and never changed; `domain` and `options` are what a domain is
made with, `memory` where its memory lies. The `record_…` modules each hold what one area remembers.
"""
