"""Where things are: what ships with the program, and the user's own folders."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from playground.core import plugins

_PACKAGE = Path(__file__).resolve().parent.parent
APP = "generative-playground"


def _shipped(name: str) -> Path:
    bundled = _PACKAGE / "bundled" / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def assets() -> Path:
    """Fonts, icons, equations, explanations, lessons and held-out images that ship with the program."""
    return _shipped("assets")


def shipped_models() -> Path:
    """The models that ship with the program, a folder each."""
    return _shipped("models")


def user_data() -> Path:
    """The user's own models and exports."""
    return Path(os.environ.get("PLAYGROUND_DATA") or platformdirs.user_data_dir(APP, False))


def user_settings() -> Path:
    """Settings and the last session."""
    return Path(os.environ.get("PLAYGROUND_SETTINGS") or platformdirs.user_config_dir(APP, False))


def user_log() -> Path:
    """The log file's folder."""
    return Path(os.environ.get("PLAYGROUND_DATA") or platformdirs.user_log_dir(APP, False))


def own_data_sets() -> Path:
    """The data sets that the user has added, a folder each, which holds their held-out images, too."""
    return user_data() / "datasets"


def own_features() -> Path:
    """The models in whose features pictures of the data sets of the user's own are compared."""
    return user_data() / "features"


def features_of(data: str) -> tuple[Path, ...]:
    """Where those of one data set are: of the classifier, or else the autoencoder, that learned from it."""
    return tuple(own_features() / f"{data}-{kind}" for kind in ("classifier", "autoencoder"))


def held_out(data: str) -> Path | None:
    """The folder of a data set's held-out images: that ship or are the user's own; ``None`` without any."""
    if not data or Path(data).name != data:
        return None
    places = (*(place / "heldout" / data for place in (assets(), user_data())), own_data_sets() / data)
    return next((place for place in places if place.is_dir()), None)


def why_no_models(folder: Path) -> str:
    """Why no models can be looked for in a folder that was named, as a sentence; empty where they can."""
    if folder.is_dir():
        return ""
    what = "is no folder" if folder.exists() else "does not exist"
    return f"The folder {folder}, in which to look for models, {what}."


def model_folders(extra: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """Folders that hold models, in the order in which a name is looked up."""
    return (*extra, user_data() / "models", *plugins.model_folders(), own_features(), shipped_models())
