"""Faces as a source of pictures, in a choice of values, size and number that is said in one word.

``faces:style=toon:glasses=-sunglasses:size=32:count=5000`` is 5,000 faces of 32 × 32 to learn from, all of
the style toon, none with sunglasses, and a tenth of that number that are held out.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.core import plain_text
from playground.core.errors import DataError
from playground.datasets.source import Item
from playground.faces.factors import FACTORS, VALUES, Codes, check, decode
from playground.faces.layers import SIZE
from playground.faces.licence import LICENCE
from playground.faces.render import SMALLEST, render_codes
from playground.faces.sampling import drawn, held_out
from playground.faces.seen import visible_part

NAME = "faces"
USUAL_COUNT = 10_000
MOST = 200_000
HELD_OUT_SHARE = 10
"""For so many faces to learn from one is held out."""
_FRUITLESS = 20
"""Blocks of faces without a new one after which no more are looked for."""
_NUMBERS = {"size": (SMALLEST, SIZE), "count": (1, MOST), "seed": (0, 2**31 - 1)}


class Faces(msgspec.Struct, frozen=True, kw_only=True):
    """Which faces are wanted: of what values, how large, how many to learn from, and by which seed."""

    choice: dict[str, tuple[str, ...]] = {}
    size: int = SIZE
    count: int = USUAL_COUNT
    seed: int = 0


def are_faces(location: str) -> bool:
    """Whether a source is faces, and no file or folder that has their name."""
    return location.startswith(f"{NAME}:") or (location == NAME and not Path(location).exists())


def parsed(location: str) -> Faces:
    """What ``faces:FACTOR=VALUE,…:size=32`` says; raises :class:`DataError`.

    ``_`` stands for a space in a value, and ``-VALUE`` for all values but that.
    """
    choice: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, int] = {}
    for word in filter(None, location.removeprefix(NAME).split(":")):
        name, equals, said = word.partition("=")
        if not equals or name in choice or name in numbers:
            raise DataError(
                f"“{plain_text.line(word)}” is not understood: say each of "
                f"{', '.join((*FACTORS, *_NUMBERS))} at most once, "
                "such as faces:style=toon:glasses=-sunglasses:size=32."
            )
        if name in _NUMBERS:
            numbers[name] = _number(name, said)
        else:
            choice[name] = _values(name, said.replace("_", " ").split(","))
    return Faces(choice=choice, **numbers)


class FacesSource:
    """Faces by their number, those that are held out first; classes are the styles, where there are both.

    ``codes`` are all of them, ``(n, factors)``. No two look alike, so there are fewer than were asked for if
    there are no more.
    """

    has_parts = True
    title = "Faces"
    licence = LICENCE

    def __init__(self, faces: Faces, *, classes: bool = True) -> None:
        self._size = faces.size
        test = _different(faces, max(1, faces.count // HELD_OUT_SHARE), of_held_out=True)
        train = _different(faces, faces.count, of_held_out=False)
        if not len(test) or not len(train):
            side = "learned from" if len(test) else "held out"
            raise DataError(f"None of the faces with these values may be {side}; choose more values.")
        self._held_out, self.codes = len(test), np.concatenate([test, train])
        styles = np.unique(self.codes[:, 0])
        self.labels = VALUES["style"] if classes and len(styles) > 1 else ()
        few = len(train) < faces.count
        self.notes = (f"There are no more than {len(train):,} such faces to learn from.",) if few else ()

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: int, /) -> Item:
        row = self.codes[index]
        words = (str(value) for value in msgspec.structs.asdict(decode(row)).values())
        return Item(
            name=f"face {index} ({VALUES['style'][row[0]]}, {', '.join(words)})",
            label=int(row[0]) if self.labels else 0,
            part="test" if index < self._held_out else "train",
            read=lambda: Image.fromarray(self._picture(row)),
        )

    def _picture(self, row: Codes) -> NDArray[np.uint8]:
        return np.ascontiguousarray(render_codes(row[None], self._size)[0].transpose(1, 2, 0))


def _different(faces: Faces, count: int, *, of_held_out: bool) -> Codes:
    """The first faces of one side that look different from each other, at most so many."""
    found: dict[bytes, Codes] = {}
    fruitless = 0
    for codes in drawn(faces.seed, faces.choice):
        before = len(found)
        mine = codes[held_out(codes) == of_held_out]
        for row, visible in zip(mine, visible_part(mine), strict=True):
            found.setdefault(visible.tobytes(), row)
        fruitless = fruitless + 1 if len(found) == before else 0
        if len(found) >= count or fruitless == _FRUITLESS:
            break
    rows = [*found.values()][:count]
    return np.array(rows, dtype=np.uint8).reshape(len(rows), len(FACTORS))


def _number(name: str, said: str) -> int:
    low, high = _NUMBERS[name]
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else -1
    if not low <= number <= high:
        raise DataError(
            f"The {name} of faces is a number from {low:,} to {high:,}, not “{plain_text.line(said)}”."
        )
    return number


def _values(factor: str, said: list[str]) -> tuple[str, ...]:
    """The values that are said, or all but those that are said to be left out."""
    left_out = [value.removeprefix("-") for value in said if value.startswith("-")]
    chosen = [value for value in said if not value.startswith("-")]
    check({factor: (*chosen, *left_out)})
    return tuple(
        value for value in VALUES[factor] if value not in left_out and (value in chosen or not chosen)
    )
