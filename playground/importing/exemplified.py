"""A part whose source is not there any more, but some of what it said is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from playground.core.errors import ImportingError
from playground.core.frames import Array
from playground.core.guard import guarded
from playground.core.ports import Ports
from playground.export.onnx_graph import difference
from playground.importing.draft import OnePart, Tensors
from playground.runtimes.onnx_session import processor_session


class Exemplified:
    """A part with ``examples``: what it was given, by the names of its inputs, and its answer, ``out``."""

    def __init__(self, part: OnePart, examples: Mapping[str, Array]) -> None:
        self._part, self._examples = part, examples

    @property
    def tensors(self) -> Tensors:
        """Those of the part."""
        return self._part.tensors

    @property
    def given(self) -> Mapping[str, str]:
        """What its own inputs are called by the card."""
        return self._part.given

    def write(self, ports: Ports, weights: Path, graph: Path) -> None:
        """As the part does."""
        self._part.write(ports, weights, graph)

    def difference(self, ports: Ports, graph: Path, reach: Mapping[str, tuple[float, float]]) -> float:
        """Between graphs, and between the graph and what the code itself said."""
        inputs = {self.given[name]: value for name, value in self._examples.items() if name != "out"}
        with guarded(ImportingError, "What the code said cannot be compared"):
            feeds = {
                port.name: inputs[port.name].reshape(-1, *port.shape).astype(port.dtype) for port in ports[0]
            }
            found = processor_session(graph).run(None, feeds)[0]
            said = self._examples["out"].reshape(len(found), -1)
            mine = found.reshape(len(found), -1)
            own = difference(mine, said[:, : mine.shape[1]])
        return max(own, self._part.difference(ports, graph, reach))
