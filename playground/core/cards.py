"""Model cards: ``models/<name>/card.toml`` is the single source for what is known of a model.

What only the cards of one family say stands in that family's :class:`Table`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar, Literal, Self, TypeAlias

import msgspec

from playground.core.ports import Port

FORMAT = 2
EXACT = "exact"
"""What the card of a model that holds its data by heart calls its network."""

ParadigmName: TypeAlias = str
TrainingTimes: TypeAlias = Literal["", "uniform", "logit-normal"]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the card's tables: frozen, every key known."""


class ImageFormat(Strict, frozen=True, kw_only=True):
    """Shape of one image and the values the network sees for black and white."""

    channels: int
    height: int
    width: int
    low: float = 0.0
    high: float = 1.0

    @property
    def dimensions(self) -> int:
        """Number of values in one image."""
        return self.channels * self.height * self.width

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width."""
        return self.channels, self.height, self.width


class Unconditional(Strict, frozen=True, kw_only=True, tag_field="kind", tag="none"):
    """Nothing is told to the network: there are no labels, and nothing to be guided by."""

    @property
    def classes(self) -> int:
        """None."""
        return 0

    @property
    def null(self) -> None:
        """There is nothing that could be left out."""
        return


class LabelCondition(Strict, frozen=True, kw_only=True, tag_field="kind", tag="label"):
    """A class from 0 to ``classes`` − 1; ``null`` is told for none of them, if the network learned that.

    Without ``null`` a network always has to be told a class, and classifier-free guidance has nothing to
    guide away from.
    """

    classes: int
    null: int | None = None


class Attention(Strict, frozen=True, kw_only=True):
    """What can be seen of a network in which places look at words: its blocks, its heads, and its places."""

    blocks: int
    heads: int
    rows: int
    columns: int

    @property
    def places(self) -> int:
        """The number of positions, rows times columns; arrays list them row by row."""
        return self.rows * self.columns


class Frame(Strict, frozen=True, kw_only=True):
    """Tokens ``before`` and ``after`` each text, and ``pad``, which fills it up, and is ``seen`` or not."""

    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    pad: int = 0
    seen: bool = False

    @property
    def size(self) -> int:
        """How many tokens stand around a text."""
        return len(self.before) + len(self.after)


class TokenCondition(Strict, frozen=True, kw_only=True, tag_field="kind", tag="tokens"):
    """``length`` tokens of the ``vocabulary``, a file of the model, read by a part of it, ``text``.

    ``null`` stands where there is none: the network learned what nothing looks like. The first token is
    ``[name]`` of one of the ``styles``, if there are any, unless there is a ``frame``: then a text of no
    words stands in it alone. Each token is read as so many ``features``, and all of them as ``whole``, if
    that is told. Those of a ``weighted`` network can be looked at more or less, those of one that is only
    ``masked``, or not at all. Of one with ``attention`` the part ``inside`` shows what happens, beginning
    with the ``embedding``.
    """

    length: int
    null: int | None = None
    vocabulary: str
    features: int
    whole: int = 0
    embedding: int = 0
    weighted: bool = False
    masked: bool = False
    frame: Frame | None = None
    styles: tuple[str, ...] = ()
    attention: Attention | None = None

    @property
    def weighs(self) -> bool:
        """Whether its parts are told how much each token is looked at."""
        return self.weighted or self.masked

    @property
    def room(self) -> int:
        """How many tokens of a text are read."""
        return self.length - (1 if self.frame is None else self.frame.size)

    @property
    def classes(self) -> int:
        """None."""
        return 0


class Factor(Strict, frozen=True, kw_only=True):
    """A factor of pictures, and the values that it can have."""

    name: str
    values: tuple[str, ...]


class FactorCondition(Strict, frozen=True, kw_only=True, tag_field="kind", tag="factors"):
    """The values of any ``factors``, counted from 0; the number of its values stands for one left open."""

    factors: tuple[Factor, ...]

    @property
    def classes(self) -> int:
        """None."""
        return 0

    @property
    def null(self) -> int:
        """It knows what it is like to be told nothing: all factors are left open."""
        return 0


Condition: TypeAlias = Unconditional | LabelCondition | TokenCondition | FactorCondition


def labelled(classes: int) -> LabelCondition:
    """So many classes, and the number after them for none: what this program's own networks are told."""
    return LabelCondition(classes=classes, null=classes)


class DiscretizedLogistic(Strict, frozen=True, kw_only=True, tag_field="kind", tag="discretized-logistic"):
    """Logistic variables around ``location``, ``log_scale`` wide, integrated over each grey level."""


class Gaussian(Strict, frozen=True, kw_only=True, tag_field="kind", tag="gaussian"):
    """Normal variables around ``location``, integrated over each grey level.

    Their deviation, in the network's values, is ``scale``; without it the decoder gives its logarithm.
    """

    scale: float | None = None


class Bernoulli(Strict, frozen=True, kw_only=True, tag_field="kind", tag="bernoulli"):
    """Pixels that are black or white: the decoder gives the log-odds of white, ``logit``."""


Likelihood: TypeAlias = DiscretizedLogistic | Gaussian | Bernoulli


class Part(Strict, frozen=True, kw_only=True):
    """One graph of a model: its ONNX file, and its named inputs and outputs."""

    graph: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


class Network(Strict, frozen=True, kw_only=True):
    """The torch module that the weights belong to: ``name`` is a file in ``playground/networks``."""

    name: str
    config: dict[str, Any] = {}


class ModelFile(Strict, frozen=True, kw_only=True):
    """A file of the model with its size and SHA-256, checked before it is loaded."""

    path: str
    bytes: int
    sha256: str


class Training(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """How the model was trained: enough to do it again.

    ``times`` says how a denoising network's training drew time, where it is known.
    """

    recipe: str
    seed: int
    steps: int
    seconds: float
    device: str
    versions: dict[str, str] = {}
    date: str = ""
    data: str = ""
    times: TrainingTimes = ""


class Table(Strict, frozen=True, kw_only=True):
    """What cards of one kind of network say beside what all do, under the name ``field``.

    Each kind is a class of its own, of which a card is asked: ``Denoising.of(card)``.
    """

    field: ClassVar[str]

    @classmethod
    def of(cls, card: Card) -> Self | None:
        """The table of this kind in a card, if it has one."""
        return next((table for table in card.tables if isinstance(table, cls)), None)

    @property
    def condition(self) -> Condition:
        """What the network is told beside its main input."""
        return Unconditional()

    @property
    def classes(self) -> int:
        """How many classes there are; in recipes this number stands for none of them."""
        return self.condition.classes

    @property
    def files(self) -> tuple[str, ...]:
        """The model's files that are spoken of here."""
        return (self.condition.vocabulary,) if isinstance(self.condition, TokenCondition) else ()

    def source_of(self, part: str) -> tuple[str, str] | None:
        """Another file than the model's own that holds the weights of a part, and its name there."""
        return None

    @classmethod
    def updated(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of a table of format 1 as today's are.

        The number of ``classes`` was what a network was told for none of them.
        """
        if "classes" not in fields:
            return fields
        rest = {key: value for key, value in fields.items() if key != "classes"}
        classes = fields["classes"]
        return {**rest, "condition": {"kind": "label", "classes": classes, "null": classes}}


class Card(Strict, frozen=True, kw_only=True):
    """Everything known about one model; ``measured`` holds numbers by name, ``measured_with`` says how.

    What is not known is left out: a model may have graphs alone and no ``network`` for PyTorch, no
    ``training`` that is known, and no ``weights`` beside its graphs. ``labels`` are the names of the data's
    classes, whether the network is told them or not. ``replaces`` are the hashes of this model before its
    weights were stored in half precision.
    """

    format: int
    name: str
    title: str
    summary: str = ""
    paradigm: ParadigmName
    data: str = ""
    licence: str = ""
    image: ImageFormat
    likelihood: Likelihood | None = None
    latent: int = 0
    # In the file each has its own name.
    tables: tuple[Table, ...] = ()
    labels: tuple[str, ...] = ()
    network: Network | None = None
    weights: str = ""
    parts: dict[str, Part]
    files: tuple[ModelFile, ...]
    replaces: tuple[str, ...] = ()
    training: Training | None = None
    measured: dict[str, float] = {}
    measured_with: str = ""
    latent_kl: tuple[float, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the weights, or of all files' together: the model's identity in recipes and caches."""
        own = next((file.sha256 for file in self.files if file.path == self.weights), "")
        together = "".join(sorted(file.sha256.lower() for file in self.files))
        return own or hashlib.sha256(together.encode()).hexdigest()

    def is_of(self, recorded: str) -> bool:
        """Whether a recorded hash is the model’s, or was before it was stored in half precision."""
        return recorded in {self.hash, *self.replaces}

    @property
    def exact(self) -> bool:
        """Whether the model holds its data by heart and needs no network."""
        return self.network is not None and self.network.name == EXACT


def told_apart(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The cards, with the name behind each title that several have."""
    listed = tuple(cards)
    counted = Counter(card.title for card in listed)
    return tuple(
        msgspec.structs.replace(card, title=f"{card.title} ({card.name})")
        if counted[card.title] > 1
        else card
        for card in listed
    )


def source_of(card: Card, part: str) -> tuple[str, str]:
    """The file that holds the weights of a part, and the part's name among them."""
    elsewhere = (table.source_of(part) for table in card.tables)
    return next((found for found in elsewhere if found is not None), (card.weights, part))
