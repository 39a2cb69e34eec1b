"""What a training may ask of its surroundings: where other models are, where to keep things, whom to tell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import torch

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.paradigms.cards import read_card
from playground.runtimes.torch_session import load_network


def to_stderr(text: str) -> None:
    """Say something where one looks on."""
    sys.stderr.write(f"playground: {text}\n")


class TrainingWorld(msgspec.Struct, frozen=True, kw_only=True):
    """The run's folder, the device, and how progress before the first step is told.

    What is drawn of a teacher lies in the folder where the run is ``alone``, or else beside it.
    """

    folder: Path
    device: torch.device
    alone: bool = False
    say: Callable[[str], None] = to_stderr

    def drawn_of(self, teacher: str) -> Path:
        """Where trajectories of a teacher are kept."""
        place = self.folder if self.alone else self.folder.parent
        return place / f"{teacher}-trajectories"

    def model(self, name: str) -> tuple[Card, torch.nn.Module]:
        """A finished model: of the run beside this one, or of those that are installed.

        Raises :class:`DataError` where there is none.
        """
        places = [self.folder.parent / name / "model", *folders.model_folders()]
        for place in places:
            if (place / name / "card.toml").is_file():
                card = read_card(place / name)
                return card, load_network(card, place / name).to(self.device)
        raise DataError(
            f"This training needs the finished model “{name}”, which is neither in {places[0]} nor "
            "installed; train that one first."
        )
