"""What claims are of: named functions of a claim's ``of``, a file for each kind of source."""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean, stdev
from typing import Any, TypeVar

from playground.core.claims import Claim

Find = TypeVar("Find", bound=Callable[..., "float | list[float]"])


@dataclass(frozen=True)
class Quantity:
    """A function that finds a number again, or several of which the mean is meant; a ``slow`` one trains, or
    draws pictures."""

    find: Callable[..., float | list[float]]
    slow: bool


@dataclass(frozen=True)
class Finding:
    """What the program gave: one number, or one for each seed, which differ by chance."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """What a claim is held against."""
        return mean(self.values)

    @property
    def chance(self) -> float:
        """Two standard errors of the mean; 0 where nothing tells of chance."""
        count = len(self.values)
        return 2 * stdev(self.values) / math.sqrt(count) if count > 1 else 0.0


_KNOWN: dict[str, Quantity] = {}


def quantity(*, slow: bool = False) -> Callable[[Find], Find]:
    """Register a function under its name, with “-” for “_”."""

    def register(find: Find) -> Find:
        name = find.__name__.replace("_", "-")
        if name in _KNOWN:
            raise ValueError(f"two quantities are called {name}")
        _KNOWN[name] = Quantity(find, slow)
        return find

    return register


def quantities() -> dict[str, Quantity]:
    """All of them by their names."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return _KNOWN


def find(claim: Claim) -> Finding:
    """What the program gives for a claim; raises ``LookupError`` where there is no such thing."""
    of: dict[str, Any] = claim.of
    found = quantities()[claim.quantity].find(**of)
    return Finding(tuple(map(float, found)) if isinstance(found, list) else (float(found),))
