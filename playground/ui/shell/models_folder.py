"""The folder in which a user's own models stand."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from playground.core import folders
from playground.core.errors import CardError
from playground.paradigms.cards import read_card
from playground.ui.widgets.messages import MessageBar


def open_models_folder(messages: MessageBar) -> None:
    """Show it in the system's file manager; made where there is none yet; a sentence where it cannot be."""
    models = _models()
    try:
        models.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        messages.show_message(f"The models folder {models} cannot be made: {error.strerror or error}.")
        return
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(models))):
        messages.show_message(
            f"No program shows folders here; the models folder is {models}.", severity="info"
        )


def explain_models(messages: MessageBar, folder: Path) -> None:
    """Say how the model in another folder is used, or what is wrong with its card."""
    try:
        card = read_card(folder)
    except CardError as error:
        messages.show_message(error.sentence)
        return
    messages.show_message(
        f"To use {card.title}, put its folder into {_models()}: from then on it can be chosen.",
        severity="info",
        choices={"Open the models folder": partial(open_models_folder, messages)},
    )


def _models() -> Path:
    return folders.user_data() / "models"
