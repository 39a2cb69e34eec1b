"""Recipes and pictures in the files that this program exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from playground.core.frames import Frame
from playground.core.recipe import Recipe, from_json, to_json
from playground.export.containers import with_svg_metadata
from playground.export.metadata import read_recipe
from playground.export.reading import read_arrays, read_canvases
from playground.export.writing import export
from playground.paradigms.vae_images.recipes import Drawing, HeldOut, Interpolate, Sample
from tests.fuzz.mutate.archives import npz_mutation
from tests.fuzz.mutate.containers import gif_mutation, png_mutation, svg_mutation, webp_mutation
from tests.fuzz.mutate.plain import Mutation
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader
from tests.fuzz.worlds import pictures, recipes

_FACTS = {"note": "größer <&> ]]> 像", "playground": "0.1.0", "model_sha256": "0" * 64}


def _exported(*suffixes: str) -> Callable[[Path], Sequence[bytes]]:
    """What the program exports under these suffixes, grey and coloured."""

    def seeds(folder: Path) -> Sequence[bytes]:
        way = Interpolate(model="tiny", a=HeldOut(1), b=Drawing(pixels=bytes(36)), frames=4)
        made = []
        for suffix in suffixes:
            for recipe, channels in ((Sample(model="tiny", count=4), 1), (way, 3)):
                path = folder / f"seed{suffix}"
                frame = Frame(arrays={"images": pictures(channels)}, final=True)
                export(frame, recipe, _FACTS, path)
                made.append(path.read_bytes())
                path.unlink()
        return made

    return seeds


def _plots(_: Path) -> Sequence[bytes]:
    svg = b'<?xml version="1.0"?>\n<svg width="5" xmlns="http://www.w3.org/2000/svg"><g/></svg>'
    return [with_svg_metadata(svg, to_json(recipe, dict(_FACTS))) for recipe in recipes()]


def _documents(_: Path) -> Sequence[bytes]:
    bare = msgspec.json.encode(Sample(model="tiny"))
    return [bare, *(to_json(recipe, dict(_FACTS)).encode() for recipe in recipes())]


def _again(found: tuple[Recipe, dict[str, Any]]) -> None:
    recipe, facts = found
    assert from_json(to_json(recipe, facts), (type(recipe),)) == (recipe, facts)


def _recipe_in(suffix: str, seeds: Callable[[Path], Sequence[bytes]], mutate: Mutation, *more: str) -> Reader:
    return Reader(
        name=f"recipe-{suffix}", seeds=seeds, read=read_recipe, mutate=mutate, file=f"file.{suffix}",
        again=_again,
        opens=(
            "playground.export.metadata.read_recipe", "playground.export.metadata._read",
            "playground.core.recipe.from_json", "playground.core.recipe._is_bare",
            "playground.core.recipe.decode", *more,
        ),
        inputs=20 if suffix in ("npz", "gif") else 50,  # which are slow to read
    )  # fmt: skip


def _pictures_in(suffix: str, mutate: Mutation) -> Reader:
    """Pixels cost what they say, and nobody shows more of them than ``MAX_PIXELS``."""
    return Reader(
        name=f"pictures-{suffix}", seeds=_exported(f".{suffix}"), read=read_canvases, mutate=mutate,
        file=f"file.{suffix}", opens=("playground.export.reading.read_canvases",
        "playground.export.reading._opened"), memory=1 << 30, seconds=5.0,
        inputs=30,
    )  # fmt: skip


READERS = (
    _recipe_in("json", _documents, json_mutation),
    _recipe_in("svg", _plots, svg_mutation),
    _recipe_in("png", _exported(".png", ".apng"), png_mutation),
    _recipe_in("gif", _exported(".gif"), gif_mutation),
    _recipe_in("webp", _exported(".webp"), webp_mutation),
    _recipe_in(
        "npz", _exported(".npz"), npz_mutation, "playground.export.archive.opened_archive"
    ),
    _pictures_in("png", png_mutation),
    _pictures_in("gif", gif_mutation),
    _pictures_in("webp", webp_mutation),
    Reader(
        name="arrays-npz", seeds=_exported(".npz"), read=read_arrays, mutate=npz_mutation, file="file.npz",
        opens=("playground.export.reading.read_arrays", "playground.export.archive.opened_archive"),
        inputs=25, memory=400 << 20,
    ),
)  # fmt: skip
