"""Claims: the program's own numbers in texts, kept as data beside them, so that a command can check them.

A text says ``{claim:gan-recall}`` and shows 0.745, or ``{claim:gan-slope|six times as fast}`` and shows the
words. What the number is of stands in ``assets/claims``, and is found again by ``make claims``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from playground.core import toml
from playground.core.folders import assets
from playground.core.guard import guarded
from playground.core.recipe import Written
from playground.core.toml import ContentError, Strict, read_text

_QUOTED = re.compile(r"\{claim:(?P<name>[^{}|]*)(?:\|(?P<words>[^{}]*))?\}")


class Claim(Strict, frozen=True, kw_only=True):
    """A number that a text says: which ``quantity`` it is, ``of`` what, and its value.

    It is shown with so many ``decimals`` (−1: to the nearest ten), and is right where what is found shows as
    the same; or, with a ``tolerance``, where what is found is no farther from it than that.
    """

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]+$")]
    quantity: str
    of: Written = msgspec.field(default_factory=dict)
    value: float
    decimals: Annotated[int, msgspec.Meta(ge=-6, le=9)] = 0
    tolerance: Annotated[float, msgspec.Meta(ge=0)] = 0.0

    @property
    def shown(self) -> str:
        """The number as texts show it."""
        return self.show(self.value)

    def show(self, number: float) -> str:
        """A number in the same way: thousands apart, with a true minus."""
        rounded = round(number, self.decimals) if self.decimals < 0 else number
        text = f"{rounded:,.{max(0, self.decimals)}f}"
        return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


class _Claims(Strict, frozen=True, kw_only=True):
    claim: tuple[Claim, ...]


def load_claims(folder: Path | None = None) -> dict[str, Claim]:
    """All claims of ``assets/claims`` by their names; raises :class:`ContentError`."""
    found: dict[str, Claim] = {}
    for path, text in _texts(folder or assets() / "claims").items():
        for claim in _parsed(path, text):
            if claim.name in found:
                raise ContentError(f"The claims {path} use the name “{claim.name}” twice; please reinstall.")
            found[claim.name] = claim
    return found


@cache
def find_claim(name: str) -> Claim | None:
    """The claim of that name. Only files that hold the name are parsed: a window's start waits for them."""
    holding = (path for path, text in _shipped().items() if f'"{name}"' in text)
    return next((claim for path in holding for claim in _of_file(path) if claim.name == name), None)


@cache
def _shipped() -> dict[Path, str]:
    return _texts(assets() / "claims")


@cache
def _of_file(path: Path) -> tuple[Claim, ...]:
    return _parsed(path, _shipped()[path])


def _texts(folder: Path) -> dict[Path, str]:
    return {path: read_text(path) for path in sorted(folder.glob("*.toml"))}


def _parsed(path: Path, text: str) -> tuple[Claim, ...]:
    with guarded(ContentError, f"Please reinstall: the claims {path} are damaged"):
        return msgspec.convert(toml.decode(text), _Claims).claim


def claimed(text: str) -> tuple[str, ...]:
    """The names of the claims in a text, in its order."""
    return tuple(match["name"] for match in _QUOTED.finditer(text))


def fill(text: str) -> str:
    """A text with the numbers, or words, of its claims; raises :class:`ContentError` for unknown ones."""

    def said(match: re.Match[str]) -> str:
        claim = find_claim(match["name"])
        if claim is None:
            raise ContentError(f"There is no claim “{match['name']}”; please reinstall.")
        return claim.shown if match["words"] is None else match["words"]

    return _QUOTED.sub(said, text)
