"""A model of one's own as a folder that the window, the commands and other machines can use."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.structs import replace

from playground.api.models import ModelLike
from playground.api.wrapping import Wrapped
from playground.core import folders, leftovers
from playground.core.errors import ExportError
from playground.export.card_file import write_card
from playground.export.trust import TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import entry_of

_LONGEST_NAME = 200
"""Bytes; no file system has longer ones than 255, and some is added while a folder is written."""


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
    from playground.api import onnx_folder

    card = replace(
        model.card, name=name, title=title or name, summary=summary, licence=licence or "not known"
    )
    try:
        place.mkdir(parents=True, exist_ok=True)
        with leftovers.new_folder(place) as temporary:
            write_card(temporary, onnx_folder.write(temporary, model.module, card))
            temporary.rename(place / name)
    except OSError as error:
        why = error.strerror or str(error)
        raise ExportError(f"{place / name} was not written: {why.lower()}.") from error
    # Whoever exports a model has made it: nobody need be asked about it here.
    TrustStore().trust(entry_of(name, (place,), rules()))
    return place / name
