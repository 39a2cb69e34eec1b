"""How large a graph's values are: those that can be told are bounded, and what makes the others is named.

Sizes often follow from computed shapes, which only whoever computes them can tell. So the nodes are gone
through in their order, with the batch fixed: each gives the type of its results and, where all that it is
given is small and known, their values.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, TypeProto, numpy_helper, shape_inference

from playground.core.frames import Array
from playground.core.sides import MAX_AXES
from playground.runtimes.graph_nodes import UnfitError, opset_of

MAX_VALUE_ELEMENTS = 1 << 26
SMALL = 1024
"""Numbers in a value that is worked out, as shapes are."""

BATCHES = (1, 7)
"""A size may grow with the batch, but not faster."""

_FAILURES = (
    shape_inference.InferenceError, DecodeError, ValueError, RuntimeError, TypeError, IndexError, KeyError,
    AttributeError, ArithmeticError, NotImplementedError,
)  # fmt: skip
"""What shape inference and the operators' reference raise where something does not fit."""


def inferred(model: ModelProto) -> GraphProto:
    """The graph with the shapes of its values worked out for any batch."""
    try:
        return shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    except _FAILURES as error:
        raise _no_fit(error) from error


def check_sizes(model: ModelProto) -> tuple[str, ...]:
    """Bound every value whose size can be told; the names of the operators whose results have no such size.

    Raises :class:`UnfitError` where a value would be too large, or shapes do not fit together.
    """
    unbounded: set[str] = set()
    for batch in BATCHES:
        sizes = _Sizes(model, batch)
        for node in model.graph.node:
            sizes.take(node)
        unbounded |= sizes.unbounded
    return tuple(sorted(unbounded))


class _Sizes:
    """Types of all values, and the values of those that are small and known, for one batch."""

    def __init__(self, model: ModelProto, batch: int) -> None:
        self.unbounded: set[str] = set()
        self._opsets, self._opset = list(model.opset_import), opset_of(model)
        self._ir = model.ir_version
        self._batch = batch
        self._types: dict[str, TypeProto] = {}
        self._known: dict[str, Array] = {}
        for value in model.graph.input:
            given = TypeProto()
            given.CopyFrom(value.type)
            given.tensor_type.shape.dim[0].dim_value = batch
            self._types[value.name] = given
        for tensor in model.graph.initializer:
            self._take_tensor(tensor.name, tensor)

    def take(self, node: NodeProto) -> None:
        """Work out what a node gives."""
        if node.op_type == "Constant" and node.attribute and node.attribute[0].name == "value":
            self._take_tensor(node.output[0], node.attribute[0].t)
            return
        given = [name for name in node.input if name]
        types = {name: self._types[name] for name in given if name in self._types}
        results = self._infer(node, types)
        for name in filter(None, node.output):
            if name in results:
                self._types[name] = results[name]
            self._check_size(name, node, all(_is_sized(types.get(one)) for one in given))
        if all(name in self._known for name in given):
            self._compute(node)
        elif node.op_type in ("Shape", "Size") and _is_sized(types.get(node.input[0])):
            self._compute(node, {node.input[0]: _stand_in(types[node.input[0]])})

    def _take_tensor(self, name: str, tensor: TensorProto) -> None:
        self._types[name] = onnx.helper.make_tensor_type_proto(tensor.data_type, list(tensor.dims))
        if tensor.data_location != TensorProto.EXTERNAL and math.prod(tensor.dims) <= SMALL:
            self._known[name] = numpy_helper.to_array(tensor)

    def _infer(self, node: NodeProto, types: dict[str, TypeProto]) -> dict[str, TypeProto]:
        known = {
            name: numpy_helper.from_array(self._known[name], name) for name in types if name in self._known
        }
        try:
            schema = onnx.defs.get_schema(node.op_type, self._opset, "")
            found: dict[str, TypeProto] = shape_inference.infer_node_outputs(
                schema, node, types, known, None, self._opsets, self._ir
            )
        except _FAILURES as error:
            raise _no_fit(error) from error
        return found

    def _check_size(self, name: str, node: NodeProto, from_sized: bool) -> None:
        sides = _sides(self._types.get(name))
        if from_sized and (sides is None or None in sides):
            self.unbounded.add(node.op_type)
        # What is open counts as one: a lower bound.
        told = [1 if side is None else max(side, 1) for side in sides or ()]
        if len(told) > MAX_AXES:
            raise UnfitError(f"its value “{name[:80]}” would have {len(told):,} axes, more than {MAX_AXES}")
        if math.prod(told) > MAX_VALUE_ELEMENTS * self._batch:
            raise UnfitError(
                f"its value “{name[:80]}” would have {math.prod(told) // self._batch:,} numbers per image"
            )

    def _compute(self, node: NodeProto, others: dict[str, Array] | None = None) -> None:
        """The values of a node's results, where all are small."""
        outputs = [name for name in node.output if name]
        if not all(_is_small(self._types.get(name)) for name in outputs):
            return
        known = others or self._known
        try:
            with np.errstate(all="ignore"):
                found = _reference(node, self._opset, {name: known[name] for name in node.input if name})
        except _FAILURES:
            return  # What cannot be computed is not known.
        self._known.update(zip(outputs, found, strict=True))


def _reference(node: NodeProto, opset: int, given: dict[str, Array]) -> list[Array]:
    from onnx.reference import ReferenceEvaluator

    graph = onnx.helper.make_graph(
        [node],
        "one",
        [
            onnx.helper.make_tensor_value_info(name, onnx.helper.np_dtype_to_tensor_dtype(value.dtype), None)
            for name, value in given.items()
        ],
        [onnx.helper.make_empty_tensor_value_info(name) for name in node.output if name],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)])
    return [np.asarray(one) for one in ReferenceEvaluator(model).run(None, given)]


def _sides(kind: TypeProto | None) -> list[int | None] | None:
    """The sides of a value, each ``None`` where it is open; ``None`` where not even their number is known."""
    if kind is None or not kind.tensor_type.HasField("shape"):
        return None
    return [
        int(side.dim_value) if side.HasField("dim_value") else None for side in kind.tensor_type.shape.dim
    ]


def _is_sized(kind: TypeProto | None) -> bool:
    sides = _sides(kind)
    return sides is not None and None not in sides


def _is_small(kind: TypeProto | None) -> bool:
    sides = [-1 if side is None else side for side in _sides(kind) or ()]
    return _is_sized(kind) and len(sides) <= MAX_AXES and 0 <= math.prod(sides) <= SMALL


def _stand_in(kind: TypeProto) -> Array:
    """An array of that shape that takes no memory."""
    return np.broadcast_to(np.float32(0), [int(side.dim_value) for side in kind.tensor_type.shape.dim])


def _no_fit(error: BaseException) -> UnfitError:
    lines: list[Any] = str(error).strip().splitlines() or [type(error).__name__]
    return UnfitError(f"its shapes do not fit together ({lines[0].rstrip('. ')[:300]})")
