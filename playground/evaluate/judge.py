"""Judges: small classifiers of real images that say whether a decoded picture still shows what it showed.

A judge is one safetensors file in ``assets/judges``, named after its data set, whose header says which
network it is and how often it was right on held-out images.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn

from playground import networks
from playground.core import folders
from playground.core.errors import ModelFileError
from playground.core.guard import guarded
from playground.core.likelihood import LEVELS
from playground.core.regular_files import check_regular
from playground.runtimes.safetensors_header import MAX_BYTES

_BLOCK = 500


class JudgeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The judge's network and its accuracy on held-out real images."""

    network: str
    config: dict[str, Any]
    accuracy: float
    images: int


class Judge(msgspec.Struct, frozen=True, kw_only=True):
    """A trained classifier in evaluation mode, and what is known about it."""

    network: nn.Module
    facts: JudgeFacts

    def named(self, images: NDArray[np.uint8]) -> NDArray[np.int64]:
        """The class ``(n,)`` of each of some pictures ``(n, channels, height, width)``."""
        return np.asarray(self._scores(images).argmax(dim=1).numpy(), dtype=np.int64)

    def log_probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float64]:
        """That of each class in nats ``(n, classes)``, for pictures ``(n, channels, height, width)``."""
        return np.asarray(self._scores(images).double().log_softmax(dim=1).numpy())

    @property
    def features(self) -> nn.Sequential:
        """The layers before its ``scores``, in whose activations pictures in [0, 1] are compared.

        Raises :class:`ModelFileError` where its network has no such part.
        """
        parts = dict(self.network.named_children())
        if parts.pop("scores", None) is None:
            raise ModelFileError(f"The judge’s network “{self.facts.network}” has no features before scores.")
        chains = (part if isinstance(part, nn.Sequential) else (part,) for part in parts.values())
        return nn.Sequential(*chain.from_iterable(chains))

    def _scores(self, images: NDArray[np.uint8]) -> Tensor:
        blocks = torch.split(torch.from_numpy(images), _BLOCK)
        with torch.inference_mode():
            return torch.cat([self.network(block.to(torch.float32) / (LEVELS - 1)) for block in blocks])


def judge_file(data: str) -> Path:
    """Where the judge of a data set ships."""
    return folders.assets() / "judges" / f"{data}.safetensors"


def load_judge(path: Path) -> Judge:
    """Read a judge; raises :class:`ModelFileError` if its file is missing, damaged or of another network."""
    with guarded(ModelFileError, f"The judge {path} must be installed again, since it cannot be read"):
        check_regular(path, MAX_BYTES)
        with safe_open(path, framework="pt") as file:
            facts = msgspec.json.decode((file.metadata() or {})["judge"], type=JudgeFacts)
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        network = networks.build(facts.network, facts.config)
        network.load_state_dict(tensors)
    return Judge(network=network.eval(), facts=facts)


def judge_bytes(weights: dict[str, Tensor], facts: JudgeFacts) -> bytes:
    """The content of a judge's file."""
    return save(weights, {"judge": msgspec.json.encode(facts).decode()})
