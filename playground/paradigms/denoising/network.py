"""A card's denoising network, ready to be asked: blocks, labels, guidance, and the theory's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card, FactorCondition
from playground.core.conditions import condition_inputs, known_factors
from playground.core.errors import RecipeError
from playground.core.frames import Array
from playground.core.noise import standard_normal
from playground.core.resources import Resources
from playground.gaussian.adapt import network_time, path_of
from playground.gaussian.card import Denoising
from playground.gaussian.levels import Denoiser, Level, Pair
from playground.gaussian.models import Guided
from playground.gaussian.predictions import to_pair

Floats: TypeAlias = NDArray[np.floating]
Labels: TypeAlias = NDArray[np.int64]

BLOCK = 16
"""A network is called on at most this many at once: more cost memory and gain nothing.

On the CPU a shipped network says the same of a sample, to the last bit, in a batch of any size (a test holds
them to it), so blocks need not be filled up; elsewhere it does to float tolerance.
"""


def denoising_of(card: Card) -> Denoising:
    """How a card's network denoises; raises ``RecipeError`` for a model that does not."""
    table = Denoising.of(card)
    if table is None:
        raise RecipeError(f"{card.title} is no denoising network, so it cannot be sampled step by step.")
    return table


def works_on_latents(card: Card) -> bool:
    """Whether a model's x is the latent of an autoencoder and no picture."""
    return denoising_of(card).shape != card.image.shape


class DenoisingNetwork:
    """The network of a model, which counts how often it was asked (a batch counts once).

    One that was distilled for certain numbers of steps is told in how many ``steps`` it is asked.
    """

    def __init__(self, model: str, resources: Resources, steps: int = 0, factors: str = "") -> None:
        """``factors`` are told of every sample, as :func:`known_factors` reads them.

        Raises ``RecipeError``, ``CardError``, ``ModelFileError`` or ``SessionError``."""
        self.card = resources.card(model)
        self.denoising = denoising_of(self.card)
        self.path = path_of(self.denoising)
        self.evaluations, self._steps = 0, steps
        condition = self.denoising.condition
        self._factors: Labels | None = None
        if isinstance(condition, FactorCondition) and factors.strip():
            self._factors = known_factors(condition, factors)
        self._session = resources.session(model, "denoiser")

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one x."""
        return self.denoising.shape

    def predict(self, x: Floats, level: Level, labels: Labels) -> NDArray[np.float32]:
        """What the network says of ``x`` ``(batch, *shape)``, in its own language."""
        return self.ask(x, level, condition_inputs(self.denoising.condition, labels))

    def ask(self, x: Floats, level: Level, conditioning: Mapping[str, Array]) -> NDArray[np.float32]:
        """The same where the network is ``conditioning`` these arrays ``(batch, …)`` beside x and time."""
        result = np.empty(x.shape, dtype=np.float32)
        for part, inputs in self.blocks(x, level, conditioning):
            result[part] = self._session.run(inputs)["prediction"]
        return result if self.denoising.sign > 0 else -result

    def blocks(
        self, x: Floats, level: Level, conditioning: Mapping[str, Array]
    ) -> Iterator[tuple[slice, dict[str, Array]]]:
        """What is put to the network, block after block; it counts as one evaluation."""
        self.evaluations += 1
        x = np.ascontiguousarray(x, dtype=np.float32)
        time = np.full(BLOCK, network_time(self.denoising, level, self._steps), dtype=np.float32)
        for start in range(0, len(x), BLOCK):
            part = slice(start, min(start + BLOCK, len(x)))
            beside = {name: values[part] for name, values in conditioning.items()}
            yield part, {"x": x[part], "time": time[: part.stop - start], **beside}

    def model(
        self, labels: Labels, guidance: float = 1.0, between: tuple[float, float] = (0.0, 1.0)
    ) -> Denoiser:
        """Data and noise of samples with these labels, guided where the scale is not 1.

        Guidance acts ``between`` two fractions of the path's time.
        """
        low, high = (share * self.path.end for share in between)
        none = np.full_like(labels, self.denoising.classes)
        if self._factors is not None:
            asked, free = (
                self.conditioned({"factors": np.tile(self._factors, (len(labels), 1))}),
                self._asked(none),
            )
        elif np.array_equal(labels, none) or not self.denoising.classes:
            return self._asked(labels)
        else:
            asked, free = self._asked(labels), self._asked(none)
        return Guided(asked, free, guidance, lambda level: low <= level.t <= high)

    def start(self, seed: int, indices: Sequence[int]) -> NDArray[np.float32]:
        """Standard normal noise ``(len(indices), *shape)`` that samples start from."""
        return standard_normal(seed, indices, self.shape, "start")

    def warm_up(self) -> None:
        """One evaluation that is not counted, so that the first one that is timed is not the slowest."""
        level, x = self.path.level(self.path.end), np.zeros((1, *self.shape), dtype=np.float32)
        self.predict(x, level, np.zeros(1, dtype=np.int64))
        self.evaluations -= 1

    def _asked(self, labels: Labels) -> Denoiser:
        def answer(x: Floats, level: Level) -> Pair:
            return to_pair(self.denoising.prediction, self.predict(x, level, labels), x, level)

        return answer

    def conditioned(self, conditioning: Mapping[str, Array]) -> Denoiser:
        """Data and noise of samples where the network is told these arrays ``(batch, …)``."""

        def answer(x: Floats, level: Level) -> Pair:
            return to_pair(self.denoising.prediction, self.ask(x, level, conditioning), x, level)

        return answer


def cost_of(model: Denoiser) -> int:
    """Network evaluations that one answer of a model takes."""
    return int(getattr(model, "cost", 1))
