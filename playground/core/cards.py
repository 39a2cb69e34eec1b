"""Model cards: ``models/<name>/card.toml`` is the single truth about a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from playground.core.errors import CardError

FORMAT = 1
MAX_BYTES = 200_000


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


class Port(Strict, frozen=True, kw_only=True):
    """A named array that goes into or comes out of a part; ``shape`` is without the batch."""

    name: str
    shape: tuple[int, ...]


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


class Card(Strict, frozen=True, kw_only=True):
    """Everything known about one model; ``measured`` holds numbers by name, ``measured_with`` says how."""

    format: int
    name: str
    title: str
    summary: str
    paradigm: Literal["vae"]
    data: str
    licence: str
    image: ImageFormat
    likelihood: Literal["discretized-logistic"]
    latent: int
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


def read_card(folder: Path) -> Card:
    """Read and validate ``folder/card.toml``; raises :class:`CardError` naming the field that is wrong."""
    path = folder / "card.toml"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CardError(f"{path} is larger than {MAX_BYTES // 1000} kB, so it cannot be a model card.")
        card = msgspec.toml.decode(path.read_bytes(), type=Card)
    except OSError as error:
        raise CardError(f"The model card {path} cannot be read: {error.strerror or error}.") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise CardError(f"The model card {path} is not valid: {error}.") from error
    _check(card, path)
    return card


def _check(card: Card, path: Path) -> None:
    def wrong(field: str, why: str) -> CardError:
        return CardError(f"The model card {path} is not valid: {field} {why}.")

    if card.format != FORMAT:
        raise wrong("format", f"is {card.format}, but this program reads {FORMAT}")
    if card.name != path.parent.name:
        raise wrong("name", f"is “{card.name}”, but the folder is called “{path.parent.name}”")
    if card.latent < 1:
        raise wrong("latent", "must be at least 1")
    if min(card.image.channels, card.image.height, card.image.width) < 1:
        raise wrong("image", "must have at least one channel, row and column")
    if not card.image.low < card.image.high:
        raise wrong("image.low", "must be below image.high")
    if card.latent_kl and len(card.latent_kl) != card.latent:
        raise wrong("latent_kl", f"must have {card.latent} entries, one per latent dimension")
    named = {file.path for file in card.files}
    for file in named | {card.weights} | {part.graph for part in card.parts.values()}:
        if Path(file).name != file or file in ("", ".", ".."):
            raise wrong("files", f"names “{file}”, which is outside the model's folder")
    for file in {card.weights} | {part.graph for part in card.parts.values()}:
        if file not in named:
            raise wrong("files", f"must list “{file}” with its size and SHA-256")
    for name, (inputs, outputs) in _vae_ports(card).items():
        if name not in card.parts:
            raise wrong("parts", f"must have “{name}”")
        part = card.parts[name]
        if (part.inputs, part.outputs) != (inputs, outputs):
            raise wrong(f"parts.{name}", f"must take {_listed(inputs)} and give {_listed(outputs)}")


def _vae_ports(card: Card) -> dict[str, tuple[tuple[Port, ...], tuple[Port, ...]]]:
    """Inputs and outputs of the parts that a variational autoencoder is made of."""
    image, code = (card.image.channels, card.image.height, card.image.width), (card.latent,)
    return {
        "encoder": (
            (Port(name="image", shape=image),),
            (Port(name="mean", shape=code), Port(name="log_variance", shape=code)),
        ),
        "decoder": (
            (Port(name="latent", shape=code),),
            (Port(name="location", shape=image), Port(name="log_scale", shape=image)),
        ),
    }


def _listed(ports: tuple[Port, ...]) -> str:
    return " and ".join(f"“{port.name}” of shape {port.shape}" for port in ports)
