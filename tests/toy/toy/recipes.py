"""A round Gaussian: what is said of one in a card, and what is run, on pictures and on the plane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

import numpy as np

from playground.core.card_faults import CardRules, Fault
from playground.core.cards import Card, Table
from playground.core.checkpoint import Checkpoint
from playground.core.errors import CardError
from playground.core.fields import Hot, about, bounds
from playground.core.frames import Array, Frame, Scalar
from playground.core.noise import generator
from playground.core.paradigm import Run
from playground.core.pictures import to_levels, to_unit
from playground.core.ports import Port, Ports
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.paradigms.lab.fields import Rate, Seed, SingleSteps, Speed, Training
from playground.paradigms.lab.frames import EXTENT
from playground.paradigms.lab.progress import Progress
from playground.paradigms.lab.recipe import Reviewable
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.steering import steered
from playground.paradigms.lab.time_slices import Clock, SlicedWork, Stillness, TimeSlices

# What its models' cards say


class Toy(Table, frozen=True, kw_only=True):
    """A dot in a picture, ``width`` wide (its standard deviation, in shares of the picture's height)."""

    field: ClassVar[str] = "toy"

    width: float


def _ports(card: Card) -> dict[str, Ports]:
    place, picture = Port(name="place", shape=(2,)), Port(name="image", shape=card.image.shape)
    return {"dot": ((place,), (picture,))}


def _faults(card: Card) -> Iterator[Fault]:
    toy = Toy.of(card)
    if toy is None:
        yield Fault("toy", "say how wide the dot is")
    elif not 0 < toy.width <= 1:
        yield Fault("toy.width", "lie above 0 and be at most 1", f"is {toy.width:g}")


RULES = CardRules(ports=_ports, needed=lambda _: ("dot",), faults=_faults, table=Toy)

# Pictures

Model = Annotated[str, about("Model", "What draws the dot.", widget="model", length=100)]
Count = Annotated[int, bounds(2, 64, "Pictures", "How many there are on the ray.")]
Reach = Annotated[float, bounds(0.1, 1.0, "Reach", "How far the dot goes from the middle to the border.")]
Angle = Annotated[float, bounds(-180.0, 180.0, "Angle", "The direction of the ray.", unit="°")]


class Ray(Recipe, frozen=True, kw_only=True, tag="toy-ray"):
    """A dot on its way along a ray through the middle of the picture.

    Frames, one per picture: ``images`` (done, channels, height, width) uint8, and ``places`` (done, 2) from
    −1 to 1.
    """

    model: Model
    count: Count = 8
    reach: Reach = 0.8
    angle: Angle = 30.0


def ray(recipe: Ray, resources: Resources) -> Run:
    """Frames as :class:`Ray` says."""
    card = resources.card(recipe.model)
    if "dot" not in card.parts:
        raise CardError(f"{card.title} draws no dots.")
    session, angle = resources.session(recipe.model, "dot"), np.deg2rad(recipe.angle)
    ways = np.linspace(-recipe.reach, recipe.reach, recipe.count)
    places = (ways[:, None] * [np.cos(angle), np.sin(angle)]).astype(np.float32)
    images = []
    for index in range(1, recipe.count + 1):
        (image,) = session.run({"place": places[index - 1 : index]})["image"]
        images.append(to_levels(to_unit(image, card.image)))
        yield Frame(
            arrays={"images": np.stack(images), "places": places[:index]},
            index=index,
            total=recipe.count,
            final=index == recipe.count,
        )


# The plane

MOST_POINTS = 5000
Points = Annotated[
    int, bounds(100, MOST_POINTS, "Points", "How many points are drawn.", scale="log", folded=True)
]


class ToyLab(Reviewable, frozen=True, kw_only=True, tag="toy-lab"):
    """A round Gaussian on the plane, trained live by its likelihood.

    Frames: ``points`` (n, 2) of the model and ``circle`` (41, 2), one deviation around its mean;
    ``data_points`` (n, 2) at first; ``losses`` (m, 2), steps and nats. Scalars: ``step``, ``loss`` in nats,
    ``steps_per_second``, ``trained``, ``width`` and ``extent``.
    """

    learning_rate: Hot[Rate] = 0.02
    training: Hot[Training] = True
    single_steps: Hot[SingleSteps] = 0
    speed: Hot[Speed] = 1
    seed: Seed = 0
    points: Hot[Points] = 1000


def train(recipe: ToyLab, resources: Resources, clock: Clock | None = None) -> Run:
    """Frames as :class:`ToyLab` says, until it is closed; changed controls come through ``send``."""
    clock = clock or Clock()
    return steered(recipe, ToyLab, lambda recipe, kept: _Lab(recipe, clock, kept), resources.trainings, clock)


class _Lab:
    whole = True

    def __init__(self, recipe: ToyLab, clock: Clock, kept: Checkpoint | None) -> None:
        self.recipe, self._clock = recipe, clock
        self._draw, self._random = source_of(recipe).draw, generator(recipe.seed, 0, "toy")
        self._noise = generator(recipe.seed, 1, "toy").standard_normal((MOST_POINTS, 2))
        self._mean, self._log_width = np.array([-2.0, 2.0]), -1.5
        self._progress, self._stillness = Progress(), Stillness(clock)
        self.slices = TimeSlices(clock, SlicedWork(()), ())
        if kept is not None:
            self.checkpoint(kept)
        self._index = 0

    def frame(self) -> Frame:
        trained = self.slices.train(self._step, self.recipe.training, self.recipe.speed)
        self.slices.compute()
        turns, width = np.linspace(0, 2 * np.pi, 41), float(np.exp(self._log_width))
        arrays = {
            "points": self._mean + width * self._noise[: self.recipe.points],
            "circle": self._mean + width * np.stack([np.cos(turns), np.sin(turns)], axis=1),
            **self.curves({}),
        }
        first = self._index == 0
        if first:
            arrays["data_points"] = self._draw(generator(self.recipe.seed, 2, "toy"), 1000)
        self._index += 1
        return Frame(
            arrays={name: array.astype(np.float32) for name, array in arrays.items()},
            scalars={
                "step": self._progress.steps,
                "loss": self._progress.loss,
                "steps_per_second": self._progress.pace(self._clock.now()),
                "trained": trained,
                "width": width,
                "extent": EXTENT,
            },
            index=self._index,
            keep=first,
            still=self._stillness.note(self.recipe, self.slices.busy),
        )

    def checkpoint(self, at: Checkpoint) -> None:
        self._mean = at.array("mean", self._mean)
        self._log_width = at.value("log width", self._log_width)
        if at.whole:
            at.random("random", self._random)
        self._progress.checkpoint(at.part("progress"))

    def curves(self, _scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        return {"losses": self._progress.curve()}

    def _step(self) -> None:
        """Descend −log p(x) = |x − μ|²/2σ² + 2 log σ + log 2π along its natural gradient."""
        away = self._draw(self._random, 256) - self._mean
        spread = float(np.square(away).sum(axis=1).mean()) / 2
        variance = np.exp(2 * self._log_width)
        self._progress.add(float(spread / variance + 2 * self._log_width + np.log(2 * np.pi)))
        self._mean = self._mean + self.recipe.learning_rate * away.mean(axis=0)
        self._log_width += float(self.recipe.learning_rate * min(spread / variance - 1, 10.0) / 2)


RUNS = {Ray: ray, ToyLab: train}
