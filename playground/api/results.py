"""Recipes, what they give, and the short way from a model to its pictures."""

from __future__ import annotations

import functools
import os
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from playground import __version__, paradigms
from playground.api.models import Model, ModelLike, is_file, load, world
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.guard import guarded
from playground.core.recipe import Recipe, decode, kind_of, to_json
from playground.engine.inprocess import final
from playground.export.images import png
from playground.export.metadata import read_recipe
from playground.export.pictures import Images, Layout, arrange, pictures_of
from playground.export.writing import export
from playground.paradigms.denoising.recipes import Samples
from playground.paradigms.denoising.sampling import trajectory
from playground.paradigms.lab.ending import TRAIN_STEPS, Until, ended, is_endless
from playground.paradigms.words import drawing
from playground.paradigms.words.recipes import Sample

_SHOWN = 96
"""Pixels that a picture is enlarged to, at least, where a notebook shows it."""


class Result:
    """What a recipe gave; a notebook shows its pictures."""

    def __init__(self, recipe: Recipe, frame: Frame, model: Model | None) -> None:
        self.recipe, self.frame, self.model = recipe, frame, model

    @property
    def images(self) -> Images:
        """All pictures, ``(n, channels, height, width)``; raises ``ExportError`` where there are none."""
        return pictures_of(self.frame)

    @property
    def arrays(self) -> dict[str, Array]:
        """All arrays by their names, as the kind of recipe has them."""
        return self.frame.arrays

    @property
    def scalars(self) -> dict[str, Scalar]:
        """All numbers by their names."""
        return self.frame.scalars

    @property
    def facts(self) -> dict[str, Scalar]:
        """What ran it, as it stands in exported files."""
        return self.frame.facts or {"playground": __version__}

    @functools.cached_property
    def trajectory(self) -> NDArray[np.float32]:
        """x at every step from noise to data, ``(steps + 1, n, *shape)`` float32, in the network's values.

        Worked out when it is first asked for. Raises ``RecipeError`` where pictures are not made in steps.
        """
        if self.model is not None:
            if isinstance(self.recipe, Samples):
                return trajectory(self.recipe, self.model.resources)
            if isinstance(self.recipe, Sample):
                return drawing.trajectory(self.recipe, self.model.resources)
        raise RecipeError(
            f"The recipe {kind_of(self.recipe)} draws its pictures in one go, so there is no trajectory."
        )

    def save(self, path: str | os.PathLike[str], **options: Any) -> list[Path]:
        """Write it, the suffix choosing how, and give the files; ``options`` are those of ``export``.

        They are ``layout``, ``columns``, ``spacing``, ``scale``, ``index``, ``fps``, ``overwrite`` and
        ``sidecar``. Raises ``ExportError`` with one sentence where it cannot be written.
        """
        moments = int(self.scalars.get("columns", 0))
        return export(self.frame, self.recipe, self.facts, Path(path), moments=moments, **options)

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in self.arrays.items())
        return f"<Result of {kind_of(self.recipe)}: {shapes}>"

    def _repr_png_(self) -> bytes | None:
        try:
            images = self.images
        except Exception:  # noqa: BLE001 - a notebook falls back to the text
            return None
        layout = Layout(scale=max(1, _SHOWN // max(images.shape[2:])), spacing=1)
        return png(arrange(images, layout)[0], to_json(self.recipe, {**self.facts, **layout.facts()}))


def recipe(kind: str | os.PathLike[str], **fields: Any) -> Recipe:
    """The recipe of a kind with these fields, or that of a file with some changed.

    Fields that are left out have their defaults; lists serve as tuples. Raises ``RecipeError`` with one
    sentence for an unknown kind or a wrong field.

    >>> import playground as pg
    >>> pg.recipe("vae-sample", model="fashion-vae-2d", count=4).seed
    0
    >>> pg.recipe("vae-sample", model="fashion-vae-2d", count=-4)
    Traceback (most recent call last):
    playground.core.errors.RecipeError: The recipe cannot be read: ...
    """
    known = {kind_of(each): each for each in paradigms.recipe_types()}
    chosen = known.get(os.fspath(kind))
    if chosen is None and not is_file(Path(kind)):
        raise RecipeError(f"There is no recipe kind “{str(kind)[:80]}”; there are {', '.join(known)}.")
    start: dict[str, Any] = {"kind": os.fspath(kind)}
    if chosen is None:
        start = msgspec.to_builtins(read_recipe(Path(kind))[0])
    kind = str(start["kind"])
    names = [each.name for each in structs.fields(known[kind])]
    for name in fields:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(names)}."
            raise RecipeError(f"The recipe {kind} has no field “{name[:80]}”; {hint}")
    with guarded(RecipeError, "A field cannot be written"):
        with_fields = msgspec.json.encode({**start, **fields}, enc_hook=_plain)
    return decode(with_fields, paradigms.recipe_types())


def run(
    recipe: Recipe, model: ModelLike | None = None, *, train_steps: int | None = None,
    seconds: float | None = None,
) -> Result:  # fmt: skip
    """Run a recipe to its end; ``model`` is needed where its name alone does not lead to it.

    A live training of a lab has no end: it is held after so many ``train_steps`` or ``seconds``.

    >>> import playground as pg
    >>> result = pg.run(pg.recipe("vae-sample", model="fashion-vae-2d", count=4))
    >>> result.images.shape
    (4, 1, 28, 28)
    """
    named: str = getattr(recipe, "model", "")
    found = load(model if model is not None else named) if model is not None or named else None
    if found is not None and named and found.name != named:
        raise RecipeError(f"The recipe is one for the model “{named[:80]}”, not for {found.name}.")
    resources = found.resources if found else world()
    if not is_endless(recipe):
        return Result(recipe, final(recipe, resources), found)
    if train_steps is None and seconds is None:
        raise RecipeError(f"The training {kind_of(recipe)} goes on for ever; say train_steps or seconds.")
    until = Until(steps=train_steps, seconds=seconds)
    frame = ended(lambda told: paradigms.run(told, resources), recipe, until)
    facts = {"playground": __version__, TRAIN_STEPS: int(frame.scalars["step"])}
    return Result(recipe, msgspec.structs.replace(frame, facts=facts), found)


def sample(model: ModelLike, **fields: Any) -> Result:
    """Draw pictures with a model; ``fields`` are those of its recipe, such as ``steps`` or ``count``.

    >>> import playground as pg
    >>> s = pg.sample("fashion-flow", sampler="heun", steps=8, guidance=2, seed=7, count=4)
    >>> s.images.shape, s.trajectory.shape
    ((4, 1, 28, 28), (9, 4, 1, 28, 28))
    >>> s.recipe.seed
    7
    """
    found = load(model)
    return run(recipe(kind_of(found.draws_by), model=found.name, **{**found.usual, **fields}), found)


def _plain(value: object) -> object:
    """Numbers of numpy as JSON has them."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise RecipeError(f"A recipe cannot hold a {type(value).__name__}.")
