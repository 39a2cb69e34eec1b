"""What a training minimises, and the cross-entropy of a judge."""

from __future__ import annotations

from typing import Protocol

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core.images import EndlessImages, LabelledImages, Stream
from playground.core.likelihood import LEVELS
from playground.zoo.recipe import TrainJudge
from playground.zoo.world import TrainingWorld


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch with its own cosine and optimiser, from the best averaged weights of the phase before.

    Parameters change whose name begins with ``learns`` and, unless it is empty, not with ``holds``.

    What learns in a phase that ``fits`` is fitted to what the phases before have learned, and begins at zero,
    also where those learn longer.
    """

    epochs: int
    learns: str = ""
    holds: str = ""
    fits: bool = False
    bfloat16: bool = False

    def changes(self, name: str) -> bool:
        """Whether the parameter called ``name`` learns in this phase."""
        return name.startswith(self.learns) and not (self.holds and name.startswith(self.holds))


class Examples(Protocol):
    """What a training learns from, by places: a tensor whose first axis they are, or what gives the same."""

    def __len__(self) -> int: ...

    def __getitem__(self, places: Tensor | slice, /) -> Tensor: ...


class Streamed:
    """The pictures of a stream, put together when they are asked for."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __len__(self) -> int:
        return len(self._stream)

    def __getitem__(self, places: Tensor | slice, /) -> Tensor:
        """Pictures ``(n, channels, height, width)`` uint8."""
        chosen = torch.arange(len(self))[places] if isinstance(places, slice) else places
        return torch.from_numpy(self._stream.images(chosen.cpu().numpy()))


class Task(Protocol):
    """One kind of training; ``levels`` are grey levels ``(batch, channels, height, width)`` float32.

    A task that learns from something else than images gives that as ``levels`` from ``prepare``.
    """

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """Set the network's start up; the examples ``(n, …)`` to learn from and their labels ``(n,)``."""
        ...

    def phases(self) -> tuple[Phase, ...]:
        """The training's phases in order."""
        ...

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Named scalars of one batch; ``"loss"`` is the one to minimise."""
        ...

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """Named scalars of images kept apart; ``"loss"`` chooses the best epoch."""
        ...

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """A picture ``(height, width)`` of what the network can do, if it makes pictures."""
        ...


class FromImages:
    """A task that learns from the images themselves, or from those of a stream, which have the label 0."""

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """The images and their labels."""
        if isinstance(images, EndlessImages):
            return Streamed(images.stream), torch.zeros(len(images.stream), dtype=torch.int64)
        return torch.from_numpy(images.images.copy()), torch.from_numpy(images.labels.astype(np.int64))


class JudgeTask(FromImages):
    """Cross-entropy of the true class with a little label smoothing, so that it stays calibrated."""

    def __init__(self, recipe: TrainJudge) -> None:
        self._recipe = recipe

    def phases(self) -> tuple[Phase, ...]:
        return (Phase(epochs=self._recipe.epochs, bfloat16=self._recipe.bfloat16),)

    def losses(
        self,
        network: nn.Module,
        levels: Tensor,
        labels: Tensor,
        step: int,
    ) -> dict[str, Tensor]:
        """Loss in nats per image, and the share of the batch that is classified rightly."""
        scores = network(levels / (LEVELS - 1)).float()
        loss = nn.functional.cross_entropy(scores, labels, label_smoothing=0.05)
        return {"loss": loss, "accuracy": (scores.argmax(dim=1) == labels).float().mean()}

    def validate(
        self,
        network: nn.Module,
        levels: Tensor,
        labels: Tensor,
    ) -> dict[str, float]:
        """The same over all images kept apart."""
        scores = torch.cat([network(block / (LEVELS - 1)).float() for block in torch.split(levels, 500)])
        loss = nn.functional.cross_entropy(scores, labels, label_smoothing=0.05)
        return {"loss": float(loss), "accuracy": float((scores.argmax(dim=1) == labels).float().mean())}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """A judge makes no pictures."""
        return None
