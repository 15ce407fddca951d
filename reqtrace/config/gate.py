# SPDX-License-Identifier: Apache-2.0
"""What a project demands of itself, as it stands in the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from reqtrace.span import Span

Shares = float | Mapping[str, float] | None
"""Per cent of all requirements, or of the items of each kind."""


class Demands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a project demands of itself, in the table ``[tool.reqtrace.gate]``.

    What is left out is not demanded. One that is missed is an error, RT401, that says by how much.

    `verified` is the least share of requirements that are verified, in per cent: a number for all requirements
    together, or a table with a number for each kind, as in ``verified = { XenPRQ = 90, XenSSR = 95 }``. Requirements
    that are rejected do not count, and neither do assumptions of use.

    `covered` is the least share of items that are covered together with everything beneath them, in the same form.

    `complete` is the least share of requirements that are verified and of which it is said that they are so in whole,
    in the same form.

    `stale` is how many test cases at most may have results of another text or commit than the present one.

    `expired` is how many gaps at most may be open of which the acceptance has expired, or has not begun.

    `gaps` is how many gaps the project may accept at most.

    `warnings` is how many warnings there may be at most.

    `suspects` is how many items at most may have to be looked at because of what changed since the baseline.

    `adequacy` is the least share of changes to the model that the test cases notice, in per cent.
    """

    verified: Shares = None
    covered: Shares = None
    complete: Shares = None
    stale: int | None = None
    expired: int | None = None
    gaps: int | None = None
    warnings: int | None = None
    suspects: int | None = None
    adequacy: float | None = None

    def shares(self) -> Iterator[tuple[str, str, float]]:
        """The least shares, each with its setting and the kind it speaks of, empty for all requirements."""
        demanded: tuple[tuple[str, Shares], ...] = (
            ("verified", self.verified),
            ("covered", self.covered),
            ("complete", self.complete),
            ("adequacy", self.adequacy),
        )
        for name, shares in demanded:
            if isinstance(shares, Mapping):
                yield from ((name, kind, share) for kind, share in sorted(shares.items()))
            elif shares is not None:
                yield name, "", shares

    def counts(self) -> Iterator[tuple[str, int]]:
        """The counts that may not be exceeded, each with its setting."""
        demanded = (
            ("stale", self.stale),
            ("expired", self.expired),
            ("gaps", self.gaps),
            ("warnings", self.warnings),
            ("suspects", self.suspects),
        )
        yield from ((name, most) for name, most in demanded if most is not None)


class Gate(Demands, frozen=True):
    """What a project demands of itself, and where each demand is written, by setting as in ``verified.XenSSR``."""

    spans: Mapping[str, Span] = MappingProxyType({})

    def span(self, setting: str) -> Span:
        """Where a demand is written; nowhere, where it was not read from a file."""
        return self.spans.get(setting, Span("configuration"))
