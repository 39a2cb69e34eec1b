"""What a source turned out to be, before it is a model: what is known of its card, and its parts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeAlias

import msgspec

from playground.core import plain_text
from playground.core.cards import Condition, ImageFormat, Likelihood, Network, Table, Unconditional
from playground.core.errors import ImportingError
from playground.core.ports import Ports
from playground.importing.conventions import Convention, Range

Role = Literal["denoiser", "decoder", "generator"]
"""What a network alone is for, where its ports do not tell."""

MAX_SIDE = 4096
"""Of a picture."""

Tensors: TypeAlias = Mapping[str, Any]


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of a source; whatever is left out is measured, or asked for where it cannot be.

    ``range`` are the values of black and white; ``labels`` name the classes; ``measured`` takes the first of
    the measured conventions also where it is not sure, or where a configuration says another.

    ``beside`` is the side of the pictures that were handed in, which counts where nobody says a ``size``.

    ``length`` is how many tokens a text has, where neither graphs nor a tokenizer say that.

    ``data`` is the name of the data set that the model learned.

    Code of the source runs only with ``trust``. ``shape`` is that of what its network takes, ``module`` the
    file and class that a state dict belongs to, ``net.py:Net``.
    """

    name: str = ""
    title: str = ""
    licence: str = ""
    data: str = ""
    role: Role | None = None
    range: Range | None = None
    labels: tuple[str, ...] = ()
    size: int | None = None
    length: int | None = None
    beside: int | None = None
    measured: bool = False
    shape: tuple[int, ...] = ()
    module: str = ""
    trust: bool = False

    @property
    def side(self) -> int | None:
        """Of the pictures of a source that does not say how large they are."""
        return self.size or self.beside


class OnePart(Protocol):
    """A part that can be written as a graph."""

    @property
    def tensors(self) -> Tensors:
        """Its weights by the names under which they are kept; those that parts share have one name."""

    @property
    def given(self) -> Mapping[str, str]:
        """What the inputs of its source are called by the card, where it is a graph itself."""

    def write(self, ports: Ports, weights: Path, graph: Path) -> None:
        """Write its graph, whose weights point into ``weights``; raises ``ImportingError``."""

    def difference(self, ports: Ports, graph: Path, reach: Mapping[str, tuple[float, float]]) -> float:
        """The largest difference between source and graph, over inputs of several batch sizes."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A model that is not yet written.

    ``shape`` is that of a denoising network's x, ``latent`` the size of a code or of noise. ``convention`` is
    what a configuration says. ``network`` is what PyTorch builds its parts by, where this program knows it,
    and ``tables`` what its family's cards say beside that. ``texts`` are further files by their names.
    ``like`` are flags of ``playground generate`` that sample as the source does; ``notes`` are sentences for
    whoever imports.
    """

    paradigm: str
    title: str
    image: ImageFormat
    parts: dict[str, OnePart]
    shape: tuple[int, int, int] | None = None
    latent: int = 0
    likelihood: Likelihood | None = None
    tables: tuple[Table, ...] = ()
    network: Network | None = None
    condition: Condition = Unconditional()
    labels: tuple[str, ...] = ()
    texts: Mapping[str, bytes] = MappingProxyType({})
    convention: Convention | None = None
    consistency: bool = False
    ranged: bool = True
    like: str = ""
    notes: tuple[str, ...] = ()


def label_names(
    classes: int, answers: Answers, known: Mapping[str, Any] = MappingProxyType({})
) -> tuple[str, ...]:
    """The names of the classes: given, ``known`` by their numbers, or the numbers themselves."""
    if answers.labels and len(answers.labels) != classes:
        raise ImportingError(
            f"The network knows {classes} classes, but {len(answers.labels)} labels were given."
        )
    return answers.labels or tuple(plain_text.line(str(known.get(str(at), at))) for at in range(classes))
