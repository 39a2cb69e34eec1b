"""Faces as data sets to train on: they need no files, since they are put together."""

from __future__ import annotations

import numpy as np

from playground.core.images import EndlessImages, LabelledImages, Part
from playground.faces import small as world
from playground.faces.render import render_codes
from playground.faces.sampling import LearnableFaces, held_out, sample

_FEWEST = 64
"""Pictures of a set; a smaller one is repeated, so that a batch has as many as any other."""

_SOME = {"train": 4096, "t10k": 1000}
_HELD_OUT_SEED = 64


def large(name: str, part: Part) -> LabelledImages:
    """Some faces of 64 × 64: of the part ``t10k`` only such as no model learns from.

    Those of the part ``train`` are the first of a stream, from which a training takes them.
    """
    labels = np.zeros(_SOME[part], dtype=np.uint8)
    if part == "train":
        faces = LearnableFaces()
        return EndlessImages(faces.images(np.arange(len(labels))), labels, faces)
    drawn = sample(_HELD_OUT_SEED, 10 * len(labels))
    return LabelledImages(render_codes(drawn[held_out(drawn)][: len(labels)]), labels)


def small(name: str, part: Part) -> LabelledImages:
    """The faces that ``faces-small-COUNT[-other]`` names, or of the part ``t10k`` all others."""
    words = name.removeprefix("faces-small-").split("-")
    learned = world.training_set(int(words[0]), other="other" in words)
    chosen = (
        np.setdiff1d(world.order(), learned)
        if part == "t10k"
        else np.resize(learned, max(_FEWEST, len(learned)))
    )
    return LabelledImages(world.images()[chosen], np.zeros(len(chosen), dtype=np.uint8))
