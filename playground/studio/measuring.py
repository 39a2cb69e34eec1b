"""What a finished model of a data set of one's own is measured by, and what its card says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playground.studio.kept import Plan


def measure(plan: Plan, model: Path, training: Path, tell: Callable[[str], None]) -> dict[str, float]:
    """Measure the model in the folder ``model``, write what was found into its card, and give the numbers.

    ``training`` is the folder of the training, in which nothing is changed; ``tell`` gets sentences on what
    is done now. Raises ``DataError`` where the data set is gone or holds other pictures now.
    """
    raise NotImplementedError
