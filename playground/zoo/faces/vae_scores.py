"""What a VAE of faces holds of their factors, by exact truth: one command that anybody can repeat."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from playground.core import folders
from playground.core.errors import RecipeError
from playground.core.pictures import to_levels
from playground.core.resources import Placement
from playground.evaluate import face_codes, face_edits
from playground.evaluate.codes import Codes, active_units
from playground.faces.factors import FACTORS
from playground.faces.render import render_codes
from playground.faces.sampling import learnable
from playground.paradigms.cards import rules
from playground.paradigms.vae_images.network import Images, pixels_of, posterior_of
from playground.runtimes.resources import open_resources
from playground.zoo.faces.measuring import as_json, write_numbers

_BLOCK = 100
_SEED = 80
_COMPONENTS_OF = 2000
_DIGITS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, and of how many faces."""
    parser.add_argument("model", help="name of a VAE of faces")
    parser.add_argument("--models", type=Path, metavar="DIR", help="also look for the model in DIR")
    parser.add_argument("--count", type=int, default=10_000, metavar="N", help="faces of the codes (10,000)")
    parser.add_argument("--each", type=int, default=200, metavar="N", help="faces of each direction (200)")
    parser.add_argument(
        "--factors", default=",".join(FACTORS[1:]), metavar="A,B", help="factors with directions (all)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the numbers as JSON, too")


def run(args: argparse.Namespace) -> int:
    """Encode, decode and read, and print what was found."""
    vae = FaceVae(args.model, args.models)
    found: dict[str, Any] = {"model": args.model, "count": args.count, "card": vae.card.measured}
    found |= of_codes(vae, args.count)
    found |= of_directions(vae, tuple(filter(None, args.factors.split(","))), args.each)
    write_numbers(as_json(found), args.out)
    return 0


class FaceVae:
    """Encoder and decoder of a finished model, and an encoder of the same kind that learned nothing."""

    def __init__(self, model: str, models: Path | None) -> None:
        """Raises ``RecipeError`` where the model is no VAE of pictures."""
        places = folders.model_folders((models,) if models else ())
        resources = open_resources(places, rules(), Placement(), _notice)
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


def of_directions(vae: FaceVae, factors: tuple[str, ...], each: int) -> dict[str, Any]:
    """How often a step along a direction changes its factor as it should and nothing else."""
    edits = face_edits.edits(factors)
    vectors = [face_edits.direction(edit, vae.encode, each) for edit in edits]
    step = face_edits.best_step(edits, vectors, vae.encode, vae.decode, max(1, each // 20)) if edits else 1.0
    found = {}
    for edit, vector in zip(edits, vectors, strict=True):
        sys.stderr.write(f"direction: {edit}\n")
        found[str(edit)] = face_edits.confirmed(edit, step * vector, vae.encode, vae.decode, each)
    return {"step": step, "directions": found}


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


def _notice(sentence: str) -> None:
    sys.stderr.write(f"playground: {sentence}\n")
