"""An ONNX graph is checked before any runtime sees it: what it contains, claims, and points to.

A graph comes from a file that anyone may have made. Nothing here loads its weights or runs it, and yet
reading it may take any time and memory: :mod:`~playground.runtimes.graph_guard` has it done in a child.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import GraphProto, ModelProto, TensorProto, ValueInfoProto

from playground.core.errors import one_line
from playground.core.guard import DamagedFileError
from playground.core.ports import Port
from playground.core.sides import numbers_in
from playground.runtimes.divisions import unsafe_divisor
from playground.runtimes.graph_facts import Facts, Verdict
from playground.runtimes.graph_nodes import UnfitError, check_nodes, opset_of, tensors_of
from playground.runtimes.graph_sizes import check_sizes, inferred

MAX_CLAIMED_BYTES = 1 << 30
_MOST = f"{MAX_CLAIMED_BYTES >> 30} GiB"

_RUNTIMES_OWN = b"ORTM"
"""The fifth to eighth byte of a format that the runtime knows besides; one file can be read as both."""

_PLACE = {"location", "offset", "length"}

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


def judge(data: bytes, facts: Facts) -> Verdict:
    """What is to be said of a graph, given as the bytes of its file."""
    if data[4:8] == _RUNTIMES_OWN:
        return Verdict(fault="it begins like ONNX Runtime’s own format, which would be read in its place")
    try:
        model = onnx.load_model_from_string(data)
    except (DecodeError, ValueError, RecursionError):
        return Verdict(fault="it is damaged, and no ONNX file")
    try:
        check_nodes(model)
        claimed = _check_tensors(model, facts)
        _check_ports(model.graph, facts, exact=False)
        shaped = inferred(model)
        if divisor := unsafe_divisor(shaped):
            raise UnfitError(
                f"it divides whole numbers by “{divisor[:80]}”, which may be −1 and then ends the process"
            )
        _check_ports(shaped, facts, exact=True)
        unbounded = check_sizes(model)
    except UnfitError as error:
        return Verdict(fault=one_line(str(error)))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - libraries meet damage with nearly any exception
        return Verdict(fault=f"it is damaged in a way that no check knows ({type(error).__name__})")
    return Verdict(
        operators=dict(Counter(str(node.op_type) for node in model.graph.node).most_common()),
        parameters=sum(math.prod(map(int, tensor.dims)) for tensor in model.graph.initializer),
        claimed_bytes=claimed,
        opset=opset_of(model),
        unbounded=unbounded,
    )


def _check_tensors(model: ModelProto, facts: Facts) -> int:
    """What all tensors claim, in bytes, once each was found to have what it claims."""
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.t.data_location == TensorProto.EXTERNAL:
                raise UnfitError("a constant keeps its data outside the graph")
    claimed = 0
    for tensor in tensors_of(model):
        size = _claimed_bytes(tensor)
        claimed += size
        if claimed > MAX_CLAIMED_BYTES:
            raise UnfitError(f"its tensors claim more than {_MOST}")
        if tensor.data_location == TensorProto.EXTERNAL:
            _check_external(tensor, size, facts)
        elif _held_bytes(tensor) != size:
            raise UnfitError(
                f"the tensor “{tensor.name[:80]}” claims {size} bytes, but holds {_held_bytes(tensor)}"
            )
    return claimed


def _claimed_bytes(tensor: TensorProto) -> int:
    if tensor.data_type not in _ITEM_BITS:
        raise UnfitError(f"the tensor “{tensor.name[:80]}” has an unusual data type")
    if tensor.HasField("segment"):
        raise UnfitError(f"the tensor “{tensor.name[:80]}” is kept in parts")
    try:
        return numbers_in(tensor.dims, MAX_CLAIMED_BYTES) * _ITEM_BITS[tensor.data_type] // 8
    except DamagedFileError as error:
        raise UnfitError(f"of the tensor “{tensor.name[:80]}”, {error}") from error


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
    # The runtime takes weights in its own layout from places under other keys, and trusts their sizes.
    if len(place) < len(tensor.external_data) or not place.keys() <= _PLACE:
        raise UnfitError(f"the tensor “{name}” says more of its place than location, offset and length")
    location = place.get("location", "")
    if location in facts.links:
        raise UnfitError(f"the tensor “{name}” points to “{location[:80]}”, which is a link")
    if location not in facts.files:
        raise UnfitError(
            f"the tensor “{name}” points to “{location[:80]}”, which is not a file of the model in its card"
        )
    try:
        offset = int(place.get("offset", "0"))
        length = int(place.get("length", str(size)))
    except ValueError as error:
        raise UnfitError(f"the tensor “{name}” has no readable place in “{location[:80]}”") from error
    if length != size or offset < 0 or offset + length > facts.files[location]:
        raise UnfitError(
            f"the tensor “{name}” claims {size} bytes, which do not lie where it says in “{location[:80]}”"
        )


def _check_ports(graph: GraphProto, facts: Facts, exact: bool) -> None:
    """Compare with the card; unless ``exact``, sides that the graph leaves open are left to inference."""
    weights = {tensor.name for tensor in graph.initializer}
    if weights & {value.name for value in graph.input}:
        raise UnfitError("it lets its weights be replaced by inputs")
    for what, values, ports in (
        ("inputs", graph.input, facts.inputs),
        ("outputs", graph.output, facts.outputs),
    ):
        names = [str(value.name) for value in values]  # Bytes, where it is not UTF-8.
        if names != [port.name for port in ports]:
            wanted = ", ".join(port.name for port in ports)
            raise UnfitError(f"its {what} are {', '.join(names)[:200] or 'none'}, but the card says {wanted}")
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
        raise UnfitError(f"“{port.name}” is not {port.dtype} of shape ({shape}) as its card says")
    if sides[0].HasField("dim_value"):
        raise UnfitError(f"the batch of “{port.name}” is fixed to {sides[0].dim_value}")
