"""An ONNX graph is checked before any runtime sees it: what it contains, claims, and points to.

A graph comes from a file that anyone may have made. Nothing here loads its weights or runs it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import AttributeProto, GraphProto, ModelProto, TensorProto, ValueInfoProto

from playground.core.ports import Port
from playground.runtimes.divisions import unsafe_divisor
from playground.runtimes.graph_facts import Facts, Verdict
from playground.runtimes.operators import ALLOWED
from playground.runtimes.session import first_line

MAX_CLAIMED_BYTES = 1 << 30
MAX_VALUE_ELEMENTS = 1 << 26
MAX_NODES = 20_000

_ITEM_BITS: dict[int, int] = {
    TensorProto.FLOAT: 32,
    TensorProto.DOUBLE: 64,
    TensorProto.FLOAT16: 16,
    TensorProto.INT64: 64,
    TensorProto.INT32: 32,
    TensorProto.UINT8: 8,
    TensorProto.INT8: 8,
    TensorProto.BOOL: 8,
}
_PLAIN_ATTRIBUTES = {
    AttributeProto.FLOAT,
    AttributeProto.FLOATS,
    AttributeProto.INT,
    AttributeProto.INTS,
    AttributeProto.STRING,
    AttributeProto.STRINGS,
    AttributeProto.TENSOR,
}


def judge(data: bytes, facts: Facts) -> Verdict:
    """What is to be said of a graph, given as the bytes of its file."""
    try:
        model = onnx.load_model_from_string(data)
    except (DecodeError, ValueError, RecursionError):
        return Verdict(fault="it is damaged, and no ONNX file")
    try:
        _check_nodes(model)
        _check_tensors(model.graph, facts)
        _check_ports(model.graph, facts, exact=False)
        inferred = _inferred(model)
        _check_values(inferred)
        if divisor := unsafe_divisor(inferred):
            raise _UnfitError(
                f"it divides whole numbers by “{divisor[:80]}”, which may be −1 and then ends the process"
            )
        _check_ports(inferred, facts, exact=True)
    except _UnfitError as error:
        return Verdict(fault=str(error))
    sizes = [(math.prod(map(int, tensor.dims)), _claimed_bytes(tensor)) for tensor in _tensors(model.graph)]
    return Verdict(
        operators=dict(Counter(str(node.op_type) for node in model.graph.node).most_common()),
        parameters=sum(numbers for numbers, _ in sizes),
        claimed_bytes=sum(claimed for _, claimed in sizes),
        opset=max((int(one.version) for one in model.opset_import), default=0),
    )


class _UnfitError(Exception):
    """What is wrong with a graph, as the end of a sentence."""


def _check_nodes(model: ModelProto) -> None:
    if model.functions:
        raise _UnfitError("it defines functions of its own")
    if model.graph.sparse_initializer or model.training_info:
        raise _UnfitError("it holds sparse tensors or training information, which no model here needs")
    if len(model.graph.node) > MAX_NODES:
        raise _UnfitError(f"it has {len(model.graph.node)} nodes, more than {MAX_NODES}")
    for node in model.graph.node:
        if node.domain not in ("", "ai.onnx"):
            raise _UnfitError(f"it uses “{node.op_type[:80]}” of the foreign domain “{node.domain[:80]}”")
        if node.op_type not in ALLOWED:
            raise _UnfitError(
                f"it uses the operator “{node.op_type[:80]}”, which is random, unsafe or unknown here"
            )
        for attribute in node.attribute:
            if attribute.type not in _PLAIN_ATTRIBUTES:
                raise _UnfitError(f"an operator “{node.op_type}” holds a graph or another nested value")


def _check_tensors(graph: GraphProto, facts: Facts) -> None:
    claimed = 0
    for tensor in _tensors(graph):
        size = _claimed_bytes(tensor)
        claimed += size
        if claimed > MAX_CLAIMED_BYTES:
            raise _UnfitError(f"its tensors claim more than {MAX_CLAIMED_BYTES >> 30} GiB")
        if tensor.data_location == TensorProto.EXTERNAL:
            _check_external(tensor, size, facts)
        elif _held_bytes(tensor) != size:
            raise _UnfitError(
                f"the tensor “{tensor.name[:80]}” claims {size} bytes, but holds {_held_bytes(tensor)}"
            )


def _tensors(graph: GraphProto) -> Iterator[TensorProto]:
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == AttributeProto.TENSOR:
                if attribute.t.data_location == TensorProto.EXTERNAL:
                    raise _UnfitError("a constant keeps its data outside the graph")
                yield attribute.t


def _claimed_bytes(tensor: TensorProto) -> int:
    if tensor.data_type not in _ITEM_BITS:
        raise _UnfitError(f"the tensor “{tensor.name[:80]}” has an unusual data type")
    if any(side < 0 for side in tensor.dims):
        raise _UnfitError(f"the tensor “{tensor.name[:80]}” has a negative size")
    return math.prod(map(int, tensor.dims)) * _ITEM_BITS[tensor.data_type] // 8


def _held_bytes(tensor: TensorProto) -> int:
    """Bytes held in the graph itself, raw or in the typed field of its data type."""
    if tensor.HasField("raw_data"):
        return len(tensor.raw_data)
    typed: dict[int, Any] = {
        TensorProto.FLOAT: tensor.float_data,
        TensorProto.DOUBLE: tensor.double_data,
        TensorProto.INT64: tensor.int64_data,
    }
    return len(typed.get(tensor.data_type, tensor.int32_data)) * _ITEM_BITS[tensor.data_type] // 8


def _check_external(tensor: TensorProto, size: int, facts: Facts) -> None:
    name = tensor.name[:80]
    place = {entry.key: entry.value for entry in tensor.external_data}
    location = place.get("location", "")
    if location in facts.links:
        raise _UnfitError(f"the tensor “{name}” points to “{location[:80]}”, which is a link")
    if location not in facts.files:
        raise _UnfitError(
            f"the tensor “{name}” points to “{location[:80]}”, which is not a file of the model in its card"
        )
    try:
        offset = int(place.get("offset", "0"))
        length = int(place.get("length", str(size)))
    except ValueError as error:
        raise _UnfitError(f"the tensor “{name}” has no readable place in “{location[:80]}”") from error
    if length != size or offset < 0 or offset + length > facts.files[location]:
        raise _UnfitError(
            f"the tensor “{name}” claims {size} bytes, which do not lie where it says in “{location[:80]}”"
        )


def _check_ports(graph: GraphProto, facts: Facts, exact: bool) -> None:
    """Compare with the card; unless ``exact``, sides that the graph leaves open are left to inference."""
    weights = {tensor.name for tensor in graph.initializer}
    if weights & {value.name for value in graph.input}:
        raise _UnfitError("it lets its weights be replaced by inputs")
    for what, values, ports in (
        ("inputs", graph.input, facts.inputs),
        ("outputs", graph.output, facts.outputs),
    ):
        names = [str(value.name) for value in values]  # Bytes, where it is not UTF-8.
        if names != [port.name for port in ports]:
            wanted = ", ".join(port.name for port in ports)
            raise _UnfitError(
                f"its {what} are {', '.join(names)[:200] or 'none'}, but the card says {wanted}"
            )
        for value, port in zip(values, ports, strict=True):
            _check_port(value, port, exact)


_TYPES = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64}


def _check_port(value: ValueInfoProto, port: Port, exact: bool) -> None:
    tensor = value.type.tensor_type
    sides = tensor.shape.dim
    same = len(sides) == len(port.shape) + 1 and all(
        side.dim_value == wanted if exact or side.HasField("dim_value") else True
        for side, wanted in zip(sides[1:], port.shape, strict=True)
    )
    if tensor.elem_type != _TYPES[port.dtype] or not same:
        shape = ", ".join(map(str, ("batch", *port.shape)))
        raise _UnfitError(f"“{port.name}” is not {port.dtype} of shape ({shape}) as its card says")
    if sides[0].HasField("dim_value"):
        raise _UnfitError(f"the batch of “{port.name}” is fixed to {sides[0].dim_value}")


def _inferred(model: ModelProto) -> GraphProto:
    """The graph with the shapes of its values worked out."""
    try:
        return onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    except (onnx.shape_inference.InferenceError, DecodeError, ValueError, RuntimeError) as error:
        raise _UnfitError(f"its shapes do not fit together ({first_line(error)})") from error


def _check_values(graph: GraphProto) -> None:
    """Bound every intermediate value whose size can be told, for a batch of one."""
    for value in (*graph.value_info, *graph.output):
        sides = [max(int(side.dim_value), 1) for side in value.type.tensor_type.shape.dim]
        if math.prod(sides) > MAX_VALUE_ELEMENTS:
            raise _UnfitError(
                f"its value “{value.name[:80]}” would have {math.prod(sides):,} numbers per image"
            )
