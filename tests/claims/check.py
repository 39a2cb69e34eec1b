"""A claim held against what the program gives."""

from __future__ import annotations

import math
from typing import NamedTuple

from playground.ui.explain.claims import Claim


class Verdict(NamedTuple):
    """A claim, what was found in its place (NaN: nothing), and what stood in the way."""

    claim: Claim
    found: float
    trouble: str = ""

    @property
    def right(self) -> bool:
        """Whether the claim holds."""
        return not self.trouble and holds(self.claim, self.found)


def holds(claim: Claim, found: float) -> bool:
    """Whether what was found is as claimed: it shows as the same, or lies within the claim’s tolerance."""
    if not math.isfinite(found):
        return False
    if claim.tolerance:
        return abs(found - claim.value) <= claim.tolerance
    return claim.show(found) == claim.shown
