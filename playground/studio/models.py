"""The model of a training, as it is at its end or on the way: written whole, and known as one's own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from playground.core import folders, leftovers
from playground.core.cards import Card
from playground.core.errors import CardError, ExportError, SettingsError
from playground.core.recipe import change
from playground.export.atomic import make_folder
from playground.export.trust import TrustStore, fingerprint
from playground.paradigms.cards import read_card
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.shipping import ship_gan
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.nflow.shipping import ship_nflow
from playground.zoo.of_families import nearest
from playground.zoo.recipe import TrainDenoiser, TrainingRecipe
from playground.zoo.ship import ship_denoiser
from playground.zoo.train import Trained, Training
from playground.zoo.vae.recipe import TrainVae
from playground.zoo.vae.shipping import ship_vae

Shape = tuple[int, int, int]


def folder_of(name: str) -> Path:
    """Where the model of a training is."""
    return folders.user_data() / "models" / name


def write(training: Training, data: str, shape: Shape) -> Path:
    """Write the model of the averaged weights: the best of a finished training, else those of now.

    ``data`` is the data set that it learns from. Raises ``ExportError``.
    """
    recipe, trained = training.recipe, training.result()
    if training.step < training.total:
        percent = f"{training.step / training.total:.0%}".replace("%", " %")
        recipe = change(recipe, title=f"{recipe.title}, after {percent} of its training")
        now = {name: value.cpu().contiguous() for name, value in training.average.state_dict().items()}
        trained = msgspec.structs.replace(trained, weights=now, best_step=training.step)
    trained = msgspec.structs.replace(trained, pictures=data, own_set=data)
    target = folder_of(recipe.name)
    _check_own(target, data)
    make_folder(target.parent)
    try:
        with leftovers.new_folder(target.parent) as directory:
            _written(recipe, trained, training, shape, directory / recipe.name)
            _put(directory / recipe.name, target, directory / "before")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ExportError(f"The model {recipe.name} was not written to {target}: {why}.") from error
    trust(target)
    return target


def _check_own(target: Path, data: str) -> None:
    """Raise ``ExportError`` where a model lies there that is of no training of this name on this data."""
    if (target / "card.toml").exists() and not _is_own(target, data):
        raise ExportError(
            f"The model {target.name} was not written: another one lies in {target}; remove that, or move it."
        )


def _is_own(target: Path, data: str) -> bool:
    try:
        return read_card(target).data == data  # and it is named as its folder is
    except CardError:
        return False


def _put(made: Path, target: Path, before: Path) -> None:
    """Let a folder be the target; what was there lies at ``before`` then, or stays where this fails."""
    if not target.exists():
        made.rename(target)
        return
    target.rename(before)
    try:
        made.rename(target)
    except OSError:
        before.rename(target)
        raise


def trust(folder: Path) -> None:
    """Let the window use a model unasked, since it was made here, and no longer what it was before.

    Where that cannot be kept, the window asks.
    """
    store, card = TrustStore(), read_card(folder)
    with contextlib.suppress(SettingsError):
        store.distrust(lambda known: known.folder == str(folder))
        store.allow(fingerprint(card), card.name, str(folder))


def _written(
    recipe: TrainingRecipe, trained: Trained, training: Training, shape: Shape, folder: Path
) -> None:
    device = training.options.device
    ships: dict[type, Callable[[Any], Card]] = {
        TrainVae: lambda recipe: ship_vae(recipe, trained, device, shape, folder),
        TrainGan: lambda recipe: ship_gan(recipe, trained, device, shape, folder, training.folder),
        TrainDenoiser: lambda recipe: ship_denoiser(recipe, trained, device, shape, folder),
        TrainNflow: lambda recipe: ship_nflow(recipe, trained, device, shape, folder),
    }
    ship = nearest(ships, recipe)
    if ship is None:
        raise TypeError(f"nothing ships of {type(recipe).__name__}")
    with contextlib.redirect_stdout(None):
        ship(recipe)
