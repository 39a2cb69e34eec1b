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
    """A part with ``examples`` of what it was given and what it said, by the names of its source's values."""

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
        known = {self.given[name]: value for name, value in self._examples.items() if name in self.given}
        worst = self._part.difference(ports, graph, reach)
        with guarded(ImportingError, "What the code said cannot be compared"):
            feeds = {
                port.name: known[port.name].reshape(-1, *port.shape).astype(port.dtype) for port in ports[0]
            }
            for port, found in zip(ports[1], processor_session(graph).run(None, feeds), strict=True):
                said, mine = (one.reshape(len(found), -1) for one in (known[port.name], found))
                worst = max(worst, difference(mine, said[:, : mine.shape[1]]))
        return worst
