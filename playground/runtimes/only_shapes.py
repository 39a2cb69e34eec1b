"""What a configuration would build is counted while it is built without memory, and too much is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.nn.modules import module as hooks

from playground.core.guard import DamagedFileError

MAX_MODULES = 20_000
"""Stable Diffusion's network has some two thousand."""
MAX_WEIGHTS = 2 << 30
MAX_CONSTANTS = 1 << 26
"""Numbers that a network works out while it is built, and that no file of weights has to hold."""


@contextmanager
def only_shapes() -> Iterator[None]:
    """Networks that are built inside have shapes and no values.

    Raises ``DamagedFileError``, which ends a sentence, as soon as there are too many parts or numbers,
    however deep their settings are nested.
    """
    counted = _Counted()
    handles = (
        hooks.register_module_module_registration_hook(counted.module),
        hooks.register_module_parameter_registration_hook(counted.weight),
        hooks.register_module_buffer_registration_hook(counted.constant),
    )
    try:
        with torch.device("meta"):
            yield
    finally:
        for handle in handles:
            handle.remove()


class _Counted:
    def __init__(self) -> None:
        self._modules = self._weights = self._constants = 0

    def module(self, *_: Any) -> None:
        """One more part."""
        self._modules += 1
        _refuse_more(self._modules, MAX_MODULES, "parts")

    def weight(self, _into: Any, _name: str, tensor: Any) -> None:
        """One more tensor of weights."""
        self._weights += 0 if tensor is None else tensor.numel()
        _refuse_more(self._weights, MAX_WEIGHTS, "weights")

    def constant(self, _into: Any, _name: str, tensor: Any) -> None:
        """One more tensor that does not learn."""
        self._constants += 0 if tensor is None else tensor.numel()
        _refuse_more(self._constants, MAX_CONSTANTS, "constants")


def _refuse_more(count: int, most: int, what: str) -> None:
    if count > most:
        raise DamagedFileError(f"it would have more than {most:,} {what}")
