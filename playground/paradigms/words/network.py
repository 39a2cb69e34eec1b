"""A network that is told words: what reads them, and what draws by what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from playground.core.cards import TokenCondition
from playground.core.conditions import tokens_of
from playground.core.frames import Array
from playground.core.resources import Resources
from playground.core.vocabulary import Vocabulary
from playground.gaussian.levels import Denoiser, Level, Pair
from playground.gaussian.models import Guided
from playground.gaussian.predictions import to_pair
from playground.paradigms.denoising.network import BLOCK, DenoisingNetwork, Floats
from playground.paradigms.words.conditioning import TokenizedPrompt, tokenized


class Meaning(msgspec.Struct, frozen=True):
    """What a network is told of each sample: ``words`` (n, length, features), and the like.

    ``embedded`` (n, length, embedding) is what was read, where the model shows that.
    """

    inputs: dict[str, Array]
    embedded: Array | None = None

    def of(self, rows: Sequence[int] | slice) -> Meaning:
        """That of some rows, in their order."""
        chosen = rows if isinstance(rows, slice) else list(rows)
        return Meaning({name: values[chosen] for name, values in self.inputs.items()})


class Remembered:
    """A model and what it said last, and where."""

    def __init__(self, model: Denoiser) -> None:
        self._model = model
        self.level: Level | None = None
        self.said: Pair | None = None

    def __call__(self, x: Array, level: Level) -> Pair:
        self.level, self.said = level, self._model(x, level)
        return self.said


class ByWords:
    """A model that is guided from what one text means to another; both answers can be asked for."""

    def __init__(
        self, given: Denoiser, without: Denoiser, scale: float, acts: Callable[[Level], bool]
    ) -> None:
        self.given, self.without = Remembered(given), Remembered(without)
        self.scale = scale
        self._guided = Guided(self.given, self.without, scale, acts)
        self.cost, self.cost_at = self._guided.cost, self._guided.cost_at

    def __call__(self, x: Array, level: Level) -> Pair:
        """Data and noise, guided alike."""
        self.given.said = self.without.said = None
        return self._guided(x, level)


class WordsNetwork:
    """Text, network and vocabulary of a model."""

    def __init__(self, model: str, resources: Resources, steps: int = 0) -> None:
        """Ready to draw in so many steps.

        Raises ``RecipeError``, ``CardError``, ``ModelFileError`` or ``SessionError``.
        """
        self.network = DenoisingNetwork(model, resources, steps)
        self.vocabulary: Vocabulary = resources.vocabulary(model)
        self.condition: TokenCondition = tokens_of(self.network.card)
        self._text = resources.session(model, "text")

    def tokenized_of(self, prompt: str, style: str = "") -> TokenizedPrompt:
        """What a prompt says to the model; raises ``RecipeError``."""
        return tokenized(prompt, style, self.network.card, self.condition, self.vocabulary)

    def read(self, said: TokenizedPrompt) -> Meaning:
        """What each row means."""
        read = self._read(said.tokens, said.weights)
        embedded = read.pop("embedded", None)
        weights = {"weights": said.weights} if self.condition.weighs else {}
        return Meaning({**read, **weights}, embedded)

    def embeddings(self, tokens: Array) -> Array:
        """What stands for each of many tokens ``(n,)`` before they are read, ``(n, embedding)``.

        They are asked for in texts as long as the network reads.
        """
        length = self.condition.length
        filled = np.resize(tokens, (-(-len(tokens) // length), length)).astype(np.int64)
        found = self._read(filled, np.ones(filled.shape, dtype=np.float32))["embedded"]
        return found.reshape(-1, self.condition.embedding)[: len(tokens)]

    def _read(self, tokens: Array, weights: Array) -> dict[str, Array]:
        inputs = {"tokens": tokens, **({"weights": weights} if self.condition.weighs else {})}
        found = [
            self._text.run({name: each[start : start + BLOCK] for name, each in inputs.items()})
            for start in range(0, len(tokens), BLOCK)
        ]
        return {name: np.concatenate([part[name] for part in found]) for name in found[0]}

    def asked(self, meaning: Meaning) -> Denoiser:
        """Data and noise of samples that are told this."""

        def answer(x: Floats, level: Level) -> Pair:
            said = self.network.ask(x, level, meaning.inputs)
            return to_pair(self.network.denoising.prediction, said, x, level)

        return answer

    def guided(
        self, given: Meaning, without: Meaning, scale: float, between: tuple[float, float] = (0.0, 1.0)
    ) -> ByWords:
        """The same, guided away from what else they could be told, ``between`` two fractions of the path."""
        return self.guided_by(self.asked(given), without, scale, between)

    def guided_by(
        self, given: Denoiser, without: Meaning, scale: float, between: tuple[float, float] = (0.0, 1.0)
    ) -> ByWords:
        """A model that knows the words already, guided away from what else could be told."""
        low, high = (share * self.network.path.end for share in between)
        return ByWords(given, self.asked(without), scale, lambda level: low <= level.t <= high)
