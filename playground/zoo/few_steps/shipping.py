"""What ships of a network that draws from words in few steps."""

from __future__ import annotations

from collections.abc import Iterator

from playground.zoo.few_steps.measuring import measured
from playground.zoo.few_steps.recipe import TrainFewSteps
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.text.shipping import write_words


def _few(recipe: TrainFewSteps, finished: Finished) -> Iterator[str]:
    card = write_words(recipe, finished, teacher=recipe.teacher, guidance=recipe.guidance, steps=recipe.steps)
    card = measured(card, recipe, finished)
    if card.measured:
        yield from with_numbers(card, finished.folder)


SHIPS = {TrainFewSteps: _few}
