"""What claims are of: named functions of a claim's ``of``, a file for each kind of source."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from playground.ui.explain.claims import Claim

Find = TypeVar("Find", bound=Callable[..., float])


@dataclass(frozen=True)
class Quantity:
    """A function that finds a number again; a ``slow`` one trains, or draws pictures."""

    find: Callable[..., float]
    slow: bool


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


def find(claim: Claim) -> float:
    """What the program gives for a claim; raises ``LookupError`` where there is no such thing."""
    of: dict[str, Any] = claim.of
    return float(quantities()[claim.quantity].find(**of))
