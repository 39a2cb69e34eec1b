"""ONNX graphs of a network's parts, whose weights stay in the model's safetensors file.

ONNX may keep a tensor's bytes in another file, given by offset and length, and safetensors is a header
followed by plain bytes; so one weights file serves PyTorch and ONNX Runtime alike, and they cannot disagree.
Weights that are kept in half precision are cast to single precision first: both runtimes compute in that.
"""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto
from torch import Tensor, nn

from playground.core import leftovers
from playground.core.errors import ExportError
from playground.core.ports import Port
from playground.runtimes.onnx_session import processor_session

OPSET = 17
TOLERANCE = 1e-4


def safetensors_offsets(path: Path) -> dict[str, tuple[int, int]]:
    """Absolute offset and length in bytes of every tensor of a safetensors file."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    header.pop("__metadata__", None)
    begin = 8 + size
    return {
        name: (begin + entry["data_offsets"][0], entry["data_offsets"][1] - entry["data_offsets"][0])
        for name, entry in header.items()
    }


def write_graph(
    part: nn.Module, prefix: str, inputs: Sequence[Port], outputs: Sequence[Port], weights: Path, graph: Path
) -> None:
    """Write ``graph`` for one part of a network, its weights pointing into ``weights`` beside it.

    ``prefix`` is the part's name in the weights file (``decoder`` for ``decoder.body.0.weight``). Raises
    :class:`ExportError` if a weight of the graph is not in the file byte for byte.
    """
    model = _traced(part, inputs, outputs)
    offsets = safetensors_offsets(weights)
    # Weights that parts share are kept below the name of one of them, or of what that is a part of.
    shared = {name.partition(".")[2]: place for name, place in offsets.items()} | offsets
    data = weights.read_bytes()
    for tensor in model.graph.initializer:
        place = shared.get(f"{prefix}.{tensor.name}", shared.get(tensor.name))
        array = onnx.numpy_helper.to_array(tensor)
        if array.dtype.kind in "iu":
            # Whole numbers stay in the graph: shapes may follow from them, and it alone is checked for that.
            continue
        if place is not None and array.dtype == np.float32 and 2 * place[1] == array.nbytes:
            array = array.astype(np.float16)
        raw = array.tobytes()
        if place is None:
            if len(raw) > 1024:
                raise ExportError(f"{graph.name} needs a tensor “{tensor.name}” that {weights.name} lacks.")
            continue
        offset, length = place
        if data[offset : offset + length] != raw:
            raise ExportError(
                f"“{tensor.name}” in {graph.name} differs from {weights.name}; export it again."
            )
        if array.dtype == np.float16:
            _halve(tensor, model.graph)
        point(tensor, weights.name, offset, length)
    model.producer_name, model.producer_version = "playground", ""
    graph.write_bytes(model.SerializeToString())
    onnx.checker.check_model(str(graph), full_check=True)


Reach = Mapping[str, tuple[float, float]]
"""By an input's name, its least and its largest value."""


def largest_difference(
    part: nn.Module,
    graph: Path,
    inputs: Sequence[Port],
    batches: Sequence[int] = (1, 3, 64),
    seed: int = 0,
    reach: Reach = MappingProxyType({}),
    between: Callable[[NDArray[Any], NDArray[Any]], float] | None = None,
) -> float:
    """Largest :func:`difference` between the runtimes over random inputs of several batch sizes.

    Or what else is to be said of two answers, ``between`` them.
    """
    session = processor_session(graph)
    generator = np.random.default_rng(seed)
    worst = 0.0
    for batch in batches:
        feeds = {port.name: _example(generator, port, batch, reach) for port in inputs}
        with torch.inference_mode():
            ours = part(*(torch.from_numpy(array) for array in feeds.values()))
        theirs = session.run(None, feeds)
        for one, other in zip((ours,) if isinstance(ours, Tensor) else ours, theirs, strict=True):
            worst = max(worst, (between or difference)(one.numpy(), other))
    return worst


def difference(one: NDArray[Any], other: NDArray[Any]) -> float:
    """The largest absolute one of two answers; infinite where only one is finite, or they are not alike.

    At the ends of a path a network may have no value, such as a score where there is no noise.
    """
    finite = np.isfinite(one) & np.isfinite(other)
    if not np.array_equal(one[~finite], other[~finite], equal_nan=True):
        return math.inf
    return float(np.abs(one[finite] - other[finite]).max(initial=0.0))


def share_of_size(one: NDArray[Any], other: NDArray[Any]) -> float:
    """The same, but of values beyond ±1 as a share of them: single precision has no more digits there.

    Such are the log-densities of a sharp mixture far from its middle.
    """
    size = np.where(np.isfinite(one), np.maximum(1.0, np.abs(one)), 1.0)
    return difference(one / size, other / size)


def share_of_most(one: NDArray[Any], other: NDArray[Any]) -> float:
    """The same, but for one value of a thousand.

    A flow draws value after value, and where one falls between two colours, both of which are likely, the
    last digits of those before it decide.
    """
    if not np.array_equal(np.isfinite(one), np.isfinite(other)):
        return math.inf
    size = np.where(np.isfinite(one), np.maximum(1.0, np.abs(one)), 1.0)
    apart = np.abs(np.nan_to_num(one) - np.nan_to_num(other)) / size
    return float(np.quantile(apart, 0.999))


def _example(generator: np.random.Generator, port: Port, batch: int, reach: Reach) -> NDArray[Any]:
    """Values in their reach; else [0, 1] for an image, standard normal for a latent, 0 or 1 for a label."""
    shape, (low, high) = (batch, *port.shape), reach.get(port.name, (0.0, 1.0))
    if port.dtype == "int64":
        return generator.integers(int(low), int(high) + 1, shape)
    normal = len(shape) == 2 and port.name not in reach
    drawn = generator.standard_normal(shape) if normal else generator.uniform(low, high, shape)
    return drawn.astype(np.float32)


def _traced(part: nn.Module, inputs: Sequence[Port], outputs: Sequence[Port]) -> onnx.ModelProto:
    examples = tuple(torch.zeros(2, *port.shape, dtype=getattr(torch, port.dtype)) for port in inputs)
    names = [port.name for port in (*inputs, *outputs)]
    with leftovers.new_folder() as folder, warnings.catch_warnings():
        path = folder / "part.onnx"
        # The tracing exporter is on its way out, but its graphs of plain networks are a third as large.
        warnings.simplefilter("ignore", DeprecationWarning)
        # Sides and channels become constants, which they are; that the batch does not is checked afterwards.
        warnings.simplefilter("ignore", torch.jit.TracerWarning)  # type: ignore[attr-defined]
        torch.onnx.export(
            part.eval(),
            examples,
            path,
            input_names=names[: len(inputs)],
            output_names=names[len(inputs) :],
            dynamic_axes={name: {0: "batch"} for name in names},
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )
        model = onnx.load_model_from_string(path.read_bytes())
    _name_unused(model.graph, inputs)
    _name_sides(model, (*inputs, *outputs))
    expand_fills(model.graph)
    _merge(model.graph)
    return model


def _name_unused(graph: onnx.GraphProto, inputs: Sequence[Port]) -> None:
    """Declare inputs that the part does not look at, too: the tracer leaves them out."""
    there = {value.name: value for value in graph.input}
    kinds = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64}
    unused = {
        port.name: onnx.helper.make_tensor_value_info(port.name, kinds[port.dtype], ["batch", *port.shape])
        for port in inputs
    }
    del graph.input[:]
    graph.input.extend([there.get(port.name, unused[port.name]) for port in inputs])


def _name_sides(model: onnx.ModelProto, ports: Sequence[Port]) -> None:
    """Write the shapes of the card into the graph: the tracer leaves some sides of an output open."""
    for value, port in zip((*model.graph.input, *model.graph.output), ports, strict=True):
        for side, size in zip(list(value.type.tensor_type.shape.dim)[1:], port.shape, strict=True):
            side.dim_value = size


def expand_fills(graph: onnx.GraphProto) -> None:
    """Fill shapes by the operator Expand: a check of a graph lets no other make large tensors."""
    for at, node in enumerate(list(graph.node)):
        if node.op_type == "ConstantOfShape":
            filled = [onnx.numpy_helper.to_array(one.t) for one in node.attribute]
            value = filled[0] if filled else np.zeros(1, dtype=np.float32)
            tensor = onnx.numpy_helper.from_array(value.reshape(1), f"{node.output[0]}.value")
            graph.initializer.append(tensor)
            expanded = onnx.helper.make_node("Expand", [tensor.name, *node.input], list(node.output))
            graph.node.remove(node)
            graph.node.insert(at, expanded)


def _merge(graph: onnx.GraphProto) -> None:
    """Compute once what is computed of the same values in the same way: the tracer repeats every constant."""
    kept, known, instead = [], dict[bytes, list[str]](), dict[str, str]()
    results = {value.name for value in graph.output}
    for node in graph.node:
        node.input[:] = [instead.get(name, name) for name in node.input]
        outputs = list(node.output)
        what = onnx.NodeProto()
        what.CopyFrom(node)
        what.ClearField("name")
        what.ClearField("output")
        key = what.SerializeToString(deterministic=True)
        if key in known and results.isdisjoint(outputs):
            instead |= dict(zip(outputs, known[key], strict=True))
        else:
            known[key] = outputs
            kept.append(node)
    del graph.node[:]
    graph.node.extend(kept)


def _halve(tensor: TensorProto, graph: onnx.GraphProto) -> None:
    """Let a weight be half as wide, and cast where it is used."""
    whole = tensor.name
    tensor.name, tensor.data_type = f"{whole}.half", TensorProto.FLOAT16
    graph.node.insert(0, onnx.helper.make_node("Cast", [tensor.name], [whole], to=TensorProto.FLOAT))


def point(tensor: TensorProto, location: str, offset: int, length: int) -> None:
    """Let a tensor's bytes lie in a file beside its graph."""
    tensor.ClearField("raw_data")
    tensor.ClearField("float_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", str(offset)), ("length", str(length))):
        tensor.external_data.add(key=key, value=value)
