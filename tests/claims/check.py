"""A claim held against what the program gives."""

from __future__ import annotations

import math
from typing import NamedTuple

from playground.core.claims import Claim
from tests.claims.quantities import Finding


class Verdict(NamedTuple):
    """A claim, what was found in its place, and what stands in the way, if anything."""

    claim: Claim
    found: Finding
    trouble: str = ""

    @property
    def right(self) -> bool:
        """Whether the claim holds."""
        return not self.trouble


NOTHING = Finding((math.nan,))


def judge(claim: Claim, found: Finding) -> Verdict:
    """A claim must hold, and over several seeds its tolerance must not be narrower than their chance."""
    if not holds(claim, found.mean):
        return Verdict(claim, found, "is not what is found")
    if found.chance > claim.tolerance:
        return Verdict(claim, found, "has a tolerance narrower than the chance of its seeds")
    return Verdict(claim, found)


def holds(claim: Claim, found: float) -> bool:
    """Whether what was found is as claimed: it shows as the same, or lies within the claim’s tolerance."""
    if not math.isfinite(found):
        return False
    if claim.tolerance:
        return abs(found - claim.value) <= claim.tolerance
    return claim.show(found) == claim.shown
