"""What ships of a network that draws from words in few steps."""

from __future__ import annotations

from collections.abc import Iterator

from playground.zoo.few_steps.recipe import TrainFewSteps
from playground.zoo.finished import Finished
from playground.zoo.text.shipping import write_words


def _few(recipe: TrainFewSteps, finished: Finished) -> Iterator[str]:
    write_words(recipe, finished, teacher=recipe.teacher, guidance=recipe.guidance, steps=recipe.steps)
    yield from ()


SHIPS = {TrainFewSteps: _few}
