"""What the card of a denoising network says of it: how it speaks, and of what path from data to noise."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from playground.core.cards import Condition, Strict, Table
from playground.core.ports import LABEL, Port, Ports


class Times(Strict, frozen=True, kw_only=True):
    """What a network is told where the path's time is t: ``(t + offset)·scale``.

    Where it counts from noise to data, ``reversed``, t is first taken from the path's whole length: 1 of
    straight lines, T of a schedule.
    """

    scale: float = 1.0
    offset: float = 0.0
    reversed: bool = False


class Knots(Strict, frozen=True, kw_only=True):
    """A path by arrays: α and σ of ``x = α·data + σ·noise`` at times that rise from 0, the data.

    Between them the path is a smooth curve. Where the times are 0, 1 … T, they are the whole steps that the
    network was trained at.
    """

    times: tuple[float, ...]
    alphas: tuple[float, ...]
    sigmas: tuple[float, ...]


class Moment(Strict, frozen=True, kw_only=True):
    """What the network was after an earlier ``step`` of its training: the file of those ``weights``."""

    step: int
    weights: str


PathName = Literal["variance preserving", "linear", "variance exploding", "arrays"]


class Denoising(Table, frozen=True, kw_only=True):
    """How a denoising network speaks, and of what path from data to noise.

    ``x = α·data + σ·noise`` has ``shape``: an image, or a latent where the model has an encoder and decoder.
    What the network gives times ``sign`` is its ``prediction``. ``guidance`` is the scale that distillation
    from ``teacher`` folded into the weights: such a network cannot be guided again. A ``consistency`` network
    gives the end of the path's trajectory instead of the mean of the data, in the same language.

    A network that was distilled for certain numbers of equal ``steps`` is asked in so many alone: what it
    gives at the beginning of a step is the mean velocity of the whole step, and so that it knows how long
    the step is, it is told a time that lies a tenth of the step ahead.

    ``earlier`` are moments of its training that are kept.
    """

    field: ClassVar[str] = "denoising"

    kind: Literal["denoiser", "consistency"] = "denoiser"
    path: PathName
    schedule: Literal["linear", "cosine", "sigmoid"] = "linear"
    schedule_steps: int = 1000
    knots: Knots | None = None
    prediction: Literal["noise", "data", "v", "velocity", "score"]
    sign: Literal[1, -1] = 1
    shape: tuple[int, int, int]
    condition: Condition
    times: Times = Times()
    teacher: str = ""
    guidance: float = 0.0
    steps: tuple[int, ...] = ()
    earlier: tuple[Moment, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        return (*super().files, *(moment.weights for moment in self.earlier))

    def source_of(self, part: str) -> tuple[str, str] | None:
        """The network after a step of its training is the part ``denoiser-STEP``."""
        steps = {f"denoiser-{moment.step}": moment.weights for moment in self.earlier}
        return (steps[part], "denoiser") if part in steps else None

    @classmethod
    def updated(cls, fields: dict[str, Any]) -> dict[str, Any]:
        names = {"time_scale": "scale", "time_offset": "offset"}
        found = super().updated(fields)
        times = {names[key]: value for key, value in found.items() if key in names}
        rest = {key: value for key, value in found.items() if key not in names}
        return {**rest, "times": times} if times else rest


def denoising_ports(
    image: tuple[int, int, int], shape: tuple[int, int, int], inputs: tuple[Port, ...] = (LABEL,)
) -> dict[str, Ports]:
    """Those of a denoising model: one part, and two more where ``shape`` is a latent and not the image's."""
    x = Port(name="x", shape=shape)
    denoiser = ((x, Port(name="time", shape=()), *inputs), (Port(name="prediction", shape=shape),))
    if shape == image:
        return {"denoiser": denoiser}
    picture, latent = (Port(name="image", shape=image),), (Port(name="latent", shape=shape),)
    return {"denoiser": denoiser, "encoder": (picture, latent), "decoder": (latent, picture)}
