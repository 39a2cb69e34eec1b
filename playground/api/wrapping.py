"""A torch module of one's own as a model, without writing a file."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import msgspec
import numpy as np

import playground
from playground.api.models import Model, world
from playground.core.captioned import Captioned
from playground.core.card_faults import faults_of, tables_of
from playground.core.card_toml import file_type, plain
from playground.core.cards import FORMAT, Card, ImageFormat, LabelCondition, Part, Unconditional
from playground.core.checkpoint import Trainings
from playground.core.conditions import condition_ports
from playground.core.errors import CardError
from playground.core.frames import Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Session
from playground.core.vocabulary import Vocabulary
from playground.gaussian.adapt import network_time, path_of
from playground.gaussian.card import Denoising, Knots, PathName, Times, denoising_ports
from playground.paradigms.cards import rules

if TYPE_CHECKING:
    from torch import nn

Prediction: TypeAlias = Literal["noise", "data", "v", "velocity", "score"]
Schedule: TypeAlias = Literal["linear", "cosine", "sigmoid"]
Arrays: TypeAlias = tuple[Sequence[float], Sequence[float], Sequence[float]]

_PART = "denoiser"
_NEAR = 1e-9


class Wrapped(Model):
    """A module of one's own; ``time_of`` is what it is told of the time where that is no straight line."""

    def __init__(self, module: nn.Module, card: Card, time_of: Callable[[float], float] | None) -> None:
        super().__init__(card, _World(module, card, time_of))
        self.module, self.time_of = module, time_of


class _World:
    """All models that there are, and one of one's own before them."""

    def __init__(self, module: nn.Module, card: Card, time_of: Callable[[float], float] | None) -> None:
        self._module, self._card, self._time_of = module, card, time_of
        self._others = world()

    @property
    def trainings(self) -> Trainings | None:
        return None

    def card(self, model: str) -> Card:
        return self._card if model == self._card.name else self._others.card(model)

    def session(self, model: str, part: str) -> Session:
        if model != self._card.name:
            return self._others.session(model, part)
        from playground.runtimes import own_module

        return own_module.session(self._module, self._card.parts[part], self._time_of, lambda _: None)

    def held_out(self, data: str) -> LabelledImages:
        return self._others.held_out(data)

    def captioned(self, data: str) -> Captioned:
        return self._others.captioned(data)

    def vocabulary(self, model: str) -> Vocabulary:
        return self._others.vocabulary(model)

    def facts(self, model: str) -> dict[str, Scalar]:
        if model != self._card.name:
            return self._others.facts(model)
        return {
            "model": model, "runtime": "torch", "playground": playground.__version__, "numpy": np.__version__
        }  # fmt: skip


def wrap(
    module: nn.Module,
    *,
    path: PathName | Arrays = "linear",
    prediction: Prediction = "velocity",
    time: Callable[[float], float] | None = None,
    sign: Literal[1, -1] = 1,
    shape: Sequence[int] | None = None,
    classes: int = 0,
    null: int | None = None,
    schedule: Schedule = "linear",
    schedule_steps: int = 1000,
    values: tuple[float, float] = (-1.0, 1.0),
    name: str = "my-module",
) -> Wrapped:
    """A denoising module ``module(x, time)``, or ``module(x, time, label)`` with ``classes``, as a model.

    ``path`` is that from data to noise it was trained on: straight lines, whose time goes from 0, the data,
    to 1; a ``schedule`` of so many steps; or arrays of times, α and σ: ``x = α·data + σ·noise``. What it
    gives times ``sign`` is its ``prediction``; ``time`` says what it is told where the path's time is t
    (usually t itself, and on a schedule t − 1). ``shape`` is (channels, height, width), which a module's
    ``config`` may say; ``null`` is the label for no class, if it learned one; ``values`` are black and white.
    Raises ``CardError`` with one sentence where that is no model.

    >>> import torch, playground as pg
    >>> class Net(torch.nn.Module):
    ...     def forward(self, x, time):
    ...         return -x / (1 + time[:, None, None, None])
    >>> d = pg.wrap(Net(), path="linear", prediction="velocity", time=lambda t: 999 * (1 - t), sign=-1,
    ...             shape=(1, 8, 8))
    >>> pg.sample(d, sampler="euler", steps=5, count=2).trajectory.shape
    (6, 2, 1, 8, 8)
    """
    from torch import nn

    if not isinstance(module, nn.Module):
        raise CardError(f"This {type(module).__name__} is no torch module; let one call it.")
    named, knots = _path_of(path)
    _check_known("prediction", prediction, get_args(Prediction))
    _check_known("schedule", schedule, get_args(Schedule))
    if not isinstance(name, str) or not name.strip():
        raise CardError("A model needs a name.")
    size = _shape_of(module) if shape is None else tuple(np.atleast_1d(shape).tolist())
    if len(size) != 3:
        raise CardError(f"shape must be (channels, height, width); it is {size}.")
    denoising = Denoising(
        path=named, schedule=schedule, schedule_steps=schedule_steps, knots=knots, prediction=prediction,
        sign=sign, shape=size, condition=_condition_of(classes, null),
    )  # fmt: skip
    card = _card_of(name, denoising, values)
    time_of = time or ((lambda t: t - 1) if named == "variance preserving" else (lambda t: t))
    straight = _straight(time_of, denoising)
    if straight is None:
        return Wrapped(module, card, time_of)
    denoising = msgspec.structs.replace(denoising, times=straight)
    return Wrapped(module, msgspec.structs.replace(card, tables=(denoising,)), None)


def _path_of(path: PathName | Arrays) -> tuple[PathName, Knots | None]:
    """The path's name, and what an own one is given by."""
    if not isinstance(path, str):
        return "arrays", _knots(path)
    if path not in get_args(PathName) or path == "arrays":
        named = ", ".join(f"“{each}”" for each in get_args(PathName) if each != "arrays")
        raise CardError(f"There is no path “{path[:40]}”; there are {named}, and three arrays.")
    return path, None


def _check_known(what: str, said: str, known: Sequence[str]) -> None:
    if said not in known:
        names = ", ".join(f"“{each}”" for each in known)
        raise CardError(f"There is no {what} “{str(said)[:40]}”; there are {names}.")


def _condition_of(classes: int, null: int | None) -> LabelCondition | Unconditional:
    if isinstance(null, int) and not classes:
        raise CardError(f"null={null} stands for none of the classes, but there are none; give classes.")
    if isinstance(null, int) and isinstance(classes, int) and null > classes:
        raise CardError(f"null={null} is no label: behind {classes} classes comes {classes}.")
    return LabelCondition(classes=classes, null=null) if classes else Unconditional()


def _card_of(name: str, denoising: Denoising, values: tuple[float, float]) -> Card:
    """A card without files, whose values may have any type so far; raises ``CardError``."""
    size = denoising.shape
    inputs, outputs = denoising_ports(size, size, condition_ports(denoising.condition))[_PART]
    try:
        card = Card(
            format=FORMAT, name=name, title=name,
            paradigm="flow" if denoising.path == "linear" else "diffusion",
            image=ImageFormat(
                channels=size[0], height=size[1], width=size[2], low=float(values[0]), high=float(values[1])
            ),
            tables=(denoising,), labels=tuple(map(str, range(denoising.classes))),
            parts={_PART: Part(graph=f"{_PART}.onnx", inputs=inputs, outputs=outputs)}, files=(),
        )  # fmt: skip
        # What is made by hand was not checked for its types.
        msgspec.convert(plain(card), file_type(tables_of(rules())))
    except (msgspec.ValidationError, TypeError, ValueError, IndexError) as error:
        raise CardError(f"This is no model: {str(error).rstrip('.')}.") from error
    if wrong := [str(each) for each in faults_of(card, name, rules()) if each.field != "files"]:
        raise CardError(f"This is no model: {'; '.join(wrong)}.", tuple(wrong))
    return card


def _knots(path: Arrays) -> Knots:
    try:
        times, alphas, sigmas = (tuple(map(float, each)) for each in path)
    except (TypeError, ValueError) as error:
        raise CardError("A path by arrays is three of them: times, α and σ, all numbers.") from error
    return Knots(times=times, alphas=alphas, sigmas=sigmas)


def _straight(time_of: Callable[[float], float], denoising: Denoising) -> Times | None:
    """What a function of the path's time is where it is asked, if that is a line that a card can say."""
    try:
        path = path_of(denoising)
    except ValueError as error:
        raise CardError(f"This is no path: {error}.") from error
    shares = (0.25, 0.5, 0.75)
    between = {
        t: _asked(time_of, t) for t in (path.floor + share * (path.end - path.floor) for share in shares)
    }
    if not all(map(math.isfinite, between.values())):
        raise CardError("What “time” says along the path must be finite numbers.")
    # Where a path ends a clock may have no number, as a logarithm.
    first, last = _asked(time_of, path.floor), _asked(time_of, path.end)
    slope = float(f"{(last - first) / (path.end - path.floor):.12g}")
    if not math.isfinite(slope) or slope == 0:
        return None
    start = first - slope * path.floor
    if any(
        abs(value - (start + slope * t)) > _NEAR * max(abs(first), abs(last)) for t, value in between.items()
    ):
        return None
    if slope > 0:
        return Times(scale=slope, offset=start / slope)
    if denoising.path == "variance exploding":
        return None  # Time is σ there, and has no other end.
    length = network_time(msgspec.structs.replace(denoising, times=Times(reversed=True)), path.level(0.0))
    return Times(scale=-slope, offset=start / -slope - length, reversed=True)


def _asked(time_of: Callable[[float], float], t: float) -> float:
    try:
        return float(time_of(t))
    except (ValueError, ArithmeticError):
        return math.nan
    except TypeError as error:
        raise CardError(f"“time” gives no number: {error}.") from error


def _shape_of(module: Any) -> tuple[int, ...]:
    """The shape of x that a module says itself, as those of diffusers do."""
    config = getattr(module, "config", None)
    channels, side = getattr(config, "in_channels", None), getattr(config, "sample_size", None)
    if not isinstance(channels, int) or side is None:
        raise CardError(
            "The module does not say how large its pictures are; give shape=(channels, height, width)."
        )
    sides = tuple(side) if isinstance(side, tuple | list) else (side, side)
    return (channels, *sides)
