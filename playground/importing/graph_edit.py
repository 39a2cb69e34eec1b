"""A graph made over so that its inputs and outputs are called and shaped as a card says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, numpy_helper

from playground.export.onnx_graph import expand_fills


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


_FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
_FRONT, _BACK = "given.", "own."
"""Before the names of what a card gives to the graph, and of what the network itself took and gave."""


class Value(Protocol):
    """An input of a graph."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> int: ...

    @property
    def sides(self) -> tuple[int | None, ...]: ...


class Table(NamedTuple):
    """Where tokens are looked up: the value that comes of it, and what the table is like."""

    looked_up: str
    kind: int
    rows: int
    width: int


_LEAST = 1e-30
"""Of a weight whose logarithm is taken."""


class Edit:
    """A graph in the making: ``source`` is as it was, ``model`` what it becomes."""

    def __init__(self, model: ModelProto) -> None:
        self.source = model
        self.model = ModelProto()
        self.model.CopyFrom(model)
        weights = {tensor.name for tensor in model.graph.initializer}
        self.inputs = [one for one in model.graph.input if one.name not in weights]
        self.given: dict[str, str] = {}
        """What the graph's own inputs and outputs are called by the card."""
        self.asked: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {}
        """What becomes of a card's input on the way into one of its own, where it is not only cast."""
        del self.model.graph.input[:]
        del self.model.graph.output[:]
        del self.model.graph.value_info[:]
        self._before: list[NodeProto] = []

    def free_batch(self, inputs: list[str], outputs: list[str]) -> int | None:
        """Let the batch be of any size where it was fixed, and give what it was fixed to.

        Shapes that are written out begin with that number; whether that was all shows when both are compared.
        """
        first = [
            one.type.tensor_type.shape.dim[0].dim_value
            for one in (*self.source.graph.input, *self.source.graph.output)
            if one.name in (*inputs, *outputs) and len(one.type.tensor_type.shape.dim) > 1
        ]
        batch = next((int(side) for side in first if side > 0), None)
        if batch is None:
            return None
        shapes = {node.input[1] for node in self.model.graph.node if node.op_type == "Reshape"}
        constants = [(one.name, one) for one in self.model.graph.initializer]
        constants += [
            (node.output[0], node.attribute[0].t)
            for node in self.model.graph.node
            if node.op_type == "Constant" and node.attribute and node.attribute[0].name == "value"
        ]
        for name, tensor in constants:
            if name in shapes and tensor.data_type == TensorProto.INT64:
                shape = numpy_helper.to_array(tensor).copy()
                if len(shape) and shape[0] == batch:
                    # A side of 0 is taken over; where no other is left open, the rest decides.
                    shape[0] = -1 if -1 not in shape else 0
                    tensor.CopyFrom(numpy_helper.from_array(shape, tensor.name))
        return batch

    def input(self, name: str, own: str, kind: int, shape: tuple[int, ...], sides: int | None = None) -> None:
        """An input of the card, in the network's own type; a row with ``sides`` 4 is 1 × 1 pixels."""
        self._declare(name, own, TensorProto.FLOAT, shape)
        value = name
        if sides == 4 and len(shape) == 1:
            value = self._reshaped(value, (-1, *shape, 1, 1))
        self._into(own, value, kind, TensorProto.FLOAT)

    def time(self, own: str, kind: int, sides: tuple[int | None, ...]) -> None:
        """The input ``time``, one number for each of the batch; some networks want one for all."""
        self._declare("time", own, TensorProto.FLOAT, ())
        value = "time"
        if kind in (TensorProto.INT64, TensorProto.INT32):
            value = self._node("Round", [value])
        value = self._shaped(value, sides)
        self._into(own, value, kind, TensorProto.FLOAT)

    def label(self, own: str, kind: int, sides: tuple[int | None, ...]) -> None:
        """The input ``label``, a class for each of the batch."""
        self._declare("label", own, TensorProto.INT64, ())
        self._into(own, self._shaped("label", sides), kind, TensorProto.INT64)

    def tokens(self, own: str, kind: int, length: int) -> None:
        """The input ``tokens``, so many for each of the batch."""
        self._declare("tokens", own, TensorProto.INT64, (length,))
        self._into(own, "tokens", kind, TensorProto.INT64)

    def zeros(self, own: str, kind: int) -> None:
        """An input that is 0 for every token."""
        self.given[own], self.asked[own] = "tokens", np.zeros_like
        self._into(own, self._node("Sub", ["tokens", "tokens"]), kind, TensorProto.INT64)

    def weights(self, length: int, mask: Value | None) -> None:
        """The input ``weights``: whether a token is seen, or by a bias of scores how much."""
        self._declare("weights", mask.name if mask else "weights", TensorProto.FLOAT, (length,))
        if mask is None:
            return
        if len(mask.sides) == 3 and mask.kind in _FLOATS:
            least = self._constant(np.array(_LEAST, dtype=np.float32))
            value = self._node("Log", [self._node("Max", ["weights", least])])
            self.asked[mask.name] = _as_bias
            value = self._reshaped(value, (-1, 1, length))
            self._into(mask.name, value, mask.kind, TensorProto.FLOAT)
            return
        value = self._node("Greater", ["weights", self._constant(np.array(0, dtype=np.float32))])
        self.asked[mask.name] = _as_mask
        self._into(mask.name, value, mask.kind, TensorProto.BOOL)

    def table_of(self, tokens: str) -> Table | None:
        """The table of numbers in which tokens are looked up; ``None`` where there is not just one."""
        tables = {tensor.name: tensor for tensor in self.source.graph.initializer if len(tensor.dims) == 2}
        same = {tokens}
        for node in self.source.graph.node:
            if node.op_type in ("Reshape", "Cast", "Identity") and node.input[0] in same:
                same |= {*node.output}
        found = [
            Table(node.output[0], int(table.data_type), *map(int, table.dims))
            for node in self.source.graph.node
            if node.op_type == "Gather" and node.input[1] in same
            for table in (tables.get(node.input[0]),)
            if table is not None and table.data_type in _FLOATS
        ]
        return found[0] if len(found) == 1 else None

    def output(self, name: str, own: str, kind: int, shape: tuple[int, ...], *, sliced: bool) -> None:
        """An output of the card; ``sliced`` leaves out the channels after those of ``shape``."""
        self.given[own] = name
        graph = self.model.graph
        inner, names = f"{_BACK}{own}", f"own.{name}"
        for node in graph.node:
            node.input[:] = [inner if each == own else each for each in node.input]
            node.output[:] = [inner if each == own else each for each in node.output]
        value, after = inner, list[NodeProto]()
        if kind != TensorProto.FLOAT:
            after.append(onnx.helper.make_node("Cast", [value], [f"{names}.cast"], to=TensorProto.FLOAT))
            value = f"{names}.cast"
        if sliced:
            ends = {f"{names}.from": [0], f"{names}.to": [shape[0]], f"{names}.axis": [1]}
            graph.initializer.extend(
                numpy_helper.from_array(np.array(row, dtype=np.int64), key) for key, row in ends.items()
            )
            after.append(onnx.helper.make_node("Slice", [value, *ends], [f"{names}.sliced"]))
            value = f"{names}.sliced"
        target = numpy_helper.from_array(np.array([-1, *shape], dtype=np.int64), f"{names}.shape")
        graph.initializer.append(target)
        after.append(onnx.helper.make_node("Reshape", [value, target.name], [name]))
        graph.node.extend(after)
        graph.output.append(onnx.helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape]))

    def rows_for(self, own: str) -> int:
        """How many rows the table has in which an input is looked up; 0 where it is looked up in none."""
        tables = {tensor.name: tensor.dims[0] for tensor in self.source.graph.initializer if tensor.dims}
        found = (
            tables[node.input[0]]
            for node in self.source.graph.node
            if node.op_type == "Gather" and node.input[1] == own and node.input[0] in tables
        )
        return int(next(found, 0))

    def finish(self) -> ModelProto:
        """The graph that was made."""
        graph = self.model.graph
        nodes = [*self._before, *graph.node]
        del graph.node[:]
        graph.node.extend(nodes)
        self._before = []
        expand_fills(graph)
        return self.model

    def _declare(self, name: str, own: str, kind: int, shape: tuple[int, ...]) -> None:
        self.given[own] = name
        self.model.graph.input.append(onnx.helper.make_tensor_value_info(name, kind, ["batch", *shape]))

    def _into(self, own: str, value: str, kind: int, given: int) -> None:
        """Let the network take a value where it took its own input."""
        if kind != given:
            value = self._node("Cast", [value], to=kind)
        inner = f"{_FRONT}{own}"
        self._before.append(onnx.helper.make_node("Identity", [value], [inner]))
        for node in self.model.graph.node:
            node.input[:] = [inner if each == own else each for each in node.input]

    def _shaped(self, value: str, sides: tuple[int | None, ...]) -> str:
        """One number for each of the batch as rows, or the first for all."""
        if sides in ((), (1,)):
            value = self._node("Gather", [value, self._number([0] if sides else 0)], axis=0)
        elif len(sides) > 1:
            value = self._reshaped(value, (-1, *(1 for _ in sides[1:])))
        return value

    def _reshaped(self, value: str, shape: tuple[int, ...]) -> str:
        return self._node("Reshape", [value, self._number(list(shape))])

    def _node(self, kind: str, inputs: list[str], **settings: Any) -> str:
        result = f"{_FRONT}{len(self._before)}"
        self._before.append(onnx.helper.make_node(kind, inputs, [result], **settings))
        return result

    def _number(self, value: int | list[int]) -> str:
        return self._constant(np.array(value, dtype=np.int64))

    def _constant(self, value: NDArray[Any]) -> str:
        name = f"{_FRONT}number.{len(self.model.graph.initializer)}"
        self.model.graph.initializer.append(numpy_helper.from_array(value, name))
        return name


def _as_mask(weights: NDArray[Any]) -> NDArray[Any]:
    return weights > 0


def _as_bias(weights: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.log(np.maximum(weights, _LEAST))[:, None], dtype=np.float32)
