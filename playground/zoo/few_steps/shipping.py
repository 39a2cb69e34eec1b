"""What ships of a network that draws from words in few steps, and how much of what its teacher can it still
can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from playground.core import folders
from playground.core.captioned import CaptionedImages
from playground.core.cards import Card
from playground.core.errors import UnknownModelError
from playground.core.heldout import SHORT
from playground.core.resources import Placement
from playground.evaluate.contrastive import Contrastive
from playground.paradigms.cards import rules
from playground.paradigms.words.few_steps import fitting
from playground.paradigms.words.yardstick import PAIR
from playground.runtimes.resources import open_resources
from playground.zoo.few_steps.recipe import TrainFewSteps
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.pair.compositions import gallery_of, judge_of, numbers
from playground.zoo.pair.drawing import Asked, Drawer, DrawingSetting
from playground.zoo.text.shipping import write_words
from playground.zoo.world import to_stderr

_SEEDS = 4
_WHOLE = 20
"""Steps of the teacher, as it is drawn by unless somebody chooses others."""


def measured(
    card: Card, recipe: TrainFewSteps, finished: Finished, say: Callable[[str], None] = to_stderr
) -> Card:
    """The card with what is found of held-out pictures, of each number of steps and of its teacher.

    As it was where the pictures have no captions, or no yardstick is installed.
    """
    learned, held_out = finished.learned, finished.heldout
    if not isinstance(learned, CaptionedImages) or not isinstance(held_out, CaptionedImages):
        return card
    beside = (finished.folder.parent, finished.run.parent / recipe.teacher / "model")
    resources = open_resources((*beside, *folders.model_folders()), rules(), Placement("onnx"), say)
    try:
        pair = Contrastive(PAIR, resources)
    except UnknownModelError:
        return card
    if pair.card.image.shape != card.image.shape:
        return card
    gallery, every = gallery_of(learned, held_out)
    judge = judge_of(gallery, PAIR, pair.look, recipe.data)
    places = np.flatnonzero(gallery.held_out)
    asked = [Asked(every.captions[place], int(every.labels[place]), place) for place in places.tolist()]
    found: dict[str, float] = {}
    for name, model, way in _ways(card, recipe):
        pictures = Drawer(model, resources).draw(asked, way, _SEEDS)
        of = judge.found(pictures, np.repeat(places, _SEEDS))
        found |= numbers(name, of)
        say(f"{name}: right in {of.right[PAIR].value:.1%} by {PAIR}")
    return msgspec.structs.replace(
        card,
        measured={name: float(f"{value:.6g}") for name, value in found.items()},
        measured_with=f"{_SEEDS * len(places):,} drawings of {len(places)} emoji in styles in which "
        "neither the model nor its teacher saw them, in each number of steps and by the teacher in "
        f"{_WHOLE} steps with guidance {recipe.guidance:g}: the share whose real picture is among the five "
        f"nearest of all of its style, by {PAIR} ({pair.card.hash[:SHORT]}) and by colours and edges, with "
        "intervals over the emoji; and the style that a classifier of real pictures gives them",
    )


def _ways(card: Card, recipe: TrainFewSteps) -> Iterator[tuple[str, str, DrawingSetting]]:
    """How it is drawn, and its teacher: what that is called, by which model, and how."""
    for count in recipe.steps:
        fields = fitting(card, count)
        way = DrawingSetting(sampler=fields["sampler"], steps=count, guidance=fields["guidance"])
        yield f"in_{count}", card.name, way
    yield "teacher", recipe.teacher, DrawingSetting(steps=_WHOLE, guidance=recipe.guidance)


def _few(recipe: TrainFewSteps, finished: Finished) -> Iterator[str]:
    card = write_words(recipe, finished, teacher=recipe.teacher, guidance=recipe.guidance, steps=recipe.steps)
    card = measured(card, recipe, finished)
    if card.measured:
        yield from with_numbers(card, finished.folder)


SHIPS = {TrainFewSteps: _few}
