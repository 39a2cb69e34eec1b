"""A part of a model that is a torch module: traced to a graph whose weights stay in the model's file."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from playground.core.errors import ExportError, ImportingError
from playground.core.guard import guarded
from playground.core.ports import Ports
from playground.export.onnx_graph import largest_difference, write_graph

BATCHES = (1, 3, 8)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What the tracer remarks on, a comparison decides."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class TorchPart:
    """A module; ``prefix`` is that of its weights' names in the file."""

    def __init__(self, module: nn.Module, prefix: str) -> None:
        self._module, self._prefix = module.eval().requires_grad_(False), prefix

    @property
    def tensors(self) -> dict[str, Tensor]:
        """Parameters and buffers, also those that are not saved; one that has two names is kept once."""
        found: dict[str, Tensor] = {}
        seen = set[int]()
        for name, tensor in (*self._module.named_parameters(), *self._module.named_buffers()):
            if id(tensor) not in seen:
                seen.add(id(tensor))
                found[f"{self._prefix}.{name}"] = tensor.detach().contiguous().clone()
        return found

    @property
    def given(self) -> Mapping[str, str]:
        """It takes what the card says."""
        return {}

    def write(self, ports: Ports, weights: Path, graph: Path) -> None:
        """Trace it; raises :class:`ImportingError`."""
        try:
            with guarded(ImportingError, f"The {graph.stem} cannot be written as a graph"), _quiet():
                write_graph(self._module, self._prefix, *ports, weights, graph)
        except ExportError as error:
            raise ImportingError(error.sentence) from error

    def difference(self, ports: Ports, graph: Path, reach: Mapping[str, tuple[float, float]]) -> float:
        """Between PyTorch and ONNX Runtime."""
        torch.manual_seed(0)
        return largest_difference(self._module, graph, ports[0], BATCHES, reach=reach)
