"""A card's generator and discriminator, ready to be asked, and why a recipe cannot be run with them."""

from __future__ import annotations

import time
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.conditions import condition_inputs, cycled, refusal_of_label
from playground.core.errors import RecipeError
from playground.core.frames import Array, Scalar
from playground.core.noise import standard_normal
from playground.core.pictures import to_levels, to_network, to_unit
from playground.core.recipe import Recipe
from playground.core.resources import Resources, Session
from playground.paradigms.gan_images.card import Gan, generating, part_at
from playground.paradigms.gan_images.recipes import FARTHEST, LAST, ONE_AFTER_ANOTHER, Mix, Mixed

Images: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]
LabelArray: TypeAlias = NDArray[np.int64]

BLOCK = 16
"""Networks are called on at most this many pictures at once."""


def refusal_of(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    gan = Gan.of(card)
    if gan is None:
        return f"{card.title} is no pair of generator and discriminator."
    label, snapshot = getattr(recipe, "label", ONE_AFTER_ANOTHER), getattr(recipe, "snapshot", LAST)
    if reason := refusal_of_label(label, gan.condition, card.title):
        return reason
    if snapshot >= len(gan.steps):
        return f"Snapshot {snapshot} does not exist: of {card.title} there are {len(gan.steps)}, from 0."
    if getattr(type(recipe), "judged", False) and not judges(card):
        return f"{card.title} is a generator alone: there is no discriminator that could judge pictures."
    if isinstance(recipe, Mixed):
        return _refusal_of_layers(recipe, gan, card.title)
    coefficients: tuple[float, ...] = getattr(recipe, "coefficients", ())
    if any(abs(value) > FARTHEST for value in coefficients):
        return f"Coefficients must lie between −{FARTHEST:g} and {FARTHEST:g} σ."
    asked = max(len(coefficients), getattr(recipe, "rows", 0))
    if asked and not gan.directions:
        return f"The card of {card.title} names no principal directions."
    if asked > len(gan.directions):
        return f"{card.title} has {len(gan.directions)} principal directions, and {asked} were asked for."
    return None


def _refusal_of_layers(recipe: Mixed, gan: Gan, title: str) -> str | None:
    if not gan.layers:
        return f"{title} has no layers that take a style of their own."
    if isinstance(recipe, Mix) and (asked := max(recipe.first, recipe.last)) > gan.layers:
        return f"Layer {asked} does not exist: {title} has {gan.layers}, from 1."
    return None


def judges(card: Card) -> bool:
    """Whether a model's discriminator was kept."""
    return "discriminator" in card.parts


def gan_of(recipe: Any, resources: Resources) -> Gan:
    """What the card says of the players; raises ``RecipeError`` where the recipe cannot be run."""
    card = resources.card(recipe.model)
    if reason := refusal_of(recipe, card):
        raise RecipeError(reason)
    gan = Gan.of(card)
    if gan is None:
        raise TypeError("a card without players has a refusal")
    return gan


class Players:
    """Both networks at one moment of training.

    What one moves is a *code* ``(n, …)``: the noise itself, or the w that a mapped generator makes of it, of
    which each layer may take another.
    """

    def __init__(
        self, model: str, resources: Resources, snapshot: int = LAST, *, judged: bool = True
    ) -> None:
        """Load what there is of all parts; raises ``CardError``, ``ModelFileError`` or ``SessionError``.

        Where pictures are not to be ``judged`` they are drawn as those of a generator alone.
        """
        card = resources.card(model)
        gan = Gan.of(card)
        if gan is None:
            raise TypeError("a card without players has a refusal")

        def session(part: str) -> _Timed:
            return _Timed(resources.session(model, part_at(card, part, snapshot)))

        self._image, self._condition, self._layers = card.image, gan.condition, gan.layers
        *mapping, painter = map(session, generating(gan))
        self._mapping, self._painter = next(iter(mapping), None), painter
        self._discriminator = session("discriminator") if judged and judges(card) else None
        # Sessions come first: what a card says counts once the graphs are found to be so.
        self._middles = gan.middles_at(snapshot) if gan.style else None

    @property
    def milliseconds(self) -> float:
        """Those spent in the generator so far."""
        return self._painter.milliseconds + (0.0 if self._mapping is None else self._mapping.milliseconds)

    @property
    def milliseconds_judging(self) -> float:
        """Those spent in the discriminator so far."""
        return 0.0 if self._discriminator is None else self._discriminator.milliseconds

    @property
    def spent(self) -> dict[str, Scalar]:
        """What frames tell of drawing: the generator is asked once for each picture."""
        return {"nfe": 1, "milliseconds": self.milliseconds}

    def draw(self, noise: Floats, labels: LabelArray, truncation: float = 1.0) -> tuple[Images, Floats]:
        """Pictures ``(n, …)`` of noise ``(n, latent)``, and their logits ``(n,)``, NaN without a judge."""
        return self.paint(self.truncated(self.codes(noise, labels), labels, truncation), labels)

    def codes(self, noise: Floats, labels: LabelArray) -> Floats:
        """The code of noise ``(n, latent)``: itself, or its w ``(n, style)``."""
        if self._mapping is None:
            return noise
        given = {"noise": _single(noise), **condition_inputs(self._condition, labels)}
        return self._mapping.run(given, "style")

    def styles(self, codes: Floats) -> dict[str, Array]:
        """Codes as what frames call them beside the noise: the w of a mapped generator."""
        return {} if self._mapping is None else {"styles": codes}

    def middles(self, labels: LabelArray) -> Floats:
        """The mean code ``(n, code)`` of each label; of noise 0 ``(n, 1)``, for all its values."""
        if self._middles is None:
            return np.zeros((len(labels), 1), dtype=np.float32)
        return np.asarray(self._middles[labels])

    def truncated(self, codes: Floats, labels: LabelArray, truncation: float) -> Floats:
        """Codes ``(n, code)`` pulled towards the mean of their labels (Karras et al. 2019, appendix B)."""
        middles = self.middles(labels)
        return np.asarray(middles + truncation * (codes - middles))

    def paint(self, codes: Floats, labels: LabelArray) -> tuple[Images, Floats]:
        """Pictures of codes ``(n, code)``, or of one w for each layer ``(n, layers, style)``, and logits."""
        if self._mapping is None:
            given = {"noise": _single(codes), **condition_inputs(self._condition, labels)}
        else:
            given = {"styles": _single(codes if codes.ndim > 2 else self.everywhere(codes))}
        values = self._painter.run(given, "image")
        return to_levels(to_unit(values, self._image)), self._logits(values, labels)

    def everywhere(self, codes: Floats) -> Floats:
        """The same w ``(n, style)`` for every layer ``(n, layers, style)``."""
        return np.repeat(codes[:, None], self._layers, axis=1)

    def judge(self, images: Images, labels: LabelArray) -> Floats:
        """The logits ``(n,)`` of pictures ``(n, …)``."""
        return self._logits(to_network(images, self._image), labels)

    def _logits(self, values: Floats, labels: LabelArray) -> Floats:
        if self._discriminator is None:
            return np.full(len(values), np.nan, dtype=np.float32)
        return self._discriminator.run(
            {"image": values, **condition_inputs(self._condition, labels)}, "logit"
        )


class _Timed:
    """A session, and the milliseconds that were spent in it so far."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.milliseconds = 0.0

    def run(self, given: dict[str, Array], output: str) -> Floats:
        """One of the arrays that it gives."""
        began = time.perf_counter()
        found = self._session.run(given)[output]
        self.milliseconds += 1000 * (time.perf_counter() - began)
        return np.asarray(found)


def _single(values: Floats) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float32)


def noise_of(seed: int, count: int, gan: Gan) -> Floats:
    """The standard normal noise ``(count, latent)`` of the samples 0 … count − 1 of a seed."""
    return standard_normal(seed, range(count), (gan.latent,), "generator")


def labels_of(label: int, count: int, gan: Gan) -> LabelArray:
    """The label of each sample: all the same, or one class after another."""
    if label == ONE_AFTER_ANOTHER:
        return cycled(gan.condition, count)
    return np.full(count, label, dtype=np.int64)


def empty(count: int, card: Card) -> Images:
    """Black pictures ``(count, channels, height, width)``."""
    return np.zeros((count, *card.image.shape), dtype=np.uint8)
