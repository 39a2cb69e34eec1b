"""A pair of players in closed form, for tests of the window: linear in the noise, and in the picture."""

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


def gan_card(name: str = "linear-gan", classes: int = 10, directions: int = DIRECTIONS) -> Card:
    """A card of two players of 28 × 28 garments, kept at four moments."""
    basis = np.eye(LATENT)[:directions]
    bare = msgspec.structs.replace(
        make_card(name=name),
        title=f"Linear players {name}",
        paradigm="gan",
        data=DATA,
        image=ImageFormat(channels=1, height=28, width=28, low=-1.0, high=1.0),
        likelihood=None,
        latent=0,
        labels=LABELS[:classes],
        tables=(
            Gan(
                latent=LATENT,
                condition=LabelCondition(classes=classes),
                loss="non-saturating",
                r1=R1,
                snapshots=tuple(Snapshot(step=step, weights=f"step-{step}.safetensors") for step in STEPS),
                directions=tuple(tuple(map(float, row)) for row in basis),
                shares=(0.5, 0.25, 0.1)[:directions],
            ),
        ),
    )
    parts = {
        part: Part(graph=f"{part}.onnx", inputs=inputs, outputs=outputs)
        for part, (inputs, outputs) in ports_of(bare).items()
    }
    return msgspec.structs.replace(bare, parts=parts)


class PlayerSession:
    """A generator or discriminator at one moment; its world's ``failure`` makes it raise."""

    placement = Placement()

    def __init__(self, part: str, world: GanWorld) -> None:
        self._part, _, step = part.partition("-")
        self._moment = 1.0 if not step else STEPS.index(int(step)) / len(STEPS)
        self._world = world

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """A waved picture whose waves follow the noise, brighter for later classes; and how bright it is."""
        if self._world.failure is not None:
            raise self._world.failure
        label = np.asarray(inputs["label"], dtype=np.float64)
        if self._part == "generator":
            self._world.drawn += len(label)
            angle = np.linspace(0, 6, 28 * 28)[:, None] * np.arange(1, LATENT + 1)
            waves = np.asarray(inputs["noise"], np.float64) @ np.sin(angle).T
            values = np.tanh(0.3 * self._moment * waves + label[:, None] / 10 - 0.5)
            return {"image": values.reshape(-1, 1, 28, 28).astype(np.float32)}
        level = np.asarray(inputs["image"], np.float64).mean(axis=(1, 2, 3))
        return {"logit": (4 * level + self._moment - 0.5 * label + 1.2).astype(np.float32)}


class GanWorld(ClosedWorld):
    """Resources with pairs of players; ``drawn`` counts pictures, ``failure`` makes every model fail."""

    def __init__(self, *cards: Card) -> None:
        few = gan_card("linear-gan-few", classes=4, directions=2)
        super().__init__(*(cards or (gan_card(), few)))
        self.drawn = 0

    def session(self, model: str, part: str) -> PlayerSession:
        """A player of a model at some moment."""
        return PlayerSession(part, self)
