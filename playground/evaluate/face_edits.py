"""Directions of a latent space that change one factor of faces, confirmed exactly by reading what is decoded.

A direction is the mean difference of the codes of faces and of the same faces with another value of one
factor. A step along it is right where the decoded picture shows the value and nothing else that can be seen
in both pictures is another than before. Beside it stand random steps as long, each the difference of the
codes of two faces, so that they lie as codes lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.evaluate.codes import Codes
from playground.evaluate.face_codes import unseen
from playground.evaluate.faces import Read, Share, read
from playground.faces.factors import COLUMN, OF_STYLE, VALUES
from playground.faces.factors import Codes as Faces
from playground.faces.render import render_codes
from playground.faces.sampling import learnable
from playground.faces.seen import seen

Encode: TypeAlias = Callable[[NDArray[np.uint8]], Codes]
Decode: TypeAlias = Callable[[Codes], NDArray[np.uint8]]

STEPS = (1.0, 1.5, 2.0)
"""Lengths of a step in those of the directions, of which faces that were learned choose one for all."""
_LEARNED_SEED, _SEED = 2, 79
_SHARE = 40
"""Of so many faces drawn at least one can be given any value."""


class Edit(msgspec.Struct, frozen=True):
    """A value that faces of another one are to be given."""

    factor: str
    value: str

    def __str__(self) -> str:
        return f"{self.factor} {self.value}"

    def within(self, faces: Faces) -> NDArray[np.bool_]:
        """Which faces may have the value and show another one, and would show it, ``(n,)``."""
        styles = [VALUES["style"].index(style) for style, factors in OF_STYLE.items() if self._is_of(factors)]
        possible = np.isin(faces[:, 0], styles) & (faces[:, COLUMN[self.factor]] != self.code)
        column = COLUMN[self.factor]
        return np.asarray(possible & seen(faces)[:, column] & seen(self.of(faces))[:, column])

    def of(self, faces: Faces) -> Faces:
        """The same faces with the value."""
        changed = faces.copy()
        changed[:, COLUMN[self.factor]] = self.code
        return changed

    @property
    def code(self) -> int:
        """The code of the value."""
        return VALUES[self.factor].index(self.value)

    def _is_of(self, factors: dict[str, tuple[str, ...]]) -> bool:
        return self.value in factors.get(self.factor, ())


class Confirmed(msgspec.Struct, frozen=True):
    """Of how many pictures that show another value a step gave the value, let all else be, and did both.

    ``random`` is how many random steps as long did both.
    """

    exact: Share
    given: Share
    kept: Share
    random: Share


def edits(factors: Sequence[str]) -> tuple[Edit, ...]:
    """All edits of some factors but the style, which has factors of its own."""
    unknown = [factor for factor in factors if factor not in VALUES or factor == "style"]
    if unknown:
        raise DataError(f"Faces have no factor “{unknown[0]}” that an edit could change.")
    return tuple(Edit(factor, value) for factor in factors for value in VALUES[factor])


def direction(edit: Edit, encode: Encode, count: int) -> Codes:
    """From faces that models learn from to the same ones with the value, ``(d,)``."""
    faces = _some(edit, learnable(_LEARNED_SEED, _SHARE * count), count)
    return np.asarray((encode(render_codes(edit.of(faces))) - encode(render_codes(faces))).mean(axis=0))


def best_step(
    chosen: Sequence[Edit], vectors: Sequence[Codes], encode: Encode, decode: Decode, count: int
) -> float:
    """The step that is right most often on some faces that models learn from; the smallest of equals."""
    shares, learned = [], learnable(_LEARNED_SEED + 1, _SHARE * count)
    for step in STEPS:
        found = [
            _confirmed(edit, _some(edit, learned, count), step * vector, encode, decode)
            for edit, vector in zip(chosen, vectors, strict=True)
        ]
        shares.append(
            sum(each.exact.right for each in found) / max(1, sum(each.exact.count for each in found))
        )
    return STEPS[int(np.argmax(shares))]


def confirmed(edit: Edit, vector: Codes, encode: Encode, decode: Decode, count: int) -> Confirmed:
    """What a step along a vector does to faces that no model learned from."""
    return _confirmed(edit, _some(edit, unseen(_SEED, _SHARE * count), count), vector, encode, decode)


def compared(edit: Edit, before: Read, after: Read) -> Confirmed:
    """What changed between two pictures of each face; ``random`` is left out."""
    column = COLUMN[edit.factor]
    counted = before.seen[:, column] & (before.codes[:, column] != edit.code)
    given = after.seen[:, column] & (after.codes[:, column] == edit.code)
    both = before.seen & after.seen
    both[:, column] = False
    kept = ((before.codes == after.codes) | ~both).all(axis=1)
    count = int(counted.sum())
    exact, gave, let = (Share(int((each & counted).sum()), count) for each in (given & kept, given, kept))
    return Confirmed(exact, gave, let, Share(0, 0))


def _confirmed(edit: Edit, faces: Faces, vector: Codes, encode: Encode, decode: Decode) -> Confirmed:
    codes = encode(render_codes(faces))
    before = read(decode(codes))
    found = compared(edit, before, read(decode(codes + vector)))
    apart = np.roll(codes, 1, axis=0) - codes
    length = np.linalg.norm(apart, axis=1, keepdims=True)
    others = apart * (np.linalg.norm(vector) / np.where(length > 0, length, 1))
    random = compared(edit, before, read(decode(codes + others)))
    return msgspec.structs.replace(found, random=random.exact)


def _some(edit: Edit, faces: Faces, count: int) -> Faces:
    chosen = faces[edit.within(faces)][:count]
    if not len(chosen):
        raise DataError(f"No face can be given {edit}.")
    return np.asarray(chosen)
