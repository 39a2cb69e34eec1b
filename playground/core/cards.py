"""Model cards: ``models/<name>/card.toml`` is the single truth about a model."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from playground.core.ports import Port

EXACT = "exact"
"""What the card of a model that holds its data by heart calls its network."""

ParadigmName = Literal["vae", "gan", "diffusion", "flow", "consistency", "nflow", "classifier"]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the card's tables: frozen, every key known."""


class ImageFormat(Strict, frozen=True, kw_only=True):
    """Shape of one image and the values the network sees for black and white."""

    channels: int
    height: int
    width: int
    low: float = 0.0
    high: float = 1.0

    @property
    def dimensions(self) -> int:
        """Number of values in one image."""
        return self.channels * self.height * self.width


class Part(Strict, frozen=True, kw_only=True):
    """One graph of a model: its ONNX file, and its named inputs and outputs."""

    graph: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


class Network(Strict, frozen=True, kw_only=True):
    """The torch module that the weights belong to: ``name`` is a file in ``playground/networks``."""

    name: str
    config: dict[str, Any] = {}


class ModelFile(Strict, frozen=True, kw_only=True):
    """A file of the model with its size and SHA-256, checked before it is loaded."""

    path: str
    bytes: int
    sha256: str


class Training(Strict, frozen=True, kw_only=True):
    """How the model was trained: enough to do it again."""

    recipe: str
    seed: int
    steps: int
    seconds: float
    device: str
    versions: dict[str, str] = {}
    date: str = ""
    data: str = ""


class Denoising(Strict, frozen=True, kw_only=True):
    """How a denoising network speaks, and of what path from data to noise.

    ``x = α·data + σ·noise`` has ``shape``: an image, or a latent where the model has an encoder and decoder.
    The network is told ``(t + time_offset)·time_scale`` where the path says ``t``, and a label below
    ``classes``, or ``classes`` for none. ``guidance`` is the scale that distillation from ``teacher`` folded
    into the weights: such a network cannot be guided again. A ``consistency`` network gives the end of the
    path's trajectory instead of the mean of the data, in the same language.
    """

    kind: Literal["denoiser", "consistency"] = "denoiser"
    path: Literal["variance preserving", "linear", "variance exploding"]
    schedule: Literal["linear", "cosine", "sigmoid"] = "linear"
    schedule_steps: int = 1000
    prediction: Literal["noise", "data", "v", "velocity", "score"]
    shape: tuple[int, int, int]
    classes: int
    time_scale: float = 1.0
    time_offset: float = 0.0
    teacher: str = ""
    guidance: float = 0.0


class Snapshot(Strict, frozen=True, kw_only=True):
    """A moment of a training that was kept: its step, and the file with the weights of both players."""

    step: int
    weights: str


class Gan(Strict, frozen=True, kw_only=True):
    """Two players: a generator of noise and label, and a discriminator of picture and label.

    Noise has ``latent`` independent values. ``loss`` is what the discriminator minimised: of the
    ``non-saturating`` one, the logistic function of its logit is the probability that a picture is real.
    ``r1`` is γ of the penalty γ/2 · E‖∇ₓ logit‖² on real pictures that was added (Mescheder et al. 2018,
    equation 9), in pictures between ``low`` and ``high``; 0 where there was none.
    ``snapshots`` are in the order of their steps, and the last one is the model itself. ``directions`` are
    orthonormal in the space of noise, along which the generator's first layer varies most, with their
    ``shares`` of its variance.
    """

    latent: int
    distribution: Literal["normal"] = "normal"
    classes: int
    loss: Literal["non-saturating", "hinge", "least squares"]
    r1: float = 0.0
    snapshots: tuple[Snapshot, ...]
    directions: tuple[tuple[float, ...], ...] = ()
    shares: tuple[float, ...] = ()


class Nflow(Strict, frozen=True, kw_only=True):
    """An invertible network between pictures and z, which is standard normal and of a picture's shape.

    ``normalise`` takes grey levels 0…255 and the noise in [0, 1) that is added to them, and gives z and the
    log-density of their sum in nats, to which each value of the picture contributes its own; ``generate``
    gives that sum over 256. Label ``classes`` is none. The picture is halved ``halvings`` times, and
    :func:`~playground.core.multiscale.scale_of_pixels` says which values of z belong to which scale.
    """

    classes: int
    halvings: int
    dequantisation: Literal["uniform"] = "uniform"


class Card(Strict, frozen=True, kw_only=True):
    """Everything known about one model; ``measured`` holds numbers by name, ``measured_with`` says how."""

    format: int
    name: str
    title: str
    summary: str
    paradigm: ParadigmName
    data: str
    licence: str
    image: ImageFormat
    likelihood: Literal["discretized-logistic"] | None = None
    latent: int = 0
    denoising: Denoising | None = None
    gan: Gan | None = None
    nflow: Nflow | None = None
    labels: tuple[str, ...]
    network: Network
    weights: str
    parts: dict[str, Part]
    files: tuple[ModelFile, ...]
    training: Training
    measured: dict[str, float] = {}
    measured_with: str = ""
    latent_kl: tuple[float, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the weights: the model's identity in recipes and caches."""
        return next(file.sha256 for file in self.files if file.path == self.weights)


def source_of(card: Card, part: str) -> tuple[str, str]:
    """The file that holds the weights of a part, and the part's name among them.

    Parts are named alike, but those of an earlier moment of a training have its step behind their name.
    """
    name, _, step = part.partition("-")
    for snapshot in card.gan.snapshots[:-1] if card.gan else ():
        if step == str(snapshot.step):
            return snapshot.weights, name
    return card.weights, part


def part_at(card: Card, part: str, index: int) -> str:
    """What a part is called at a snapshot, counted from the first, or from the last where negative."""
    snapshots = card.gan.snapshots if card.gan else ()
    snapshot = snapshots[index]
    return part if snapshot is snapshots[-1] else f"{part}-{snapshot.step}"
