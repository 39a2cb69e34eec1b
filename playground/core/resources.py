"""What a run may ask for: cards, sessions that run a model's parts, held-out images, and facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol

import msgspec

from playground.core.captioned import Captioned
from playground.core.cards import Card
from playground.core.checkpoint import Trainings
from playground.core.frames import Array, Scalar
from playground.core.images import LabelledImages
from playground.core.vocabulary import Vocabulary

RuntimeName = Literal["onnx", "torch", "numpy"]
"""``numpy`` runs exact models, which no other runtime can."""


RUNTIMES = {"onnx": "ONNX Runtime", "torch": "PyTorch"}
DEVICES = {"cpu": "CPU", "cuda": "CUDA GPU", "directml": "DirectML", "coreml": "Core ML", "mps": "Apple GPU"}
"""What they are called."""


class Placement(msgspec.Struct, frozen=True):
    """Which runtime and device run the models; it never changes a result beyond float tolerance."""

    runtime: RuntimeName = "onnx"
    device: Annotated[str, msgspec.Meta(max_length=100)] = "cpu"

    @property
    def title(self) -> str:
        """Both in words."""
        return f"{RUNTIMES.get(self.runtime, self.runtime)} · {DEVICES.get(self.device, self.device)}"


class Session(Protocol):
    """One part of a model, ready to run: named arrays in, named arrays out."""

    @property
    def placement(self) -> Placement:
        """Where it really runs, which may differ from what was asked for."""

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Run on arrays whose first axis is the batch; raises ``SessionError``."""


class Resources(Protocol):
    """The world as a run sees it."""

    @property
    def trainings(self) -> Trainings | None:
        """Where live trainings are kept, if they are."""

    def card(self, model: str) -> Card:
        """The card of a model by its name; raises ``CardError``."""

    def session(self, model: str, part: str) -> Session:
        """A session for one part of a model; raises ``ModelFileError`` or ``SessionError``."""

    def held_out(self, data: str) -> LabelledImages:
        """The held-out images that ship for a data set; raises ``DataError``."""

    def captioned(self, data: str) -> Captioned:
        """The captioned pictures that ship of a data set; raises ``DataError``."""

    def vocabulary(self, model: str) -> Vocabulary:
        """The words that a model is told; raises ``CardError`` or ``ModelFileError``."""

    def facts(self, model: str) -> dict[str, Scalar]:
        """Model hash and licence, runtime, device and versions, as recorded in exports."""
