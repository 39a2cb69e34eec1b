"""What ships of a network that is told words: its weights, its graph and its vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from playground import networks
from playground.core.cards import Attention, Card, TokenCondition
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular_files import read_regular
from playground.gaussian.card import Denoising
from playground.networks.mm_dit import Config
from playground.zoo.finished import Finished
from playground.zoo.recipe import TrainDenoiser
from playground.zoo.ship import new_card, write_model
from playground.zoo.text.captioned import STYLES
from playground.zoo.text.recipe import TrainFromWords
from playground.zoo.text.vocabulary import MAX_BYTES, NOTHING, VOCABULARY


def _words(recipe: TrainFromWords, finished: Finished) -> Iterator[str]:
    write_words(recipe, finished)
    yield from ()


def write_words(
    recipe: TrainDenoiser, finished: Finished, condition: TokenCondition | None = None, **facts: Any
) -> Card:
    """Write the folder of a network that is told words; ``facts`` are what else its card says of it.

    It is told captions and styles, unless ``condition`` says otherwise.

    Raises as :func:`~playground.zoo.ship.write_model`, and ``DataError`` where the run has no vocabulary.
    """
    with guarded(DataError, f"The vocabulary of the run in {finished.run} cannot be read"):
        vocabulary = read_regular(finished.run / VOCABULARY, MAX_BYTES).decode()
    denoising = Denoising(
        path=recipe.path,
        prediction=recipe.prediction,
        shape=finished.shape,
        condition=condition or _condition(networks.settings(recipe.network, recipe.config)),
        **facts,
    )
    card = new_card(recipe, finished.trained, finished.device, "words", finished.shape, (-1.0, 1.0))
    card = msgspec.structs.replace(card, tables=(denoising,), labels=())
    return write_model(recipe, card, finished.trained, finished.folder, texts={VOCABULARY: vocabulary})


def _condition(network: Config) -> TokenCondition:
    """What a network is told, and what it shows of how it looks at that."""
    rows, columns = network.grid
    return TokenCondition(
        length=network.length,
        null=NOTHING,
        vocabulary=VOCABULARY,
        features=network.features,
        whole=network.features,
        embedding=network.embedding,
        weighted=True,
        styles=STYLES,
        attention=Attention(blocks=network.blocks, heads=network.heads, rows=rows, columns=columns),
    )


SHIPS = {TrainFromWords: _words}
