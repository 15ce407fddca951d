# SPDX-License-Identifier: Apache-2.0
"""What can be shown of a project, each as blocks that every format lays out."""
