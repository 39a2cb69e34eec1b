"""A model of one's own as a folder that the window, the commands and other machines can use."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from msgspec.structs import replace
from safetensors.torch import save
from torch import nn

from playground.api.models import ModelLike
from playground.api.wrapping import Wrapped
from playground.core import folders, leftovers
from playground.core.cards import Card, ModelFile
from playground.core.errors import ExportError
from playground.export.atomic import write_card, write_file
from playground.export.onnx_graph import TOLERANCE, largest_difference, write_graph
from playground.export.trust import TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import entry_of
from playground.runtimes.graph_verdict import inspect
from playground.runtimes.own_module import OwnModule, device_of, evaluating
from playground.runtimes.session import first_line
from playground.zoo.ship import WEIGHTS, reach_of

_LONGEST_NAME = 200
"""Bytes; no file system has longer ones than 255, and some is added while a folder is written."""


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


def export(
    model: ModelLike, name: str, folder: str | os.PathLike[str] | None = None, *, title: str = "",
    summary: str = "", licence: str = "",
) -> Path:  # fmt: skip
    """Write what :func:`playground.wrap` gave as the model ``name``, and give its folder.

    The folder, which must not exist yet, lies beside the user's other models, where everything finds it, or
    in ``folder``. It holds a card, an ONNX graph, and the weights as safetensors. ONNX Runtime must answer as
    the module does, to 1e-4. Raises ``ExportError`` with one sentence, and then nothing was written.
    """
    if not isinstance(model, Wrapped):
        raise ExportError("Only what playground.wrap gives is exported; other models have a folder already.")
    if model.time_of is not None:
        raise ExportError(
            "What this module is told of the time is no straight line of the path’s time, and a card knows "
            "no other; let the module itself work it out."
        )
    if Path(name).name != name or name in ("", ".", "..") or len(name.encode()) > _LONGEST_NAME:
        raise ExportError(f"“{name[:80]}” is no name of a folder, so no model can be called that.")
    place = Path(folder) if folder is not None else folders.user_data() / "models"
    if (place / name).exists():
        raise ExportError(f"{place / name} was not written: it already exists; choose another name.")
    card = replace(
        model.card, name=name, title=title or name, summary=summary, licence=licence or "not known"
    )
    try:
        place.mkdir(parents=True, exist_ok=True)
        with leftovers.new_folder(place) as temporary:
            write_card(temporary, write(temporary, model.module, card))
            temporary.rename(place / name)
    except OSError as error:
        why = error.strerror or str(error)
        raise ExportError(f"{place / name} was not written: {why.lower()}.") from error
    # Whoever exports a model has made it: nobody need be asked about it here.
    TrustStore().trust(entry_of(name, (place,), rules()))
    return place / name
