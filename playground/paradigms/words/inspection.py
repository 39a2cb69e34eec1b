"""One picture looked through, from the words to the pixels: the run of ``words-inspect`` recipes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from playground.core.cards import Attention
from playground.core.errors import RecipeError
from playground.core.frames import Array
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.gaussian.levels import Denoiser, Level, Pair
from playground.gaussian.predictions import to_pair
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.network import Floats
from playground.paradigms.denoising.sampling import Beginning, drawn, stride_of
from playground.paradigms.denoising.walks import groups
from playground.paradigms.words.drawing import asked, facts_of, picture_of
from playground.paradigms.words.network import Meaning, WordsNetwork
from playground.paradigms.words.recipes import Inspect
from playground.paradigms.words.refusals import UNSEEN


class Seen(NamedTuple):
    """What happened in a network: its answer, and of each sample attention and both streams.

    ``attention`` is (n, blocks, heads, places + words, places + words), ``places`` and ``texts`` are (n,
    blocks + 1, …, features).
    """

    pair: Pair
    attention: Array
    places: Array
    texts: Array


class Inside:
    """A network that is asked for what happens in it, and may look as another run did."""

    def __init__(self, words: WordsNetwork, resources: Resources) -> None:
        """Raises ``RecipeError`` for a model that shows nothing."""
        card = words.network.card
        if words.condition.attention is None:
            raise RecipeError(UNSEEN.format(card.title))
        self.shown: Attention = words.condition.attention
        self._words, self._every = words, self.shown.places + words.condition.length
        self._session = resources.session(card.name, "inside")

    def inspect(
        self, x: Floats, level: Level, meaning: Meaning, kept: Array | None = None, share: Array | None = None
    ) -> Seen:
        """What it says of ``x``, and how.

        A ``share`` (n, places + words) of what places look at is as in ``kept`` (n, blocks, heads, places,
        places + words).
        """
        network, count = self._words.network, len(x)
        rows = (count, self.shown.blocks, self.shown.heads, self.shown.places, self._every)
        beside = {
            "kept": np.zeros(rows, np.float32) if kept is None else kept,
            "share": np.zeros((count, self._every), np.float32) if share is None else share,
        }
        all_inputs = {**meaning.inputs, **beside}
        parts = [self._session.run(inputs) for _, inputs in network.blocks(x, level, all_inputs)]
        every = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        said = every["prediction"] * network.denoising.sign
        pair = to_pair(network.denoising.prediction, said, x, level)
        return Seen(pair, every["attention"], every["places"], every["texts"])

    def asked(self, meaning: Meaning, hear: Callable[[Seen], None]) -> Denoiser:
        """Data and noise of samples that are told this; ``hear`` is given what else there is to see."""

        def answer(x: Floats, level: Level) -> Pair:
            found = self.inspect(x, level, meaning)
            hear(found)
            return found.pair

        return answer


def inspect(recipe: Inspect, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Inspect` says."""
    words, said, given, without, how = asked(recipe, resources)
    inside, row = Inside(words, resources), row_of(recipe.row, len(said.rows))
    own, seen = given.of([row]), list[Seen]()

    def hear(found: Seen) -> None:
        seen[:] = [found]

    model = words.guided_by(inside.asked(own, hear), without, recipe.guidance, recipe.guided)
    start, members = groups(words.network, how, lambda _: model, recipe.seed, [recipe.index])
    opening = {**said.arrays, **read_of(given, row)}
    begun = Beginning(words.network.path, how, start, members, opening, {})
    shown = inside.shown
    scalars = {"note": said.note, "row": row, "place_rows": shown.rows, "place_columns": shown.columns}
    for frame in drawn(recipe, begun, picture_of(Display(recipe.model, resources))):
        arrays = {**frame.arrays, **(arrays_of(seen[-1], shown.places) if seen else {})}
        step, stride = int(frame.scalars["step"]), stride_of(arrays, len(how.times))
        keep = frame.keep and (frame.final or step % stride == 0)
        numbers = {**frame.scalars, **scalars}
        yield replace(frame, arrays=arrays, scalars=numbers, facts=facts_of(said), keep=keep)


def row_of(row: int, rows: int) -> int:
    """The row of a prompt that is asked for; raises ``RecipeError`` where there is none."""
    if row >= rows:
        raise RecipeError(f"The prompt has {rows} rows, so there is no row {row}, counted from 0.")
    return row


def read_of(given: Meaning, row: int) -> dict[str, Array]:
    """What a text is read as: its embeddings, what each word means in it, and all of it."""
    found = {
        "embedded": given.embedded, "read": given.inputs["words"], "whole": given.inputs.get("whole")
    }  # fmt: skip
    return {name: values[row] for name, values in found.items() if values is not None}


def arrays_of(seen: Seen, places: int) -> dict[str, Array]:
    """What frames say of what was seen of one sample."""
    attention = seen.attention[0]
    return {
        "attention": np.ascontiguousarray(attention[:, :, :places, places:]),
        "attention_back": np.ascontiguousarray(attention[:, :, places:, :places]),
        "places": seen.places[0],
        "texts": seen.texts[0],
    }
