"""Whole numbers may not be divided by −1: the least of them has no opposite, which ends the process.

A runtime refuses to divide by zero, but −2⁶³ / −1 kills whoever runs it (SIGFPE), on the command line the
whole program. So divisors must be known: constants other than −1, or sizes, which are never negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from onnx import AttributeProto, GraphProto, NodeProto, TensorProto, numpy_helper

_WHOLE = {TensorProto.INT64, TensorProto.INT32}
_SIZES = {"Shape", "Size"}
# What only moves numbers about gives no others than it takes.
_MOVES = {
    "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Slice", "Split", "Expand",
    "Gather", "GatherElements",
}  # fmt: skip


def unsafe_divisor(graph: GraphProto) -> str:
    """Return the name of an integer divisor that may be −1; empty if there is none.

    Shapes and types of ``graph`` must have been inferred.
    """
    types = {value.name: value.type.tensor_type.elem_type for value in (*graph.value_info, *graph.input)}
    types.update((value.name, value.type.tensor_type.elem_type) for value in graph.output)
    types.update((tensor.name, tensor.data_type) for tensor in graph.initializer)
    safe = {tensor.name for tensor in graph.initializer if _is_safe(_numbers(tensor))}
    for node in graph.node:
        if node.op_type == "Div" and len(node.input) == 2:
            divisor = node.input[1]
            kinds = {types[name] for name in node.input if name in types}
            if (not kinds or kinds & _WHOLE) and divisor not in safe:
                return str(divisor)
        if _gives_safe(node, safe):
            safe.update(node.output)
    return ""


def _gives_safe(node: NodeProto, safe: set[str]) -> bool:
    if node.op_type in _SIZES:
        return True
    if node.op_type == "Concat":
        return all(name in safe for name in node.input)
    if node.op_type in _MOVES:
        return node.input[0] in safe
    return node.op_type == "Constant" and all(map(_is_safe, _constants(node)))


def _constants(node: NodeProto) -> Iterator[Any]:
    for attribute in node.attribute:
        if attribute.type == AttributeProto.TENSOR:
            yield _numbers(attribute.t)
        elif attribute.type in (AttributeProto.INT, AttributeProto.INTS):
            yield np.array(attribute.ints or [attribute.i])


def _numbers(tensor: TensorProto) -> Any:
    """The whole numbers that a tensor holds; ``None`` for others, and for those elsewhere or in parts."""
    elsewhere = tensor.data_location == TensorProto.EXTERNAL or tensor.HasField("segment")
    if tensor.data_type not in _WHOLE or elsewhere:
        return None
    return numpy_helper.to_array(tensor)


def _is_safe(numbers: Any) -> bool:
    return numbers is not None and not np.isin(numbers, (-1, 0)).any()
