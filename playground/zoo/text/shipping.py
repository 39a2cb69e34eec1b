"""What ships of a network that is told words: its weights, its graph and its vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from playground.core.cards import TokenCondition
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular import read_regular
from playground.gaussian.card import Denoising
from playground.zoo.finished import Finished
from playground.zoo.ship import new_card, write_model
from playground.zoo.text.recipe import TrainFromWords
from playground.zoo.text.vocabulary import MAX_BYTES, NOTHING, VOCABULARY


def _words(recipe: TrainFromWords, finished: Finished) -> Iterator[str]:
    with guarded(DataError, f"The vocabulary of the run in {finished.run} cannot be read"):
        vocabulary = read_regular(finished.run / VOCABULARY, MAX_BYTES).decode()
    denoising = Denoising(
        path=recipe.path,
        prediction=recipe.prediction,
        shape=finished.shape,
        condition=TokenCondition(length=int(recipe.config["length"]), null=NOTHING, vocabulary=VOCABULARY),
    )
    card = new_card(recipe, finished.trained, finished.device, "flow", finished.shape, (-1.0, 1.0))
    card = msgspec.structs.replace(card, tables=(denoising,), labels=())
    write_model(recipe, card, finished.trained, finished.folder, texts={VOCABULARY: vocabulary})
    yield from ()


SHIPS = {TrainFromWords: _words}
