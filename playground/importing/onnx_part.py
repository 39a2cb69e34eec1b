"""A part of a model that is a graph of others, whose weights move to the model's safetensors file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, ValueInfoProto, numpy_helper

from playground.core.errors import ImportingError
from playground.core.guard import guarded
from playground.core.ports import Port, Ports
from playground.export.onnx_graph import difference, point, safetensors_offsets
from playground.importing.graph_edit import Edit
from playground.runtimes.onnx_session import processor_session

BATCHES = (1, 3, 8)
MAX_VALUES = 1 << 26
"""In one array of what is compared."""
_LEAST = 1024
_KEPT = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)


class OnnxPart:
    """A graph that was made over by ``edit``; ``batch`` is what its source's was fixed to, if it was.

    ``scalar`` says that its source is told one time for all of a batch.
    """

    def __init__(self, edit: Edit, batch: int | None, scalar: bool) -> None:
        self._edit, self._batch, self._scalar = edit, batch, scalar
        self._model = edit.finish()

    @property
    def tensors(self) -> dict[str, NDArray[Any]]:
        """The weights that are large enough to be kept apart."""
        return {
            tensor.name: numpy_helper.to_array(tensor)
            for tensor in self._model.graph.initializer
            if _is_large(tensor)
        }

    @property
    def given(self) -> Mapping[str, str]:
        """What its source's inputs are called by the card."""
        return self._edit.given

    def write(self, ports: Ports, weights: Path, graph: Path) -> None:
        """Write the graph, whose weights point into the file."""
        model = ModelProto()
        model.CopyFrom(self._model)
        model.producer_name, model.producer_version, model.doc_string = "playground", "", ""
        offsets = safetensors_offsets(weights)
        for tensor in model.graph.initializer:
            if _is_large(tensor):
                point(tensor, weights.name, *offsets[tensor.name])
        graph.write_bytes(model.SerializeToString())

    def difference(self, ports: Ports, graph: Path, reach: Mapping[str, tuple[float, float]]) -> float:
        """Between the graph as it was and as it is, both in ONNX Runtime."""
        self._refuse_large(ports)
        rng, worst = np.random.default_rng(0), 0.0
        ours = processor_session(graph)
        with guarded(ImportingError, "The graph cannot be run"):
            theirs = processor_session(self._source().SerializeToString())
        for size in (*BATCHES, self._batch or 1):
            feeds = {port.name: _example(rng, port, size, reach, self._scalar) for port in ports[0]}
            with guarded(ImportingError, self._why()):
                answers = ours.run(None, feeds)
                wanted = self._theirs(theirs, feeds, size)
            for found, one in zip(answers, wanted, strict=True):
                if found.shape[0] != size:
                    return float("inf")
                worst = max(worst, difference(found, one.reshape(-1, *found.shape[1:])[:size]))
        return worst

    def _source(self) -> ModelProto:
        """The graph as it was, which gives also what it had inside and gives now."""
        there = {one.name for one in self._edit.source.graph.output}
        model = ModelProto()
        model.CopyFrom(self._edit.source)
        model.graph.output.extend(
            ValueInfoProto(name=own)
            for own, name in self._edit.given.items()
            if own not in there and name in {one.name for one in self._model.graph.output}
        )
        return model

    def _refuse_large(self, ports: Ports) -> None:
        largest = max(math.prod(port.shape) for side in ports for port in side)
        if (values := largest * max(*BATCHES, self._batch or 1)) > MAX_VALUES:
            raise ImportingError(
                f"To compare the graph with its source {values:,} values at once are needed, more than "
                f"{MAX_VALUES:,}."
            )

    def _why(self) -> str:
        fixed = f"The graph is made for {self._batch} pictures at once, and does not run with other numbers"
        return fixed if self._batch else "The graph cannot be run"

    def _theirs(self, session: Any, feeds: dict[str, NDArray[Any]], size: int) -> list[NDArray[Any]]:
        """What the source says, as many at a time as it takes."""
        step = self._batch or size
        own_of = {name: own for own, name in self._edit.given.items()}
        names = [own_of[one.name] for one in self._model.graph.output]
        blocks: list[list[NDArray[Any]]] = []
        for start in range(0, size, step):
            own = {}
            for one in session.get_inputs():
                given = feeds[self._edit.given[one.name]][start : start + step]
                given = self._edit.asked.get(one.name, _as_it_is)(given)
                # The last block is filled up with its first.
                full = np.concatenate([given, np.repeat(given[:1], step - len(given), axis=0)])
                own[one.name] = _fitted(full, one)
            blocks.append([np.asarray(one, dtype=np.float32) for one in session.run(names, own)])
        whole = [np.concatenate(parts) for parts in zip(*blocks, strict=True)]
        sides = [one.type.tensor_type.shape.dim for one in self._model.graph.output]
        # Channels of a learned variance are left out.
        return [
            found[:, : side[1].dim_value] if found.ndim == 4 else found
            for found, side in zip(whole, sides, strict=True)
        ]


def _is_large(tensor: TensorProto) -> bool:
    # Shapes stay in the graph: it alone is checked for what follows from them.
    return tensor.data_type in _KEPT and numpy_helper.to_array(tensor).nbytes >= _LEAST


def _as_it_is(given: NDArray[Any]) -> NDArray[Any]:
    return given


_TYPES = {
    "tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64,
    "tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(bool)": np.bool_,
}  # fmt: skip


def _fitted(given: NDArray[Any], one: Any) -> NDArray[Any]:
    """An array of the card as the source takes it."""
    sides = one.shape
    if len(sides) == 0 or sides == [1]:
        given = given[:1].reshape(sides)
    elif len(sides) > given.ndim:
        given = given.reshape(*given.shape, *(1 for _ in range(len(sides) - given.ndim)))
    return given.astype(_TYPES.get(one.type, np.float32))


def _example(
    rng: np.random.Generator, port: Port, size: int, reach: Mapping[str, tuple[float, float]], scalar: bool
) -> NDArray[Any]:
    low, high = reach.get(port.name, (-2.0, 2.0))
    if port.dtype == "int64":
        return rng.integers(int(low), int(high) + 1, (size, *port.shape))
    if port.name == "time":
        # Whole, for those that count; one for all, for those that are told it once.
        drawn = np.round(rng.uniform(max(low, 0.0), high, size))
        return np.asarray(drawn[:1].repeat(size) if scalar else drawn, dtype=np.float32)
    return rng.uniform(low, high, (size, *port.shape)).astype(np.float32)
