"""The files of a module's folder: its weights, its graph, and the card that names both."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec.structs import replace
from safetensors.torch import save
from torch import nn

from playground.core.cards import Card, ModelFile
from playground.core.errors import ExportError
from playground.export.atomic import write_file
from playground.export.onnx_graph import TOLERANCE, largest_difference, write_graph
from playground.runtimes.graph_verdict import inspect
from playground.runtimes.own_module import OwnModule, device_of, evaluating
from playground.runtimes.session import first_line
from playground.zoo.ship import WEIGHTS, reach_of


def write(folder: Path, module: nn.Module, card: Card) -> Card:
    """Write weights and graph, and give the card with them; raises ``ExportError``."""
    (name, part), *_ = card.parts.items()
    own, device = OwnModule(module), device_of(module)
    own.cpu()
    try:
        with evaluating(own):
            # Buffers that a module does not save are in its graph all the same.
            tensors = {**dict(own.named_buffers()), **own.state_dict()}
            kept = {f"{name}.{key}": each.detach().clone().contiguous() for key, each in tensors.items()}
            write_file(folder / WEIGHTS, save(kept))
            write_graph(own, name, part.inputs, part.outputs, folder / WEIGHTS, folder / part.graph)
            apart = largest_difference(own, folder / part.graph, part.inputs, reach=reach_of(card))
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        raise ExportError(f"The module cannot be written as ONNX: {first_line(error)}.") from error
    finally:
        own.to(device)
    if not apart <= TOLERANCE:
        raise ExportError(
            f"ONNX Runtime’s answers differ from the module’s by {apart:.1e}, more than {TOLERANCE:g}."
        )
    files = tuple(_file(folder / each) for each in (WEIGHTS, part.graph))
    card = replace(card, weights=WEIGHTS, files=files)
    if fault := inspect(card, folder, name).fault:
        raise ExportError(f"The module’s graph would be refused here: {fault}.")
    return card


def _file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
