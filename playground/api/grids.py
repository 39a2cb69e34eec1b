"""A recipe for all combinations of some of its fields' values, as one labelled sheet."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.api.models import Model, ModelLike, load
from playground.api.results import Result, recipe
from playground.core.frames import Frame
from playground.core.recipe import Recipe, kind_of, to_json
from playground.engine.inprocess import final
from playground.export.images import png
from playground.export.pictures import Layout, arrange
from playground.paradigms.grid import recipes


class Grid(Result):
    """The result of a grid; ``arrays`` has a column for each axis and for each scalar of its cells."""

    def __init__(self, recipe: recipes.Grid, frame: Frame, model: Model) -> None:
        super().__init__(recipe, frame, model)
        self._grid = recipe

    @property
    def recipes(self) -> dict[str, Recipe]:
        """The recipe of each cell by its name, such as ``steps=2 guidance=1``."""
        return {self._grid.name_of(place): self._grid.at(place) for place in self._grid.cells()}

    def _repr_png_(self) -> bytes:
        layout = Layout(name="single")
        return png(arrange(self.images, layout)[0], to_json(self.recipe, {**self.facts, **layout.facts()}))


def grid(model: ModelLike, *, measure: str = "none", **fields: Any) -> Grid:
    """Draw with a model for all combinations of the fields that are lists, one to three of them.

    The first list goes to the right, the second down, the third from sheet to sheet. With a ``measure``, such
    as ``kernel_distance`` or ``nfe``, curves of it are drawn instead of pictures. Raises
    ``PlaygroundError`` with one sentence where that cannot be.

    >>> import playground as pg
    >>> g = pg.grid("fashion-flow", steps=[1, 2], sampler=["euler", "heun"], count=1)
    >>> list(g.recipes)
    ['steps=1 sampler=euler', 'steps=2 sampler=euler', 'steps=1 sampler=heun', 'steps=2 sampler=heun']
    >>> g.arrays["nfe"].tolist()
    [1.0, 2.0, 1.0, 3.0]
    """
    found = load(model)
    axes = {
        name: tuple(np.asarray(value).tolist() if isinstance(value, np.ndarray) else value)
        for name, value in fields.items()
        if isinstance(value, list | tuple | range | np.ndarray)
    }
    base = recipe(
        kind_of(found.draws_by), model=found.name,
        **{name: value for name, value in {**found.usual, **fields}.items() if name not in axes},
    )  # fmt: skip
    asked = recipes.grid_of(base, axes, measure)
    return Grid(asked, final(asked, found.resources), found)
