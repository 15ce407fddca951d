# SPDX-License-Identifier: Apache-2.0
"""What device assignment knows on x86 only: features of guests, reserved memory, interrupts, ACPI tables."""
