"""Model cards: ``models/<name>/card.toml`` is the single truth about a model.

First the tables that a card has, then what may be wrong in them although every field has the right type. What
cards of one paradigm say beside what all do stands in a :class:`CardRules`; :data:`RULES` are those of this
program, and whoever reads a card may hand in others.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from playground.core.ports import (
    Port,
    Ports,
    classifier_ports,
    condition_ports,
    denoising_ports,
    gan_ports,
    listed,
    nflow_ports,
    vae_ports,
)

FORMAT = 2
EXACT = "exact"
"""What the card of a model that holds its data by heart calls its network."""

MAX_CLASSES = 1000
MAX_STEPS = 100_000
MAX_HALVINGS = 8
MAX_KNOTS = 10_000
_ORTHONORMAL = 1e-3

ParadigmName: TypeAlias = str


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


class TokenCondition(Strict, frozen=True, kw_only=True, tag_field="kind", tag="tokens"):
    """``length`` tokens of the ``vocabulary``, a file of the model; ``null`` stands where there is none."""

    length: int
    null: int | None = None
    vocabulary: str

    @property
    def classes(self) -> int:
        """None."""
        return 0


Condition: TypeAlias = Unconditional | LabelCondition | TokenCondition


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


class Training(Strict, frozen=True, kw_only=True):
    """How the model was trained: enough to do it again."""

    recipe: str
    seed: int
    steps: int
    seconds: float
    device: str
    versions: dict[str, str] = {}
    date: str = ""
    data: str = ""


class Times(Strict, frozen=True, kw_only=True):
    """What a network is told where the path's time is t: ``(t + offset)·scale``.

    Where it counts from noise to data, ``reversed``, t is first taken from the path's whole length: 1 of
    straight lines, T of a schedule.
    """

    scale: float = 1.0
    offset: float = 0.0
    reversed: bool = False


class Knots(Strict, frozen=True, kw_only=True):
    """A path by arrays: α and σ of ``x = α·data + σ·noise`` at times that rise from 0, the data.

    Between them the path is a smooth curve. Where the times are 0, 1 … T, they are the whole steps that the
    network was trained at.
    """

    times: tuple[float, ...]
    alphas: tuple[float, ...]
    sigmas: tuple[float, ...]


PathName = Literal["variance preserving", "linear", "variance exploding", "arrays"]


class Denoising(Strict, frozen=True, kw_only=True):
    """How a denoising network speaks, and of what path from data to noise.

    ``x = α·data + σ·noise`` has ``shape``: an image, or a latent where the model has an encoder and decoder.
    What the network gives times ``sign`` is its ``prediction``. ``guidance`` is the scale that distillation
    from ``teacher`` folded into the weights: such a network cannot be guided again. A ``consistency`` network
    gives the end of the path's trajectory instead of the mean of the data, in the same language.
    """

    kind: Literal["denoiser", "consistency"] = "denoiser"
    path: PathName
    schedule: Literal["linear", "cosine", "sigmoid"] = "linear"
    schedule_steps: int = 1000
    knots: Knots | None = None
    prediction: Literal["noise", "data", "v", "velocity", "score"]
    sign: Literal[1, -1] = 1
    shape: tuple[int, int, int]
    condition: Condition
    times: Times = Times()
    teacher: str = ""
    guidance: float = 0.0

    @property
    def classes(self) -> int:
        """How many classes there are; in recipes this number stands for none of them."""
        return self.condition.classes


class Snapshot(Strict, frozen=True, kw_only=True):
    """A moment of a training that was kept: its step, and the file with the weights of both players."""

    step: int
    weights: str


class Gan(Strict, frozen=True, kw_only=True):
    """A generator of noise and what it is told, and, if it was kept, its discriminator.

    Noise has ``latent`` independent values. ``loss`` is what the discriminator minimised: of the
    ``non-saturating`` one, the logistic function of its logit is the probability that a picture is real.
    ``r1`` is γ of the penalty γ/2 · E‖∇ₓ logit‖² on real pictures that was added (Mescheder et al. 2018,
    equation 9), in pictures between ``low`` and ``high``; 0 where there was none.
    ``snapshots`` are in the order of their steps, and the last one is the model itself; a model of which only
    its end was kept has none. ``directions`` are orthonormal in the space of noise, along which the
    generator's first layer varies most, with their ``shares`` of its variance.
    """

    latent: int
    distribution: Literal["normal"] = "normal"
    condition: Condition
    loss: Literal["non-saturating", "hinge", "least squares"] | None = None
    r1: float = 0.0
    snapshots: tuple[Snapshot, ...] = ()
    directions: tuple[tuple[float, ...], ...] = ()
    shares: tuple[float, ...] = ()

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return self.condition.classes

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the moments that can be looked at: at least one, the model itself."""
        return tuple(snapshot.step for snapshot in self.snapshots) or (0,)


class Nflow(Strict, frozen=True, kw_only=True):
    """An invertible network between pictures and z, which is standard normal and of a picture's shape.

    ``normalise`` takes grey levels 0…255 and the noise in [0, 1) that is added to them, and gives z and the
    log-density of their sum in nats, to which each value of the picture contributes its own; ``generate``
    gives that sum over 256. The picture is halved ``halvings`` times, and
    :func:`~playground.core.multiscale.scale_of_pixels` says which values of z belong to which scale.
    """

    condition: Condition
    halvings: int
    dequantisation: Literal["uniform"] = "uniform"

    @property
    def classes(self) -> int:
        """How many classes there are; in recipes this number stands for none of them."""
        return self.condition.classes


class Card(Strict, frozen=True, kw_only=True):
    """Everything known about one model; ``measured`` holds numbers by name, ``measured_with`` says how.

    What is not known is left out: a model may have graphs alone and no ``network`` for PyTorch, no
    ``training`` that is known, and no ``weights`` beside its graphs. ``labels`` are the names of the data's
    classes, whether the network is told them or not.
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
    denoising: Denoising | None = None
    gan: Gan | None = None
    nflow: Nflow | None = None
    labels: tuple[str, ...] = ()
    network: Network | None = None
    weights: str = ""
    parts: dict[str, Part]
    files: tuple[ModelFile, ...]
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

    @property
    def exact(self) -> bool:
        """Whether the model holds its data by heart and needs no network."""
        return self.network is not None and self.network.name == EXACT


def source_of(card: Card, part: str) -> tuple[str, str]:
    """The file that holds the weights of a part, and the part's name among them.

    Parts are named alike, but those of an earlier moment of a training have its step behind their name.
    """
    name, _, step = part.partition("-")
    for snapshot in card.gan.snapshots[:-1] if card.gan else ():
        if step == str(snapshot.step):
            return snapshot.weights, name
    return card.weights, part


def part_at(card: Card, part: str, index: int) -> str:
    """What a part is called at a snapshot, counted from the first, or from the last where negative."""
    snapshots = card.gan.snapshots if card.gan else ()
    if not snapshots:
        return part
    snapshot = snapshots[index]
    return part if snapshot is snapshots[-1] else f"{part}-{snapshot.step}"


class Fault(NamedTuple):
    """A field that is wrong: what it must do to be right, and what was found."""

    field: str
    must: str
    found: str = ""

    def __str__(self) -> str:
        return f"{self.field} must {self.must}" + (f" (it {self.found})" if self.found else "")


Faults: TypeAlias = Iterator[Fault]


class CardRules(NamedTuple):
    """What cards of one paradigm say beside what all do.

    ``table`` is the table that is its own, if it has one. ``ports`` are the inputs and outputs of the parts
    that a model may be made of, of which those ``needed`` have to be there.
    """

    paradigm: str
    faults: Callable[[Card], Faults]
    ports: Callable[[Card], dict[str, Ports]]
    needed: Callable[[Card], Iterable[str]]
    table: str = ""


def faults_of(card: Card, folder: str, rules: Iterable[CardRules]) -> list[Fault]:
    """All that is wrong in the card of the folder of that name."""
    known = {one.paradigm: one for one in rules}
    found = list(_common(card, folder))
    if card.paradigm not in known:
        names = ", ".join(f"“{name}”" for name in known)
        return [*found, Fault("paradigm", f"be one of {names}", f"is “{card.paradigm}”")]
    own = known[card.paradigm]
    others = dict.fromkeys(one.table for one in known.values() if one.table not in ("", own.table))
    found += [
        Fault(table, "be left out", f"has no meaning for “{card.paradigm}”")
        for table in others
        if getattr(card, table) is not None
    ]
    wrong = list(own.faults(card))
    # What a part takes and gives cannot be told while what it follows from is wrong.
    return [*found, *wrong, *(() if wrong else _of_parts(card, own))]


def _common(card: Card, folder: str) -> Faults:
    if card.format != FORMAT:
        yield Fault("format", f"be 1 or {FORMAT}, which this program reads", f"is {card.format}")
    if card.name != folder:
        yield Fault("name", f"be “{folder}”, as the folder is called", f"is “{card.name}”")
    if min(card.image.shape) < 1:
        yield Fault("image", "have at least one channel, row and column", f"has {_sides(card.image.shape)}")
    if not card.image.low < card.image.high:
        yield Fault("image.low", "be below image.high", f"is {card.image.low:g}")
    if card.latent_kl and len(card.latent_kl) != card.latent:
        yield Fault(
            "latent_kl", f"have {card.latent} entries, one per latent dimension", f"has {len(card.latent_kl)}"
        )
    if not card.parts:
        yield Fault("parts", "name at least one graph")
    if card.network is not None and not card.weights:
        yield Fault("weights", "name the file with the network’s weights")
    named = {file.path for file in card.files}
    for file in sorted(named | set(_used(card))):
        if Path(file).name != file or file in ("", ".", ".."):
            yield Fault("files", "lie in the model’s folder", f"names “{file}”, which is outside")
        elif file not in named:
            yield Fault("files", f"list “{file}” with its size and SHA-256")


def _used(card: Card) -> Iterator[str]:
    """The files that a card speaks of."""
    yield from (part.graph for part in card.parts.values())
    yield from (one.weights for one in (card.gan.snapshots if card.gan else ()))
    if card.weights:
        yield card.weights
    for table in (card.denoising, card.gan, card.nflow):
        if table is not None and isinstance(table.condition, TokenCondition):
            yield table.condition.vocabulary


def _of_parts(card: Card, own: CardRules) -> Faults:
    """The parts that are missing, or take or give something else."""
    ports = own.ports(card)
    for name in own.needed(card):
        if name not in card.parts:
            inputs, outputs = ports[name]
            yield Fault("parts", f"have “{name}”, which takes {listed(inputs)} and gives {listed(outputs)}")
    for name, (inputs, outputs) in ports.items():
        part = card.parts.get(name)
        if part is not None and (part.inputs, part.outputs) != (inputs, outputs):
            yield Fault(
                f"parts.{name}", f"take {listed(inputs)} and give {listed(outputs)}",
                f"takes {listed(part.inputs)} and gives {listed(part.outputs)}",
            )  # fmt: skip


def ports_of(card: Card, rules: Iterable[CardRules] | None = None) -> dict[str, Ports]:
    """Inputs and outputs of the parts that a model of this paradigm may be made of."""
    known = RULES if rules is None else rules
    return next(one.ports(card) for one in known if one.paradigm == card.paradigm)


def _condition(condition: Condition, labels: tuple[str, ...], where: str) -> Faults:
    field = f"{where}.condition"
    if isinstance(condition, LabelCondition):
        if not 1 <= condition.classes <= MAX_CLASSES:
            yield Fault(
                f"{field}.classes", f"lie between 1 and {MAX_CLASSES}; without classes kind is “none”",
                f"is {condition.classes}",
            )  # fmt: skip
        if len(labels) != condition.classes:
            yield Fault("labels", f"have {condition.classes} entries, one per class", f"has {len(labels)}")
        if condition.null is not None and condition.null < condition.classes:
            yield Fault(
                f"{field}.null", f"be {condition.classes} or more, behind the classes, or be left out",
                f"is {condition.null}",
            )  # fmt: skip
    if isinstance(condition, TokenCondition):
        if condition.length < 1:
            yield Fault(f"{field}.length", "be at least 1", f"is {condition.length}")
        if condition.null is not None and condition.null < 0:
            yield Fault(f"{field}.null", "be a token, counted from 0", f"is {condition.null}")


def _latent(card: Card, what: str) -> Faults:
    if card.latent < 1:
        yield Fault("latent", f"be at least 1, {what}", f"is {card.latent}")


def _vae_faults(card: Card) -> Faults:
    yield from _latent(card, "the number of latent dimensions")
    scale = card.likelihood.scale if isinstance(card.likelihood, Gaussian) else None
    if scale is not None and scale <= 0:
        yield Fault("likelihood.scale", "be a positive number", f"is {scale:g}")


def _classifier_faults(card: Card) -> Faults:
    yield from _latent(card, "the number of features")
    if not card.labels:
        yield Fault("labels", "name the classes")


def _denoising_faults(kind: str) -> Callable[[Card], Faults]:
    def faults(card: Card) -> Faults:
        one = card.denoising
        if one is None:
            yield Fault("denoising", "say how the network speaks")
            return
        if one.kind != kind:
            yield Fault("denoising.kind", f"be “{kind}” for “{card.paradigm}”", f"is “{one.kind}”")
        yield from _condition(one.condition, card.labels, "denoising")
        if not 2 <= one.schedule_steps <= MAX_STEPS:
            yield Fault(
                "denoising.schedule_steps", f"lie between 2 and {MAX_STEPS}", f"is {one.schedule_steps}"
            )
        if min(one.shape) < 1:
            yield Fault(
                "denoising.shape", "have at least one channel, row and column", f"has {_sides(one.shape)}"
            )
        if one.times.scale <= 0:
            yield Fault(
                "denoising.times.scale", "be a positive number; “reversed” turns time around",
                f"is {one.times.scale:g}",
            )  # fmt: skip
        if one.times.reversed and one.path == "variance exploding":
            yield Fault("denoising.times.reversed", "be false where time is σ, which has no other end")
        if one.guidance < 0:
            yield Fault("denoising.guidance", "be a number from 0 up", f"is {one.guidance:g}")
        if (one.path == "arrays") != (one.knots is not None):
            yield Fault("denoising.knots", "be given where denoising.path is “arrays”, and only there")
        if one.knots is not None:
            yield from _knot_faults(one.knots)

    return faults


def _knot_faults(knots: Knots) -> Faults:
    times, alphas, sigmas = knots.times, knots.alphas, knots.sigmas
    if not 2 <= len(times) <= MAX_KNOTS or not len(times) == len(alphas) == len(sigmas):
        yield Fault(
            "denoising.knots", f"have from 2 to {MAX_KNOTS} times, and as many alphas and sigmas",
            f"has {len(times)}, {len(alphas)} and {len(sigmas)}",
        )  # fmt: skip
        return
    if times[0] != 0 or sigmas[0] != 0 or alphas[0] <= 0:
        yield Fault("denoising.knots", "begin at time 0 with the data alone: alpha above 0, and sigma 0")
    if any(late <= early for early, late in itertools.pairwise(times)):
        yield Fault("denoising.knots.times", "rise")
    if min(alphas) < 0 or min(sigmas) < 0:
        yield Fault("denoising.knots", "have no alpha or sigma below 0")
    levels = zip(alphas, sigmas, strict=True)
    if any(one[1] * two[0] >= two[1] * one[0] for one, two in itertools.pairwise(levels)):
        yield Fault("denoising.knots", "have more noise, sigma / alpha, at each later time")


def _gan_faults(card: Card) -> Faults:
    gan = card.gan
    if gan is None:
        yield Fault("gan", "say what the players are given")
        return
    if gan.latent < 1:
        yield Fault("gan.latent", "be at least 1", f"is {gan.latent}")
    if gan.r1 < 0:
        yield Fault("gan.r1", "be a number from 0 up", f"is {gan.r1:g}")
    if gan.loss is None and "discriminator" in card.parts:
        yield Fault("gan.loss", "say what the discriminator minimised, whose logits mean something by it")
    yield from _condition(gan.condition, card.labels, "gan")
    if gan.snapshots:
        steps, files = zip(*((one.step, one.weights) for one in gan.snapshots), strict=True)
        if steps[0] < 0 or any(late <= early for early, late in itertools.pairwise(steps)):
            yield Fault("gan.snapshots", "have rising steps from 0 up")
        if len(set(files)) != len(files) or files[-1] != card.weights:
            yield Fault("gan.snapshots", f"each have a file, and the last one must have “{card.weights}”")
    if len(gan.shares) != len(gan.directions):
        yield Fault("gan.shares", f"have {len(gan.directions)} entries, one per direction")
    if any(len(row) != gan.latent for row in gan.directions):
        yield Fault("gan.directions", f"have {gan.latent} values each, as the noise has")
    elif not _orthonormal(gan.directions):
        yield Fault("gan.directions", "be orthogonal to each other and of length 1")


def _orthonormal(rows: tuple[tuple[float, ...], ...]) -> bool:
    pairs = itertools.combinations_with_replacement(rows, 2)
    products = ((math.fsum(one * two for one, two in zip(*pair, strict=True)), pair) for pair in pairs)
    return all(abs(product - (pair[0] is pair[1])) <= _ORTHONORMAL for product, pair in products)


def _nflow_faults(card: Card) -> Faults:
    nflow = card.nflow
    if nflow is None:
        yield Fault("nflow", "say how pictures become z")
        return
    yield from _condition(nflow.condition, card.labels, "nflow")
    side = 2 ** min(max(nflow.halvings, 0), MAX_HALVINGS)
    if not 1 <= nflow.halvings <= MAX_HALVINGS:
        yield Fault("nflow.halvings", f"lie between 1 and {MAX_HALVINGS}", f"is {nflow.halvings}")
    elif card.image.height % side or card.image.width % side:
        yield Fault("nflow.halvings", f"fit the picture, whose sides are no multiples of {side}")
    if (card.image.low, card.image.high) != (0, 255):
        yield Fault("image", "have black at 0 and white at 255: grey levels themselves are taken")


def _vae_ports(card: Card) -> dict[str, Ports]:
    return vae_ports(card.image.shape, card.latent, _OUTPUTS[type(card.likelihood)](card.likelihood))


_OUTPUTS: dict[Any, Callable[[Any], tuple[str, ...]]] = {
    DiscretizedLogistic: lambda _: ("location", "log_scale"),
    Gaussian: lambda one: ("location",) if one.scale is not None else ("location", "log_scale"),
    Bernoulli: lambda _: ("logit",),
    type(None): lambda _: ("location",),
}


def _told(condition: Condition) -> tuple[Port, ...]:
    length = condition.length if isinstance(condition, TokenCondition) else None
    return condition_ports(isinstance(condition, LabelCondition), length)


def _denoising_ports(card: Card) -> dict[str, Ports]:
    one = card.denoising
    return {} if one is None else denoising_ports(card.image.shape, one.shape, _told(one.condition))


def _gan_ports(card: Card) -> dict[str, Ports]:
    """Those of both players, at every snapshot."""
    if card.gan is None:
        return {}
    players = gan_ports(card.image.shape, card.gan.latent, _told(card.gan.condition))
    return {
        part_at(card, player, index): ports
        for index in range(-1, len(card.gan.steps) - 1)
        for player, ports in players.items()
    }


def _gan_needs(card: Card) -> Iterable[str]:
    """The generator of every snapshot, and the discriminator of every one if there is any."""
    judged = any(name.startswith("discriminator") for name in card.parts)
    return [name for name in _gan_ports(card) if judged or name.startswith("generator")]


def _nflow_ports(card: Card) -> dict[str, Ports]:
    return {} if card.nflow is None else nflow_ports(card.image.shape, _told(card.nflow.condition))


def _classifier_ports(card: Card) -> dict[str, Ports]:
    return classifier_ports(card.image.shape, card.latent, len(card.labels))


def _denoising_needs(card: Card) -> Iterable[str]:
    return [name for name in _denoising_ports(card) if name != "encoder"]


RULES: tuple[CardRules, ...] = (
    CardRules("vae", _vae_faults, _vae_ports, lambda _: ("decoder",)),
    CardRules("gan", _gan_faults, _gan_ports, _gan_needs, "gan"),
    *(
        CardRules(name, _denoising_faults(kind), _denoising_ports, _denoising_needs, "denoising")
        for name, kind in (("diffusion", "denoiser"), ("flow", "denoiser"), ("consistency", "consistency"))
    ),
    CardRules("nflow", _nflow_faults, _nflow_ports, lambda card: ("normalise", "generate"), "nflow"),
    CardRules("classifier", _classifier_faults, _classifier_ports, _classifier_ports),
)


def _sides(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
