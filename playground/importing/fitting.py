"""Whether weights are those that a configuration speaks of, before anything is built by it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from playground.core import plain_text
from playground.core.errors import ImportingError
from playground.runtimes.safetensors_header import Tensor as Held


def check_fit(
    wanted: Mapping[str, Tensor], held: Mapping[str, Held], weights: Path, configuration: Path
) -> None:
    """Raise :class:`ImportingError` for the first weight that is missing, too many, or of another shape."""
    for name in sorted(wanted.keys() | held.keys()):
        if name not in held or name not in wanted:
            whose = "lack" if name not in held else "hold"
            raise ImportingError(
                f"The weights {weights} {whose} “{plain_text.line(name)}”, unlike {configuration}."
            )
        if held[name].shape != tuple(wanted[name].shape):
            raise ImportingError(
                f"The weights {weights} hold “{plain_text.line(name)}” of shape {held[name].shape}, but "
                f"{configuration} says {tuple(wanted[name].shape)}."
            )
