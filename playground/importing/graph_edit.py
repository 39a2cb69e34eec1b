"""A graph made over so that its inputs and outputs are called and shaped as a card says."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, numpy_helper

_FRONT, _BACK = "given.", "own."
"""Before the names of what a card gives to the graph, and of what the network itself took and gave."""


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
        name = f"{_FRONT}number.{len(self.model.graph.initializer)}"
        self.model.graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.int64), name))
        return name
