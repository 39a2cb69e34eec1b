"""Faces as data sets to train on: they need no files, since they are put together."""

from __future__ import annotations

import numpy as np

from playground.core.images import LabelledImages, Part
from playground.faces import small as world
from playground.faces.render import render_codes
from playground.faces.sampling import held_out, learnable, sample

_FEWEST = 64
"""Pictures of a set; a smaller one is repeated, so that a batch has as many as any other."""

_SOME = {"train": 4096, "t10k": 1000}
_HELD_OUT_SEED = 64


def large(name: str, part: Part) -> LabelledImages:
    """Some faces of 64 × 64: of the part ``t10k`` only such as no model learns from."""
    if part == "train":
        codes = learnable(0, _SOME[part])
    else:
        drawn = sample(_HELD_OUT_SEED, 10 * _SOME[part])
        codes = drawn[held_out(drawn)][: _SOME[part]]
    return LabelledImages(render_codes(codes), np.zeros(len(codes), dtype=np.uint8))


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
