"""Models by their name or folder, ready to draw."""

from __future__ import annotations

import html
import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import PlaygroundError, RecipeError
from playground.core.recipe import Recipe
from playground.core.resources import Placement, Resources, RuntimeName
from playground.engine.interface import CPU
from playground.export.trust import Gate, TrustStore
from playground.paradigms.cards import rules
from playground.paradigms.families import family_of
from playground.runtimes.resources import open_resources

__all__ = ["Model", "ModelLike", "PlaygroundError", "load", "world"]

_SHOWN = {
    "frechet_distance": "Fréchet distance", "precision": "precision", "recall": "recall",
    "bits_per_dim": "bits per dimension",
}  # fmt: skip
"""What of all that was measured is shown."""


class Model:
    """A model and where it runs; ``card`` says all that is known of it, ``folders`` where it may lie."""

    def __init__(self, card: Card, resources: Resources, searched: tuple[Path, ...] = ()) -> None:
        self.card, self.resources, self.folders = card, resources, searched

    @property
    def name(self) -> str:
        """Its name in recipes."""
        return self.card.name

    @property
    def draws_by(self) -> type[Recipe]:
        """The type of the recipe that draws pictures with it; raises ``RecipeError`` where it draws none."""
        family = family_of(self.card.paradigm)
        if family is None or family.generate is None:
            raise RecipeError(f"{self.card.title} makes no pictures.")
        return family.generate

    @property
    def usual(self) -> dict[str, Any]:
        """The fields that its recipe begins with where those of the type cannot be."""
        family = family_of(self.card.paradigm)
        return {} if family is None else dict(family.usual(self.card))

    def __repr__(self) -> str:
        return f"<Model {self.name}: {self.card.title}>"

    def _repr_html_(self) -> str:
        said = {
            "name": self.name, "family": self.card.paradigm, "data": self.card.data,
            "shape": " × ".join(map(str, self.card.image.shape)), "licence": self.card.licence,
            **{_SHOWN[name]: f"{value:g}" for name, value in self.card.measured.items() if name in _SHOWN},
        }  # fmt: skip
        rows = "".join(
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in said.items()
            if value
        )
        summary = html.escape(self.card.summary)
        return f"<table><caption>{html.escape(self.card.title)}<br>{summary}</caption>{rows}</table>"


ModelLike: TypeAlias = "Model | str | os.PathLike[str]"
"""A model, its name, or its folder."""


def load(
    model: ModelLike, *, runtime: RuntimeName = "onnx", device: str = "cpu",
    models: Sequence[str | os.PathLike[str]] = (),
) -> Model:  # fmt: skip
    """A model by its name, or by its folder; what :func:`playground.wrap` gave comes back as it is.

    ``models`` are further folders in which models lie. Raises ``PlaygroundError`` with one sentence where
    there is none, or its card is wrong.

    >>> import playground as pg
    >>> model = pg.load("fashion-flow")
    >>> model.card.image.shape
    (1, 28, 28)
    >>> pg.load("fashion-flaw")
    Traceback (most recent call last):
    playground.core.errors.UnknownModelError: There is no model “fashion-flaw”; there are ...
    """
    if isinstance(model, Model):
        return model
    name, extra = os.fspath(model), tuple(map(Path, models))
    folder = Path(name)
    if folder.name != name or is_file(folder / "card.toml"):
        folder = folder.resolve()
        name, extra = folder.name, (folder.parent, *extra)
    resources = world(extra, Placement(runtime, device))
    return Model(resources.card(name), resources, extra)


def is_file(path: Path) -> bool:
    """Whether there is such a file; there is none of a name that no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def world(models: tuple[Path, ...] = (), placement: Placement = CPU) -> Resources:
    """All models that there are, those in these folders first; a foreign one is told of in a warning."""
    admit = Gate(TrustStore()).telling(_notice)
    return open_resources(folders.model_folders(models), rules(), placement, _notice, admit)


def _notice(sentence: str) -> None:
    warnings.warn(sentence, stacklevel=2)
