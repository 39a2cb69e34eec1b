"""What a VAE of faces holds of their factors, by exact truth: one command that anybody can repeat."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.errors import DataError, RecipeError
from playground.core.pictures import to_levels
from playground.core.regular_files import named
from playground.evaluate import face_codes
from playground.evaluate.codes import Codes, active_units
from playground.evaluate.face_codes import unseen
from playground.evaluate.faces import Read, Share, read
from playground.export.atomic import write_card
from playground.faces.factors import COLUMN, FACTORS, OF_STYLE, VALUES
from playground.faces.factors import Codes as Faces
from playground.faces.render import render_codes
from playground.faces.sampling import learnable
from playground.faces.seen import seen
from playground.paradigms.vae_images.card import EXACT_READING, Confirmation, Direction, Directions
from playground.paradigms.vae_images.network import Images, pixels_of, posterior_of
from playground.zoo.faces.measuring import as_json, opened, write_numbers

Encode: TypeAlias = Callable[[NDArray[np.uint8]], Codes]
Decode: TypeAlias = Callable[[Codes], NDArray[np.uint8]]

STEPS = (1.0, 1.5, 2.0)
"""Lengths of a step in those of the directions, of which faces that were learned choose one for all."""
_LEARNED_SEED, _EDIT_SEED = 2, 79
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

    @property
    def only_in(self) -> str:
        """The style that alone has the value, empty where every one has it."""
        styles = [style for style, factors in OF_STYLE.items() if self._is_of(factors)]
        return "" if len(styles) == len(OF_STYLE) else styles[0]

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
    return _confirmed(edit, _some(edit, unseen(_EDIT_SEED, _SHARE * count), count), vector, encode, decode)


def compared(edit: Edit, before: Read, after: Read) -> Confirmed:
    """What changed between two pictures of each face; ``random`` is left out."""
    column = COLUMN[edit.factor]
    counted = before.seen[:, column] & (before.codes[:, column] != edit.code)
    given = after.seen[:, column] & (after.codes[:, column] == edit.code)
    both = before.seen & after.seen
    both[:, column] = False
    unchanged = ((before.codes == after.codes) | ~both).all(axis=1)
    count = int(counted.sum())
    exact, gave, let = (
        Share(int((each & counted).sum()), count) for each in (given & unchanged, given, unchanged)
    )
    return Confirmed(exact, gave, let, Share(0, 0))


def _confirmed(edit: Edit, faces: Faces, vector: Codes, encode: Encode, decode: Decode) -> Confirmed:
    codes = encode(render_codes(faces))
    before = read(decode(codes))
    found = compared(edit, before, read(decode(codes + vector)))
    differences = np.roll(codes, 1, axis=0) - codes
    length = np.linalg.norm(differences, axis=1, keepdims=True)
    others = differences * (np.linalg.norm(vector) / np.where(length > 0, length, 1))
    random = compared(edit, before, read(decode(codes + others)))
    return msgspec.structs.replace(found, random=random.exact)


def _some(edit: Edit, faces: Faces, count: int) -> Faces:
    chosen = faces[edit.within(faces)][:count]
    if not len(chosen):
        raise DataError(f"No face can be given {edit}.")
    return np.asarray(chosen)


_BLOCK = 100
_SEED = 80
_COMPONENTS_OF = 2000
_DIGITS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, and of how many faces."""
    parser.add_argument("model", help="name of a VAE of faces")
    parser.add_argument("--models", type=named, metavar="DIR", help="also look for the model in DIR")
    parser.add_argument("--count", type=int, default=10_000, metavar="N", help="faces of the codes (10,000)")
    parser.add_argument("--each", type=int, default=200, metavar="N", help="faces of each direction (200)")
    parser.add_argument(
        "--factors", default=",".join(FACTORS[1:]), metavar="A,B", help="factors with directions (all)"
    )
    parser.add_argument("--out", type=named, metavar="FILE", help="write the numbers as JSON, too")
    parser.add_argument(
        "--card",
        action="store_true",
        help="write the best direction of each factor into the card, too",
    )


def run(args: argparse.Namespace) -> int:
    """Encode, decode and read, and print what was found."""
    vae = FaceVae(args.model, args.models)
    found: dict[str, Any] = {"model": args.model, "count": args.count, "card": vae.card.measured}
    found |= of_codes(vae, args.count)
    step, measured = of_directions(vae, tuple(filter(None, args.factors.split(","))), args.each)
    found |= {"step": step, "directions": {str(each.edit): each.found for each in measured}}
    write_numbers(as_json(found), args.out)
    if args.card:
        folder = (args.models or folders.shipped_models()) / args.model
        write_card(folder, msgspec.structs.replace(vae.card, tables=(named_directions(step, measured),)))
    return 0


class Measured(msgspec.Struct, frozen=True):
    """An edit, the direction that makes it, and what a step along that is confirmed to do."""

    edit: Edit
    vector: Codes
    found: Confirmed


def named_directions(step: float, measured: Sequence[Measured]) -> Directions:
    """The direction of each factor that is confirmed most often: those for all faces first, then by share."""
    best: dict[str, Measured] = {}
    for each in sorted(measured, key=lambda one: -one.found.exact.value):
        best.setdefault(each.edit.factor, each)
    ordered = sorted(best.values(), key=lambda one: one.edit.only_in != "")
    return Directions(step=step, named=tuple(map(_direction, ordered)))


def _direction(measured: Measured) -> Direction:
    exact, (low, high) = measured.found.exact, measured.found.exact.interval
    share, low, high, chance = (
        round(each, _DIGITS) for each in (exact.value, low, high, measured.found.random.value)
    )
    return Direction(
        name=_name(measured.edit),
        within=measured.edit.only_in,
        vector=tuple(round(float(each), _DIGITS) for each in measured.vector),
        confirmed=Confirmation(
            by=EXACT_READING, share=share, low=low, high=high, chance=chance, pictures=exact.count
        ),
    )


def _name(edit: Edit) -> str:
    """What the value is called alone, such as “red hair”."""
    if edit.value == "none":
        return f"no {edit.factor}"
    return f"{edit.value} {_THINGS[edit.factor]}" if edit.factor in _THINGS else edit.value


_THINGS = {
    "skin": "skin", "length": "hair", "hair_colour": "hair", "brows": "brows", "eyes": "eyes",
    "clothes_colour": "clothes", "ground": "ground",
}  # fmt: skip


class FaceVae:
    """Encoder and decoder of a finished model, and an encoder of the same kind that learned nothing."""

    def __init__(self, model: str, models: Path | None) -> None:
        """Raises ``RecipeError`` where the model is no VAE of pictures."""
        resources = opened(models)
        self.card = resources.card(model)
        if self.card.paradigm != "vae" or self.card.network is None:
            raise RecipeError(f"{self.card.title} is no VAE of pictures whose network is known.")
        self._encoder, self._decoder = (resources.session(model, part) for part in ("encoder", "decoder"))
        self._network = self.card.network

    def encode(self, images: Images) -> Codes:
        """Means of the posteriors ``(n, latent)``."""
        return np.concatenate([posterior_of(self._encoder, self.card, block)[0] for block in _blocks(images)])

    def decode(self, codes: Codes) -> Images:
        """Pictures at codes."""
        blocks = _blocks(codes.astype(np.float32))
        return np.concatenate(
            [to_levels(pixels_of(self._decoder, self.card, block).mean) for block in blocks]
        )

    def untrained(self, images: Images) -> Codes:
        """What the encoder would give before it learned."""
        import torch

        from playground import networks
        from playground.evaluate.vae import means

        torch.manual_seed(0)
        return means(networks.build(self._network.name, self._network.config).eval(), images)


def of_codes(vae: FaceVae, count: int) -> dict[str, Any]:
    """What the code tells of the factors, and what others tell that have as many dimensions."""
    faces = face_codes.unseen(_SEED, count)
    images = render_codes(faces)
    codes, latent = vae.encode(images), vae.card.latent
    known = render_codes(learnable(_SEED, max(2 * latent, min(_COMPONENTS_OF, count))))
    others = {
        "trained": codes,
        "untrained": vae.untrained(images),
        "principal_components": face_codes.Components(known, latent)(images),
        "perfect": face_codes.perfect(faces),
        "noise": face_codes.noise(count, latent),
    }
    scores = {}
    for name, each in others.items():
        sys.stderr.write(f"codes: {name}\n")
        scores[name] = _told(face_codes.scores(each, faces), whole=name == "trained")
    return {"active_units": active_units(codes), "codes": scores}


def of_directions(vae: FaceVae, factors: tuple[str, ...], each: int) -> tuple[float, list[Measured]]:
    """The step, and how often a step along a direction changes its factor as it should and nothing else."""
    wanted = edits(factors)
    vectors = [direction(edit, vae.encode, each) for edit in wanted]
    step = best_step(wanted, vectors, vae.encode, vae.decode, max(1, each // 20)) if wanted else 1.0
    found = []
    for edit, vector in zip(wanted, vectors, strict=True):
        sys.stderr.write(f"direction: {edit}\n")
        found.append(Measured(edit, vector, confirmed(edit, step * vector, vae.encode, vae.decode, each)))
    return step, found


def _told(scores: face_codes.Scores, *, whole: bool) -> dict[str, Any]:
    """Means, and scores by factor; the whole matrix of information only where it is asked for."""
    found: dict[str, Any] = {
        "mutual_information_gap": scores.mutual_information_gap,
        "disentanglement": scores.disentanglement,
        "completeness": scores.mean_completeness,
        **{f"{name}_by_factor": getattr(scores, name) for name in ("gap", "completeness", "entropy")},
        "right": scores.right,
        "right_by_the_usual": scores.usual,
    }
    if whole:
        found["information"] = scores.information
    return {name: _rounded(value) for name, value in found.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def _blocks(rows: Any) -> list[Any]:
    return [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
