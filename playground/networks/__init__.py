"""Torch networks, one file each; a card names the file and this looks it up, torch-free at import."""

from __future__ import annotations

import importlib
import importlib.util
import re
from typing import TYPE_CHECKING, Any

import msgspec

from playground.core.errors import CardError
from playground.core.guard import guarded

if TYPE_CHECKING:
    import torch

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def build(name: str, config: dict[str, Any]) -> torch.nn.Module:
    """The untrained network ``name`` (``vae-conv`` is the file ``vae_conv.py``) with a configuration.

    Raises :class:`CardError` if there is no such network or the configuration has a wrong field.
    """
    file = _file(name)
    network: torch.nn.Module = file.NETWORK(_settings(file, name, config))
    return network


def settings(name: str, config: dict[str, Any]) -> Any:
    """The configuration of the network ``name`` as its own type; raises as :func:`build`."""
    return _settings(_file(name), name, config)


def channels_last(name: str) -> bool:
    """Whether the network ``name`` learns at least as fast with its channels last in memory, as most do."""
    return bool(getattr(_file(name), "CHANNELS_LAST", True))


def _file(name: str) -> Any:
    module = f"{__name__}.{name.replace('-', '_')}"
    known = _NAME.fullmatch(name) is not None and importlib.util.find_spec(module) is not None
    file = importlib.import_module(module) if known else None
    if file is None or not hasattr(file, "NETWORK"):
        raise CardError(f"There is no network “{name[:80]}”; update the program or correct the model card.")
    return file


def _settings(file: Any, name: str, config: dict[str, Any]) -> Any:
    with guarded(CardError, f"The configuration of network “{name}” is not valid"):
        return msgspec.convert(config, file.CONFIG)
