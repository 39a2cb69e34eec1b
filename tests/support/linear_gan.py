"""Players in closed form, for tests of the window: linear in the noise, and in the picture.

Those of ``mapped_card`` have a mapping and a synthesis: each layer draws waves of its own pitch by its w.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from playground.core.cards import Card, ImageFormat, LabelCondition, Part
from playground.core.frames import Array
from playground.core.resources import Placement
from playground.paradigms.cards import ports_of
from playground.paradigms.gan_images.card import Gan, Snapshot
from tests.support.closed_world import ClosedWorld
from tests.support.fakes import make_card
from tests.support.garments import DATA, LABELS

LATENT, STEPS, DIRECTIONS = 12, (0, 40, 160, 640), 3
R1 = 0.7
STYLE, LAYERS, MAPPED_DIRECTIONS = 6, 4, 4
_DRAWS = 4096
_MAP = np.random.default_rng(6).standard_normal((LATENT, STYLE)) / np.sqrt(LATENT)


def gan_card(name: str = "linear-gan", classes: int = 10, directions: int = DIRECTIONS) -> Card:
    """A card of two players of 28 × 28 garments, kept at four moments."""
    basis = np.eye(LATENT)[:directions]
    gan = Gan(
        latent=LATENT,
        condition=LabelCondition(classes=classes),
        loss="non-saturating",
        r1=R1,
        snapshots=tuple(Snapshot(step=step, weights=f"step-{step}.safetensors") for step in STEPS),
        directions=tuple(tuple(map(float, row)) for row in basis),
        shares=(0.5, 0.25, 0.1)[:directions],
    )
    return _card(name, f"Linear players {name}", gan)


def mapped_card(name: str = "mapped-gan", classes: int = 3) -> Card:
    """A card of players whose generator is mapped, kept at four moments, with means and directions of w."""
    middles = [_middles(moment, classes) for moment in _MOMENTS]
    noise = np.random.default_rng(1).standard_normal((_DRAWS, LATENT))
    styles = mapped(noise, np.zeros(_DRAWS), 1.0)
    _, sizes, directions = np.linalg.svd(styles - styles.mean(axis=0), full_matrices=False)
    gan = Gan(
        latent=LATENT,
        condition=LabelCondition(classes=classes),
        loss="non-saturating",
        r1=R1,
        snapshots=tuple(
            Snapshot(step=step, weights=f"step-{step}.safetensors", middles=() if step == STEPS[-1] else rows)
            for step, rows in zip(STEPS, middles, strict=True)
        ),
        style=STYLE,
        layers=LAYERS,
        middles=middles[-1],
        directions=tuple(tuple(map(float, row)) for row in directions[:MAPPED_DIRECTIONS]),
        deviations=tuple(map(float, sizes[:MAPPED_DIRECTIONS] / np.sqrt(_DRAWS))),
        shares=tuple(map(float, (sizes**2 / (sizes**2).sum())[:MAPPED_DIRECTIONS])),
    )
    return _card(name, f"Mapped players {name}", gan)


def _card(name: str, title: str, gan: Gan) -> Card:
    bare = msgspec.structs.replace(
        make_card(name=name),
        title=title,
        paradigm="gan",
        data=DATA,
        image=ImageFormat(channels=1, height=28, width=28, low=-1.0, high=1.0),
        likelihood=None,
        latent=0,
        labels=LABELS[: gan.classes],
        tables=(gan,),
    )
    parts = {
        part: Part(graph=f"{part}.onnx", inputs=inputs, outputs=outputs)
        for part, (inputs, outputs) in ports_of(bare).items()
    }
    return msgspec.structs.replace(bare, parts=parts)


_MOMENTS = (*(index / len(STEPS) for index in range(len(STEPS) - 1)), 1.0)


def mapped(noise: Array, label: Array, moment: float) -> Array:
    """The w ``(n, style)`` of noise, leaky-rectified, so that its mean is not that of the noise."""
    given = np.asarray(noise, np.float64) @ _MAP + 0.4 * np.asarray(label, np.float64)[:, None]
    return np.asarray(moment * np.where(given > 0, given, 0.2 * given))


def _middles(moment: float, classes: int) -> tuple[tuple[float, ...], ...]:
    noise = np.random.default_rng(2).standard_normal((_DRAWS, LATENT))
    every = (mapped(noise, np.full(_DRAWS, label), moment).mean(axis=0) for label in range(classes))
    return tuple(tuple(map(float, row)) for row in every)


class PlayerSession:
    """A player, or half of a mapped one, at one moment; its world's ``failure`` makes it raise."""

    placement = Placement()

    def __init__(self, part: str, world: GanWorld) -> None:
        self._part, _, step = part.partition("-")
        self._moment = 1.0 if not step else _MOMENTS[STEPS.index(int(step))]
        self._world = world

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """A waved picture whose waves follow the noise, brighter for later classes; and how bright it is."""
        if self._world.failure is not None:
            raise self._world.failure
        if self._part == "synthesis":
            return {"image": self._synthesised(np.asarray(inputs["styles"], np.float64))}
        label = np.asarray(inputs["label"], dtype=np.float64)
        if self._part == "mapping":
            return {"style": mapped(inputs["noise"], label, self._moment).astype(np.float32)}
        if self._part == "generator":
            self._world.drawn += len(label)
            angle = np.linspace(0, 6, 28 * 28)[:, None] * np.arange(1, LATENT + 1)
            waves = np.asarray(inputs["noise"], np.float64) @ np.sin(angle).T
            values = np.tanh(0.3 * self._moment * waves + label[:, None] / 10 - 0.5)
            return {"image": values.reshape(-1, 1, 28, 28).astype(np.float32)}
        level = np.asarray(inputs["image"], np.float64).mean(axis=(1, 2, 3))
        return {"logit": (4 * level + self._moment - 0.5 * label + 1.2).astype(np.float32)}

    def _synthesised(self, styles: Array) -> Array:
        """Waves of each layer, the finer the later, and fainter."""
        self._world.drawn += len(styles)
        places = np.linspace(0, 6, 28 * 28)[:, None]
        values = np.zeros((len(styles), 28 * 28))
        for layer in range(LAYERS):
            pitches = 4.0**layer * np.arange(1, STYLE + 1)
            values += styles[:, layer] @ np.sin(places * pitches).T / (1 + layer)
        return np.tanh(0.5 * values).reshape(-1, 1, 28, 28).astype(np.float32)


class GanWorld(ClosedWorld):
    """Resources with pairs of players; ``drawn`` counts pictures, ``failure`` makes every model fail."""

    def __init__(self, *cards: Card) -> None:
        few = gan_card("linear-gan-few", classes=4, directions=2)
        super().__init__(*(cards or (gan_card(), few)))
        self.drawn = 0

    def session(self, model: str, part: str) -> PlayerSession:
        """A player of a model at some moment."""
        return PlayerSession(part, self)
