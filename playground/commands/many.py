"""``playground generate`` for many recipes: those of a grid's cells, or those of many files."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from playground import __version__
from playground.batch import drawing
from playground.batch.work import Answer, Setup
from playground.commands import UsageError, options
from playground.commands.combinations import values_of
from playground.commands.stopping import stoppable
from playground.core import folders
from playground.core.errors import DataError, ExportError, PlaygroundError, RecipeError
from playground.core.fields import fields
from playground.core.frames import Frame
from playground.core.guard import guarded
from playground.core.machine import usable_cores
from playground.core.recipe import Recipe, identity, kind_of
from playground.core.regular_files import named, read_regular
from playground.core.resources import Placement, Resources
from playground.evaluate.sweep.executor import JobExecutor
from playground.export.atomic import make_folder, write_file
from playground.export.metadata import read_recipe
from playground.export.reading import read_canvases
from playground.export.writing import export
from playground.paradigms.grid.measuring import MEASURES, Measuring, names
from playground.paradigms.grid.recipes import AxisValue, grid_of
from playground.paradigms.grid.runs import NO_CANVAS, Cell, cell_of, numbers_of, refuse, whole
from playground.paradigms.lab.ending import is_endless

MOST_WORKERS = 64
_MOST_RECIPES = 100_000
_NUMBERS = "cells.json"
_MAX_NUMBERS = 10_000_000
_ODD = re.compile(r"[^A-Za-z0-9 =._+()-]")
_LONGEST = 100
"""Letters of a cell’s name that are in its file’s."""
_LARGEST = 1e300
"""Larger numbers have differences that are none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is drawn at once, and by whom."""
    group = parser.add_argument_group("many at once")
    group.add_argument(
        "--grid", nargs="+", metavar="FIELD=V,…",
        help="draw all combinations of values of up to three fields: one labelled sheet (or .csv and .npz of "
        "its numbers), beside a folder with a picture of each cell; what is there is not drawn again",
    )  # fmt: skip
    group.add_argument(
        "--measure", choices=list(MEASURES), default="none",
        help="with --grid, draw a plot instead of the sheet: this measure over the first field, a curve for "
        "each value of the second, and in grey what as many real pictures come to (a cell needs 40 pictures "
        "of ten classes; the fewer there are, the farther real ones, too, are from a distance of 0)",
    )  # fmt: skip
    group.add_argument(
        "--recipes", nargs="+", type=named, metavar="FILE",
        help="draw the recipe of each of these files into a file of the same name in the folder --out",
    )  # fmt: skip
    group.add_argument(
        "--workers", type=int, metavar="N",
        help="processes that draw beside each other (default: 1 for a grid, as many as there are cores for "
        "recipes)",
    )  # fmt: skip
    group.add_argument(
        "--cluster", default="", metavar="ADDRESS", help="let the workers of this Dask cluster draw"
    )


def axes_of(kind: type[Recipe], words: Sequence[str]) -> dict[str, tuple[AxisValue, ...]]:
    """The axes that ``--grid`` names; raises ``UsageError`` in one sentence."""
    found: dict[str, tuple[AxisValue, ...]] = {}
    for word in words:
        name, equals, values = word.partition("=")
        name = name.strip().lstrip("-").replace("-", "_")
        if not equals or not name:
            raise UsageError(f"“{word[:80]}” is no axis of a grid; one looks like steps=2,5,10")
        if name in found:
            raise UsageError(f"the axis “{name[:80]}” is given twice")
        known = any(field.name == name for field in fields(kind))
        found[name] = values_of(kind, name, values) if known else (values,)
    return found


def draw_grid(base: Recipe, args: argparse.Namespace, resources: Resources) -> int:
    """Draw all cells that are not there yet, and then the sheet; 1 if one could not be drawn."""
    grid = grid_of(base, axes_of(type(base), args.grid), args.measure)
    if is_endless(base):
        raise RecipeError(f"The recipe {kind_of(base)} goes on for ever, so it has no pictures for a grid.")
    if not args.out.suffix:
        raise UsageError(f"a grid is written as one file, and --out says no kind; such as {args.out}.png")
    if args.out.exists() and not args.overwrite:
        raise ExportError(f"{args.out} exists already; choose another name or add --overwrite.")
    refuse(grid, resources)
    wanted = {grid.name_of(place): grid.at(place) for place in grid.cells()}
    measuring = Measuring(grid.plotted, resources)
    kept = _KeptCells(make_folder(args.out.with_suffix("")), wanted, resources, measuring)
    if not args.overwrite:
        kept.refuse_others()
    there = {name for name in wanted if kept.has(name)}
    todo = {name: recipe for name, recipe in wanted.items() if name not in there}
    for recipe in todo.values():
        measuring.check(recipe)
    failed = 0
    cells: dict[str, Cell] = {}
    with _hired(args, 1) as executor:
        for name, frame in _drawn(todo, executor, args, len(wanted)):
            if frame is None:
                failed += 1
            else:
                measured = measuring.numbers(wanted[name], frame)
                cells[name] = cell_of(frame, measured)
                kept.keep(name, frame, measured)
    if failed:
        raise DataError(f"{failed} of {len(wanted)} cells could not be drawn, so there is no sheet.")
    cells |= {name: kept.read(name) for name in there}
    frame = whole(grid, [cells[name] for name in wanted], measuring, resources)
    if note := str(frame.scalars.get("note", "")):
        options.notice(note)
    written = export(
        frame, grid, frame.facts or {"playground": __version__}, args.out, layout="single",
        overwrite=args.overwrite, sidecar=args.sidecar,
    )  # fmt: skip
    _say(written, args, drawn=len(todo), kept=len(there))
    return 0


class _KeptCells:
    """The cells of a grid in their folder: a picture of each, and in one file the numbers of all.

    What was measured stands apart, under its measure and what it was held against, so that a cell has all
    that was ever measured of it.
    """

    def __init__(
        self, folder: Path, wanted: Mapping[str, Recipe], resources: Resources, measuring: Measuring
    ) -> None:
        self._folder, self._wanted, self._resources = folder, wanted, resources
        self._measure = measuring.measure
        self._keys = {name: _key(recipe) for name, recipe in wanted.items()}
        self._against = {name: measuring.against(recipe)[:16] for name, recipe in wanted.items()}
        self._files = {name: folder / f"{_file_name(name)}.png" for name in wanted}
        self._numbers = numbers_in(folder)

    def refuse_others(self) -> None:
        """Raise ``ExportError`` where something else than a cell would be written over."""
        numbers = self._folder / _NUMBERS
        foreign = [numbers] if not self._numbers and numbers.exists() else []
        foreign += [
            path
            for name, path in self._files.items()
            if _in_the_way(path, self._wanted[name], self._keys[name] in self._numbers)
        ]
        if foreign:
            raise ExportError(
                f"{foreign[0]} is no cell of this grid; choose another name or add --overwrite."
            )

    def has(self, name: str) -> bool:
        """Whether a cell was drawn, and measured, before."""
        measured = self._measure == "none" or set(names(self._measure)) <= self._measured(name).keys()
        return self._keys[name] in self._numbers and measured and self._is_drawn(name)

    def keep(self, name: str, frame: Frame, measured: dict[str, float]) -> None:
        """Write a cell that was drawn."""
        key = self._keys[name]
        if not self._is_drawn(name):
            # What was measured is of another model's pictures.
            self._numbers = {one: found for one, found in self._numbers.items() if not one.startswith(key)}
        # Its numbers come first: a picture that is there has them, and is known to be of this grid.
        self._numbers[key] = numbers_of(frame)
        if measured:
            self._numbers[self._measured_key(name)] = measured
        write_file(self._folder / _NUMBERS, msgspec.json.encode(self._numbers), overwrite=True)
        _write(frame, self._wanted[name], self._files[name], overwrite=True)

    def read(self, name: str) -> Cell:
        """A cell that was drawn before."""
        path = self._files[name]
        numbers = {**self._numbers[self._keys[name]], **self._measured(name)}
        canvas = read_canvases(path)[0] if self._measure == "none" else NO_CANVAS
        return Cell(canvas, numbers, read_recipe(path)[1])

    def _is_drawn(self, name: str) -> bool:
        return drawing.is_drawn(self._files[name], self._wanted[name], self._resources)

    def _measured(self, name: str) -> dict[str, float]:
        return self._numbers.get(self._measured_key(name), {})

    def _measured_key(self, name: str) -> str:
        return f"{self._keys[name]} {self._measure} {self._against[name]}"


def draw_recipes(args: argparse.Namespace, resources: Resources) -> int:
    """Draw the recipes of all files that are not drawn yet; 1 if one could not be."""
    if len(args.recipes) > _MOST_RECIPES:
        raise UsageError(
            f"there are {len(args.recipes):,} files, but at most {_MOST_RECIPES:,} are drawn at once"
        )
    wanted: dict[str, Recipe] = {}
    for path in args.recipes:
        if path.stem in wanted:
            raise UsageError(
                f"two of the files are called {path.stem}, and so would be what is drawn of them"
            )
        wanted[path.stem] = read_recipe(path)[0]
        if is_endless(wanted[path.stem]):
            raise RecipeError(f"{path}: a live training goes on for ever; run it alone, with --train-steps.")
    folder = make_folder(args.out)
    files = {name: folder / f"{name}.png" for name in wanted}
    there = {name for name, path in files.items() if drawing.is_drawn(path, wanted[name], resources)}
    there |= {
        name for name, path in files.items()
        if name not in there and drawing.is_drawn(path.with_suffix(".npz"), wanted[name], resources)
    }  # fmt: skip
    todo = {name: recipe for name, recipe in wanted.items() if name not in there}
    failed, written = 0, list[Path]()
    for name in [] if args.overwrite else list(todo):
        if files[name].exists() or files[name].with_suffix(".npz").exists():
            options.notice(f"{name}: a file of another recipe is there; add --overwrite, or move it away")
            failed += 1
            del todo[name]
    with _hired(args, usable_cores()) as executor:
        for name, frame in _drawn(todo, executor, args, len(wanted)):
            if frame is None:
                failed += 1
            else:
                written += _write(frame, wanted[name], files[name], overwrite=args.overwrite)
    _say(written, args, drawn=len(written), kept=len(there))
    return 1 if failed else 0


@contextlib.contextmanager
def _hired(args: argparse.Namespace, workers: int) -> Iterator[JobExecutor]:
    if args.workers is not None and not 1 <= args.workers <= MOST_WORKERS:
        raise UsageError(f"there may be 1 to {MOST_WORKERS} workers; --workers says {args.workers}")
    setup = Setup(
        model_folders=tuple(str(path.resolve()) for path in folders.model_folders(tuple(args.models))),
        placement=Placement(args.runtime, args.device),
    )
    executor = drawing.hire(setup, args.workers or workers, args.cluster)
    try:
        with stoppable(listen=False):
            yield executor
    finally:
        executor.close()


def _drawn(
    recipes: Mapping[str, Recipe], executor: JobExecutor, args: argparse.Namespace, total: int
) -> Iterator[tuple[str, Frame | None]]:
    """The final frames as they come, ``None`` of what failed, which is told."""
    for name, answer in _watched(drawing.draw(recipes, executor), total - len(recipes), total):
        if answer.frame is None:
            options.notice(f"{name}: {answer.sentence}")
        yield name, answer.frame


def _watched(answers: Iterator[tuple[str, Answer]], done: int, total: int) -> Iterator[tuple[str, Answer]]:
    if not sys.stderr.isatty():
        yield from answers
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("drawing", total=total, completed=done)
        for answer in answers:
            progress.advance(task)
            yield answer


def _write(frame: Frame, recipe: Recipe, path: Path, *, overwrite: bool) -> list[Path]:
    """A file as ``generate`` writes it for this recipe alone; of a result without pictures its arrays."""
    facts = frame.facts or {"playground": __version__}
    moments = int(frame.scalars.get("columns", 0))
    pictures = any(array.dtype == np.uint8 and array.ndim > 1 for array in frame.arrays.values())
    out = path if pictures else path.with_suffix(".npz")
    return export(frame, recipe, facts, out, moments=moments, overwrite=overwrite)


def _key(recipe: Recipe) -> str:
    """What a cell's numbers are kept under: its recipe, so that another one's are never taken for it."""
    return identity(recipe)[:16]


def _in_the_way(path: Path, recipe: Recipe, known: bool) -> bool:
    """Whether a file holds something else than a cell; what cannot be read is a ``known`` one that broke."""
    if not path.exists():
        return False
    try:
        return read_recipe(path)[0] != recipe
    except PlaygroundError:
        return not known


def _file_name(cell: str) -> str:
    """Make a file name of a cell's name that every disk accepts; a digest keeps a changed one unique."""
    name = _ODD.sub("_", cell)[:_LONGEST]
    digest = "" if name == cell else f" {hashlib.sha256(cell.encode()).hexdigest()[:12]}"
    return (name + digest).replace(" ", ", ")


def numbers_in(folder: Path) -> dict[str, dict[str, float]]:
    """The numbers of cells that were drawn before; none where they cannot be read."""
    try:
        with guarded(DataError, "They cannot be read"):
            found = msgspec.json.decode(
                read_regular(folder / _NUMBERS, _MAX_NUMBERS), type=dict[str, dict[str, float]]
            )
    except DataError:
        return {}
    sane = all(abs(number) <= _LARGEST for numbers in found.values() for number in numbers.values())
    return found if sane else {}


def _say(written: Sequence[Path], args: argparse.Namespace, *, drawn: int, kept: int) -> None:
    if args.json:
        said: dict[str, Any] = {"files": [str(path) for path in written], "drawn": drawn, "kept": kept}
        options.say(json.dumps(said, indent=2))
        return
    for path in written:
        options.say(str(path))
    if kept:
        options.notice(f"{kept} were there already and are kept")
