"""What stands around the planes of a lab, and the plots that labs have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar

import msgspec
import numpy as np
from PySide6.QtGui import QPicture
from PySide6.QtWidgets import QWidget

from playground.core.floors import floor_of
from playground.core.frames import Array
from playground.paradigms.lab.fields import DRAWN
from playground.paradigms.lab.recipe import LabRecipe
from playground.ui.lab.feed import LabFeed
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.tab import Export
from playground.ui.widgets.plain import set_tip

Place: TypeAlias = Literal["head", "above", "below", "under", "row", "table"]
"""Beside the buttons of the training, above the planes, below them, under the numbers, in the last row, or
under all of it with its share of the height."""

W = TypeVar("W", bound=QWidget, covariant=True)


class Figure(NamedTuple):
    """Something to export: a picture if there is one, and the numbers behind it."""

    title: str
    stem: str
    picture: QPicture | None
    columns: Mapping[str, Array]


def in_units(
    columns: dict[str, Array], recipe: LabRecipe, pair: tuple[str, str] = ("x_1", "x_2")
) -> dict[str, Array]:
    """Columns of which a ``pair`` are points of the data, with those in a file's own units beside them."""
    if recipe.data != DRAWN or recipe.units is None or not columns:
        return columns
    back = recipe.units.back(np.stack([columns[name] for name in pair], axis=1))
    named = zip(pair, recipe.units.names, back.T, strict=True)
    return columns | {f"{mine} ({name})": column for mine, name, column in named}


def standardised(recipe: LabRecipe) -> tuple[str, str]:
    """What the axes of the plane count where the points are columns of a file; empty where they are not."""
    if recipe.data != DRAWN or recipe.units is None:
        return "", ""
    across, up = recipe.units.names
    return f"{across}, standardised", f"{up}, standardised"


class Part(msgspec.Struct, Generic[W], frozen=True, kw_only=True):
    """A widget of a lab, which ``tell`` shows the newest frame: it says whether there is anything to see.

    ``figures`` are what of it can be exported, ``exports`` what is no figure, and ``fit`` is told how wide
    the stage is.
    """

    name: str
    widget: W
    tell: Callable[[], bool] = lambda: True
    figures: Callable[[], Iterator[Figure]] = lambda: iter(())
    exports: Callable[[], Iterable[Export]] = lambda: ()
    fit: Callable[[int], None] = lambda _width: None
    place: Place = "row"
    stretch: int = 1


def distance(feed: LabFeed, stretch: int = 1) -> Part[SeriesPlot]:
    """The sliced Wasserstein distance to exact samples, and that between exact samples themselves."""
    plot = SeriesPlot("Sliced Wasserstein", "floor", "Distance")
    set_tip(
        plot,
        "Sliced Wasserstein distance of the points, where they end, from exact samples.\n"
        "The floor is that distance between two sets of exact samples. 95 % of them lie in the band:\n"
        "what does, too, cannot be told from the data.",
    )

    def tell() -> bool:
        distances = feed.distances
        floor, *band = floor_of(feed.scalars, "noise_floor")
        newest = float(feed.scalars.get("sliced_wasserstein", "nan"))
        plot.set_series(distances[:, 0], distances[:, 1], floor, newest, band=(band[0], band[1]))
        return True

    return Part(name="distance", widget=plot, tell=tell, stretch=stretch)


def curves(
    name: str,
    plot: CurvesPlot,
    feed: LabFeed,
    table: Callable[[], Array | None],
    newest: tuple[str, ...],
    level: str = "",
    *,
    title: str,
    stem: str,
    columns: tuple[str, ...] = (),
    stretch: int = 1,
    empty: bool = True,
) -> Part[CurvesPlot]:
    """Curves over the training: of a table whose first column are its steps, with the ``newest`` scalars
    beside their names and the scalar ``level`` as a line.

    ``columns`` are their names in files, which are also written before the first step where ``empty``.
    """

    def tell() -> bool:
        found, scalars = table(), feed.scalars
        if found is not None:
            numbers = [float(scalars[each]) for each in newest]
            plot.set_curves(found[:, 0], found[:, 1:], float(scalars.get(level, "nan")), numbers)
        return True

    def figures() -> Iterator[Figure]:
        names = columns or plot.names
        values = {each: plot.values[:, index] for index, each in enumerate(names)}
        if empty or len(plot.steps):
            yield Figure(title, stem, plot.picture(), {"step": plot.steps} | values)

    return Part(name=name, widget=plot, tell=tell, figures=figures, stretch=stretch)
