"""Models of many shapes, whose answers are known: pictures in colour, wide ones, large ones, parts alone.

``python -m tests.support.any_shape FOLDER`` writes them for a look in the window:
``PLAYGROUND_DATA=FOLDER playground`` shows them with their held-out images. Each is a few graphs that hold
their own weights; there is no network for PyTorch and no record of a training. What they learned is made up:
one picture for each class, and one that is the mean of all for none.

- Denoisers know the data by heart: whatever is sampled, the picture of the class comes out.
- Decoders and generators add up a picture and a few patterns by their input, encoders take them apart again.
- Normalizing flows move and scale each value by its class.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from playground.core.cards import (
    FORMAT,
    Bernoulli,
    Card,
    Condition,
    Gaussian,
    ImageFormat,
    LabelCondition,
    ModelFile,
    Part,
    Unconditional,
    labelled,
)
from playground.core.images import LabelledImages, write_idx
from playground.core.ports import Port
from playground.export.atomic import write_card
from playground.gaussian.card import Denoising, Knots, Times
from playground.paradigms.cards import ports_of
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.nflow_images.card import Nflow

COLOUR, WIDE, LARGE = (3, 32, 32), (1, 20, 36), (3, 64, 64)
CLASSES = 20
SPREAD = 0.25
"""How far the patterns of decoders and generators reach, on the scale where white is 1."""

Shape = tuple[int, int, int]


def pictures(shape: Shape, classes: int) -> NDArray[np.uint8]:
    """One picture for each class, and behind them the mean of all ``(classes + 1, …)``."""
    channels, height, width = shape
    rows, columns = np.mgrid[0:height, 0:width] / np.array([height, width])[:, None, None]
    found = []
    for label in range(max(1, classes)):
        angle = 2 * np.pi * label / max(1, classes)
        wave = 0.5 + 0.45 * np.sin(
            2 * np.pi * (1 + label % 4) * (np.cos(angle) * columns + np.sin(angle) * rows)
        )
        tint = 0.5 + 0.5 * np.cos(angle + 2 * np.pi * np.arange(channels) / 3)
        found.append(wave * (0.3 + 0.7 * tint[:, None, None]))
    return np.rint(255 * np.array([*found, np.mean(found, axis=0)])).astype(np.uint8)


def held_out(shape: Shape, classes: int, count: int = 60) -> LabelledImages:
    """The classes' pictures with a little noise."""
    rng = np.random.default_rng(3)
    labels = (np.arange(count) % max(1, classes)).astype(np.uint8)
    noisy = pictures(shape, classes)[labels] + rng.normal(0, 12, (count, *shape))
    return LabelledImages(np.clip(np.rint(noisy), 0, 255).astype(np.uint8), labels)


def patterns(shape: Shape, count: int) -> NDArray[np.float32]:
    """Orthonormal pictures ``(count, values)``."""
    rng = np.random.default_rng(5)
    rows, _ = np.linalg.qr(rng.normal(size=(int(np.prod(shape)), count)))
    return np.asarray(rows.T, dtype=np.float32)


class Graph:
    """A graph that is written a node at a time."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def __call__(self, operator: str, *inputs: Any, out: str = "", **attributes: Any) -> str:
        """The name of a node's result; inputs are names, or arrays."""
        names = [one if isinstance(one, str) else self._constant(np.asarray(one)) for one in inputs]
        result = out or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, names, [result], **attributes))
        return result

    def _constant(self, value: NDArray[Any]) -> str:
        name = f"c{len(self.constants)}"
        kept = value if value.dtype == np.int64 else value.astype(np.float32)
        self.constants.append(numpy_helper.from_array(kept, name))
        return name

    def save(self, path: Path, inputs: Sequence[Port], outputs: Sequence[Port]) -> None:
        kinds = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64}
        into, out = (
            [
                helper.make_tensor_value_info(one.name, kinds[one.dtype], ["batch", *one.shape])
                for one in ports
            ]
            for ports in (inputs, outputs)
        )
        graph = helper.make_graph(self.nodes, path.stem, into, out, self.constants)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


Build = Callable[[Graph], Any]


def write(folder: Path, card: Card, graphs: dict[str, Build]) -> Card:
    """Write a model of some graphs below ``folder``; its parts are those that there are graphs of."""
    place = folder / card.name
    place.mkdir(parents=True, exist_ok=True)
    parts, files = {}, []
    for name, build in graphs.items():
        inputs, outputs = ports_of(card)[name]
        graph, path = Graph(), place / f"{name}.onnx"
        build(graph)
        graph.save(path, inputs, outputs)
        data = path.read_bytes()
        parts[name] = Part(graph=path.name, inputs=inputs, outputs=outputs)
        files.append(ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest()))
    card = msgspec.structs.replace(card, parts=parts, files=tuple(files))
    write_card(place, card)
    return card


def card_of(
    name: str, title: str, paradigm: str, shape: Shape, low: float, high: float, **values: Any
) -> Card:
    """A card without its parts; the data of pictures in colour have classes, those of others none."""
    channels, height, width = shape
    data = {COLOUR: "colour-waves", WIDE: "wide-waves", LARGE: "large-waves"}[shape]
    labels = tuple(f"wave {label}" for label in range(CLASSES)) if shape == COLOUR else ()
    image = ImageFormat(channels=channels, height=height, width=width, low=low, high=high)
    return Card(
        format=FORMAT, name=name, title=title, paradigm=paradigm, data=data, image=image, labels=labels,
        parts={}, files=(), **values,
    )  # fmt: skip


def by_heart(shape: Shape, classes: int) -> NDArray[np.float32]:
    """The pictures of the classes, and of none, from −1 to 1 ``(classes + 1, values)``."""
    found = pictures(shape, classes).reshape(max(1, classes) + 1, -1) / 127.5 - 1
    return np.asarray(found, dtype=np.float32)


def _data(graph: Graph, shape: Shape, condition: Condition) -> str:
    """The picture of the label ``(batch, channels, height, width)``, or of none where there are no labels."""
    known = by_heart(shape, condition.classes)
    if not condition.classes:
        return graph("Reshape", known[-1], np.array([1, *shape]))
    rows = known if condition.null is not None else known[:-1]
    return graph("Reshape", graph("Gather", rows, "label", axis=0), np.array([-1, *shape]))


def denoiser_of(card: Card) -> Build:
    """Knows the data by heart: gives them, or the way to them from x."""
    one = Denoising.of(card)
    assert one is not None

    def build(graph: Graph) -> None:
        data = _data(graph, one.shape, one.condition)
        if one.prediction == "data":
            graph("Add", graph("Mul", "x", np.array(0.0)), data, out="prediction")
            return
        t = graph("Div", "time", np.array(one.times.scale))
        t = graph("Sub", np.array(1.0), t) if one.times.reversed else t
        t = graph("Reshape", graph("Max", t, np.array(1e-3)), np.array([-1, 1, 1, 1]))
        velocity = graph("Div", graph("Sub", "x", data), t)
        graph("Mul", velocity, np.array(float(one.sign)), out="prediction")

    return build


def drawing(card: Card, into: str, count: int, out: str, span: float, middle: float) -> Build:
    """A picture and ``count`` patterns that are added to it by the values of ``into``."""
    shape, condition = card.image.shape, Gan.of(card).condition if Gan.of(card) else Unconditional()

    def build(graph: Graph) -> None:
        base = _data(graph, shape, condition)
        reach = SPREAD * np.sqrt(np.prod(shape)) * patterns(shape, count)
        added = graph("Reshape", graph("MatMul", into, reach), np.array([-1, *shape]))
        picture = graph("Add", graph("Mul", base, np.array(0.5)), graph("Mul", added, np.array(0.5)))
        graph("Add", graph("Mul", picture, np.array(span)), np.array(middle), out=out)

    return build


NOISE, STYLE, SIDES = 6, 5, (4, 8, 16, 1)
"""Values of the noise and of w of a mapped generator, and how many places each of its layers draws across."""


def _mapping() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By which noise is multiplied, and what is added for each class, before what is below 0 is shortened."""
    rng = np.random.default_rng(11)
    return rng.normal(size=(NOISE, STYLE)) / np.sqrt(NOISE), 0.5 * rng.normal(size=(CLASSES, STYLE))


def mapped_card() -> Card:
    """That of players in colour of which the generator is mapped."""
    turn, added = _mapping()
    given = np.random.default_rng(12).normal(size=(2000, NOISE)) @ turn
    styles = [np.where(given + each > 0, given + each, 0.2 * (given + each)) for each in added]
    apart = np.concatenate([each - each.mean(axis=0) for each in styles])
    _, sizes, directions = np.linalg.svd(apart, full_matrices=False)
    gan = Gan(
        latent=NOISE, condition=LabelCondition(classes=CLASSES), loss="non-saturating", style=STYLE,
        layers=len(SIDES), middles=tuple(tuple(each.mean(axis=0).tolist()) for each in styles),
        directions=tuple(map(tuple, directions.tolist())),
        deviations=tuple((sizes / np.sqrt(len(apart))).tolist()),
        shares=tuple((sizes**2 / (sizes**2).sum()).tolist()),
    )  # fmt: skip
    return card_of("colour-mapped", "Coloured game by layers", "gan", COLOUR, -1, 1, tables=(gan,))


def _mapped_parts() -> dict[str, Build]:
    turn, added = _mapping()
    rng = np.random.default_rng(13)

    def mapping(graph: Graph) -> None:
        given = graph("Add", graph("MatMul", "noise", turn), graph("Gather", added, "label", axis=0))
        graph("LeakyRelu", given, alpha=0.2, out="style")

    def synthesis(graph: Graph) -> None:
        total = ""
        for layer, side in enumerate(SIDES):
            coarse = rng.normal(size=(STYLE, 3, side, side))
            reach = np.kron(coarse, np.ones((COLOUR[1] // side, COLOUR[2] // side))).reshape(STYLE, -1)
            style = graph("Gather", "styles", np.array(layer), axis=1)
            drawn = graph("MatMul", style, reach / (1 + layer))
            total = graph("Add", total, drawn) if total else drawn
        graph("Tanh", graph("Reshape", total, np.array([-1, *COLOUR])), out="image")

    return {"mapping": mapping, "synthesis": synthesis}


def _decoder(card: Card) -> Build:
    middle = 0.0 if isinstance(card.likelihood, Bernoulli) else 0.5
    out = "logit" if isinstance(card.likelihood, Bernoulli) else "location"
    return drawing(card, "latent", card.latent, out, 3.0 if out == "logit" else 0.5, middle)


def _encoder(card: Card) -> Build:
    shape = card.image.shape

    def build(graph: Graph) -> None:
        flat = graph("Reshape", "image", np.array([-1, int(np.prod(shape))]))
        seen = graph("Sub", flat, by_heart(shape, 0)[-1] * 0.25 + 0.5)
        reach = SPREAD * np.sqrt(np.prod(shape))
        graph("MatMul", seen, patterns(shape, card.latent).T * 4 / reach, out="mean")
        graph("MatMul", seen, np.zeros((int(np.prod(shape)), card.latent)), out="zero")
        graph("Add", "zero", np.full(card.latent, -3.0), out="log_variance")

    return build


def _discriminator(card: Card) -> Build:
    def build(graph: Graph) -> None:
        gaps = graph("Sub", "image", _data(graph, card.image.shape, Gan.of(card).condition))  # type: ignore[union-attr]
        mean = graph("ReduceMean", graph("Mul", gaps, gaps), axes=[1, 2, 3], keepdims=0)
        graph("Sub", np.array(0.3), mean, out="logit")

    return build


SCALE = 0.2
"""What a normalizing flow multiplies z with, on the scale where white is 1."""


def _flow_parts(card: Card) -> dict[str, Build]:
    assert Nflow.of(card) is not None
    condition, shape = Nflow.of(card).condition, card.image.shape

    def mean(graph: Graph) -> str:
        return graph("Add", graph("Mul", _data(graph, shape, condition), np.array(0.5)), np.array(0.5))

    def normalise(graph: Graph) -> None:
        x = graph("Div", graph("Add", "image", "noise"), np.array(256.0))
        z = graph("Div", graph("Sub", x, mean(graph)), np.array(SCALE), out="z")
        square = graph("Mul", graph("Mul", z, z), np.array(-0.5))
        graph("Add", square, np.array(-0.5 * np.log(2 * np.pi) - np.log(256 * SCALE)), out="log_density")

    def generate(graph: Graph) -> None:
        graph("Add", graph("Mul", "z", np.array(SCALE)), mean(graph), out="image")

    return {"normalise": normalise, "generate": generate}


def arrays(steps: int = 50) -> Knots:
    """A path of whole steps that ends in noise alone, and is neither straight nor of constant variance."""
    t = np.arange(steps + 1) / steps
    alphas, sigmas = np.cos(t * np.pi / 2) ** 2, np.sin(t * np.pi / 2)
    alphas[-1] = 0.0
    return Knots(times=tuple(map(float, range(steps + 1))), alphas=tuple(alphas.tolist()),
                 sigmas=tuple(sigmas.tolist()))  # fmt: skip


def _denoisers() -> list[Card]:
    def denoising(shape: Shape, condition: Condition, **values: Any) -> Denoising:
        return Denoising(shape=shape, condition=condition, **({"prediction": "data"} | values))

    turned = {
        "path": "linear",
        "prediction": "velocity",
        "sign": -1,
        "times": Times(scale=999.0, reversed=True),
    }
    return [
        card_of("colour-flow", "Colours by flow", "flow", COLOUR, -1, 1,
                tables=(denoising(COLOUR, LabelCondition(classes=CLASSES, null=CLASSES), **turned),)),
        card_of("colour-reflow", "Colours by reflow", "flow", COLOUR, -1, 1,
                tables=(denoising(COLOUR, labelled(CLASSES), path="linear", teacher="colour-flow"),)),
        card_of("colour-classes", "Colours, always told a class", "diffusion", COLOUR, -1, 1,
                tables=(denoising(COLOUR, LabelCondition(classes=CLASSES), path="variance preserving",
                                    schedule_steps=100, times=Times(offset=-1.0)),)),
        card_of("colour-consistency", "Colours at once", "consistency", COLOUR, -1, 1,
                tables=(denoising(COLOUR, labelled(CLASSES), kind="consistency", path="linear",
                                    teacher="colour-reflow"),)),
        card_of("wide-ddpm", "Wide, of no class", "diffusion", WIDE, -1, 1,
                tables=(denoising(WIDE, Unconditional(), path="variance preserving", schedule_steps=100),)),
        card_of("wide-flow", "Wide, of no class, by flow", "flow", WIDE, -1, 1,
                tables=(denoising(WIDE, Unconditional(), **turned),)),
        card_of("large-arrays", "Large, on a path by arrays", "diffusion", LARGE, -1, 1,
                tables=(denoising(LARGE, Unconditional(), path="arrays", knots=arrays()),)),
    ]  # fmt: skip


def write_models(folder: Path) -> dict[str, Card]:
    """Write all models below ``folder``; their cards by name."""
    found = [write(folder, card, {"denoiser": denoiser_of(card)}) for card in _denoisers()]
    vaes = [
        card_of(
            "colour-vae", "Coloured codes", "vae", COLOUR, 0, 1, latent=2, likelihood=Gaussian(scale=0.1)
        ),
        card_of("wide-vae", "Codes in black and white", "vae", WIDE, 0, 1, latent=3, likelihood=Bernoulli()),
        card_of("wide-plain", "Codes of no likelihood", "vae", WIDE, 0, 1, latent=2),
        card_of("large-decoder", "A decoder alone", "vae", LARGE, 0, 1, latent=4),
    ]
    for card in vaes:
        encoder = {} if card.name == "large-decoder" else {"encoder": _encoder(card)}
        found.append(write(folder, card, {**encoder, "decoder": _decoder(card)}))
    gans = [
        card_of("colour-gan", "Coloured game", "gan", COLOUR, -1, 1,
                tables=(Gan(latent=6, condition=LabelCondition(classes=CLASSES), loss="hinge"),)),
        card_of("large-generator", "A generator alone", "gan", LARGE, -1, 1,
                tables=(Gan(latent=5, condition=Unconditional()),)),
    ]  # fmt: skip
    for card in gans:
        assert Gan.of(card) is not None
        judge = {"discriminator": _discriminator(card)} if Gan.of(card).loss else {}
        own = drawing(card, "noise", Gan.of(card).latent, "image", 1.0, 0.0)
        found.append(write(folder, card, {"generator": own, **judge}))
    card = mapped_card()
    found.append(write(folder, card, {**_mapped_parts(), "discriminator": _discriminator(card)}))
    flows = [
        card_of("colour-nflow", "Coloured flow", "nflow", COLOUR, 0, 255,
                tables=(Nflow(condition=labelled(CLASSES), halvings=2),)),
        card_of("wide-nflow", "Wide flow of no class", "nflow", WIDE, 0, 255,
                tables=(Nflow(condition=Unconditional(), halvings=1),)),
    ]  # fmt: skip
    found += [write(folder, card, _flow_parts(card)) for card in flows]
    return {card.name: card for card in found}


def write_held_out(folder: Path) -> None:
    """Write the held-out images of the models' data below ``folder``, a folder each."""
    for name, shape, classes in (
        ("colour-waves", COLOUR, CLASSES),
        ("wide-waves", WIDE, 0),
        ("large-waves", LARGE, 0),
    ):
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        found = held_out(shape, classes)
        write_idx(place / "t10k-images-idx4-ubyte.gz", found.images)
        write_idx(place / "t10k-labels-idx1-ubyte.gz", found.labels)


if __name__ == "__main__":
    whole = Path(sys.argv[1])
    write_models(whole / "models")
    write_held_out(whole / "heldout")
