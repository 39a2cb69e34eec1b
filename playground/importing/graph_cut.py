"""A graph of a whole autoencoder, cut at the code, and nodes from which nothing follows, such as checks of
sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onnx import ModelProto, NodeProto


def leave_out_unused(model: ModelProto) -> None:
    """Remove every node that no output of the graph needs."""
    nodes = [*model.graph.node]
    makers = {out: at for at, node in enumerate(nodes) for out in node.output if out}
    ahead, needed = [one.name for one in model.graph.output], set[int]()
    while ahead:
        at = makers.get(ahead.pop())
        if at is not None and at not in needed:
            needed.add(at)
            ahead += read_by(nodes[at])
    model.graph.ClearField("node")
    model.graph.node.extend(nodes[at] for at in sorted(needed))


def read_by(node: NodeProto) -> Iterator[str]:
    """The names that a node reads, also those in the graphs inside it."""
    yield from node.input
    for attribute in node.attribute:
        for graph in (attribute.g, *attribute.graphs):
            for inner in graph.node:
                yield from read_by(inner)
            yield from (one.name for one in graph.output)


def kinds_in(node: NodeProto) -> Iterator[str]:
    """The operators of a node and of the nodes in the graphs inside it."""
    yield node.op_type
    for attribute in node.attribute:
        for graph in (attribute.g, *attribute.graphs):
            for inner in graph.node:
                yield from kinds_in(inner)


class Halves(NamedTuple):
    """From the picture to both numbers of its code, and from ``mean``, which the decoder takes, back."""

    encoder: ModelProto
    decoder: ModelProto
    mean: str
    log_variance: str


def cut(model: ModelProto, picture: str, drawn: str, rows: tuple[str, str]) -> Halves | None:
    """Both halves; ``None`` where what is drawn follows from neither row alone, as where chance comes in."""
    for mean, other in (rows, rows[::-1]):
        at = _value_of(model, mean)
        needed = _needed(model, drawn, at)
        if needed is not None and picture not in needed.given and at in needed.given:
            encoder = _needed(model, mean, None), _needed(model, other, None)
            if None in encoder:
                return None
            nodes = {at for half in encoder if half for at in half.nodes}
            return Halves(
                _part(model, nodes, {picture: picture}, [mean, other]),
                _part(model, needed.nodes, {at: mean}, [drawn]),
                mean, other,
            )  # fmt: skip
    return None


class _Needed(NamedTuple):
    """The nodes that a value follows from, counted, and the names that these take and none of them makes."""

    nodes: set[int]
    given: set[str]


def _value_of(model: ModelProto, name: str) -> str:
    """The value that an output is only another name of."""
    makers = {out: node for node in model.graph.node for out in node.output}
    while name in makers and makers[name].op_type == "Identity":
        name = makers[name].input[0]
    return name


def _needed(model: ModelProto, name: str, stop: str | None) -> _Needed | None:
    """What a value follows from where ``stop`` is given; ``None`` where chance is among it."""
    nodes = [*model.graph.node]
    makers = {out: at for at, node in enumerate(nodes) for out in node.output}
    there = {one.name for one in (*model.graph.input, *model.graph.initializer)} | makers.keys()
    found, given, ahead = set[int](), set[str](), [name]
    while ahead:
        value = ahead.pop()
        at = makers.get(value)
        if value == stop or at is None:
            given.add(value)
        elif at not in found:
            if any(kind.startswith("Random") for kind in kinds_in(nodes[at])):
                return None
            found.add(at)
            # What graphs inside a node call their own is nothing that it takes.
            ahead += [each for each in read_by(nodes[at]) if each in there]
    return _Needed(found, given)


def _part(model: ModelProto, nodes: set[int], inputs: dict[str, str], outputs: list[str]) -> ModelProto:
    """The graph of some nodes; ``inputs`` by their names, with those of the values whose shape they have."""
    made = ModelProto()
    made.CopyFrom(model)
    kept = [node for at, node in enumerate(model.graph.node) if at in nodes]
    used = {name for node in kept for name in read_by(node)}
    weights = [tensor for tensor in model.graph.initializer if tensor.name in used]
    told = {one.name: one for one in (*model.graph.input, *model.graph.output)}
    for field in ("node", "initializer", "input", "output", "value_info"):
        made.graph.ClearField(field)
    made.graph.node.extend(kept)
    made.graph.initializer.extend(weights)
    for name, like in inputs.items():
        made.graph.input.append(told[like])
        made.graph.input[-1].name = name
    made.graph.output.extend(told[name] for name in outputs)
    return made
