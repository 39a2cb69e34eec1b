"""Several kinds of pictures measured one after the other, held-out images first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.nflow_images.likelihood import likelihood
from playground.paradigms.nflow_images.recipes import Likelihood, Likelihoods, PicturesName


def kinds_of(recipe: Likelihoods) -> tuple[PicturesName, ...]:
    """The kinds that are measured, each once."""
    return tuple(dict.fromkeys(("held-out", *recipe.beside)))


def likelihoods(recipe: Likelihoods, resources: Resources) -> Run:
    """Frames as :class:`Likelihoods` says."""
    kinds = kinds_of(recipe)
    bits = np.full((len(kinds), recipe.count), np.nan, dtype=np.float32)
    counts = np.zeros((len(kinds), recipe.bins), dtype=np.int64)
    means, errors, apart = (np.full(len(kinds), np.nan, dtype=np.float32) for _ in range(3))
    for row, kind in enumerate(kinds):
        one = Likelihood(
            model=recipe.model, of=kind, count=recipe.count, labelled=recipe.labelled, noise=recipe.noise,
            bins=recipe.bins,
        )  # fmt: skip
        for frame in likelihood(one, resources):
            # Frames are kept: each has arrays of its own.
            bits, counts, means = bits.copy(), counts.copy(), means.copy()
            errors, apart = errors.copy(), apart.copy()
            known = frame.arrays["bits"][: int(frame.scalars["done"])]
            bits[row, : len(known)], counts[row] = known, frame.arrays["counts"]
            means[row], errors[row] = frame.scalars["bits_per_dim"], frame.scalars["error"]
            apart[row] = told_apart(known, bits[0][np.isfinite(bits[0])])
            arrays: dict[str, Array] = {
                "bits": bits, "edges": frame.arrays["edges"], "counts": counts, "means": means,
                "errors": errors, "apart": apart,
            }  # fmt: skip
            final = frame.final and row + 1 == len(kinds)
            yield Frame(
                arrays=arrays, scalars={"kinds": " ".join(kinds), "done": row + frame.final},
                index=row * recipe.count + int(frame.scalars["done"]), total=len(kinds) * recipe.count,
                final=final,
            )  # fmt: skip


def told_apart(others: NDArray[np.floating], held_out: NDArray[np.floating]) -> float:
    """How often one of the others has more bits than a held-out image, ties counting half.

    The area under the curve of a detector that takes pictures with many bits for foreign ones: 1 where it is
    always right, ½ where it guesses, 0 where it is always wrong.
    """
    ordered = np.sort(held_out)
    below = np.searchsorted(ordered, others, side="left") + np.searchsorted(ordered, others, side="right")
    return float(below.mean()) / (2 * len(ordered))
