"""What the discriminator says: of real and of generated pictures, and at every moment of training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.conditions import held_out_of
from playground.core.drawn import blocks
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.images import LabelledImages
from playground.core.likelihood import probability
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.players import (
    BLOCK,
    Floats,
    LabelArray,
    Players,
    empty,
    gan_of,
    labels_of,
    noise_of,
)
from playground.paradigms.gan_images.recipes import ONE_AFTER_ANOTHER, Judge, Moments
from playground.paradigms.sources import picture_of


def judge(recipe: Judge, resources: Resources) -> Run:
    """Frames as :class:`Judge` says."""
    gan, card = gan_of(recipe, resources), resources.card(recipe.model)
    held_out = held_out_of(card, resources)
    every = recipe.label == ONE_AFTER_ANOTHER or not gan.classes
    known = held_out.labels < gan.classes if gan.classes else held_out.labels >= 0
    known = known if every else held_out.labels == recipe.label
    chosen = np.flatnonzero(known)[: recipe.count]
    if not len(chosen):
        raise RecipeError(f"There are no held-out images of label {recipe.label}.")
    real, labels = held_out.images[chosen], held_out.labels[chosen].astype(np.int64)
    players, noise = Players(recipe.model, resources, recipe.snapshot), noise_of(recipe.seed, len(real), gan)
    logits = np.full((2, len(real)), np.nan, dtype=np.float32)
    said = _own(recipe, card, gan, players, resources)
    fake, seen = empty(len(real), card), empty(len(real), card)
    for part in blocks(len(real), BLOCK):
        fake, seen, logits = fake.copy(), seen.copy(), logits.copy()
        seen[part] = real[part]
        logits[0, part] = players.judge(real[part], labels[part])
        fake[part], logits[1, part] = players.draw(noise[part], labels[part], recipe.truncation)
        arrays: dict[str, Array] = {
            "real": seen, "fake": fake, "labels": labels, "real_logits": logits[0],
            "fake_logits": logits[1], **_histograms(logits[:, : part.stop], recipe.bins),
        }  # fmt: skip
        if said:
            said["own_above"] = float((logits[0, : part.stop] < said["own_logit"]).mean())
        yield Frame(
            arrays=arrays,
            scalars={
                "done": part.stop, **_verdict(logits[:, : part.stop]), **said, **players.spent,
                "milliseconds_judging": players.milliseconds_judging,
            },
            index=part.stop, total=len(real), final=part.stop == len(real),
        )  # fmt: skip


def _own(recipe: Judge, card: Card, gan: Gan, players: Players, resources: Resources) -> dict[str, float]:
    """What is said of the picture of one's own, if there is one."""
    if recipe.source is None:
        return {}
    picture, label = picture_of(recipe.source, card, resources)
    known = label is not None and (label < gan.classes or not gan.classes)
    labels = np.array([label]) if known else np.arange(max(1, gan.classes))
    logits = players.judge(np.repeat(picture[None], len(labels), axis=0), labels.astype(np.int64))
    best = int(logits.argmax())
    return {"own_logit": float(logits[best]), "own_label": int(labels[best])}


def moments(recipe: Moments, resources: Resources) -> Run:
    """Frames as :class:`Moments` says."""
    gan, card = gan_of(recipe, resources), resources.card(recipe.model)
    noise, labels = noise_of(recipe.seed, recipe.count, gan), labels_of(recipe.label, recipe.count, gan)
    held_out, total = held_out_of(card, resources), len(gan.steps)
    real = (
        of_labels(held_out, labels)
        if gan.classes
        else held_out.images[np.arange(recipe.count) % len(held_out)]
    )
    images = np.stack([empty(recipe.count, card)] * total, axis=1)
    logits = np.full((2, recipe.count, total), np.nan, dtype=np.float32)
    steps, drawing, judging = np.array(gan.steps, dtype=np.int64), 0.0, 0.0
    for index in range(total):
        players = Players(recipe.model, resources, index)
        images, logits = images.copy(), logits.copy()
        for part in blocks(recipe.count, BLOCK):
            drawn = players.draw(noise[part], labels[part], recipe.truncation)
            images[part, index], logits[0, part, index] = drawn
            logits[1, part, index] = players.judge(real[part], labels[part])
        drawing, judging = drawing + players.milliseconds, judging + players.milliseconds_judging
        arrays: dict[str, Array] = {
            "images": images, "logits": logits[0], "probabilities": probability(logits[0]), "real": real,
            "real_logits": logits[1], "real_probabilities": probability(logits[1]), "steps": steps,
            "labels": labels,
        }  # fmt: skip
        final = index + 1 == total
        yield Frame(
            arrays={**arrays, "noise": noise} if final else arrays,
            scalars={
                "done": index + 1, "columns": total, "nfe": 1, "milliseconds": drawing,
                "milliseconds_judging": judging,
            },
            index=index + 1, total=total, final=final,
        )  # fmt: skip


def of_labels(held_out: LabelledImages, labels: LabelArray) -> NDArray[np.uint8]:
    """Held-out pictures with these labels, each as seldom as may be; raises ``RecipeError`` without any."""
    found = []
    for index, label in enumerate(labels.tolist()):
        chosen = np.flatnonzero(held_out.labels == label)
        if not len(chosen):
            raise RecipeError(f"There are no held-out images of label {label}.")
        before = int((labels[:index] == label).sum())
        found.append(held_out.images[chosen[before % len(chosen)]])
    return np.stack(found)


def area(real: Floats, fake: Floats) -> float:
    """The probability that a real picture's logit is above a generated one's, ties counting half.

    The area under the receiver operating characteristic (Hanley and McNeil 1982).
    """
    above = (real[:, None] > fake[None]).mean()
    return float(above + 0.5 * (real[:, None] == fake[None]).mean())


def _histograms(logits: Floats, bins: int) -> dict[str, Array]:
    edges = np.linspace(0, 1, bins + 1)
    real, fake = (np.histogram(probability(row), edges)[0].astype(np.int64) for row in logits)
    return {"edges": edges.astype(np.float32), "real_counts": real, "fake_counts": fake}


def _verdict(logits: Floats) -> dict[str, Scalar]:
    real, fake = logits
    return {
        "mean_real": float(probability(real).mean()),
        "mean_fake": float(probability(fake).mean()),
        "accuracy": float(0.5 * ((real > 0).mean() + (fake < 0).mean())),
        "area": area(real, fake),
    }
