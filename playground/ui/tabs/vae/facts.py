"""What is recorded beside the recipe of an exported file."""

from __future__ import annotations

import functools
import platform
from importlib import metadata

import playground
from playground.core.cards import Card
from playground.core.frames import Scalar
from playground.core.resources import Placement

_PACKAGES = {"onnx": "onnxruntime", "torch": "torch"}


def facts_of(card: Card, placement: Placement) -> dict[str, Scalar]:
    """Model hash, runtime, device and versions; nothing is imported for it."""
    package = _PACKAGES[placement.runtime]
    return {
        "model": card.name,
        "model_sha256": card.hash,
        "runtime": placement.runtime,
        "device": placement.device,
        "playground": playground.__version__,
        "numpy": _version("numpy"),
        package: _version(package),
        "platform": f"{platform.system()} {platform.machine()}",
    }


@functools.cache
def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
